import { openRange } from '../../engine/questions/errors/attachOverRanges.js';
import { meetsTargets } from '../../engine/questions/passes.js';
import {
  winnersCost,
  portfolioFleets,
  portfolioPlan,
  portfolioTotals,
  type Kind,
  type PortfolioPlan,
  type PortfolioTotals,
  type Spread,
} from '../../engine/questions/portfolio.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { displayQuantity } from '../../units/display.js';
import { perObject } from '../../units/memo.js';
import type { Analysis } from '../answers/analysis.js';
import { openInShort } from '../answers/changeSteps.js';
import { shortfall } from '../answers/partial.js';
import { attachRateName, openRate } from '../words/attach.js';
import { markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import { marginHeading } from '../words/fleet/margin.js';
import { lpxRacks, lpxWord, marksSentence, mixColumns } from '../words/fleet/mix.js';
import * as format from '../words/format.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { tightness } from '../words/insight.js';
import { fleetName, notDrawnNote } from './portfolioNotes.js';
import { finite } from './resultJson.js';
import { csvTable, markdownTable, markupTable, textTable, type Table } from '../words/table.js';
import { fullStop } from '../words/sentences.js';
import { moneyCode } from '../../units/shownMoney.js';

/** A plan of a workspace in a line. */
export interface PlanSummary {
  readonly file: string;
  readonly title: string | null;
  /** An option serves everything. */
  readonly works: boolean;
  /** The answer is of a part of the plan: how many errors it has, and what they leave out. */
  readonly partial?: string;
  /** Why there is no answer, or the first error; `null` where all is well. */
  readonly problem: string | null;
  /** Highest KV pressure among the options that win; `null` where none does. */
  readonly pressure: number | null;
  /** `null` where the plan has no answer. */
  readonly answer: PortfolioPlan | null;
  /** That something leaves the winner open; empty where nothing does. */
  readonly open: string;
  /** The plan of the answer. */
  readonly plan: ResolvedPlan | null;
}

/** What a summary of many plans says of one. */
export function summarizePlan(file: string, analysis: Analysis): PlanSummary {
  const { plan, problems, result } = analysis;
  const answer = result();
  const problem = problems[0]?.message ?? null;
  const title = plan?.title ?? null;
  if (!plan || !answer)
    return {
      ...{ file, title, works: false, pressure: null, answer: null, open: '', plan: null },
      problem: problem ?? l10n.t('not a plan'),
    };
  const found = portfolioPlan(plan, withOpenRate(plan, answer));
  const winners = new Set(found.workloads.map(({ winner }) => winner));
  const pressure = tightness(answer).find(({ option }) => winners.has(option))?.pressure ?? null;
  const partial = shortfall(analysis);
  return {
    ...{ file, title, problem, pressure, answer: found, plan, open: openInShort(analysis) },
    // Of a part, nobody knows whether the whole works.
    works: partial === null && meetsTargets(plan, answer.options),
    ...(partial === null ? {} : { partial }),
  };
}

/** Plans of a portfolio that stand on the same machines, with what they come to as one. */
export interface FleetSummary {
  readonly files: readonly string[];
  readonly answer: PortfolioPlan;
}

/** A portfolio as one. */
export interface Whole {
  readonly fleets: readonly FleetSummary[];
  readonly totals: PortfolioTotals;
}

/** Adds up what the plans with an answer say: those on the same machines as one fleet. Asked for by every writer. */
export const portfolioWhole = perObject('portfolios', (summaries: readonly PlanSummary[]): Whole => {
  const known = summaries.flatMap(({ file, plan, answer }) =>
    plan && answer ? [{ file, plan, answer }] : [],
  );
  const fleets = portfolioFleets(known).map(({ plans, answer }) => ({
    files: plans.flatMap((i) => known[i]?.file ?? []),
    answer,
  }));
  const totals = portfolioTotals(
    fleets.map(({ answer }) => answer),
    known.map(({ answer }) => answer),
  );
  return { fleets, totals };
});

const totalsOf = (summaries: readonly PlanSummary[]): PortfolioTotals => portfolioWhole(summaries).totals;

/** The portfolio in a sentence. */
export function portfolioHeadline(summaries: readonly PlanSummary[]): string {
  return fullStop(portfolioClaim(summaries));
}

/** The same as a part of a sentence. */
export function portfolioClaim(summaries: readonly PlanSummary[]): string {
  const { totals, fleets } = portfolioWhole(summaries);
  const [first] = totals.kinds;
  const plans =
    summaries.length === 1
      ? l10n.t('1 plan')
      : l10n.t('{count} plans', { count: format.count(summaries.length) });
  if (!first || totals.attachRate === null) return l10n.t('{plans}: no option has a known cost', { plans });
  const merged = fleets.filter(({ files }) => files.length > 1);
  const as =
    merged.length === 0
      ? plans
      : fleets.length === 1
        ? l10n.t('{plans} as one fleet', { plans })
        : l10n.t('{plans} as {count} fleets', { plans, count: format.count(fleets.length) });
  const values = {
    plans: as,
    share: format.percent(first.share),
    kind: KINDS[first.kind],
    attachRate: format.percent(totals.attachRate),
  };
  const open = openRate(totals.attachRateRange);
  return open === null
    ? l10n.t('{plans}: {share} of tokens are cheapest with {kind}; LPX attaches to {attachRate}', values)
    : l10n.t(
        '{plans}: LPX attaches to {open} of tokens, ties either way; as the mix stands {share} are cheapest with {kind}, and LPX attaches to {attachRate}',
        { ...values, open },
      );
}

/** The attach rate; where ties leave it open, what they leave open comes first. */
function rateOf({ attachRate, attachRateRange }: PortfolioTotals): string {
  const likely = optional(attachRate, format.percent);
  const open = openRate(attachRateRange);
  return open === null
    ? likely
    : l10n.t('{open}, ties either way; as the mix stands {likely}', { open, likely });
}

const KINDS: Readonly<Record<Kind, string>> = {
  get gpus() {
    return l10n.t('GPUs alone');
  },
  get software() {
    return l10n.t('software');
  },
  lpx: 'LPX',
  get 'lpx-and-software'() {
    return l10n.t('LPX and software');
  },
  get hosted() {
    return l10n.t('a hosted service');
  },
};

/** Tokens of every plan alone by the kind of option that serves them at the lowest cost, for a chart. */
export interface KindShares {
  /** Kinds that win anywhere, in the order of the chart. */
  readonly kinds: readonly string[];
  readonly plans: readonly {
    readonly file: string;
    /** Fractions of the plan's decided tokens, one a kind; empty where none is decided. */
    readonly shares: readonly number[];
    /** Fraction of tokens whose cheapest option has LPX; `null` where none is decided. */
    readonly attachRate: number | null;
    readonly problem: string | null;
  }[];
}

export function kindShares(summaries: readonly PlanSummary[]): KindShares {
  const alone = portfolioTotals(summaries.flatMap(({ answer }) => answer ?? []));
  const won = new Set(alone.kinds.map(({ kind }) => kind));
  // Object.keys gives the names of a record that was written down with just these.
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => won.has(kind));
  return {
    kinds: kinds.map((kind) => KINDS[kind]),
    plans: summaries.map(({ file, problem, answer }) => {
      const totals = answer && portfolioTotals([answer]);
      const shareOf = (wanted: Kind) => totals?.kinds.find(({ kind }) => kind === wanted)?.share ?? 0;
      const decided = totals !== null && totals.kinds.length > 0;
      return {
        ...{ file, problem },
        shares: decided ? kinds.map(shareOf) : [],
        attachRate: totals?.attachRate ?? null,
      };
    }),
  };
}

