import { isDecodeOnly } from '../words/decodeOnly.js';
import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { valueResolver } from '../../catalog/resolve/resolvePlan.js';
import type { ReferencedFiles } from '../../catalog/resolve/resolveModel.js';
import { answersInShort, type OptionInShort } from '../../engine/questions/kept/inShort.js';
import type { PlanInput } from '../../plan/schema.js';
import { parsePlan } from '../../plan/document.js';
import { keyPath, pathKey, type PathKey } from '../../plan/path.js';
import { pointReader } from '../../plan/values/points.js';
import { fieldsOf, leadsInto, withValue } from '../../plan/values/tree.js';
import { plainValue } from '../../plan/yaml.js';
import { closest } from '../../units/closest.js';
import { csvTable } from '../words/table.js';

/** One input of a sweep and the values it takes, as a plan would write them. */
export interface SweepAxis {
  readonly path: PathKey;
  readonly values: readonly string[];
  /** The values are steps between two ends, not each as somebody wrote it. */
  readonly steps?: true;
}

export type AxisResult =
  { readonly ok: true; readonly axis: SweepAxis } | { readonly ok: false; readonly message: string };

const MOST_VALUES = 100_000;
/** A number and the unit behind it. */
// eslint-disable-next-line regexp/no-super-linear-backtracking -- an argument that its own caller writes
const END = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(.*)$/;

/** Reads `PATH=A,B,C` or `PATH=LOW..HIGH/STEPS` (evenly spaced, both ends included). */
export function parseAxis(text: string): AxisResult {
  const at = signAfterPath(text);
  if (at <= 0) return { ok: false, message: `\`${text}\` is not PATH=VALUES` };
  const path = text.slice(0, at).trim();
  const list = text.slice(at + 1).trim();
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- an argument that its own caller writes
  const steps = /^(.+)\.\.(.+)\/([0-9]{1,6})$/.exec(list);
  if (!steps) {
    const values = list.split(',').map((value) => value.trim());
    return values.some((value) => value === '')
      ? { ok: false, message: `\`${text}\` has an empty value` }
      : { ok: true, axis: { path, values } };
  }
  const [low, high] = [END.exec(steps[1] ?? ''), END.exec(steps[2] ?? '')];
  const count = Number(steps[3]);
  if (!low || !high || count < 2 || count > MOST_VALUES)
    return { ok: false, message: `\`${list}\` is not LOW..HIGH/STEPS with at least two steps` };
  const [lowUnit = '', unit = ''] = [low[2], high[2]];
  // `512..4K` could be meant in two ways; `2M..4M USD` and `10..20 tok/s` cannot.
  if (!unit.startsWith(lowUnit) || magnitude(lowUnit) !== magnitude(unit))
    return { ok: false, message: `\`${list}\`: write both ends in the same unit` };
  const [from, to] = [Number(low[1]), Number(high[1])];
  const values = Array.from({ length: count }, (_, i) =>
    `${Number((from + ((to - from) * i) / (count - 1)).toPrecision(12))}${unit === '' ? '' : ` ${unit}`}`.replace(
      / ([kKmMGB%])/,
      '$1',
    ),
  );
  return { ok: true, axis: { path, values, steps: true } };
}

/** Where the `=` behind the path stands: names in quotes may hold one themselves. */
function signAfterPath(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '=' && !quoted) return i;
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === '\\' && quoted) i++;
  }
  return text.indexOf('=');
}

/** The letter of a unit that scales its number, as in `K` and `M USD`. */
function magnitude(unit: string): string {
  return /^[kKmMGBT](?![a-z])/.exec(unit)?.[0] ?? '';
}

/** How many points the axes span. */
export function sweepSize(axes: readonly SweepAxis[]): number {
  return axes.reduce((size, { values }) => size * values.length, 1);
}

/** The values of a point, one an axis; the last axis turns fastest. */
function assignment(axes: readonly SweepAxis[], index: number): readonly string[] {
  const written = axes.map(() => '');
  let rest = index;
  for (let i = axes.length - 1; i >= 0; i--) {
    const values = axes[i]?.values ?? [];
    written[i] = values[rest % values.length] ?? '';
    rest = Math.floor(rest / values.length);
  }
  return written;
}

