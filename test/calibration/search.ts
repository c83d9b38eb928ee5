/** A number that a fit may change, by name, and within which bounds. */
export interface FreeNumber {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

export type Numbers = Readonly<Record<string, number>>;

/** How long to look, and how far the first and the last steps go. */
export interface Patience {
  readonly rounds: number;
  readonly first: number;
  readonly last: number;
}

const QUICK: Patience = { rounds: 60, first: 0.4, last: 4e-3 };

/**
 * Pattern search: each free number in turn is moved up and down by a factor, which shrinks when nothing improves. Slow and
 * simple; the problems are small and their valleys are not convex.
 */
export function search<T extends object>(
  start: T,
  free: readonly FreeNumber[],
  loss: (at: T) => number,
  { rounds, first, last }: Patience = QUICK,
): T {
  let best = start;
  let lowest = loss(best);
  let step = first;
  for (let round = 0; round < rounds && step > last; round++) {
    let improved = false;
    for (const { name, low, high } of free) {
      for (const factor of [1 + step, 1 / (1 + step)]) {
        const value = Math.min(high, Math.max(low, numberOf(best, name, low) * factor));
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

function numberOf(of: object, name: string, otherwise: number): number {
  const value = new Map<string, unknown>(Object.entries(of)).get(name);
  return typeof value === 'number' ? value : otherwise;
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
