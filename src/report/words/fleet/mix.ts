import { ATTACH_MARKS, type AttachMark } from '../../../catalog/entries/claims.js';
import { openRange } from '../../../engine/questions/errors/attachOverRanges.js';
import type { MixResult, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { openRate } from '../attach.js';
import { leavesPromptsOut, markedDecodeOnly, mixIsDecodeOnly } from '../decodeOnly.js';
import * as format from '../format.js';
import { reasonText } from '../reasons.js';
import { marginHeading } from './margin.js';
import { areOfSeveralTypes, partText } from './purchase.js';
import type { Table } from '../table.js';
import { moneyCode } from '../../../units/shownMoney.js';

/** What is said of the best mix and of its LPX part. */

/** `1 LPX rack`, `14 LPX racks`. */
export function lpxRacks(count: number): string {
  return count === 1 ? l10n.t('1 LPX rack') : l10n.t('{count} LPX racks', { count: format.count(count) });
}

/** Names in a row: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last = '', ...before] = names.toReversed();
  if (before.length === 0) return last;
  return l10n.t('{names} and {last}', { names: before.toReversed().join(', '), last });
}

/** More names than this say less than how many they are; among many workloads fewer do. */
const MOST_NAMES = 6;
const MOST_OF_MANY = 2;

/** Names in a row, or how many of all there are. */
function listedOf(names: readonly string[], all: number): string {
  if (names.length <= (all > MOST_NAMES ? MOST_OF_MANY : MOST_NAMES)) return listed(names);
  return l10n.t('{count} of {all} workloads', { count: names.length, all });
}

/** What serves what: `ultra on lpx, chat and rag on software`. */
export function whatServesWhat({ workloads }: MixResult): string {
  const names = new Map<string, string[]>();
  const count = Object.keys(workloads).length;
  for (const [workload, option] of Object.entries(workloads))
    if (option !== null) names.set(option, [...(names.get(option) ?? []), workload]);
  return [...names]
    .map(([option, those]) =>
      l10n.t('{workloads} on {option}', { workloads: listedOf(those, count), option }),
    )
    .join('; ');
}

/** The best mix in words; empty where the plan has one workload, so that the best option is the mix. */
export function mixSentence(result: Pick<PlanResult, 'mix' | 'basis' | 'options'>): string {
  return mixSentences(result).join(' ');
}

/** What serves what, without a full stop. */
export const bestMix = (mix: MixResult): string =>
  l10n.t('The best mix: {served}', { served: whatServesWhat(mix) });

/** The same by sentence, the first of which says what serves what. */
export function mixSentences({
  mix,
  basis,
  options,
}: Pick<PlanResult, 'mix' | 'basis' | 'options'>): string[] {
  const names = Object.keys(mix.workloads);
  const unserved = names.filter((name) => mix.workloads[name] === null);
  if (names.length < 2) return [];
  if (unserved.length === names.length)
    return [
      l10n.t('No mix of the options works: {reason}.', {
        reason: mix.reason ? reasonText(mix.reason) : l10n.t('not known'),
      }),
    ];
  const alone = mixIsDecodeOnly({ mix, options });
  const usd = (of: 'priced' | 'sunk') => format.orUnknown(mix.basis[of].usdPerHour, format.usdPerHour);
  const values = { priced: usd('priced'), sunk: usd('sunk') };
  const bill =
    basis === 'sunk'
      ? l10n.t('{sunk} an hour still to spend, {priced} all-in', values)
      : l10n.t('{priced} an hour all-in', values);
  const head = l10n.t('{claim}.', { claim: bestMix(mix) });
  const takes = l10n.t('{buys}, {bill}.', { buys: bought(mix), bill: markedDecodeOnly(bill, alone) });
  const nothing =
    unserved.length === 0 ? '' : l10n.t('Nothing serves {workloads}.', { workloads: listed(unserved) });
  return [head, takes, apartSentence({ mix, options }), mixMargin(mix), nothing].filter(
    (sentence) => sentence !== '',
  );
}

/** That racks which decode alone stand apart: each is one replica of one option, and no other option takes turns on it. */
function apartSentence({ mix, options }: Pick<PlanResult, 'mix' | 'options'>): string {
  const used = Object.entries(mix.workloads).flatMap(([workload, option]) =>
    option !== null && mix.served[workload]?.lpx === true ? option : [],
  );
  const alone = [...new Set(used)].filter((option) =>
    options[option]?.lpx?.byRole.some(({ role }) => role === 'decode'),
  );
  return alone.length < 2
    ? ''
    : l10n.t('LPX racks that decode alone are not shared: those of {options} are counted apart.', {
        options: listed(alone),
      });
}

/** What is left of what the tokens of a mix sell for; empty where nothing is sold. */
export function mixMargin({ earnings: { margin, profitUsdPerHour: profit, reason } }: MixResult): string {
  if (reason?.code === 'unsold' || reason?.code === 'price-needs-request')
    return l10n.t('What the mix leaves is not known: {reason}.', { reason: reasonText(reason) });
  if (margin === null || profit === null) return '';
  const values = { margin: format.signedPercent(margin), usd: format.usdPerHour(Math.abs(profit)) };
  return profit < 0
    ? l10n.t('The mix loses {usd} an hour at the plan’s prices: all-in its margin is {margin}.', values)
    : l10n.t('The mix earns {usd} an hour: all-in its margin is {margin}.', values);
}

function bought({ purchase: { parts, usd } }: MixResult): string {
  const named = areOfSeveralTypes(parts);
  const [rented, kinds] = [true, false].map((rents) =>
    listed(parts.filter((part) => part.rented === rents).map((part) => partText(part, { named }))),
  );
  if (!kinds && !rented) return l10n.t('It adds nothing');
  if (!kinds) return l10n.t('It rents {rented}', { rented: rented ?? '' });
  const bill = usd === null ? l10n.t('a price that is not known') : format.quantity(usd, 'money');
  const values = { kinds, rented: rented ?? '', usd: bill };
  return rented
    ? l10n.t('It adds {kinds} for {usd} and rents {rented}', values)
    : l10n.t('It adds {kinds} for {usd}', values);
}

/** The LPX part of the best mix, in sentences; empty where no option has LPX. */
export function attachSentences({
  mix,
  attachRate,
  options,
}: Pick<PlanResult, 'mix' | 'attachRate' | 'options'>): string[] {
  const { ofTokens, ties, forcedBy } = attachRate;
  if (ofTokens === null) return [];
  // Without a rival there is nothing that LPX is needed for, or wins against.
  if (Object.values(options).every(({ lpx }) => lpx !== null))
    return [
      l10n.t('Every option has LPX racks: an attach rate says something only beside an option without.'),
      ...racksOf(attachRate.lpxRacksPer72Gpus, mix),
    ];
  return [
    rateSentence(attachRate, format.percent(ofTokens)),
    ...racksOf(attachRate.lpxRacksPer72Gpus, mix),
    ...forced(attachRate, mix),
    ...(ties.length > 0
      ? [
          l10n.t('With and without LPX cost the same, within what the model errs: {workloads}.', {
            workloads: listed(ties),
          }),
        ]
      : []),
    ...(attachRate.overRanges
      ? [
          l10n.t('Over the ranges of the plan’s inputs this is a tie with {rivals}.', {
            rivals: listed(attachRate.overRanges.rivals),
          }),
        ]
      : []),
    ...(attachRate.overRangesReason
      ? [
          l10n.t('What the plan’s ranges leave open of it is not known: {reason}.', {
            reason: reasonText(attachRate.overRangesReason),
          }),
        ]
      : []),
    ...(forcedBy === null && mix.lpxRacks > 0
      ? [l10n.t('No workload needs LPX: it is there by its cost.')]
      : []),
  ];
}

/** The rate of tokens and of revenue. Where ties leave it open, what they leave open is told first. */
function rateSentence(rate: PlanResult['attachRate'], share: string): string {
  const { ofRevenue } = rate;
  const open = openRate(openRange(rate));
  const values = { share, open: open ?? '', revenue: ofRevenue === null ? '' : format.percent(ofRevenue) };
  if (open === null)
    return ofRevenue === null
      ? l10n.t('LPX attaches to {share} of the best mix’s tokens.', values)
      : l10n.t('LPX attaches to {share} of the best mix’s tokens, and to {revenue} of its revenue.', values);
  return ofRevenue === null
    ? l10n.t('LPX attaches to {open} of the best mix’s tokens, ties either way; as the mix stands {share}.', {
        ...values,
      })
    : l10n.t(
        'LPX attaches to {open} of the best mix’s tokens, ties either way; as the mix stands {share}, and {revenue} of its revenue.',
        values,
      );
}

function racksOf(per72: number | null, { lpxRacks: racks, accelerators }: MixResult): string[] {
  if (racks === 0) return [];
  const values = { racks: lpxRacks(racks), accelerators: format.count(accelerators) };
  if (per72 === null) return [l10n.t('It takes {racks} and no accelerators.', values)];
  return [
    l10n.t('It takes {racks} beside {accelerators} accelerators: {per72} for each 72.', {
      ...values,
      per72: format.plain(per72),
    }),
  ];
}

function forced(
  { forcedBy, forcedUsdPerMillionTokens: usd }: PlanResult['attachRate'],
  mix: MixResult,
): string[] {
  if (forcedBy === null) return [];
  const others = Object.entries(mix.served).filter(([name, { lpx }]) => lpx && name !== forcedBy);
  const head =
    usd === null
      ? l10n.t('Only LPX serves {workload} within the plan’s limits.', { workload: forcedBy })
      : l10n.t(
          'Only LPX serves {workload} within the plan’s limits: a million of its tokens adds {usd} to the bill.',
          {
            workload: forcedBy,
            usd: format.usdPerMillion(usd),
          },
        );
  if (others.length === 0) return [head];
  return [
    head,
    l10n.t('The same racks serve {workloads}.', {
      workloads: listed(others.map(([name]) => name)),
    }),
  ];
}

/** What others say, beside what the plan comes to. */
export function marksTable({ attachRate, mix }: Pick<PlanResult, 'attachRate' | 'mix'>): Table {
  const own = attachRate.lpxRacksPer72Gpus;
  return {
    columns: [l10n.t('Who'), l10n.t('LPX racks for each 72 GPUs'), l10n.t('What it says')],
    rows: [
      [l10n.t('This plan'), format.orUnknown(own, format.plain), mixRow(mix)],
      ...ATTACH_MARKS.map((mark) => [mark.by, markValue(mark), `${mark.what} (${sourceOf(mark)})`]),
    ],
  };
}

const mixRow = (mix: MixResult): string =>
  l10n.t('{racks} beside {accelerators} accelerators', {
    racks: lpxRacks(mix.lpxRacks),
    accelerators: format.count(mix.accelerators),
  });

function markValue({ measure, value: [low, high] }: AttachMark): string {
  if (measure === 'systems') return l10n.t('{share} of systems', { share: format.percent(low) });
  return low === high
    ? format.plain(low)
    : l10n.t('{low} to {high}', { low: format.plain(low), high: format.plain(high) });
}

const sourceOf = ({ sources }: AttachMark): string =>
  sources.map(({ title, date }) => (date ? `${title}, ${date}` : title)).join('; ');

/** What others say, in a sentence. */
export function marksSentence(): string {
  const marks = ATTACH_MARKS.map((mark) => `${mark.by} ${markValue(mark)}`);
  return l10n.t('Outside marks for LPX racks beside 72 GPUs: {marks}.', { marks: marks.join(', ') });
}

/** What a table of the best mix has of each workload; its margin where something is sold. */
export const mixColumns = (sells: boolean): readonly string[] => [
  l10n.t('Workload'),
  l10n.t('Served by'),
  l10n.t('Decoded'),
  l10n.t('{currency} / M tokens, all-in', { currency: moneyCode() }),
  ...(sells ? [marginHeading()] : []),
  'LPX',
  l10n.t('Next best'),
  l10n.t('Adds to its bill'),
];

/** Whether LPX serves a workload of the mix, in a word. */
export function lpxWord(served: {
  readonly tie: boolean;
  readonly forced: boolean;
  readonly lpx: boolean;
}): string {
  if (served.tie) return l10n.t('a tie');
  if (served.forced) return l10n.t('only LPX');
  return served.lpx ? l10n.t('yes') : l10n.t('no');
}

/** The best mix by workload. */
export function mixTable({
  mix,
  attachRate,
  options,
}: Pick<PlanResult, 'mix' | 'attachRate' | 'options'>): Table {
  const sells = Object.values(mix.served).some(({ margin }) => margin !== null);
  return {
    columns: mixColumns(sells),
    rows: Object.entries(mix.workloads).map(([name, option]) => {
      const own = mix.served[name];
      const there = option === null ? undefined : options[option]?.workloads[name];
      const alone = there !== undefined && leavesPromptsOut(there);
      const { runnerUp = null, margin: adds = null } = attachRate.perWorkload[name] ?? {};
      const margin = own?.margin ?? null;
      return [
        name,
        option ?? l10n.t('nothing'),
        format.orUnknown(own?.tokensPerSecond, format.tokenRate),
        format.orUnknown(own?.usdPerMillionTokens, (usd) =>
          markedDecodeOnly(format.usdPerMillion(usd), alone),
        ),
        ...(sells ? [margin === null ? '–' : format.signedPercent(margin)] : []),
        lpxWord({
          tie: attachRate.ties.includes(name),
          forced: attachRate.forcedBy === name,
          lpx: own?.lpx ?? false,
        }),
        runnerUp ?? l10n.t('none'),
        adds === null ? '–' : format.onTop(adds),
      ];
    }),
  };
}

/** Whether LPX is among what the plan could use. */
export function asksForLpx(options: Readonly<Record<string, { readonly lpx: unknown }>>): boolean {
  return Object.values(options).some(({ lpx }) => lpx !== null);
}
