import { normalQuantile } from './contextMix.js';
import { eachPart, latticeOf, latticeQuantiles, type SizeLattice, type SizeShape } from './latticeSum.js';
import { HELD_SHARE } from './lengthNodes.js';
import { POINTS } from './fourier.js';

/** Moments of a size: mean, standard deviation, skewness and excess kurtosis. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
  readonly kurtosis: number;
}

/** Moments of sizes that are evenly spread between their nodes. */
export function momentsOf(shape: SizeShape): Moments {
  let mean = 0;
  eachPart(shape, (from, to, share) => (mean += (share * (from + to)) / 2));
  let [second, third, fourth] = [0, 0, 0];
  eachPart(shape, (from, to, share) => {
    const [a, b] = [from - mean, to - mean];
    const [aa, ab, bb] = [a * a, a * b, b * b];
    second += (share * (aa + ab + bb)) / 3;
    third += (share * (a + b) * (aa + bb)) / 4;
    fourth += (share * (aa * (aa + ab) + aa * bb + bb * (ab + bb))) / 5;
  });
  const deviation = Math.sqrt(second);
  if (!(deviation > 0)) return { mean, deviation: 0, skewness: 0, kurtosis: 0 };
  return {
    mean,
    deviation,
    skewness: third / (second * deviation),
    kurtosis: fourth / (second * second) - 3,
  };
}

/**
 * How far the 95 % quantile of a sum of `count` sizes, 1 or more, lies above its mean, in deviations of one size.
 * Between whole numbers it is interpolated.
 */
export type Excess = (count: number) => number;

/** Sums this little askew follow the normal curve with its corrections to less than 1 %. */
const NEARLY_NORMAL = 0.4;
/** Whole numbers are computed one by one up to here, and from there in steps of at most a quarter. */
const EACH = 8;
/** Deviations of a sum that a lattice spans, and those of them below its mean. */
const SPAN = 12;
const SPAN_BELOW = 4;
const MOST_CELLS = 256;
const LEAST_CELLS = 4;

/** The excess of a shape; each number that it takes is computed when it is first asked for, and kept. */
export function excessOf(shape: SizeShape): Excess {
  const moments = momentsOf(shape);
  const { deviation, skewness } = moments;
  if (deviation === 0) return () => 0;
  const normalFrom = Math.max(EACH, (skewness / NEARLY_NORMAL) ** 2, moments.kurtosis / NEARLY_NORMAL);
  const known = new Map<number, number>();
  const exact = exactExcess(shape, moments);
  const at = (count: number): number => {
    if (count >= normalFrom) return normalExcess(moments, count);
    const kept = known.get(count);
    if (kept !== undefined) return kept;
    const other = partnerOf(count);
    // The two parts of a transform round apart: the smaller number has the same part whichever is asked for first.
    const [first, second] = exact(Math.min(count, other), Math.max(count, other));
    const [value, beside] = count < other ? [first, second] : [second, first];
    known.set(count, value);
    if (partnerOf(other) === count) known.set(other, beside);
    return value;
  };
  return (count) => {
    const [low, high] = neighbours(count);
    const from = at(low);
    return low === count ? from : from + ((count - low) / (high - low)) * (at(high) - from);
  };
}

/**
 * The number that shares a transform with one: always the same, whatever was asked for before, so that rounding is too.
 * Pairs stay within the numbers that are as far apart.
 */
function partnerOf(count: number): number {
  const [, above] = neighbours(count);
  const step = above - count;
  return count <= 1 || (count / step) % 2 === 0 ? above : count - step;
}

/** The numbers between which a count is interpolated. */
function neighbours(count: number): readonly [number, number] {
  const step = count < EACH ? 1 : 2 ** (Math.floor(Math.log2(count / EACH)) + 1);
  const low = Math.floor(count / step) * step;
  return [low, low + step];
}

/** Sums on lattices as fine as their spread allows; one lattice serves many counts, and one transform two of them. */
function exactExcess(shape: SizeShape, { mean, deviation }: Moments) {
  const lattices = new Map<number, SizeLattice>();
  const counted = (count: number) => ({
    count,
    lowest: mean * count - SPAN_BELOW * deviation * Math.sqrt(count),
  });
  return (count: number, other: number): readonly [number, number] => {
    const spread = deviation * Math.sqrt(Math.max(count, other));
    const wanted = 2 ** Math.floor(Math.log2(POINTS / (SPAN * spread)));
    const cells = Math.max(LEAST_CELLS, Math.min(MOST_CELLS, wanted));
    const lattice = lattices.get(cells) ?? latticeOf(shape, cells);
    lattices.set(cells, lattice);
    const [a, b] = latticeQuantiles(lattice, counted(count), counted(other));
    return [(a - mean * count) / deviation, (b - mean * other) / deviation];
  };
}

const Z = normalQuantile(HELD_SHARE);
/** Polynomials of Cornish and Fisher (1938) at the quantile. */
const BY_SKEWNESS = (Z ** 2 - 1) / 6;
const BY_KURTOSIS = (Z ** 3 - 3 * Z) / 24;
const BY_SKEWNESS_SQUARED = (2 * Z ** 3 - 5 * Z) / 36;

function normalExcess({ skewness, kurtosis }: Moments, count: number): number {
  const root = Math.sqrt(count);
  return (
    Z * root + BY_SKEWNESS * skewness + (BY_KURTOSIS * kurtosis - BY_SKEWNESS_SQUARED * skewness ** 2) / root
  );
}
