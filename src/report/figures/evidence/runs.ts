import { written } from '../../../catalog/entries/written.js';
import type { ModelSpec, WeightFormat } from '../../../catalog/shapes/types.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import { weightClassBytes } from '../../../catalog/shapes/weights.js';
import table from './measuredRuns.json' with { type: 'json' };

/** How a measured server is spread, and where its prompts are computed. */
export interface RunPlace {
  /** Catalogue ids. */
  readonly model: string;
  readonly gpu: string;
  readonly engine: string;
  /** Format of most bytes of its weights. */
  readonly weights: WeightFormat;
  readonly mode: 'colocated' | 'disaggregated';
  readonly tensor: number;
  readonly attentionData: number;
  readonly expert: number;
  /** Tokens of a mean request. */
  readonly input: number;
  readonly output: number;
}

/** One load of a measured server. Seconds for each token after the first. */
export interface RunPoint {
  /** Users of one replica at a time. */
  readonly users: number;
  readonly measured: number;
  readonly predicted: number;
  /** Factors around the prediction that it states. */
  readonly band: { readonly low: number; readonly high: number };
}

/** Measured loads of one server. */
export interface RunSeries extends RunPlace {
  readonly version: string | null;
  /** Who measured it, and when. */
  readonly source: string;
  readonly date: string;
  readonly points: readonly RunPoint[];
}

/** Measured servers of one class, and how the product does on them. */
export interface RunClass {
  readonly engine: string;
  readonly generation: string;
  readonly mode: RunPlace['mode'];
  readonly runs: number;
  /** Part of them that the stated spread holds. */
  readonly held: number;
}

/** As it is written: names once, points as numbers. */
export interface RunTable {
  readonly comment: string;
  readonly classes: readonly RunClass[];
  readonly names: readonly string[];
  readonly rows: readonly RunRow[];
}

/** Indices of names: model, gpu, engine, weights, mode, source; then numbers. */
export type RunRow = readonly [
  names: readonly number[],
  version: string | null,
  date: string,
  shape: readonly [tensor: number, attentionData: number, expert: number, input: number, output: number],
  /** Of the spread: the lower is one over it. */
  high: number,
  /** Users, milliseconds measured and predicted, one after the other. */
  points: readonly number[],
];

const TABLE = written<RunTable>(table);

/** Every measured server that the product is held against (`npm run validate` writes them). */
export function runSeries(): readonly RunSeries[] {
  return (made ??= TABLE.rows.map(seriesOf));
}
let made: readonly RunSeries[] | null = null;

/** Records of classes of servers. */
export const runClasses = (): readonly RunClass[] => TABLE.classes;

function seriesOf([names, version, date, shape, high, numbers]: RunRow): RunSeries {
  const name = (at: number) => TABLE.names[names[at] ?? -1] ?? '';
  const [tensor, attentionData, expert, input, output] = shape;
  const points = Array.from({ length: numbers.length / 3 }, (_, i): RunPoint => {
    const [users = 0, measured = 0, predicted = 0] = numbers.slice(3 * i, 3 * i + 3);
    return { users, measured: measured / 1e3, predicted: predicted / 1e3, band: { low: 1 / high, high } };
  });
  return {
    model: name(0),
    gpu: name(1),
    engine: name(2),
    // Written as they were read.
    weights: name(3) as WeightFormat,
    mode: name(4) as RunPlace['mode'],
    source: name(5),
    version,
    date,
    tensor,
    attentionData,
    expert,
    input,
    output,
    points,
  };
}

/** The format of most bytes of a model's weights. */
export function mainFormat(model: ModelSpec, weights: Serving['weights']): WeightFormat {
  const bytes = new Map<WeightFormat, number>();
  for (const { format, bytes: own } of weightClassBytes(model, weights))
    bytes.set(format, (bytes.get(format) ?? 0) + own);
  const [most] = [...bytes].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'bf16';
}
