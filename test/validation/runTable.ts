import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import type { WeightFormat } from '../../src/catalog/shapes/types.js';
import {
  mainFormat,
  type RunClass,
  type RunRow,
  type RunTable,
} from '../../src/report/figures/evidence/runs.js';
import { engineOf, layoutOf, serverAnswer, serverCases, type ServerCase } from './servers.js';

/** Where the panel and reports read measured servers from. */
export const RUN_TABLE = 'src/report/figures/evidence/measuredRuns.json';

const COMMENT =
  'Measured servers beside what the engine says of them, made by npm run validate from test/cases/e2e.json and test/cases/server-series.json. Rows: indices of names (model, gpu, engine, weights, mode, source), release, date, [tensor, attentionData, expert, input, output], high end of the stated spread, [users of a replica, milliseconds a token measured, predicted, …]';

/** Sources as readers know them. */
const SOURCES: Readonly<Record<string, string>> = {
  'inferencex-aic': 'InferenceX',
  'inferencex-api': 'InferenceX',
  'inferencex-app': 'InferenceX',
  'inferencex-blog': 'InferenceX',
  'inferencex-pr': 'InferenceX',
};

const short = (value: number) => Number(value.toPrecision(3));

interface Answered {
  readonly run: ServerCase;
  readonly users: number;
  readonly tpotMs: number;
  readonly high: number;
  readonly held: boolean;
  readonly generation: string;
}

/** The table as text, a row a line. */
export function runTableText(): string {
  const all = serverCases().flatMap(answered);
  const groups = new Map<string, Answered[]>();
  for (const one of all) {
    const { concurrency: _, ...same } = one.run.input;
    const key = JSON.stringify([one.run.series, same, one.run.source.date]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const names: string[] = [];
  const index = (name: string) => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const rows = [...groups.values()].map((own) => rowOf(own, index));
  const table: RunTable = { comment: COMMENT, classes: classesOf(all), names, rows };
  const lines = table.rows.map((row) => JSON.stringify(row));
  const head = (['comment', 'classes', 'names'] as const).map(
    (name) => `"${name}": ${JSON.stringify(table[name])}`,
  );
  return `{\n${head.join(',\n')},\n"rows": [\n${lines.join(',\n')}\n]\n}\n`;
}

function answered(run: ServerCase): Answered[] {
  const { request } = serverAnswer(run);
  const type = gpuTypeById(run.input.gpu);
  if (!request || !type) return [];
  const { low, high } = request.band;
  const tpotMs = request.tpotSeconds * 1e3;
  const factor = run.expected.tpotMs / tpotMs;
  const users = run.input.concurrency / (run.input.decode?.workers ?? 1);
  const held = factor >= low && factor <= high;
  return [{ run, users, tpotMs, high, held, generation: type.accelerator.generation }];
}

function rowOf(own: readonly Answered[], index: (name: string) => number): RunRow {
  const [first] = own;
  if (!first) throw new Error('a series has runs');
  const { input, source } = first.run;
  const { tensor, attentionData, expert } = layoutOf(input.decode ?? input, input.pipeline);
  const model = modelById(input.model);
  if (!model) throw new Error(`${input.model} is not in the catalogue`);
  const weights = mainFormat(model, (input.weights as WeightFormat | undefined) ?? 'native');
  const mode = input.prefill ? 'disaggregated' : 'colocated';
  const named = [
    input.model,
    input.gpu,
    engineOf(first.run),
    weights,
    mode,
    SOURCES[source.origin] ?? source.origin,
  ];
  const points = [...own]
    .sort((a, b) => a.users - b.users)
    .flatMap(({ users, run, tpotMs }) => [short(users), short(run.expected.tpotMs), short(tpotMs)]);
  const shape = [
    tensor,
    attentionData,
    expert,
    Math.round(input.inputTokens),
    Math.round(input.outputTokens),
  ];
  return [
    named.map(index),
    input.engineVersion ?? null,
    source.date,
    shape as unknown as RunRow[3],
    short(first.high),
    points,
  ];
}

function classesOf(all: readonly Answered[]): RunClass[] {
  const classes = new Map<string, { -readonly [K in keyof RunClass]: RunClass[K] }>();
  for (const { run, generation, held } of all) {
    const mode = run.input.prefill ? 'disaggregated' : 'colocated';
    const engine = engineOf(run);
    const key = `${mode} ${engine} ${generation}`;
    const known = classes.get(key) ?? { engine, generation, mode, runs: 0, held: 0 };
    known.runs++;
    known.held += Number(held);
    classes.set(key, known);
  }
  return [...classes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
