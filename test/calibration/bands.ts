import { mean } from './search.js';

/** A stated band holds as many of the runs of its class that no fit has seen. */
const HELD = 0.9;

/** Fewer runs say nothing of the spread of the next one. */
export const FEWEST_RUNS = 5;

/**
 * From so many runs on they are the band's edge themselves: of `n` runs and one more, all alike, each is the largest as often,
 * so the next one is within the `k`-th of them `k ÷ (n + 1)` of the time. Between two of them the edge is between.
 */
const ENOUGH = 9;

/** Quantiles of Student's distribution for nine of ten either way, by the runs that a spread is known from. */
const STUDENT: Readonly<Record<number, number>> = { 5: 2.015, 6: 1.943, 7: 1.895, 8: 1.86 };

/**
 * The logarithmic error that the next run of a class stays within nine times of ten, from those of its runs that no fit has
 * seen: they themselves where they are enough, else what follows if errors are normal. `null` of too few.
 */
export function nextError(logs: readonly number[]): number | null {
  const n = logs.length;
  const student = STUDENT[n];
  if (student !== undefined) return student * Math.sqrt(mean(logs.map((log) => log * log)));
  if (n < ENOUGH) return null;
  const sorted = logs.map(Math.abs).sort((a, b) => a - b);
  const at = HELD * (n + 1) - 1;
  const [below = 0, above = below] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return below + (at - Math.floor(at)) * (above - below);
}
