import { csvFields, separatorOf } from '../measured/csv.js';
import { columnOf, columnWithUnit, inMilliseconds, leavesOutCached, type Column } from './columns.js';
import { MemberReader, wantedMembers } from './jsonMembers.js';
import { RowShapes, type RowValues } from './rowPattern.js';
import { timeReader, whole } from './times.js';

/** One request. Times in seconds, lengths in tokens; `null` for what the row does not say. */
export interface TraceRow {
  readonly time: number | null;
  readonly end: number | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly session: string | null;
  readonly blocks: readonly unknown[] | null;
}

/** Reads one line, which may be a part of a text; `null` for a line that is no request. */
export type RowReader = (text: string, from: number, to: number) => TraceRow | null;

/** A reader of the lines that follow a heading, or of lines of JSON like the first; `null` where it is neither. */
export function rowReader(first: string): { readonly read: RowReader; readonly heading: boolean } | null {
  if (first.trimStart().startsWith('{')) {
    const read = jsonReader(first);
    return read ? { read, heading: false } : null;
  }
  const separator = separatorOf(first);
  const read = separator === null ? null : csvReader(csvFields(first, separator), separator);
  return read ? { read, heading: true } : null;
}

/** A log of requests says at least how long they were. */
const isRequestLog = (columns: ReadonlySet<Column>) => columns.has('input') && columns.has('output');

/** Statistics of a run, which no single request has: results of benchmarks have lengths, too. */
const OF_A_RUN =
  /^(?:batch_?size|max_concurrency|conc|num_prompts|request_rate|request_throughput|output_throughput|(?:mean|median|p\d\d|overall)_\w*)$/i;
/** How many requests a row is the sum of, as bills and daily usage have it: their tokens are no request's. */
const OF_MANY =
  /^(?:num_model_requests|num_requests|(?:api_|total_|successful_|failed_)?requests|requests?_?count|usage_input_tokens_no_cache)$/i;
const saysRun = (names: readonly string[]): boolean =>
  names.some((name) => OF_A_RUN.test(name) || OF_MANY.test(name));

