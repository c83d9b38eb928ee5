/** A place where a function changes sign, known to lie between `low` and `high`. */
export interface Crossing {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Whether the second curve is the lower one beyond it, and so the higher one before. */
  readonly secondLowerAbove: boolean;
}

/** Two curves at one place; `null` where one of them has no value. */
export type Pair = readonly [number, number] | null;

interface Sample {
  readonly x: number;
  readonly pair: Pair;
}

const RELATIVE_TOLERANCE = 1e-4;
const MAX_STEPS = 60;
/** Halvings of a cell in which both curves pass the same heights and stand the same way round at both ends. */
const OVERLAP_DEPTH = 4;
/** Halvings of a cell in which a curve begins or ends: to a thousandth of the cell. */
const EDGE_DEPTH = 10;

/**
 * All places on an ascending grid where two curves change sides, each narrowed by bisection to a relative width of
 * 1e-4. Jumps count: the bracket then holds the jump. Bisection, because cost curves have steps that faster methods
 * trip over. Between the grid's points it looks closer wherever something could hide: where a curve begins or ends,
 * and where both pass the same heights. A cell that neither is true of hides nothing as long as both curves only
 * rise, or only fall, within it.
 */
export function crossings(pairAt: (x: number) => Pair, grid: readonly number[]): Crossing[] {
  const sample = (x: number): Sample => ({ x, pair: finite(pairAt(x)) });
  const found: Crossing[] = [];
  let before: Sample | null = null;
  for (const here of closer(grid.map(sample), sample)) {
    if (here.pair === null) {
      before = null;
      continue;
    }
    // Where both are equal nothing changes sides yet.
    if (side(here.pair) === 0) continue;
    if (before?.pair && side(here.pair) !== side(before.pair)) {
      const narrowed = bisect(sample, before.x, here.x, side(before.pair));
      // Told by the samples around it: where it is narrowed to, both may be equal.
      if (narrowed) found.push({ ...narrowed, secondLowerAbove: side(here.pair) < 0 });
    }
    before = here;
  }
  return found;
}

function finite(pair: Pair): Pair {
  return pair?.every(Number.isFinite) ? pair : null;
}

function side([a, b]: readonly [number, number]): number {
  return Math.sign(b - a);
}

/** The samples, and more between neighbours that could hide a crossing. */
function closer(samples: readonly Sample[], sample: (x: number) => Sample): Sample[] {
  return samples.flatMap((here, i) => {
    const before = samples[i - 1];
    return before ? [...between(before, here, 0, sample), here] : [here];
  });
}

function between(low: Sample, high: Sample, depth: number, sample: (x: number) => Sample): Sample[] {
  if (depth >= depthWanted(low.pair, high.pair)) return [];
  const middle = sample((low.x + high.x) / 2);
  return [...between(low, middle, depth + 1, sample), middle, ...between(middle, high, depth + 1, sample)];
}

function depthWanted(low: Pair, high: Pair): number {
  if (!low || !high) return low || high ? EDGE_DEPTH : 0;
  if (side(low) === 0 || side(low) !== side(high)) return 0;
  const [below, above] = side(low) > 0 ? ([0, 1] as const) : ([1, 0] as const);
  const apart = Math.max(low[below], high[below]) < Math.min(low[above], high[above]);
  return apart ? 0 : OVERLAP_DEPTH;
}

function bisect(
  sample: (x: number) => Sample,
  from: number,
  to: number,
  sideAtFrom: number,
): Omit<Crossing, 'secondLowerAbove'> | null {
  let low = from;
  let high = to;
  for (let step = 0; step < MAX_STEPS && high - low > RELATIVE_TOLERANCE * Math.abs(high); step++) {
    const middle = (low + high) / 2;
    const { pair } = sample(middle);
    if (pair === null) return null;
    if (side(pair) === sideAtFrom) low = middle;
    else high = middle;
  }
  return { value: (low + high) / 2, low, high };
}

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
  const few = largestWhole(FEW, (n) => f(n) >= least);
  if (few < FEW) return few;
  let [good, bad] = [FEW, limit];
  let [before, last] = [probed(f, FEW, least), probed(f, limit, least)];
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
