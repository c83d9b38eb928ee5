import type { Lengths, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { memo, perObject } from '../../units/memo.js';

/** Midpoints of equal slices of the context distribution, in tokens. One length gives one slice. */
export type ContextMix = readonly number[];

const SLICES = 32;
/** 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722;

/**
 * Slices of a log-normal context length with the workload's p50 and p95, truncated at its maximum
 * (memory.md 6: one number stays one number). The same context gives the same array, so that what is
 * derived from a mix can be kept beside it.
 */
export const contextMix: (context: Workload['context']) => ContextMix = perObject(
  'context mixes of workloads',
  memo({ name: 'context mixes', most: 1024 }, slices),
);

function slices({ p50, p95, max }: Workload['context']): ContextMix {
  if (p95 <= p50) return [p50];
  const sigma = Math.log(p95 / p50) / Z95;
  return Array.from({ length: SLICES }, (_, i) => {
    const quantile = (i + 0.5) / SLICES;
    return Math.min(max, Math.round(p50 * Math.exp(sigma * normalQuantile(quantile))));
  });
}

/** Mean of `f` over the mix. */
export function expectation(mix: ContextMix, f: (tokens: number) => number): number {
  let sum = 0;
  for (const tokens of mix) sum += f(tokens);
  return sum / mix.length;
}

/** Mean of a distribution of lengths, in tokens. */
export const meanTokens: (lengths: Lengths) => number = perObject('mean lengths', (lengths) =>
  expectation(contextMix(lengths), (tokens) => tokens),
);

/** Inverse of the standard normal distribution, by Acklam's rational approximation (relative error 1.15e-9). */
export function normalQuantile(p: number): number {
  if (p <= 0 || p >= 1) throw new RangeError(`quantile ${p} is not between 0 and 1`);
  const tail = 0.02425;
  if (p > 1 - tail) return -normalQuantile(1 - p);
  if (p < tail) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(TAIL_NUMERATOR, q) / (polynomial(TAIL_DENOMINATOR, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(CENTRE_NUMERATOR, r) * q) / (polynomial(CENTRE_DENOMINATOR, r) * r + 1);
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}

const CENTRE_NUMERATOR = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const CENTRE_DENOMINATOR = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const TAIL_NUMERATOR = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_DENOMINATOR = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
