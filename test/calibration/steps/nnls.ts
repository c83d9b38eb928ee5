/** Rows of a sparse least-squares problem. */
export interface Equation {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly target: number;
  readonly weight: number;
}

/** A bound from below, and what a coefficient is drawn to where equations say nothing of it. */
export interface Column {
  readonly least: number;
  readonly prior: number;
  /** How firmly: squares that being off by `scale` counts as. */
  readonly pull: number;
  readonly scale: number;
}

const SWEEPS = 400;
const DONE = 1e-7;

/** Least squares with bounds from below, by coordinate descent on the normal equations. */
export function boundedSquares(
  equations: readonly Equation[],
  columns: readonly Column[],
  weights: readonly number[],
  start: readonly number[],
): number[] {
  const n = columns.length;
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  equations.forEach((e, k) => {
    const weight = (weights[k] ?? 1) * e.weight;
    const count = e.columns.length;
    for (let i = 0; i < count; i++) {
      const [a, v] = [e.columns[i]!, e.values[i]! * weight];
      right[a]! += v * e.target;
      for (let j = 0; j < count; j++) gram[a * n + e.columns[j]!]! += v * e.values[j]!;
    }
  });
  columns.forEach(({ prior, pull, scale }, i) => {
    gram[i * n + i]! += pull / (scale * scale);
    right[i]! += (pull / (scale * scale)) * prior;
  });
  return descend(gram, right, columns, start);
}

function descend(
  gram: Float64Array,
  right: Float64Array,
  columns: readonly Column[],
  start: readonly number[],
): number[] {
  const n = columns.length;
  const x = columns.map(({ least }, i) => Math.max(least, start[i] ?? least));
  const residual = Float64Array.from(right);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) residual[i]! -= gram[i * n + j]! * x[j]!;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (let i = 0; i < n; i++) {
      const diagonal = gram[i * n + i]!;
      if (diagonal <= 0) continue;
      const next = Math.max(columns[i]!.least, x[i]! + residual[i]! / diagonal);
      const step = next - x[i]!;
      if (step === 0) continue;
      x[i] = next;
      for (let j = 0; j < n; j++) residual[j]! -= gram[j * n + i]! * step;
      moved = Math.max(moved, step * step * diagonal);
    }
    if (moved < DONE) break;
  }
  return x;
}

/** Robust: equations are weighted down as they are off, and off as logarithms are. */
export function robustSquares(
  equations: readonly Equation[],
  columns: readonly Column[],
  rounds: number,
  loose: number,
): number[] {
  let x: number[] = columns.map(({ prior, least }) => Math.max(prior, least));
  let weights: number[] = equations.map(() => 1);
  for (let round = 0; round < rounds; round++) {
    x = boundedSquares(equations, columns, weights, x);
    const at = x;
    weights = equations.map(({ columns: c, values, target }) => {
      const predicted = c.reduce((sum, column, i) => sum + at[column]! * values[i]!, 0);
      const off = Math.abs(predicted - target);
      return off <= loose ? 1 : loose / off;
    });
  }
  return x;
}
