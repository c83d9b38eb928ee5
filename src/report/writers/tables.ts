import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { LoadRates } from '../../engine/shapes/load.js';
import type { BreakEven, PlanResult } from '../../engine/shapes/result.js';
import { variableById } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import { VARIANTS } from '../figures/savings.js';
import * as format from '../words/format.js';
import { cellText, optionColumns, type OptionColumn } from '../words/optionColumns.js';
import {
  basisColumns,
  limitsSentence,
  movedSentence,
  onItsBasis,
  otherBasisText,
  stretchesClaim,
} from '../words/fleet/breakEven.js';
import { fullStop, VARIANT_NAMES } from '../words/sentences.js';
import type { Table } from '../words/table.js';
import { firstReason } from '../words/reasons.js';

/** All options side by side; where there is little room, in columns of the first ranks only. */
export function optionsTable(
  plan: ResolvedPlan,
  { options }: PlanResult,
  lastRank: OptionColumn['rank'] = 4,
): Table {
  const columns = optionColumns(plan, options).filter(({ rank }) => rank <= lastRank);
  const rows = Object.entries(options).map(([name, option]) => [
    name,
    ...columns.map(({ cell }) => cellText(cell(option, plan, name))),
    firstReason(option) ?? '',
  ]);
  const headings = columns.map(({ heading }) => heading);
  return { columns: [l10n.t('Option'), ...headings, l10n.t('Why not')], rows };
}

/** Which basis the columns are on; empty where both are one. */
export function optionsNote({ options }: PlanResult): string {
  const apart = Object.values(options).some(
    ({ basis: { priced, sunk } }) => priced.usdPerHour !== null && priced.usdPerHour !== sunk.usdPerHour,
  );
  return apart
    ? l10n.t(
        'Costs and margins are all-in, with owned hardware charged like bought hardware. “Still to spend” counts only what running it costs.',
      )
    : '';
}

/** The model's cache as it is and as it would be with other attention, for one workload. */
export function savingsTable(plan: ResolvedPlan, result: PlanResult, workload: string): Table {
  const cache = result.workloads[workload]?.kvCache;
  const context = plan.workloads[workload]?.context;
  if (!cache || !context) return { columns: [], rows: [] };
  const full = cache.variants.mha.bytesPerSequence.p50;
  const rows = VARIANTS.map((name) => {
    const { bytesPerToken, bytesPerSequence } = cache.variants[name];
    return [
      VARIANT_NAMES[name],
      format.bytes(bytesPerToken),
      format.bytes(bytesPerSequence.p50),
      format.bytes(bytesPerSequence.p95),
      full > 0 ? format.percent(1 - bytesPerSequence.p50 / full) : '–',
    ];
  });
  return {
    columns: [
      l10n.t('Attention'),
      l10n.t('Per token'),
      l10n.t('At {p50}', { p50: format.tokens(context.p50) }),
      l10n.t('At {p95}', { p95: format.tokens(context.p95) }),
      l10n.t('Saved against MHA'),
    ],
    rows,
  };
}

/** More places at which the cheaper option changes than this are told as how many they are. */
const MOST_TOLD = 3;

/** What break-evens along one input come to in words: all of them at the first, since none says it alone. */
function inWords(
  plan: ResolvedPlan,
  found: readonly BreakEven[],
  i: number,
  label: string,
  quantity: (value: number) => string,
) {
  const one = found[i];
  if (!one) return '';
  const along = found.filter(
    ({ variable, workload }) => variable === one.variable && workload === one.workload,
  );
  if (along[0] !== one) return '';
  const claim = stretchesClaim(along, label, quantity) ?? '';
  const said =
    along.length === 1
      ? fullStop(onItsBasis(one, label, quantity, null))
      : along.length <= MOST_TOLD
        ? fullStop(claim)
        : l10n.t('{claim}: the two change places {count} times, as those do that cost about the same.', {
            claim,
            count: along.length,
          });
  return format.joined(said, movedSentence(plan, one), limitsSentence(one, quantity));
}

/** How break-evens are searched for, and what the search can miss. */
export const searchNote = (): string =>
  l10n.t(
    'Each input is tried at some places over its range, and closer where the cheaper option changes. Where it changes twice between two of these places, both changes can be missed.',
  );

/** Break-evens, one row each. */
export function breakEvenTable(plan: ResolvedPlan, found: readonly BreakEven[]): Table {
  const rows = found.map((one, i) => {
    const variable = variableById(one.variable);
    const quantity = (value: number) =>
      variable ? format.quantity(value, variable.dimension) : format.plain(value);
    const current = variable?.current(plan, one.workload ?? Object.keys(plan.workloads)[0] ?? '') ?? null;
    return [
      variable?.label ?? one.variable,
      one.workload ?? l10n.t('whole plan'),
      current === null ? '–' : quantity(current),
      one.value === null ? l10n.t('none') : quantity(one.value),
      otherBasisText(one.otherBasis, quantity),
      inWords(plan, found, i, variable?.label ?? one.variable, quantity),
    ];
  });
  return {
    columns: [
      l10n.t('Input'),
      l10n.t('Workload'),
      l10n.t('Plan'),
      ...basisColumns(plan.economics.owned),
      l10n.t('In words'),
    ],
    rows,
  };
}

/** What each workload asks for: volumes, and what is in flight. */
export function loadTable({ load }: PlanResult): Table {
  const tokens = (rates: LoadRates | null) =>
    format.orUnknown(rates?.outputTokensPerSecond ?? null, format.tokenRate);
  const rows = Object.entries(load).map(([name, { average, peak, inFlight, decoding, closedLoop }]) => [
    name,
    closedLoop ? l10n.t('closed loop') : l10n.t('volume'),
    tokens(average),
    tokens(peak),
    format.orUnknown(peak?.requestsPerSecond ?? null, (rate) => format.quantity(rate, 'requestRate')),
    format.orUnknown(inFlight, (users) => format.count(Math.ceil(users))),
    format.orUnknown(decoding, (users) => format.count(Math.ceil(users))),
  ]);
  return {
    columns: [
      l10n.t('Workload'),
      l10n.t('Load'),
      l10n.t('Average'),
      l10n.t('Peak'),
      l10n.t('Requests at peak'),
      l10n.t('In flight'),
      l10n.t('Decoding'),
    ],
    rows,
  };
}