/** From and (exclusive) to of a shard, counted from 1; shards follow one another, so that their outputs do. */
export function shardRange(size: number, shard: number, shards: number): readonly [number, number] {
  return [Math.floor((size * (shard - 1)) / shards), Math.floor((size * shard) / shards)];
}

/** Why a path cannot be varied: the plan has no such member, workload or option; `null` where it can. */
export function pathProblem(text: string, { path, values }: SweepAxis): string | null {
  const { root } = parsePlan(text);
  const base = root ? plainValue(root) : {};
  const parts = keyPath(path);
  const [table = '', name] = parts;
  if (name !== undefined && (table === 'workloads' || table === 'options')) {
    const names = Object.keys(fieldsOf(fieldsOf(base)[table]));
    if (!names.includes(name)) return withNearest(`the plan has no \`${name}\` in ${table}`, name, names);
  }
  const { problems } = parsePlan(JSON.stringify(withValue(base, parts, values[0] ?? '')));
  const unknown = problems.find(
    ({ code, path: at }) => code === 'unknown-key' && leadsInto(keyPath(at), parts),
  );
  return unknown ? `--set ${path}: ${unknown.message}` : null;
}

/** An axis whose steps are the nearest whole numbers, each once, where the plan takes no others there. */
export function inWholeSteps(text: string, axis: SweepAxis): SweepAxis {
  const { path, values, steps } = axis;
  const broken = values.find((value) => /^[0-9]+\.[0-9]+$/.test(value));
  if (!steps || broken === undefined) return axis;
  const { root } = parsePlan(text);
  const { problems } = parsePlan(
    JSON.stringify(withValue(root ? plainValue(root) : {}, keyPath(path), broken)),
  );
  const isWhole = problems.some((one) => one.code === 'not-whole' && one.path === path);
  return isWhole
    ? { ...axis, values: [...new Set(values.map((value) => String(Math.round(Number(value)))))] }
    : axis;
}

function withNearest(message: string, name: string, names: readonly string[]): string {
  const near = closest(name, names);
  return near ? `${message}; did you mean \`${pathKey([near])}\`?` : message;
}

/** One option at one point. */
export interface PointOption {
  readonly feasible: boolean;
  readonly usdPerMillionTokens: number | null;
  readonly usdPerHour: number | null;
  readonly pressure: number | null;
  readonly tokensPerSecondPerUser: number | null;
  readonly acceleratorsNeeded: number | null;
  readonly lpxRacks: number | null;
  /** Costs and speeds leave prompts out: a workload does not say what a request is. */
  readonly decodeOnly: boolean;
  /** Of the workload that waits longest, 95th percentile; `null` where requests pile up or are not known. */
  readonly ttftSeconds: number | null;
  /** Of the slowest workload. */
  readonly tpotSeconds: number | null;
  readonly works: 'owned' | 'purchase' | 'no';
  /** Capital of what has to be bought; `null` where it is not known. */
  readonly purchaseUsd: number | null;
  /** USD per million tokens where owned hardware costs only its running. */
  readonly stillToSpendUsdPerMillionTokens: number | null;
}

export interface SweepPoint {
  readonly index: number;
  readonly set: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, PointOption>>;
  /** Why there is no answer. */
  readonly reason?: string;
}

/** A plan that was read, and why it was not. */
interface ReadPoint {
  readonly input: PlanInput | null;
  readonly problems: readonly { readonly message: string }[];
}

/** Characters that the reader of texts leaves as they are. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * How points are read: by their values, where a text of them would say nothing else. Some texts have more to them than
 * their values, such as characters that no plan may have.
 */
function readerOf(base: unknown, axes: readonly SweepAxis[]): (written: readonly string[]) => ReadPoint {
  const text = JSON.stringify(base);
  const { root } = parsePlan(text);
  const paths = axes.map(({ path }) => keyPath(path));
  const all = axes.flatMap(({ path, values }) => [path, ...values]);
  const same = root !== null && JSON.stringify(plainValue(root)) === text;
  if (same && all.every((one) => PLAIN.test(one))) return pointReader(base, paths);
  return (written) => {
    const value = paths.reduce<unknown>((plan, path, i) => withValue(plan, path, written[i] ?? ''), base);
    return parsePlan(JSON.stringify(value));
  };
}

