import type { StepCoefficients } from '../../src/engine/time/coefficients.js';
import type { Point } from './points.js';

/** Coefficients that a fit may change, and within which bounds. */
export interface Free {
  readonly name: keyof StepCoefficients;
  readonly low: number;
  readonly high: number;
}

export interface Errors {
  readonly mean: number;
  readonly worst: number;
}

/** Relative errors of coefficients over points. */
export function errorsOf(points: readonly Point[], coefficients: StepCoefficients): Errors {
  const errors = points.map(({ measured, predict }) => Math.abs(predict(coefficients) / measured - 1));
  return { mean: errors.reduce((sum, e) => sum + e, 0) / errors.length, worst: Math.max(...errors) };
}

const ROUNDS = 400;
const FIRST_STEP = 0.2;
const LAST_STEP = 1e-4;

/**
 * Fits by pattern search: each free coefficient in turn is moved up and down by a factor that shrinks when
 * nothing improves. Slow and simple; the problem is small and its valley is not convex.
 */
export function fit(
  points: readonly Point[],
  start: StepCoefficients,
  free: readonly Free[],
): StepCoefficients {
  const loss = (c: StepCoefficients) =>
    points.reduce((sum, { measured, predict }) => sum + (predict(c) / measured - 1) ** 2, 0);
  let best = start;
  let lowest = loss(best);
  let step = FIRST_STEP;
  for (let round = 0; round < ROUNDS && step > LAST_STEP; round++) {
    let improved = false;
    for (const { name, low, high } of free) {
      for (const factor of [1 + step, 1 / (1 + step)]) {
        const value = Math.min(high, Math.max(low, Number(best[name]) * factor));
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

/** Mean error of each series, or of each model, when it was left out of the fit; averaged. */
export function leaveOneOut(
  by: 'series' | 'model',
  points: readonly Point[],
  start: StepCoefficients,
  free: readonly Free[],
): number {
  const names = [...new Set(points.map((point) => point[by]))];
  const errors = names.map((name) => {
    const others = points.filter((point) => point[by] !== name);
    const own = points.filter((point) => point[by] === name);
    return errorsOf(own, fit(others, start, free)).mean;
  });
  return errors.reduce((sum, e) => sum + e, 0) / errors.length;
}
