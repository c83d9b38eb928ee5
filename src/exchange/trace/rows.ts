import { csvFields, separatorOf } from '../measured/csv.js';
import { columnOf, inMilliseconds, leavesOutCached, type Column } from './columns.js';

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

/** Reads one line; `null` for a line that is no request. */
export type RowReader = (line: string) => TraceRow | null;

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
const saysRun = (names: readonly string[]): boolean => names.some((name) => OF_A_RUN.test(name));

function csvReader(heading: readonly string[], separator: string): RowReader | null {
  if (saysRun(heading)) return null;
  const places = new Map<Column, number>();
  heading.forEach((name, i) => {
    const column = columnOf(name);
    if (column !== null && !places.has(column)) places.set(column, i);
  });
  if (!isRequestLog(new Set(places.keys()))) return null;
  const scales = scalesOf((column) => heading[places.get(column) ?? -1] ?? '', false);
  return (line) => {
    const fields = csvFields(line, separator);
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
  return (line) => {
    const fields = parsed(line);
    if (!fields) return null;
    return rowOf((column) => {
      let value: unknown = fields;
      for (const name of paths.get(column) ?? ['']) value = isFields(value) ? value[name] : undefined;
      return value;
    }, scales);
  };
}

/** Traces with blocks that count seconds write fractions of them, as Alibaba's of Qwen. */
const countsSeconds = (row: string, name: string): boolean =>
  [...row.matchAll(/"(\w+)"\s{0,9}:\s{0,9}\d+\.\d/g)].some(([, written]) => written === name);

interface Scales {
  /** Seconds in one unit of a time that is no date. */
  readonly time: number;
  readonly duration: number;
  /** What a cache served, and what it took, are not in the input. */
  readonly apart: boolean;
}

/** Mooncake's traces count milliseconds; others count seconds unless the column's name says otherwise. */
function scalesOf(nameOf: (column: Column) => string, mooncake: boolean): Scales {
  return {
    time: mooncake || inMilliseconds(nameOf('time')) ? 1e-3 : 1,
    duration: inMilliseconds(nameOf('duration')) ? 1e-3 : 1,
    apart: leavesOutCached(nameOf('input'), nameOf('cached')),
  };
}

function rowOf(value: (column: Column) => unknown, scales: Scales): TraceRow | null {
  const input = whole(value('input'));
  const output = whole(value('output'));
  if (input === null && output === null) return null;
  const time = seconds(value('time'), scales.time);
  const duration = whole(value('duration'));
  const end = seconds(value('end'), scales.time);
  const session = value('session');
  const blocks = value('blocks');
  const cached = whole(value('cached'));
  const beside = scales.apart ? (cached ?? 0) + (whole(value('written')) ?? 0) : 0;
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

/** A number that is not negative; `null` for all else. */
function whole(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 && value < Infinity ? value : null;
  if (typeof value !== 'string' || value === '') return null;
  const number = Number(value);
  return number >= 0 && number < Infinity ? number : null;
}

/** Seconds of a time: a date, seconds, milliseconds, micro- or nanoseconds since 1970, or of the trace's own clock. */
function seconds(value: unknown, scale: number): number | null {
  const number = whole(value);
  if (number !== null) {
    if (number > 1e17) return number * 1e-9;
    if (number > 1e14) return number * 1e-6;
    if (number > 1e11) return number * 1e-3;
    return number * scale;
  }
  if (typeof value !== 'string' || value.length < 10) return null;
  const plain = value.length > 23 && value.charCodeAt(10) === 32 ? value.slice(0, 23) : value;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  const time = Date.parse(hasZone ? value.replace(' ', 'T') : `${plain.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? null : time / 1e3;
}
