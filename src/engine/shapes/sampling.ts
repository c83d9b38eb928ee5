import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Range } from '../../catalog/shapes/resolvedPlan.js';
import type { Percentiles } from './result.js';

/**
 * The value below which a fraction `u` (0..1) of a triangular distribution lies: from `low` to `high`, likeliest
 * at `likely`. Triangular, since a range says no more than these three numbers.
 */
export function triangular({ low, likely, high }: Range, u: number): number {
  const width = high - low;
  if (width <= 0) return likely;
  const below = (likely - low) / width;
  return u < below
    ? low + Math.sqrt(u * width * (likely - low))
    : high - Math.sqrt((1 - u) * width * (high - likely));
}

/** Standard deviations in the reach of a triangular error, from its middle to an end. */
export const DEVIATIONS_IN_REACH = Math.sqrt(6);

/** Point `index` (from 0) of a sequence in the unit cube; depends on nothing but the seed and the index. */
type Sequence = (index: number) => readonly number[];

/**
 * An evenly spread sequence of points in `[0, 1)^dimensions`: the additive recurrence of the generalised golden
 * ratio (M. Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018), shifted at random by the
 * seed (Cranley and Patterson, 1976). Any run of indices can be had on its own, so chunks do not matter.
 */
export function evenSequence(dimensions: number, seed: number): Sequence {
  const random = xoroshiro128plus(seed);
  const ratio = generalisedGoldenRatio(dimensions);
  const steps = Array.from({ length: dimensions }, (_, i) => ratio ** -(i + 1));
  const shifts = steps.map(() => uniformFloat64(random));
  return (index) => steps.map((step, i) => ((shifts[i] ?? 0) + (index + 1) * step) % 1);
}

/** The positive root of `x^(d+1) = x + 1`, by its contracting iteration. */
function generalisedGoldenRatio(dimensions: number): number {
  let ratio = 2;
  for (let i = 0; i < 40; i++) ratio = (1 + ratio) ** (1 / (dimensions + 1));
  return ratio;
}

/** p10, p50 and p90 of a list, between its values in proportion; `null` of an empty one. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (fraction: number) => {
    const place = fraction * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
