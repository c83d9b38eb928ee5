import type { MemoryPoint } from '../../../engine/questions/charts.js';
import type { MemoryResult, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';
import { crossingOf, tightness } from '../insight.js';

/** Titles of what is drawn of the memory. */

/** What fills the memory. */
export function memoryFinding(result: PlanResult, workload: string): string {
  const entries = Object.entries(result.options).flatMap(([option, { workloads }]) => {
    const memory = workloads[workload]?.memory;
    return memory ? [{ option, memory, pressure: memory.pressure }] : [];
  });
  const [fullest] = entries.sort((a, b) => b.pressure - a.pressure);
  if (!fullest) return l10n.t('No option has accelerators to fill for {workload}', { workload });
  if (fullest.pressure === Number.POSITIVE_INFINITY)
    return l10n.t('{option} has no memory left for the KV cache of {workload}', {
      option: fullest.option,
      workload,
    });
  const over = entries.filter(({ pressure }) => pressure > 1).length;
  const inAll = format.fill(fullest.pressure);
  const average = format.fill(fullest.memory.kvUsedBytes / fullest.memory.kvPoolBytes);
  const values = { workload, option: fullest.option, inAll, average };
  if (over === 0)
    return entries.length === 1
      ? l10n.t(
          '{workload} fits on {option}: {inAll} of its KV memory holds all users 95 % of the time, {average} on average',
          values,
        )
      : l10n.t(
          '{workload} fits on every option; {option} is fullest: {inAll} of its KV memory holds all users 95 % of the time, {average} on average',
          values,
        );
  const asks = l10n.t(
    '{workload} asks {option} for {inAll} of its KV memory to hold all users 95 % of the time, {average} on average',
    values,
  );
  if (over === 1) return asks;
  return over === 2
    ? l10n.t('{asks}, and 1 more option is over', { asks })
    : l10n.t('{asks}, and {count} more options are over', { asks, count: over - 1 });
}

export interface OutOfRoom {
  readonly workload: string;
  /** Where all its users no longer fit; `null` where they do so at every context, or at none. */
  readonly tokens: number | null;
  readonly concurrency: number;
  /** All its users fit at the shortest context. */
  readonly fits: boolean;
  /** There is room for any KV at all. */
  readonly room: boolean;
  /** The longest context that was looked at. */
  readonly longest: number;
}

/** Context at which all users of a workload no longer fit; `null` if they always do, or never. */
export function outOfRoomAt(points: readonly MemoryPoint[]): number | null {
  return crossingOf(
    points.map(({ tokens, demandedBytes, poolBytes }) => ({ x: tokens, a: demandedBytes, b: poolBytes })),
  );
}

/** A title names so many workloads; the first to run out of room come first. */
const MOST_ENDS = 2;

/** Where users stop fitting. */
export function contextFinding(option: string, ends: readonly OutOfRoom[]): string {
  const ended = ends
    .flatMap((end) => (end.tokens === null ? [] : [{ ...end, tokens: end.tokens }]))
    .sort((a, b) => a.tokens - b.tokens);
  const never = ends.filter(({ fits }) => !fits).map(({ workload }) => workload);
  const [first] = never;
  if (ends.length > 0 && ends.every(({ room }) => !room))
    return l10n.t('{option} has no room for KV, at any context length', { option });
  if (first !== undefined) return neverFits(option, first, never.length, ends.length);
  // How many fit where lengths differ is another question: the map's, at the plan's mix of them.
  if (ended.length === 0)
    return l10n.t('On {option}, all users fit if each has the same context, up to {tokens}', {
      option,
      tokens: format.tokens(Math.max(...ends.map(({ longest }) => longest))),
    });
  const parts = ended.slice(0, MOST_ENDS).map(({ workload, concurrency, tokens }) =>
    l10n.t('{concurrency} {workload} users up to {tokens}', {
      concurrency: format.count(concurrency),
      workload,
      tokens: format.tokens(tokens),
    }),
  );
  const values = { option, parts: parts.join(', '), more: ended.length - parts.length };
  return values.more > 0
    ? l10n.t('{option} holds {parts} tokens each; {more} more workloads run out of room too', values)
    : l10n.t('{option} holds {parts} tokens each', values);
}

function neverFits(option: string, first: string, never: number, all: number): string {
  if (never === all && all > 1)
    return l10n.t('On {option}, no workload has room for all its users at any context length', { option });
  const claim = l10n.t('On {option}, not all users of {workload} fit at any context length', {
    option,
    workload: first,
  });
  return never > 1 ? l10n.t('{claim}, nor of {more} more', { claim, more: never - 1 }) : claim;
}

/** How far a workload can grow at the contexts it has. */
export function mapFinding(workload: string, memory: MemoryResult | null): string {
  if (memory === null) return l10n.t('Room for {workload} is not known', { workload });
  if (!Number.isFinite(memory.pressure))
    return l10n.t('There is no room for {workload} at all', { workload });
  if (memory.askedConcurrency === null)
    return l10n.t('How many users {workload} brings is not known: it is not served', { workload });
  const share = memory.fleetConcurrency / memory.askedConcurrency;
  if (memory.pressure <= 1 && format.times(share) === format.times(1))
    return l10n.t('{workload} fits at its mix of contexts, with no room for more users', { workload });
  if (memory.pressure <= 1)
    return l10n.t('{workload} could grow to {factor} its users at its mix of contexts', {
      workload,
      factor: format.times(share),
    });
  return l10n.t('{workload} must shrink to {share} of its users to fit at its mix of contexts', {
    workload,
    share: format.percent(Number(share.toPrecision(2))),
  });
}

/** The fullest option, for the summary of the memory chart. */
export function memorySummary(result: PlanResult): string {
  return tightness(result)
    .slice(0, 6)
    .map(({ option, workload, pressure }) =>
      l10n.t('{option}: {pressure} for {workload}', { option, pressure: format.fill(pressure), workload }),
    )
    .join('; ');
}
