/** A number that a fit may change, by name, and within which bounds. */
export interface FreeNumber {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

export type Numbers = Readonly<Record<string, number>>;

const ROUNDS = 60;
const FIRST_STEP = 0.4;
const LAST_STEP = 4e-3;

/** Pattern search: each number in turn is moved by a factor, which shrinks when nothing improves. */
export function search(start: Numbers, free: readonly FreeNumber[], loss: (at: Numbers) => number): Numbers {
  let best = start;
  let lowest = loss(best);
  let step = FIRST_STEP;
  for (let round = 0; round < ROUNDS && step > LAST_STEP; round++) {
    let improved = false;
    for (const { name, low, high } of free) {
      for (const factor of [1 + step, 1 / (1 + step)]) {
        const value = Math.min(high, Math.max(low, (best[name] ?? low) * factor));
        const candidate = { ...best, [name]: value };
        const found = loss(candidate);
        if (found >= lowest) continue;
        [best, lowest, improved] = [candidate, found, true];
      }
    }
    if (!improved) step /= 2;
  }
  return best;
}

/** Deals whole series out to so many folds, in the order of their names: a series is never on both sides. */
export function foldsOf<T>(points: readonly T[], seriesOf: (point: T) => string, count: number): T[][] {
  const series = [...new Set(points.map(seriesOf))].sort();
  const fold = new Map(series.map((name, at) => [name, at % count]));
  return Array.from({ length: Math.min(count, series.length) }, (_, at) =>
    points.filter((point) => fold.get(seriesOf(point)) === at),
  );
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The value that a share of the others does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
