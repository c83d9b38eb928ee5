import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';
import { slowestOf, tightestOf } from './insight.js';
import { decodeOnly, decodeOnlyNote } from './decodeOnly.js';
import { acceleratorsOf } from './request/request.js';
import { poolsInShort } from './fleet/pools.js';
import { purchaseInShort, worksText } from './fleet/purchase.js';
import { speedPerUser } from './sentences.js';

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
interface OptionColumn {
  readonly heading: string;
  readonly cell: (option: OptionResult, plan: ResolvedPlan) => OptionCell;
}

const NONE: OptionCell = { text: '–', tone: 'muted' };

/** What stands beside an option's name wherever all options stand side by side. */
export const OPTION_COLUMNS: readonly OptionColumn[] = [
  {
    get heading() {
      return l10n.t('Works');
    },
    cell: (option) =>
      option.feasible
        ? { text: worksText(option), tone: 'good', mark: '✓' }
        : { text: worksText(option), tone: 'bad', mark: '✗' },
  },
  {
    get heading() {
      return l10n.t('To buy');
    },
    cell: (option) => {
      const text = purchaseInShort({ option });
      return text === null ? NONE : { text };
    },
  },
  {
    get heading() {
      return l10n.t('USD / M tokens');
    },
    cell: (option) => ({
      text: format.orUnknown(option.total.usdPerMillionTokens, format.usdPerMillion),
      ...(option.total.usdPerMillionTokens === null ? {} : decodeOnlyNote(option)),
    }),
  },
  {
    get heading() {
      return l10n.t('Still to spend');
    },
    cell: ({ basis }) => ({
      text: format.orUnknown(basis.sunk.usdPerMillionTokens, format.usdPerMillion),
    }),
  },
  {
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
    get heading() {
      return l10n.t('Users fit');
    },
    cell: usersCell,
  },
  {
    get heading() {
      return speedPerUser();
    },
    cell: (option, plan) => {
      const slowest = slowestOf(plan, option);
      if (!slowest) return NONE;
      const missed = slowest.wanted !== null && slowest.speed < slowest.wanted;
      const text = format.tokenRate(slowest.speed);
      const alone = option.workloads[slowest.workload]?.cost.decodeOnly === true;
      const note = alone ? `${slowest.workload}, ${decodeOnly()}` : slowest.workload;
      return { text, note, ...(missed ? { tone: 'bad' } : {}) };
    },
  },
  {
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
    get heading() {
      return l10n.t('Pools');
    },
    cell: (option) => {
      const text = poolsInShort(option);
      return text ? { text } : NONE;
    },
  },
  {
    get heading() {
      return l10n.t('LPX racks');
    },
    cell: ({ lpx }) => (lpx ? { text: format.count(lpx.racks), note: lpx.role } : NONE),
  },
];

const over = (pressure: number) => (pressure > 1 ? ({ tone: 'bad' } as const) : {});

function usersCell(option: OptionResult): OptionCell {
  const tightest = tightestOf('', option);
  const memory = tightest && option.workloads[tightest.workload]?.memory;
  if (!tightest || !memory) return NONE;
  return {
    text: format.count(memory.fleetConcurrency),
    note: l10n.t('of {wanted}', { wanted: format.count(memory.askedConcurrency) }),
    ...over(tightest.pressure),
  };
}

/** A cell as one text. */
export const cellText = ({ text, note }: OptionCell) => (note === undefined ? text : `${text} (${note})`);