/**
 * Answers points of a sweep, each as the whole plan with its values says it. The plan's text is read once; of a point
 * only what its values change is read, resolved and evaluated, and of an option only what a row holds.
 */
export function sweeper(
  text: string,
  axes: readonly SweepAxis[],
  files: ReferencedFiles,
  book: Book = NO_BOOK,
): (index: number) => SweepPoint {
  const { root } = parsePlan(text);
  const read = readerOf(root ? plainValue(root) : {}, axes);
  const resolve = valueResolver(files, book);
  const answer = answersInShort(axes.length > 1);
  return (index) => {
    const written = assignment(axes, index);
    const set = Object.fromEntries(axes.map(({ path }, i) => [path, written[i] ?? '']));
    const { input, problems } = read(written);
    const resolved = input && problems.length === 0 ? resolve(input) : null;
    const problem = problems[0] ?? resolved?.problems[0];
    if (!resolved?.plan || problem)
      return { index, set, options: {}, reason: problem?.message ?? 'the plan is not valid' };
    const options = answer(resolved.plan).map(([name, option]) => [name, pointOption(option)] as const);
    return { index, set, options: Object.fromEntries(options) };
  };
}

/** An option in the few numbers that tables are made of. */
export function pointOption({
  feasible,
  total,
  workloads,
  lpx,
  works,
  purchase,
  basis,
}: OptionInShort): PointOption {
  const all = Object.values(workloads);
  const numbers = (of: (workload: (typeof all)[number]) => number | null | undefined) =>
    all.flatMap((workload) => of(workload) ?? []).filter(Number.isFinite);
  const most = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) : null);
  const speeds = numbers(({ decode }) => decode?.tokensPerSecondPerUser);
  const endless = all.some(({ request }) => request !== null && request.ttftSeconds === null);
  const needed = numbers(({ cost }) => cost.acceleratorsNeeded);
  return {
    feasible,
    usdPerMillionTokens: total.usdPerMillionTokens,
    usdPerHour: total.usdPerHour,
    pressure: most(numbers(({ memory }) => memory?.pressure)),
    tokensPerSecondPerUser: speeds.length > 0 ? Math.min(...speeds) : null,
    acceleratorsNeeded: needed.length === all.length ? needed.reduce((sum, n) => sum + n, 0) : null,
    lpxRacks: lpx?.racks ?? null,
    decodeOnly: isDecodeOnly({ workloads }),
    ttftSeconds: endless ? null : most(numbers(({ request }) => request?.ttftSeconds?.p95)),
    tpotSeconds: most(numbers(({ request }) => request?.tpotSeconds)),
    works,
    purchaseUsd: purchase.usd,
    stillToSpendUsdPerMillionTokens: basis.sunk.usdPerMillionTokens,
  };
}

const COLUMNS = [
  'feasible',
  'usdPerMillionTokens',
  'usdPerHour',
  'pressure',
  'tokensPerSecondPerUser',
  'acceleratorsNeeded',
  'lpxRacks',
  'decodeOnly',
  'ttftSeconds',
  'tpotSeconds',
  'works',
  'purchaseUsd',
  'stillToSpendUsdPerMillionTokens',
] as const;

/** The heading of the CSV form. */
export function sweepHeader(axes: readonly SweepAxis[]): string {
  const columns = ['index', ...axes.map(({ path }) => path), 'option', ...COLUMNS, 'reason'];
  return csvLine(columns);
}

/** A point as lines of the CSV form: one for each option, or one that says why there is no answer. */
export function pointCsv({ index, set, options, reason }: SweepPoint): string {
  const start = [String(index), ...Object.values(set)];
  if (reason !== undefined) return csvLine([...start, '', ...COLUMNS.map(() => ''), reason]);
  return Object.entries(options)
    .map(([name, option]) =>
      csvLine([...start, name, ...COLUMNS.map((column) => String(option[column] ?? '')), '']),
    )
    .join('');
}

function csvLine(cells: readonly string[]): string {
  return `${csvTable({ columns: cells, rows: [] })}\r\n`;
}
