import type { StepCoefficients } from '../../src/engine/time/coefficients.js';
import type { Point } from './points.js';
import { search, type Patience } from './search.js';

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

const THOROUGH: Patience = { rounds: 400, first: 0.2, last: 1e-4 };

/** The coefficients with the least squares of relative errors. */
export function fit(
  points: readonly Point[],
  start: StepCoefficients,
  free: readonly Free[],
): StepCoefficients {
  const loss = (c: StepCoefficients) =>
    points.reduce((sum, { measured, predict }) => sum + (predict(c) / measured - 1) ** 2, 0);
  return search(start, free, loss, THOROUGH);
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