/** Whether a text begins with rows of usage that are sums over many requests: JSON with such a number, or a heading. */
export function areSums(text: string): boolean {
  const head = text.trimStart().slice(0, SUMS_WITHIN);
  const [line = ''] = head.split(/\r?\n/);
  const names = /^[{[]/.test(head)
    ? [...head.matchAll(/"(\w{5,40})"\s{0,3}:\s{0,3}\d/g)].map(([, name = '']) => name)
    : csvFields(line, separatorOf(line) ?? ',');
  return names.some((name) => OF_MANY.test(name)) && names.some((name) => /tokens/i.test(name));
}

/** The names of a heading, or of the first rows. */
const SUMS_WITHIN = 2000;

function csvReader(heading: readonly string[], separator: string): RowReader | null {
  if (saysRun(heading)) return null;
  const places = new Map<Column, number>();
  heading.forEach((name, i) => {
    const column = columnOf(name);
    if (column !== null && !places.has(column)) places.set(column, i);
  });
  if (!isRequestLog(new Set(places.keys()))) return null;
  const scales = scalesOf((column) => heading[places.get(column) ?? -1] ?? '', false);
  return (text, from, to) => {
    const fields = csvFields(text.slice(from, to), separator);
    return rowOf((column) => fields[places.get(column) ?? -1], scales);
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Members within members are looked for as deep as this. */
const DEEPEST = 4;

/** Paths to the members that mean a column, the outermost first. */
function pathsIn(fields: Fields, depth = 0, before: readonly string[] = []): [Column, readonly string[]][] {
  const own = Object.keys(fields).flatMap((name): [Column, readonly string[]][] => {
    const column = columnOf(name);
    const value = fields[name];
    const measured = columnWithUnit(name);
    if (measured !== null && isFields(value) && typeof value['value'] === 'number')
      return [[measured, [...before, name, 'value']]];
    return column === null || (typeof value === 'object' && !Array.isArray(value))
      ? []
      : [[column, [...before, name]]];
  });
  if (depth >= DEEPEST) return own;
  const inner = Object.entries(fields).flatMap(([name, value]) =>
    isFields(value) ? pathsIn(value, depth + 1, [...before, name]) : [],
  );
  return [...own, ...inner];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function jsonReader(first: string): RowReader | null {
  const example = parsed(first);
  if (!example || saysRun(Object.keys(example))) return null;
  const paths = new Map<Column, readonly string[]>();
  for (const [column, path] of pathsIn(example)) if (!paths.has(column)) paths.set(column, path);
  if (!isRequestLog(new Set(paths.keys()))) return null;
  const nameOf = (column: Column) => paths.get(column)?.at(-1) ?? '';
  const scales = scalesOf(nameOf, paths.has('blocks') && !countsSeconds(first, nameOf('time')));
  const columns = [...paths.keys()];
  const places = new Map(columns.map((column, place) => [column, place]));
  const wanted = wantedMembers([...paths.values()]);
  const reader = new MemberReader(wanted, columns.length);
  const shapes = new RowShapes(wanted, columns.length);
  const read: RowValues = (text, from, to) => {
    const values = reader.read(text, from, to);
    if (values) shapes.learn(text, from, to, values);
    return values ?? wholeRow(text.slice(from, to), [...paths.values()]);
  };
  return (text, from, to) => {
    const values = shapes.read(text, from, to) ?? read(text, from, to);
    return values && rowOf((column) => values[places.get(column) ?? columns.length], scales);
  };
}

/** The values at the paths of a row that is read as a whole; `null` where it is no JSON object. */
function wholeRow(line: string, paths: readonly (readonly string[])[]): readonly unknown[] | null {
  const fields = parsed(line);
  return (
    fields &&
    paths.map((path) =>
      path.reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), fields),
    )
  );
}

/** Traces with blocks that count seconds write fractions of them, as Alibaba's of Qwen. */
const countsSeconds = (row: string, name: string): boolean =>
  [...row.matchAll(/"(\w+)"\s{0,9}:\s{0,9}\d+\.\d/g)].some(([, written]) => written === name);

interface Scales {
  /** Seconds of a time. */
  readonly time: (value: unknown) => number | null;
  readonly duration: number;
  /** What a cache served, and what it took, are not in the input. */
  readonly apart: boolean;
}

/** Mooncake's traces count milliseconds; others count seconds unless the column's name says otherwise. */
function scalesOf(nameOf: (column: Column) => string, mooncake: boolean): Scales {
  return {
    time: timeReader(mooncake || inMilliseconds(nameOf('time')) ? 1e-3 : 1),
    duration: inMilliseconds(nameOf('duration')) ? 1e-3 : 1,
    apart: leavesOutCached(nameOf('input'), nameOf('cached')),
  };
}

/** No request has as many tokens. */
const MOST_TOKENS = 2 ** 40;

/** A number of tokens; `null` for all else. */
function tokensOf(value: unknown): number | null {
  const number = whole(value);
  return number !== null && number < MOST_TOKENS ? number : null;
}

function rowOf(value: (column: Column) => unknown, scales: Scales): TraceRow | null {
  const input = tokensOf(value('input'));
  const output = tokensOf(value('output'));
  if (input === null && output === null) return null;
  const time = scales.time(value('time'));
  const duration = whole(value('duration'));
  const end = scales.time(value('end'));
  const session = value('session');
  const blocks = value('blocks');
  const cached = tokensOf(value('cached'));
  const beside = scales.apart ? (cached ?? 0) + (tokensOf(value('written')) ?? 0) : 0;
  return {
    time,
    end: end ?? (time === null || duration === null ? null : time + duration * scales.duration),
    input: input === null ? null : input + beside,
    output,
    cached,
    session: typeof session === 'string' || typeof session === 'number' ? String(session) : null,
    blocks: Array.isArray(blocks) ? blocks : null,
  };
}
