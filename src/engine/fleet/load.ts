import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../shapes/reasons.js';
import type { LoadRates, LoadResult } from '../shapes/load.js';
import { meanTokens } from '../memory/contextMix.js';

/** Times that a user sees, in seconds: to the first token (0 where prompts are not known), and between two tokens. */
export interface ReachedTimes {
  readonly ttft: number;
  readonly tpot: number;
}

/** What of a workload its load follows from. */
export type Loaded = Pick<Workload, 'concurrency' | 'demand' | 'requests' | 'input' | 'output' | 'speed'>;

/** Decoded tokens per second on average: said as tokens or as requests, the larger where both are; `null` in a closed loop. */
export function volumeOf({
  demand,
  requests,
  output,
}: Pick<Loaded, 'demand' | 'requests' | 'output'>): number | null {
  const asked = requests !== null && output ? requests * meanTokens(output) : null;
  return demand === null ? asked : Math.max(demand, asked ?? 0);
}

/** Rates that decoded tokens per second come with; requests and prompts are `null` where the plan does not say what a request is. */
function ratesOf(
  outputTokensPerSecond: number,
  { input, output }: Pick<Loaded, 'input' | 'output'>,
): LoadRates {
  const requestsPerSecond = output && outputTokensPerSecond / meanTokens(output);
  return {
    requestsPerSecond,
    outputTokensPerSecond,
    inputTokensPerSecond: requestsPerSecond !== null && input ? requestsPerSecond * meanTokens(input) : null,
    ...(input && output ? {} : { reason: { code: 'request-unknown' } }),
  };
}

/** Decoded tokens per second that users make who ask again at once: Little's law of the closed loop. */
export function closedLoopRate(
  { concurrency, output }: Pick<Loaded, 'concurrency' | 'output'>,
  { ttft, tpot }: ReachedTimes,
): number {
  return (concurrency ?? 0) / (tpot + (output ? ttft / meanTokens(output) : 0));
}

/**
 * Requests in flight at a peak of decoded tokens per second: queued, in prefill or decoding. Never fewer than the
 * plan's `concurrency`, which is what memory and batch must carry at least.
 */
export function inFlightAt(
  load: Pick<Loaded, 'concurrency' | 'output'>,
  peak: number,
  { ttft, tpot }: ReachedTimes,
): number {
  const waiting = load.output ? (peak / meanTokens(load.output)) * ttft : 0;
  return Math.max(load.concurrency ?? 0, waiting + peak * tpot);
}

/** How far a written number of users is from the volume at the speed asked for. */
export interface Consistency {
  /** Users over those that make the peak at exactly the speed asked for: under 1 too few, over 1 too many. */
  readonly ratio: number;
  /** Users that would make the peak at that speed. */
  readonly concurrency: number;
  /** Decoded tokens per second on average that the written users would make at that speed. */
  readonly volume: number;
  /** Tokens per second that each of the written users would have to see. */
  readonly speedEach: number;
}

/** Below and above these, users and volume contradict each other. */
export const FEWEST = 0.9;
export const MOST = 1.1;

/** `null` where the plan gives no users, or no volume or no speed to hold them against. */
export function consistencyOf(load: Loaded, utilization: number): Consistency | null {
  const volume = volumeOf(load);
  const { speed, concurrency } = load;
  if (volume === null || speed === null || concurrency === null) return null;
  const peak = volume / utilization;
  return {
    ratio: (concurrency * speed) / peak,
    concurrency: peak / speed,
    volume: concurrency * speed * utilization,
    speedEach: peak / concurrency,
  };
}

/** Requests times output over demand: what the two ways of saying the volume differ by; `null` where one is not given. */
export function volumeRatio({
  demand,
  requests,
  output,
}: Pick<Loaded, 'demand' | 'requests' | 'output'>): number | null {
  return demand === null || requests === null || !output ? null : (requests * meanTokens(output)) / demand;
}

const agrees = (ratio: number | null) => ratio === null || (ratio >= FEWEST && ratio <= MOST);

/**
 * The load of a workload at the times that a fleet really reaches; `null`: none does. What only those times tell is then
 * `null` with a reason (decision of what is in flight: fleet.md 2).
 */
export function loadOf(
  load: Loaded,
  utilization: number,
  times: ReachedTimes | null,
  reason: Reason,
): LoadResult {
  const volume = volumeOf(load);
  const closedLoop = volume === null;
  const peak = volume === null ? times && closedLoopRate(load, times) : volume / utilization;
  const consistent = agrees(consistencyOf(load, utilization)?.ratio ?? null) && agrees(volumeRatio(load));
  const held = {
    average: peak === null ? null : ratesOf(peak * utilization, load),
    peak: peak === null ? null : ratesOf(peak, load),
    closedLoop,
    consistent,
  };
  if (!times || peak === null) return { ...held, inFlight: null, decoding: null, reason };
  return {
    ...held,
    inFlight: closedLoop ? load.concurrency : inFlightAt(load, peak, times),
    decoding: peak * times.tpot,
  };
}
