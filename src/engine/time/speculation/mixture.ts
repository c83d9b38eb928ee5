import { memo } from '../../../units/memo.js';
import type { Verification } from './verified.js';

/** Acceptance that differs between requests: survival of draft j is x^j d^(j(j-1)/2) with x ~ Beta(a, b). */
export interface BetaMixture {
  readonly a: number;
  readonly b: number;
  readonly d: number;
}

/** Midpoint quantiles of the mixture that stand for its requests (speculation.md 3). */
const QUANTILES = 200;
/** Points of a mixture's curve: enough that the best differs from its neighbours by less than a percent. */
const CURVE_POINTS = 96;

/**
 * What verifying the most promising drafts of many requests comes to, from none to all: mean drafts verified
 * and tokens emitted per request. `requests[i][j]` is the chance that draft j of request i survives; the
 * drafts are taken in the order of that chance, which is the best order (speculation.md 3).
 */
export function verificationCurve(requests: readonly (readonly number[])[]): Verification[] {
  const survivals = requests.flat().sort((a, b) => b - a);
  let emitted = 0;
  return [0, ...survivals].map((survival, taken) => {
    emitted += survival;
    return { verifiedDrafts: taken / requests.length, acceptedLength: 1 + emitted / requests.length };
  });
}

/** The curve of requests whose acceptance is spread by a mixture. Computed once for a mixture and depth. */
export function mixtureCurve(mixture: BetaMixture, draftTokens: number): readonly Verification[] {
  return curves({ ...mixture, draftTokens });
}

const curves = memo({ name: 'curves of drafts', most: 256 }, newCurve);

function newCurve({
  draftTokens,
  ...mixture
}: BetaMixture & { readonly draftTokens: number }): readonly Verification[] {
  const requests = betaQuantiles(mixture.a, mixture.b, QUANTILES).map((x) =>
    Array.from({ length: draftTokens }, (_, i) => survival(x, mixture.d, i + 1)),
  );
  return thinned(verificationCurve(requests), CURVE_POINTS);
}

function thinned<T>(points: readonly T[], count: number): T[] {
  if (points.length <= count) return [...points];
  const step = (points.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => points[Math.round(i * step)]).filter(
    (point) => point !== undefined,
  );
}

function survival(x: number, d: number, j: number): number {
  return x ** j * d ** ((j * (j - 1)) / 2);
}

/** `count` midpoint quantiles of Beta(a, b), by bisection on its distribution function. */
export function betaQuantiles(a: number, b: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => betaQuantile(a, b, (i + 0.5) / count));
}

function betaQuantile(a: number, b: number, p: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (betaDistribution(a, b, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularized incomplete beta function I_x(a, b), by its continued fraction (Lentz). */
export function betaDistribution(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a;
  return 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

const TINY = 1e-300;

function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 200; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Gamma(x) for x > 0, by Lanczos' approximation (g = 7). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const series = LANCZOS.reduce((sum, c, i) => sum + c / (z + i + 1), 0.9999999999998099);
  const t = z + LANCZOS.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}
