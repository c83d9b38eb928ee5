import { once } from '../../units/memo.js';

/** `count` points from `low` to `high`, evenly spaced, or evenly in logarithm. */
export function gridBetween(low: number, high: number, count: number, logarithmic: boolean): number[] {
  if (count < 2 || high <= low) return [low];
  const last = count - 1;
  return Array.from({ length: count }, (_, i) => {
    if (i === last) return high;
    return logarithmic ? low * (high / low) ** (i / last) : low + ((high - low) * i) / last;
  });
}

/**
 * The largest whole number in `1..limit` for which `holds`, given that it holds up to some point and
 * not beyond; 0 if it does not hold for 1.
 */
export function largestWhole(limit: number, holds: (n: number) => boolean): number {
  if (limit < 1 || !holds(1)) return 0;
  let good = 1;
  let bad = 2;
  while (bad <= limit && holds(bad)) {
    good = bad;
    bad *= 2;
  }
  if (bad > limit) {
    if (holds(limit)) return limit;
    bad = limit;
  }
  return largestBetween(good, bad, holds);
}

/** Whole numbers up to here are tried one after the other by doubling: what falls from there on may not before. */
const FEW = 4;

/**
 * The largest whole number in `1..limit` at which a falling function is `least` or more; 0 if it is not at 1.
 * The same as `largestWhole`, in a third of the calls where the reciprocal is nearly a straight line, as the time
 * of a step is in its load: by secants, with a bisection now and then for what is not straight.
 */
export function largestAtLeast(limit: number, f: (n: number) => number, least: number): number {
  if (limit <= 2 * FEW) return largestWhole(limit, (n) => f(n) >= least);
  // Its value there is asked for three times.
  const atFew = once(() => probed(f, FEW, least));
  const few = largestWhole(FEW, (n) => (n === FEW ? atFew().holds : f(n) >= least));
  if (few < FEW) return few;
  let [good, bad] = [FEW, limit];
  let [before, last] = [atFew(), probed(f, limit, least)];
  if (last.holds) return limit;
  for (let turn = 1; bad - good > 1; turn++) {
    const straight = last.n - (last.excess * (last.n - before.n)) / (last.excess - before.excess);
    const at = turn % 4 === 0 || !Number.isFinite(straight) ? (good + bad) / 2 : straight;
    const n = Math.min(bad - 1, Math.max(good + 1, Math.floor(at)));
    [before, last] = [last, probed(f, n, least)];
    if (last.holds) good = n;
    else bad = n;
  }
  return good;
}

function probed(f: (n: number) => number, n: number, least: number) {
  const value = f(n);
  return { n, holds: value >= least, excess: 1 / value - 1 / least };
}

/** The largest whole number up to `bad` for which a condition holds that `good` keeps and that ends somewhere above. */
export function largestBetween(good: number, bad: number, holds: (n: number) => boolean): number {
  let [low, high] = [good, bad];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The fewest of the whole numbers from `minimum` up that are enough, given that more never are less so; `null` where
 * none up to about `limit` is.
 */
export function fewestWhole(minimum: number, limit: number, enough: (n: number) => boolean): number | null {
  let bad = minimum - 1;
  let good = minimum;
  while (!enough(good)) {
    if (good > limit) return null;
    bad = good;
    good *= 2;
  }
  return largestBetween(bad, good, (n) => !enough(n)) + 1;
}
