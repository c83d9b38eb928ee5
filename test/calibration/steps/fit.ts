import { genericName, leastCoefficient } from '../../../src/engine/time/kernels/names.js';
import { foldOf, isNewest, nameOf, rowsOf, type RowKey } from './rows.js';
import type { Amounts, StepPoint } from './features.js';
import { robustSquares, type Column, type Equation } from './nnls.js';

/** Weight of a part that was measured apart, beside that of the whole step. */
const PART_WEIGHT = 0.5;
/** Relative error beyond which an equation counts less and less. */
const LOOSE = 0.05;
/** How firmly coefficients are drawn to what others measured. */
const PULL = 0.1;
/** Share of a step that a coefficient is thought to make up, where nothing is known of it. */
const SMALL = 0.03;
const ROUNDS = 8;

export type Coefficients = ReadonlyMap<string, number>;

/** A measured quantity that is a sum of amounts, in seconds. */
export interface Measured {
  readonly amounts: Amounts;
  readonly seconds: number;
  /** The step that it is a part of. */
  readonly whole: number;
  readonly weight: number;
}

export function measuredOf(point: StepPoint): Measured[] {
  const whole = point.seconds;
  const { weight = 1 } = point.series;
  return [
    { amounts: point.all, seconds: whole, whole, weight },
    ...point.parts.map((part) => ({ ...part, whole, weight: PART_WEIGHT })),
  ];
}

export const predict = (amounts: Amounts, of: Coefficients): number => {
  let sum = 0;
  for (const [name, amount] of amounts) sum += amount * (of.get(name) ?? leastCoefficient(name));
  return sum;
};

/** How firmly coefficients are drawn to what is known, and when an equation counts less. */
export interface Firmness {
  readonly pull: number | ((name: string) => number);
  readonly loose: number;
}

const OLDER: Firmness = { pull: 0.03, loose: 0.3 };

/** Bounded, robust least squares of relative errors; coefficients are drawn to `prior`. */
export function fitted(
  measured: readonly Measured[],
  prior: ((name: string) => number) | null,
  rename = (name: string) => name,
  { pull, loose }: Firmness = { pull: PULL, loose: LOOSE },
): Map<string, number> {
  const index = new Map<string, number>();
  const totals: number[] = [];
  const counts: number[] = [];
  const equations = measured.map(({ amounts, seconds, whole, weight }): Equation => {
    const row = new Map<number, number>();
    for (const [name, amount] of amounts) {
      if (amount === 0) continue;
      const renamed = rename(name);
      const at = index.get(renamed) ?? index.set(renamed, index.size).size - 1;
      row.set(at, (row.get(at) ?? 0) + amount / whole);
    }
    for (const [at, value] of row) {
      totals[at] = (totals[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return { columns: [...row.keys()], values: [...row.values()], target: seconds / whole, weight };
  });
  const columns = [...index].map(([name, at]): Column => {
    const least = leastCoefficient(name);
    const drawn = prior ? Math.max(least, prior(name)) : least;
    const small = (SMALL * (counts[at] ?? 1)) / (totals[at] ?? 1);
    const drawing = typeof pull === 'number' ? pull : pull(name);
    return { least, prior: drawn, pull: prior ? drawing : 1e-4, scale: Math.max(drawn, small) };
  });
  const solved = robustSquares(equations, columns, ROUNDS, loose);
  return new Map([...index].map(([name, at]) => [name, solved[at] ?? 0]));
}

/** What a set of steps says of all rows: each row, and all together for what a row did not measure. */
export interface Fit {
  readonly common: Coefficients;
  readonly rows: ReadonlyMap<string, { readonly key: RowKey; readonly own: Coefficients }>;
  /** Coefficients that a row's steps are computed with. */
  readonly of: (row: string) => (name: string) => number;
}

/** From formats to generations and engines to rows, each drawn to the one before. */
export function fitAll(points: readonly StepPoint[], wanted: ReadonlySet<string> | null = null): Fit {
  const measured = new Map(points.map((point) => [point, measuredOf(point)]));
  const all = (some: readonly StepPoint[]) => some.flatMap((point) => measured.get(point) ?? []);
  const newest = points.filter(({ series }) => rowsOf(series).some(isNewest));
  const generic = fitted(all(newest), null, genericName);
  const inGeneric = (name: string) => generic.get(genericName(name)) ?? leastCoefficient(name);
  const common = fitted(all(newest), inGeneric);
  const inCommon = (name: string) => common.get(name) ?? inGeneric(name);
  const keys = new Map<string, RowKey>();
  for (const { series } of points) for (const key of rowsOf(series)) keys.set(nameOf(key), key);
  const pools = new Map<string, Coefficients>();
  const pool = (name: string, of: (key: RowKey) => boolean) => {
    const known = pools.get(name);
    if (known) return known;
    const made = fitted(all(newest.filter(({ series }) => rowsOf(series).some(of))), inCommon);
    pools.set(name, made);
    return made;
  };
  const rows = new Map<string, { key: RowKey; own: Coefficients }>();
  const ordered = [...keys.values()].sort((a, b) => Number(isNewest(b)) - Number(isNewest(a)));
  for (const key of ordered) {
    const needed = !wanted || [...wanted].some((name) => name.startsWith(`${key.engine} ${key.generation}`));
    if (!needed) continue;
    const sister = pool(key.generation, ({ generation }) => generation === key.generation);
    const engine = pool(key.engine, (other) => other.engine === key.engine);
    const newer = [...rows.values()].find(
      (row) => row.key.engine === key.engine && row.key.generation === key.generation,
    );
    const prior = (name: string) =>
      newer?.own.get(name) ??
      ((sister.get(name) ?? inCommon(name)) + (engine.get(name) ?? inCommon(name))) / 2;
    const own = points.filter(({ series }) => rowsOf(series).some((other) => nameOf(other) === nameOf(key)));
    // Of an older release fewer steps are known, and none of them is an artefact.
    const settings = isNewest(key) ? undefined : OLDER;
    rows.set(nameOf(key), { key, own: fitted(all(own), prior, undefined, settings) });
  }
  const both = new Map([...generic, ...common]);
  return {
    common: both,
    rows,
    of: (row) => (name) => rows.get(row)?.own.get(name) ?? inCommon(name),
  };
}

/** A step that a fit has not seen. */
export interface LeftOut {
  readonly point: StepPoint;
  readonly row: string;
  /** Predicted over measured. */
  readonly ratio: number;
}

/** Steps as predicted without those of their fold: of so many, or one for each name. */
export function leftOut(
  points: readonly StepPoint[],
  by: (point: StepPoint) => string,
  folds: number | null,
): LeftOut[] {
  const fold = (point: StepPoint) => (folds === null ? by(point) : foldOf(by(point), folds));
  return [...new Set(points.map(fold))].flatMap((out) => {
    const test = points.filter((point) => fold(point) === out);
    const names = new Set(test.flatMap(({ series }) => rowsOf(series).map(nameOf)));
    return predicted(
      test,
      fitAll(
        points.filter((point) => fold(point) !== out),
        names,
      ),
    );
  });
}

/** Steps as a fit has them, by each row that they tell of. */
export function predicted(points: readonly StepPoint[], fit: Fit): LeftOut[] {
  return points.flatMap((point) =>
    rowsOf(point.series).map((key): LeftOut => {
      const of = fit.of(nameOf(key));
      let sum = 0;
      for (const [name, amount] of point.all) sum += amount * of(name);
      return { point, row: nameOf(key), ratio: sum / point.seconds };
    }),
  );
}
