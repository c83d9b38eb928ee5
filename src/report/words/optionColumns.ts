import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { MemoryResult, OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';
import { HOURS_PER_YEAR } from '../../units/constants.js';
import { publishedSpeed, slowestOf, tightestOf } from './insight.js';
import { marginHeading, optionMargin } from './fleet/margin.js';
import { decodeOnly, decodeOnlyNote } from './decodeOnly.js';
import { acceleratorsOf } from './request/request.js';
import { poolsInShort } from './fleet/pools.js';
import { rolesOfRacks } from './fleet/rackRoles.js';
import { purchaseInShort, worksText } from './fleet/purchase.js';
import { speedPerUser } from './sentences.js';
import { moneyCode } from '../../units/shownMoney.js';

/** What is told of an option in one cell. */
export interface OptionCell {
  readonly text: string;
  /** What the text is about; small on the page, in brackets in a report. */
  readonly note?: string;
  readonly tone?: 'good' | 'bad' | 'muted';
  /** Says good or bad to those who see no colour, where cells are seen. */
  readonly mark?: '✓' | '✗';
}

/** Something that is told of every option. */
export interface OptionColumn {
  readonly heading: string;
  readonly cell: (option: OptionResult, plan: ResolvedPlan, name: string) => OptionCell;
  /** What options are put in order by, `null` where one has none; absent where the texts have no order. */
  readonly value?: (option: OptionResult, plan: ResolvedPlan, name: string) => number | null;
  /** Where there is not room for all, the fourth rank goes first; the first decides. */
  readonly rank: 1 | 2 | 3 | 4;
  /** Whether it tells anything of an option; where that is left out, it does where there is something in its cell. */
  readonly tells?: (option: OptionResult, plan: ResolvedPlan, name: string) => boolean;
}

const NONE: OptionCell = { text: '–', tone: 'muted' };

const WORKS: Readonly<Record<OptionResult['works'], number>> = { owned: 0, purchase: 1, no: 2 };

/** What stands beside an option's name wherever all options stand side by side, where it is told of any of them. */
export function optionColumns(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): OptionColumn[] {
  const entries = Object.entries(options);
  return OPTION_COLUMNS.filter(({ cell, tells = (...one) => cell(...one) !== NONE }) =>
    entries.some(([name, option]) => tells(option, plan, name)),
  );
}

const always = () => true;

const OPTION_COLUMNS: readonly OptionColumn[] = [
  {
    rank: 1,
    tells: always,
    value: ({ works }) => WORKS[works],
    get heading() {
      return l10n.t('Works');
    },
    cell: (option) =>
      option.feasible
        ? { text: worksText(option), tone: 'good', mark: '✓' }
        : { text: worksText(option), tone: 'bad', mark: '✗' },
  },
  {
    rank: 1,
    // That nothing has to be bought is told, where something could be.
    tells: (_, plan, name) => !plan.options[name]?.hosted,
    value: ({ purchase }) => purchase.usd,
    get heading() {
      return l10n.t('To buy');
    },
    cell: (option) => {
      const text = purchaseInShort({ option });
      return text === null ? NONE : { text };
    },
  },
  {
    rank: 1,
    tells: always,
    value: ({ total }) => total.usdPerMillionTokens,
    get heading() {
      return l10n.t('{currency} / M tokens', { currency: moneyCode() });
    },
    cell: (option) => costCell(option, option.total.usdPerMillionTokens, format.usdPerMillion),
  },
  {
    rank: 1,
    // Where nothing is owned it is the same sum again.
    tells: ({ total, basis }) => basis.sunk.usdPerMillionTokens !== total.usdPerMillionTokens,
    value: ({ basis }) => basis.sunk.usdPerMillionTokens,
    get heading() {
      return l10n.t('Still to spend');
    },
    cell: (option) => costCell(option, option.basis.sunk.usdPerMillionTokens, format.usdPerMillion),
  },
  {
    rank: 2,
    tells: always,
    get heading() {
      return l10n.t('Cost a year');
    },
    value: ({ total }) => total.usdPerHour,
    cell: (option) =>
      costCell(option, option.total.usdPerHour, (usd) => format.quantity(usd * HOURS_PER_YEAR, 'money')),
  },
  {
    rank: 1,
    get heading() {
      return marginHeading();
    },
    value: (option, plan) => optionMargin(plan, option)?.margin ?? null,
    cell: (option, plan) => {
      const found = optionMargin(plan, option);
      if (!found) return NONE;
      const text = format.signedPercent(found.margin);
      const note = found.workload === null ? {} : { note: found.workload };
      return { text, ...note, ...(found.margin < 0 ? { tone: 'bad' as const } : {}) };
    },
  },
  {
    rank: 3,
    get heading() {
      return l10n.t('Power');
    },
    value: ({ power }) => power.meterWatts,
    cell: ({ power }) =>
      power.meterWatts === null || power.meterWatts === 0
        ? NONE
        : { text: format.kilowatts(power.meterWatts) },
  },
  {
    rank: 3,
    value: (option) => tightestOf('', option)?.pressure ?? null,
    get heading() {
      return l10n.t('KV pressure');
    },
    cell: (option) => {
      const tightest = tightestOf('', option);
      if (!tightest) return NONE;
      return { text: format.fill(tightest.pressure), note: tightest.workload, ...over(tightest.pressure) };
    },
  },
  {
    rank: 3,
    value: (option) => tightestMemory(option)?.fleetConcurrency ?? null,
    get heading() {
      return l10n.t('Users fit');
    },
    cell: usersCell,
  },
  {
    rank: 2,
    tells: always,
    value: (option, plan, name) => (slowestOf(plan, option) ?? publishedSpeed(plan, name))?.speed ?? null,
    get heading() {
      return speedPerUser();
    },
    cell: speedCell,
  },
  {
    rank: 4,
    value: (option) => acceleratorsOf(option).decode,
    get heading() {
      return l10n.t('Accelerators');
    },
    cell: (option) => {
      const { decode, prompts, drafts } = acceleratorsOf(option);
      if (decode === null) return NONE;
      const parts = [
        format.count(decode),
        prompts === 0 ? '' : l10n.t('{prompts} for prompts', { prompts: format.count(prompts) }),
        drafts === 0 ? '' : l10n.t('{drafts} for drafts', { drafts: format.count(drafts) }),
      ];
      return { text: parts.filter(Boolean).join(' + ') };
    },
  },
  {
    rank: 4,
    get heading() {
      return l10n.t('Pools');
    },
    cell: (option) => {
      const text = poolsInShort(option);
      return text ? { text } : NONE;
    },
  },
  {
    rank: 4,
    value: ({ lpx }) => lpx?.racks ?? null,
    get heading() {
      return l10n.t('LPX racks');
    },
    cell: ({ lpx }) => (lpx ? { text: format.count(lpx.racks), note: rolesOfRacks(lpx) } : NONE),
  },
];

function speedCell(option: OptionResult, plan: ResolvedPlan, name: string): OptionCell {
  const own = slowestOf(plan, option);
  const slowest = own ?? publishedSpeed(plan, name);
  // A service that keeps its speed to itself is something else than an option that does not run.
  if (!slowest) return plan.options[name]?.hosted ? { text: l10n.t('not published'), tone: 'muted' } : NONE;
  const missed = slowest.wanted !== null && slowest.speed < slowest.wanted;
  const text = format.tokenRate(slowest.speed);
  const alone = option.workloads[slowest.workload]?.cost.decodeOnly === true;
  const about = own ? slowest.workload : l10n.t('published');
  const note = alone ? `${about}, ${decodeOnly()}` : about;
  return { text, note, ...(missed ? { tone: 'bad' } : {}) };
}

/** A cost of an option, which says what it leaves out. */
function costCell(option: OptionResult, usd: number | null, write: (usd: number) => string): OptionCell {
  return { text: format.orUnknown(usd, write), ...(usd === null ? {} : decodeOnlyNote(option)) };
}

const over = (pressure: number) => (pressure > 1 ? ({ tone: 'bad' } as const) : {});

function tightestMemory(option: OptionResult) {
  const tightest = tightestOf('', option);
  return (tightest && option.workloads[tightest.workload]?.memory) ?? null;
}

function usersCell(option: OptionResult): OptionCell {
  const memory = tightestMemory(option);
  if (!memory) return NONE;
  return {
    text: format.count(memory.fleetConcurrency),
    ...askedNote(memory),
    ...over(memory.pressure),
  };
}

/** How many are asked for; nothing where no speed is reached that would tell it. */
const askedNote = ({ askedConcurrency: wanted }: MemoryResult) =>
  wanted === null ? {} : { note: l10n.t('{wanted} asked', { wanted: format.count(wanted) }) };

/** A cell as one text. */
export const cellText = ({ text, note }: OptionCell) => (note === undefined ? text : `${text} (${note})`);