/** The portfolio for a terminal. */
export function portfolioText(summaries: readonly PlanSummary[]): string {
  const plans = textTable(plansTable(summaries));
  const wrong = withProblems(summaries).map(({ file, problem }) => `${file}: ${problem}`);
  const parts = [
    portfolioHeadline(summaries),
    textTable(totalsTable(summaries)),
    marksSentence(),
    textTable(fleetsTable(summaries)),
    plans,
    aloneNote(summaries),
    notDrawnNote(summaries),
    wrong.join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function withProblems(summaries: readonly PlanSummary[]): { file: string; problem: string }[] {
  return summaries.flatMap(({ file, problem }) => (problem === null ? [] : [{ file, problem }]));
}

/** The portfolio as a Markdown report. `paths` are what the plans' names lead to, in the same order. */
export function portfolioMarkdown(
  summaries: readonly PlanSummary[],
  paths: readonly (string | null)[] = [],
): string {
  const { columns, rows } = plansTable(summaries);
  const linked = rows.map((row, i) => {
    const [name = '', ...rest] = row.map(format.escapeMarkdown);
    const path = paths[i] ?? null;
    return [path === null ? name : `[${name}](<${addressOf(path)}>)`, ...rest];
  });
  const wrong = withProblems(summaries).map(
    ({ file, problem }) => `- ${format.escapeMarkdown(file)}: ${format.escapeMarkdown(problem)}`,
  );
  const parts = [
    `# ${l10n.t('Plans and LPX attach rate')}`,
    `**${format.escapeMarkdown(portfolioHeadline(summaries))}**`,
    `## ${l10n.t('All plans')}\n\n${markdownTable(totalsTable(summaries))}`,
    marksSentence(),
    `## ${l10n.t('What serves what')}\n\n${markdownTable(fleetsTable(summaries))}`,
    `## ${l10n.t('Each plan')}\n\n${markupTable({ columns, rows: linked })}`,
    aloneNote(summaries),
    format.escapeMarkdown(notDrawnNote(summaries)),
    wrong.length > 0 ? `## ${l10n.t('Plans with errors')}\n\n${wrong.join('\n')}` : '',
    l10n.t(
      'Weights are decoded tokens: the demand of a workload, else what its sequences make on the option that serves it. The spread counts every plan once.',
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A path as an address: its names may hold what addresses give a meaning, such as `#`. */
function addressOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** What a plan alone may differ by; empty where every plan stands alone. */
function aloneNote(summaries: readonly PlanSummary[]): string {
  return portfolioWhole(summaries).fleets.some(({ files }) => files.length > 1)
    ? l10n.t(
        'Plans of one model with the same hardware owned, the same limits and prices are one fleet in the totals. Each alone, as in the table of plans, buys its own whole racks and LPX racks, and may differ by those.',
      )
    : '';
}

/** Every workload of the fleets: its option in the best mix. */
function fleetsTable(summaries: readonly PlanSummary[]): Table {
  const { fleets } = portfolioWhole(summaries);
  const sells = fleets.some(({ answer }) => answer.workloads.some((one) => one.leftOfRevenue !== null));
  return {
    columns: [...(fleets.length > 1 ? [l10n.t('Fleet')] : []), ...mixColumns(sells)],
    rows: fleets.flatMap(({ files, answer }) =>
      answer.workloads.map((one, i) => [
        // Told once: the rows below are of the same fleet.
        ...(fleets.length > 1 ? [i === 0 ? fleetName(files) : ''] : []),
        one.workload,
        one.winner ?? l10n.t('nothing'),
        optional(one.tokensPerSecond, (tokens) => displayQuantity(tokens, 'tokenVolume')),
        optional(one.usdPerMillionTokens, (usd) =>
          markedDecodeOnly(format.usdPerMillion(usd), one.decodeOnly),
        ),
        ...(sells ? [optional(one.leftOfRevenue, format.signedPercent)] : []),
        lpxWord({ ...one, forced: answer.attachRate.forcedBy === one.workload }),
        one.runnerUp ?? l10n.t('none'),
        optional(one.margin, format.onTop),
      ]),
    ),
  };
}

/** Kinds with less than this share of tokens are not told in a list that says 100 % of the rest. */
const LEAST_SHARE = 0.001;

function totalsTable(summaries: readonly PlanSummary[]): Table {
  const totals = totalsOf(summaries);
  const invalid = summaries.filter(({ answer }) => answer === null).length;
  const { attachRate, usdPerMillionTokens } = totals.spread;
  const alone = summaries.some(
    ({ answer }) => answer?.workloads.some(({ decodeOnly }) => decodeOnly) ?? false,
  );
  const rows: [string, string][] = [
    [l10n.t('Decoded'), displayQuantity(totals.tokensPerSecond, 'tokenVolume')],
    [
      l10n.t('Cheapest option'),
      totals.kinds
        .filter(({ share }) => share >= LEAST_SHARE)
        .map(({ kind, share }) => `${KINDS[kind]} ${format.percent(share)}`)
        .join(', ') || '–',
    ],
    [l10n.t('What the next best adds to a bill, on average'), optional(totals.margin, format.onTop)],
    [
      l10n.t('{currency} per M tokens', { currency: moneyCode() }),
      `${optional(totals.usdPerMillionTokens, (usd) => markedUsd(usd, alone))}${over(usdPerMillionTokens, format.usdPerMillion)}`,
    ],
    ...(totals.earnings.margin === null
      ? []
      : [[marginHeading(), format.signedPercent(totals.earnings.margin)] as [string, string]]),
    [l10n.t('LPX attach rate, of tokens'), `${rateOf(totals)}${over(attachRate, format.percent)}`],
    ...(totals.attachRateOfRevenue === null
      ? []
      : [
          [l10n.t('LPX attach rate, of revenue'), format.percent(totals.attachRateOfRevenue)] as [
            string,
            string,
          ],
        ]),
    [
      l10n.t('LPX racks for each 72 GPUs'),
      totals.lpxRacks === 0
        ? '0'
        : l10n.t('{per72} ({racks} beside {accelerators} accelerators)', {
            per72: optional(totals.lpxRacksPer72Gpus, format.plain),
            racks: lpxRacks(totals.lpxRacks),
            accelerators: format.count(totals.accelerators),
          }),
    ],
    [l10n.t('To buy'), optional(totals.purchaseUsd, (usd) => format.quantity(usd, 'money'))],
    ...totals.forcedBy.map(({ workload, usdPerMillionTokens }): [string, string] => [
      l10n.t('Only LPX serves'),
      l10n.t('{workload}: {usd} a million of its tokens on the bill', {
        workload,
        usd: optional(usdPerMillionTokens, format.usdPerMillion),
      }),
    ]),
    ...(totals.undecided > 0
      ? [[l10n.t('Workloads without a winner or volume'), format.count(totals.undecided)] as [string, string]]
      : []),
    ...(invalid > 0 ? [[l10n.t('Plans without an answer'), format.count(invalid)] as [string, string]] : []),
  ];
  return { columns: [l10n.t('Total'), l10n.t('Value')], rows };
}

function over(spread: Spread | null, show: (value: number) => string): string {
  if (!spread || spread.low === spread.high) return '';
  return ` ${l10n.t('(plans: {low} to {high}, median {median})', {
    low: show(spread.low),
    high: show(spread.high),
    median: show(spread.median),
  })}`;
}

const optional = (value: number | null, show: (value: number) => string) =>
  value === null ? '–' : show(value);

function plansTable(summaries: readonly PlanSummary[]): Table {
  return {
    columns: [
      l10n.t('Plan'),
      l10n.t('Works'),
      l10n.t('KV pressure'),
      l10n.t('{currency} / M tokens', { currency: moneyCode() }),
      l10n.t('Cheapest option'),
      l10n.t('Runner-up'),
      attachRateName(),
      l10n.t('LPX racks for each 72 GPUs'),
    ],
    rows: summaries.map(planRow),
  };
}

function planRow({ file, works, partial, pressure, open, answer }: PlanSummary): string[] {
  if (!answer) return [file, l10n.t('no answer'), '–', '–', '–', '–', '–', '–'];
  const { workloads, attachRate } = answer;
  const several = workloads.length > 1;
  const each = (of: (workload: (typeof workloads)[number]) => string) =>
    workloads.map((one) => (several ? `${one.workload}: ${of(one)}` : of(one))).join(', ');
  return [
    file,
    partial === undefined
      ? works
        ? l10n.t('yes')
        : l10n.t('no')
      : l10n.t('not known: {partial}', { partial }),
    optional(pressure, format.fill),
    optional(winnersCost(answer), (usd) =>
      markedDecodeOnly(
        format.usdPerMillion(usd),
        workloads.some(({ decodeOnly }) => decodeOnly),
      ),
    ),
    [each(({ winner }) => winner ?? l10n.t('none')), open].filter((part) => part !== '').join('. '),
    each(({ margin }) => (margin === null ? '–' : l10n.t('adds {margin}', { margin: format.onTop(margin) }))),
    openRate(openRange(attachRate)) ?? optional(attachRate.ofTokens, format.percent),
    optional(attachRate.lpxRacksPer72Gpus, format.plain),
  ];
}

/** The portfolio as JSON: SI units, fractions 0..1, `null` where there is no value. */
export function portfolioJson(summaries: readonly PlanSummary[]): Record<string, unknown> {
  const { totals, fleets } = portfolioWhole(summaries);
  const plans = summaries.map(({ plan: _, ...summary }) => summary);
  return finite({ format: 1, totals, fleets, plans });
}

/** One row for each workload of each plan: plain numbers in SI units. */
export function portfolioCsv(summaries: readonly PlanSummary[]): string {
  const number = (value: number | null) => (value === null || !Number.isFinite(value) ? '' : String(value));
  const columns = [
    'file',
    'works',
    'problem',
    'workload',
    'winner',
    'kind',
    'runnerUp',
    'margin',
    'tokensPerSecond',
    'usdPerMillionTokens',
    'lpx',
    'tie',
    'decodeOnly',
  ];
  const rows = summaries.flatMap(({ file, works, problem, answer }) => {
    const head = [file, String(works), problem ?? ''];
    if (!answer) return [[...head, ...columns.slice(head.length).map(() => '')]];
    return answer.workloads.map((one) => [
      ...head,
      one.workload,
      one.winner ?? '',
      one.kind ?? '',
      one.runnerUp ?? '',
      number(one.margin),
      number(one.tokensPerSecond),
      number(one.usdPerMillionTokens),
      String(one.lpx),
      String(one.tie),
      String(one.decodeOnly),
    ]);
  });
  return `${csvTable({ columns, rows })}\r\n`;
}
