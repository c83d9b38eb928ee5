import { waitAt, type Wait } from './queue.js';

/** Seconds from a request's arrival to its first token, by what takes them. */
export interface TtftParts {
  /** HTTP, tokenizer and sampling of one request. */
  readonly overhead: number;
  readonly queue: number;
  readonly prefill: number;
  /** Cached prefixes that come back from a tier. */
  readonly reload: number;
  /** KV cache on its way from prefill to decode. */
  readonly transfer: number;
  /** The step that was running, half of it on average, and the request's own. */
  readonly firstStep: number;
}

/** Mean and percentiles of a time in seconds. */
export interface Percentiles {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Server time of a request beside its steps: 15 to 60 ms were measured (inference-sim f90a1e3; InferenceX 2026-06). */
export const REQUEST_OVERHEAD_SECONDS = 0.02;
/** Decode steps until the first token is out: half a step to wait for, and one. */
export const FIRST_STEPS = 1.5;

/** Percentiles of the sum: the parts but the queue are the same for all requests (request.md 6). */
export function ttftOf(parts: Omit<TtftParts, 'queue'>, wait: Wait): Percentiles {
  const constant = parts.overhead + parts.prefill + parts.reload + parts.transfer + parts.firstStep;
  const at = (p: number) => constant + waitAt(wait, p);
  return { mean: constant + wait.meanSeconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
