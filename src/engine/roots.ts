/** A place where a function changes sign, known to lie between `low` and `high`. */
export interface Crossing {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RELATIVE_TOLERANCE = 1e-4;
const MAX_STEPS = 60;

/**
 * All sign changes of `f` on an ascending grid, each narrowed by bisection to a relative width of 1e-4.
 * `f` may be `null` where it has no value; such stretches are skipped. Jumps count as crossings: the
 * bracket then holds the jump. Bisection, because cost curves have steps that faster methods trip over.
 */
export function crossings(f: (x: number) => number | null, grid: readonly number[]): Crossing[] {
  const found: Crossing[] = [];
  let previous: { x: number; y: number } | null = null;
  for (const x of grid) {
    const y = f(x);
    if (y === null || !Number.isFinite(y)) {
      previous = null;
      continue;
    }
    // Where both are equal nothing changes sides yet.
    if (y === 0) continue;
    if (previous && Math.sign(y) !== Math.sign(previous.y)) {
      const crossing = bisect(f, previous.x, x, previous.y);
      if (crossing) found.push(crossing);
    }
    previous = { x, y };
  }
  return found;
}

function bisect(f: (x: number) => number | null, from: number, to: number, atFrom: number): Crossing | null {
  let low = from;
  let high = to;
  for (let step = 0; step < MAX_STEPS && high - low > RELATIVE_TOLERANCE * Math.abs(high); step++) {
    const middle = (low + high) / 2;
    const y = f(middle);
    if (y === null || !Number.isFinite(y)) return null;
    if (Math.sign(y) === Math.sign(atFrom)) low = middle;
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
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
