import type { SampleRun } from '../../src/engine/questions/uncertainty.js';
import type { Answer } from '../../src/report/figures/questions.js';

/** So many draws, asked for in chunks: each chunk that comes is shown. */
export interface DrawRun {
  readonly seed: number;
  readonly total: number;
  readonly chunk: number;
}

export interface Collected<T> {
  readonly chunks: readonly T[];
  readonly done: number;
  /** The next chunk is on its way. */
  readonly pending: boolean;
}

/**
 * The chunks of a run that are there, in order; the first that is not there is asked for. Until the very first
 * comes, that of the plan before stands in.
 */
export function collect<T>(
  { seed, total, chunk }: DrawRun,
  ask: (run: SampleRun) => Pick<Answer<T>, 'value' | 'pending'>,
): Collected<T> {
  const chunks: T[] = [];
  for (let from = 0; from < total; from += chunk) {
    const { value, pending } = ask({ seed, from, count: Math.min(chunk, total - from) });
    if (pending || value === null) {
      const before = from === 0 && value !== null ? [value] : [];
      return { chunks: [...chunks, ...before], done: from, pending };
    }
    chunks.push(value);
  }
  return { chunks, done: total, pending: false };
}
