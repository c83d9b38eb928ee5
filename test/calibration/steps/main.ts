import { readFileSync, writeFileSync } from 'node:fs';
import type { KindErrors, StepCoefficients } from '../../../src/engine/time/coefficients.js';
import { stepSeries } from './cases.js';
import { pointsOf, type StepPoint } from './features.js';
import { fitAll, leftOut, predicted, type Coefficients, type Fit, type LeftOut } from './fit.js';
import { publishedRows } from './published.js';
import { byDefault, isNewest, nameOf, rowsOf, type RowKey } from './rows.js';

const FILE = 'src/engine/time/coefficients.json';
const SERIES_FOLDS = 6;
/** A band holds as many of the steps that a fit has not seen. */
const HELD = 0.9;
/** Fewer unseen steps of a class than this say too little of its band. */
const FEW = 30;

export const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
export const quantile = (values: readonly number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;

/** Error as a factor, less one: too slow and too fast count alike. */
const off = ({ ratio }: LeftOut) => Math.exp(Math.abs(Math.log(ratio))) - 1;
const relative = ({ ratio }: LeftOut) => Math.abs(ratio - 1);
const round = (value: number) => Number(value.toPrecision(3));
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function report(name: string, all: readonly LeftOut[]): void {
  const say = (what: string, some: readonly LeftOut[]) => {
    if (some.length === 0) return;
    const errors = some.map(relative);
    console.log(
      `${what}: ${some.length} steps, mean ${percent(mean(errors))}, median ${percent(quantile(errors, 0.5))}, bias ${percent(mean(some.map(({ ratio }) => ratio - 1)))}, nine of ten ${percent(quantile(some.map(off), HELD))}`,
    );
  };
  const newest = all.filter(({ row, point }) =>
    rowsOf(point.series).some((k) => isNewest(k) && nameOf(k) === row),
  );
  say(name, newest);
  for (const kind of new Set(newest.map(({ point }) => point.kind)))
    say(
      `  ${kind}`,
      newest.filter(({ point }) => point.kind === kind),
    );
  for (const row of new Set(all.map((one) => one.row)))
    say(
      `  ${row}`,
      all.filter((one) => one.row === row),
    );
}

/** Bands by class: of a row where it has enough unseen steps, else of all rows of that class. */
function errorsOf(row: string, seen: readonly LeftOut[], unseen: readonly LeftOut[]): KindErrors[] {
  const kinds = [...new Set(seen.map(({ point }) => point.kind))];
  const band = (all: readonly LeftOut[], kind: string | null) => {
    const alike = all.filter(({ point }) => kind === null || point.kind === kind);
    const own = alike.filter((one) => one.row === row);
    return round(quantile((own.length >= FEW ? own : alike).map(off), HELD));
  };
  return [
    ...kinds.map((kind) => ({
      kind,
      seen: band(seen, kind),
      unseen: Math.max(band(seen, kind), band(unseen, kind)),
    })),
    { kind: 'any' as const, seen: band(seen, null), unseen: Math.max(band(seen, null), band(unseen, null)) },
  ];
}

/** Values in the order of the table's terms; four digits are more than measurements hold. */
const listed = (terms: readonly string[], of: Coefficients): (number | null)[] =>
  terms.map((name) => {
    const value = of.get(name);
    return value === undefined ? null : round(value);
  });

function rowOf(
  key: RowKey,
  values: StepCoefficients['values'],
  points: readonly StepPoint[],
  errors: readonly KindErrors[],
  fits: readonly LeftOut[],
  out: readonly LeftOut[],
): StepCoefficients {
  const name = nameOf(key);
  const mine = points.filter(({ series }) => rowsOf(series).some((k) => nameOf(k) === name));
  const of = (all: readonly LeftOut[]) => round(mean(all.filter(({ row }) => row === name).map(relative)));
  const series = new Set(mine.map(({ series: { id } }) => id));
  const versions = [...new Set(mine.map(({ series: { version } }) => version))].sort();
  return {
    ...key,
    values,
    inherits: true,
    eagerLayerSeconds: null,
    meanError: of(fits),
    leftOutError: of(out),
    errors,
    models: [...new Set(mine.map(({ series: { model } }) => model))].sort(),
    basis: 'fit',
    evidence: `${mine.length} steps of ${series.size} series from NVIDIA AIConfigurator's kernel tables (${versions.join(', ')}; 2026-08-21)`,
  };
}

/** How much worse a row predicts another generation's steps, or another engine's, than its own: nine of ten within. */
function carriedErrors(points: readonly StepPoint[], fit: Fit) {
  const by = (other: (key: RowKey) => RowKey[]) =>
    points.flatMap((point) =>
      rowsOf(point.series)
        .filter(isNewest)
        .flatMap((key) => other(key))
        .flatMap((key) => {
          const found = [...fit.rows.values()].find(
            (row) =>
              row.key.engine === key.engine && row.key.generation === key.generation && isNewest(row.key),
          );
          if (!found) return [];
          const of = fit.of(nameOf(found.key));
          let sum = 0;
          for (const [name, amount] of point.all) sum += amount * of(name);
          return [off({ point, row: '', ratio: sum / point.seconds })];
        }),
    );
  const generations = by((key) =>
    ['hopper', 'blackwell']
      .filter((g) => g !== key.generation && ['hopper', 'blackwell'].includes(key.generation))
      .map((generation) => ({ ...key, generation })),
  );
  const engines = by((key) =>
    (['vllm', 'sglang', 'trtllm'] as const)
      .filter((engine) => engine !== key.engine)
      .map((engine) => ({ ...key, engine })),
  );
  return { generation: round(quantile(generations, HELD)), engine: round(quantile(engines, HELD)) };
}

/** Fits all rows of decode steps and writes them, with the errors of what was left out. */
export function calibrateSteps(): void {
  const points = stepSeries().flatMap(pointsOf).filter(byDefault);
  const fit = fitAll(points);
  const fits = predicted(points, fit);
  report('in sample', fits);
  const seen = leftOut(points, ({ series }) => series.id, SERIES_FOLDS);
  report('series left out', seen);
  const unseen = leftOut(points, ({ series }) => series.model, null);
  report('models left out', unseen);
  const before = JSON.parse(readFileSync(FILE, 'utf8')) as Table;
  const terms = [...fit.common.keys()].sort();
  for (const name of before.terms) if (!terms.includes(name)) terms.push(name);
  const rows = [...fit.rows.values()].map(({ key, own }) =>
    rowOf(key, listed(terms, own), points, errorsOf(nameOf(key), seen, unseen), fits, seen),
  );
  const published = publishedRows(rows, fit).map(({ own, ...row }) => ({
    ...row,
    values: listed(terms, own),
  }));
  const byHand = before.rows
    .filter(({ inherits }) => !inherits)
    .map((row) => ({
      ...row,
      values: terms.map((name) => row.values[before.terms.indexOf(name)] ?? null),
    }));
  const table: Table = {
    ...before,
    comment:
      'Coefficients of decode steps, by engine, hardware generation and release. Generated by `npm run calibrate` but for rows that inherit nothing; form and meaning: coefficients.ts and docs/method/step.md.',
    carriedErrors: carriedErrors(points, fit),
    terms,
    common: listed(terms, fit.common),
    rows: [...rows, ...published, ...byHand],
  };
  writeFileSync(FILE, `${JSON.stringify(table, null, 2)}\n`);
}

interface Table {
  readonly comment: string;
  readonly carriedErrors: { readonly engine: number; readonly generation: number };
  readonly terms: readonly string[];
  readonly common: StepCoefficients['values'];
  readonly rows: readonly StepCoefficients[];
}
