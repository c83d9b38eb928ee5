import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import type { TtftParts, TtftSeconds } from '../../shapes/requestResult.js';
import { waitAt, type Wait } from './queue.js';

/** Server time of a request beside its steps: 15 to 60 ms were measured (inference-sim f90a1e3; InferenceX 2026-06). */
export const REQUEST_OVERHEAD_SECONDS = 0.02;
/** Decode steps until the first token is out: half a step to wait for, and one. */
export const FIRST_STEPS = 1.5;

/**
 * The same on a server that looks for requests once in `interval` decode steps: half of these pass on average while a rank
 * decodes for others, and none where it decodes for nobody. `others`: how many it decodes for, on average.
 */
export function firstSteps(interval: number, others: number): number {
  return FIRST_STEPS + (Math.min(1, Math.max(0, others)) * (interval - 1)) / 2;
}

/** Percentiles of the sum: the parts but the queue are the same for all requests (request.md 6). */
export function ttftOf(parts: Omit<TtftParts, 'queue'>, wait: Wait): TtftSeconds {
  const constant = firstSeconds(parts);
  const at = (p: number) => constant + waitAt(wait, p);
  return { mean: constant + wait.meanSeconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The same; `null` where requests come faster than they are served, so that the queue only grows. */
export function settledTtft(parts: Omit<TtftParts, 'queue'>, wait: Wait): TtftSeconds | null {
  return Number.isFinite(wait.meanSeconds) ? ttftOf(parts, wait) : null;
}

/** Seconds to the first token where nothing is waited for. */
export function firstSeconds(parts: Omit<TtftParts, 'queue'>): number {
  return parts.overhead + parts.prefill + parts.reload + parts.transfer + parts.firstStep;
}

/** Whether times to the first token are within the targets, where there are any. */
export function meets(ttft: TtftSeconds | null, target: Ttft | null): boolean {
  if (!target) return true;
  if (!ttft) return false;
  const names = ['mean', 'p50', 'p95', 'p99'] as const;
  return names.every((name) => target[name] === null || ttft[name] <= target[name]);
}

/** What a first token takes beside the queue. Seconds. */
export function ttftParts(prefill: number, firstStep: number, transfer: number): Omit<TtftParts, 'queue'> {
  return { overhead: REQUEST_OVERHEAD_SECONDS, prefill, reload: 0, transfer, firstStep };
}

/** The shortest time that a target names; `null` without any. */
export function shortestTarget(ttft: Ttft | null): number | null {
  const seconds = Object.values(ttft ?? {}).filter((one): one is number => typeof one === 'number');
  return seconds.length > 0 ? Math.min(...seconds) : null;
}
