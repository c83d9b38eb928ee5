import * as z from 'zod';
import * as l10n from '../l10n/l10n.js';
import { asksFor, crossProblems, isMap } from './checks.js';
import { withoutConsequences } from './consequences.js';
import { inDollars } from './currency.js';
import { memberNamesAt } from './jsonSchema.js';
import { lenientSchema, type PlanParts } from './lenient.js';
import { keyPath, pathKey, type Path, type PathKey } from './path.js';
import { problemsFrom, type RelatedPath, type ValueProblem } from './problems.js';
import { planSchema, type PlanInput } from './schema.js';
import { indentOf, isBlank, lineOf, linesOf, type Line } from './text/lines.js';
import type { Mend, TextProblem } from './text/shapes.js';
import { parseText, type MapNode, type TextRange, type TreeEntry, type TreeNode } from './yaml.js';

export type Severity = 'error' | 'warning' | 'information';

/** A finding at its place in the text. */
export interface Problem {
  readonly severity: Severity;
  /** Stable name of what is wrong, as in `unknown-key`. */
  readonly code: string;
  readonly message: string;
  /** The value concerned; empty for the file. */
  readonly path: PathKey;
  readonly range: TextRange;
  /** A text that would be right at `range`. */
  readonly suggestion?: string;
  /** Changes of the text that put it right. */
  readonly mends?: readonly Mend[];
  /** Other places that have to do with it. */
  readonly related?: readonly RelatedPlace[];
}

/** Another place that a problem has to do with, and what to say of it. */
export interface RelatedPlace {
  readonly message: string;
  readonly range: TextRange;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A plan's text, read: as much of it as is valid, and every place in it. */
export interface PlanDocument {
  readonly text: string;
  readonly root: TreeNode | null;
  readonly problems: readonly Problem[];
  /** The valid parts; `null` if too little is valid to be a plan. */
  readonly input: PlanInput | null;
  /** What is valid of a plan that may lack what `input` cannot do without: for looking names up. */
  readonly parts: Partial<PlanInput>;
  /** Parts had to be left out of `input`. */
  readonly partial: boolean;
  readonly positionAt: (offset: number) => Position;
  /** Place of the value at a path or of its nearest parent; `key` for its name. */
  readonly rangeOf: (path: Path | PathKey, part?: 'key' | 'value') => TextRange;
  readonly nodeAt: (path: Path | PathKey) => TreeNode | null;
}

/** Rounds of leaving out what is invalid; each goes at least one level up. */
const MAX_ROUNDS = 8;

/** Reads a plan. Never throws; an empty text is a plan with everything missing. */
export function parsePlan(text: string): PlanDocument {
  const { root, value, problems: textProblems, lineStarts } = parseText(text);
  const places = placesIn(root);
  const problems: Problem[] = textProblems.map(({ code, message, start, end, related, mends }) => ({
    severity: 'error' as const,
    code,
    message,
    path: '',
    range: { start, end: Math.min(Math.max(end, start), text.length) },
    ...(mends ? { mends } : {}),
    ...(related ? { related: [related] } : {}),
  }));
  const read = readInput(inDollars(value), text, problems.length > 0);
  const lost = lostParts(text, textProblems);
  for (const one of read.problems) {
    const problem = placed(one, places);
    if (!lost.explains(problem)) problems.push(problem);
  }
  return {
    text,
    root,
    problems,
    input: read.input,
    parts: read.parts,
    partial: problems.length > 0,
    positionAt: (offset) => positionIn(lineStarts, offset),
    rangeOf: places.rangeOf,
    nodeAt: places.nodeAt,
  };
}

/** Reads a plan's values as `parsePlan` reads a text of just them, without places. */
export function readPlanValue(value: unknown): {
  readonly input: PlanInput | null;
  readonly problems: readonly Pick<Problem, 'code' | 'message'>[];
} {
  // No text of values is empty.
  return readInput(inDollars(value), 'values', false);
}

/** Parts of a text that could not be read, as reasons for problems that only follow from them. */
function lostParts(text: string, problems: readonly TextProblem[]) {
  const parts = problems.filter(({ lost }) => lost).map(({ start }) => lineOf(text, start));
  /** Whether a line belongs to the group whose name stands at an offset, or to the plan itself. */
  const isIn = (line: Line, name: number, ofPlan: boolean): boolean => {
    if (ofPlan) return indentOf(line.text) === 0;
    const owner = lineOf(text, name);
    if (line.start <= owner.start) return false;
    const between = linesOf(text.slice(owner.end + 1, line.end));
    return between.every((one) => isBlank(one.text) || indentOf(one.text) > indentOf(owner.text));
  };
  return {
    explains: ({ code, path, range }: Problem): boolean =>
      parts.some(
        (line) =>
          line.start === lineOf(text, range.start).start ||
          (code === 'missing-key' && isIn(line, range.start, keyPath(path).length === 1)),
      ),
  };
}

interface Read {
  readonly input: PlanInput | null;
  readonly parts: Partial<PlanInput>;
  readonly problems: readonly ValueProblem[];
}

function readInput(value: unknown, text: string, broken: boolean): Read {
  if (!isMap(value)) {
    if (broken) return { input: null, parts: {}, problems: [] };
    const empty = value === undefined || value === null;
    const message = empty
      ? l10n.t('an empty plan: start with `decodeplan: 1`, a `model` and `workloads`')
      : l10n.t('a plan is made of members such as `model: llama-3.1-70b`');
    const code = text.trim() === '' ? 'empty' : 'not-a-plan';
    return { input: null, parts: {}, problems: [{ code, message, path: [] }] };
  }
  const whole = planSchema.safeParse(value, { reportInput: true });
  if (whole.success) return validated(whole.data, crossProblems(whole.data, value));
  const problems = problemsFrom(whole.error.issues, memberNamesAt);
  const crossed = crossProblems(readable<PlanParts>(lenientSchema(), value), value);
  const read = validated(readable<Partial<PlanInput>>(partialSchema(), value), crossed);
  return { ...read, problems: withoutConsequences([...problems, ...crossed], problems) };
}

let partial: z.core.$ZodType | null = null;

/** Plans that may lack any member; made when first needed. */
function partialSchema(): z.core.$ZodType {
  return (partial ??= planSchema.partial());
}

/** What is left of a plan once all that a schema does not take is left out: a value of that schema. */
function readable<T>(schema: z.core.$ZodType, value: unknown): Partial<T> {
  let remaining = value;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = z.safeParse(schema, remaining, { reportInput: true });
    // Who calls this names the schema's own type.
    if (result.success) return result.data as Partial<T>;
    remaining = without(remaining, problemsFrom(result.error.issues, memberNamesAt).map(placeToDrop));
  }
  return {};
}

/** A missing member takes its owner with it; anything else goes alone. */
function placeToDrop({ code, path }: ValueProblem): Path {
  return code === 'missing-key' && path.length > 1 ? path.slice(0, -1) : path;
}

function without(value: unknown, paths: readonly Path[]): unknown {
  return paths.reduce<unknown>((rest, path) => dropAt(rest, path), value);
}

function dropAt(value: unknown, path: Path): unknown {
  const [head, ...rest] = path;
  if (head === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Values of a list mean something by their place, so the whole list goes where one of them is wrong.
    return rest.length === 0 ? [] : value.map((item: unknown, i) => (i === head ? dropAt(item, rest) : item));
  }
  const entries = Object.entries(value);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== head));
  return Object.fromEntries(entries.map(([key, item]) => [key, key === head ? dropAt(item, rest) : item]));
}

/** The plan that can be evaluated, if all that it cannot do without is there. */
function validated(parts: Partial<PlanInput>, crossed: readonly ValueProblem[]): Read {
  const { decodeplan, model, workloads: all } = parts;
  const bad = new Set(crossed.filter(({ code }) => code === 'reversed-lengths').map(({ path }) => path[1]));
  const workloads = Object.fromEntries(
    Object.entries(all ?? {}).filter(([name, workload]) => !bad.has(name) && asksFor(workload)),
  );
  // The version decides what everything else means.
  const complete = decodeplan !== undefined && model !== undefined && Object.keys(workloads).length > 0;
  const input = complete ? { ...parts, decodeplan, model, workloads } : null;
  return { input, parts: { ...parts, workloads }, problems: crossed };
}

interface Places {
  readonly rangeOf: PlanDocument['rangeOf'];
  readonly nodeAt: PlanDocument['nodeAt'];
}

/** As far as a path leads: the node, its entry, and whether that is the whole way. */
interface Walked {
  readonly node: TreeNode | null;
  readonly entry: TreeEntry | null;
  readonly whole: boolean;
}

/** Maps with more members have them looked up in an index. */
const MANY_MEMBERS = 16;

function placesIn(root: TreeNode | null): Places {
  const indexes = new Map<MapNode, ReadonlyMap<string, TreeEntry>>();
  const memberOf = (map: MapNode, key: string): TreeEntry | undefined => {
    if (map.entries.length <= MANY_MEMBERS) return map.entries.find((entry) => entry.key === key);
    let index = indexes.get(map);
    if (!index) indexes.set(map, (index = new Map(map.entries.map((entry) => [entry.key, entry]))));
    return index.get(key);
  };
  let last: { readonly path: PathKey; readonly found: Walked } | null = null;
  /** What is placed is mostly asked for twice in a row: its node, then its range. */
  const walk = (path: Path | PathKey): Walked => {
    if (typeof path !== 'string') return walkAnew(path);
    if (last?.path !== path) last = { path, found: walkAnew(path) };
    return last.found;
  };
  const walkAnew = (path: Path | PathKey): Walked => {
    const parts = typeof path === 'string' ? keyPath(path) : path;
    let node = root;
    let entry: TreeEntry | null = null;
    let depth = 0;
    for (const part of parts) {
      const next = step(node, part, memberOf);
      if (!next) break;
      [node, entry] = next;
      depth++;
    }
    return { node, entry, whole: depth === parts.length };
  };
  return {
    nodeAt: (path) => {
      const { node, whole } = walk(path);
      return whole ? node : null;
    },
    rangeOf: (path, part = 'value') => {
      const { node, entry, whole } = walk(path);
      if (entry && (part === 'key' || !whole)) return entry.keyRange;
      if (!node || !entry) return node && whole && part === 'value' ? firstPlace(node) : { start: 0, end: 0 };
      return node.end > node.start ? { start: node.start, end: node.end } : entry.keyRange;
    },
  };
}

/** A whole list or map of the top level would mark the file; its first key is enough. */
function firstPlace(node: TreeNode): TextRange {
  const entry = node.kind === 'map' ? node.entries[0] : undefined;
  return entry ? entry.keyRange : node;
}

function step(
  node: TreeNode | null,
  part: string | number,
  memberOf: (map: MapNode, key: string) => TreeEntry | undefined,
): readonly [TreeNode, TreeEntry | null] | null {
  if (node?.kind === 'map') {
    const entry = memberOf(node, String(part));
    return entry ? [entry.value, entry] : null;
  }
  if (node?.kind === 'list') {
    const item = node.items[Number(part)];
    // Items have no key of their own: their place is the value.
    return item ? [item, { key: String(part), keyRange: item, value: item }] : null;
  }
  return null;
}

/** A value's problem at its place in the text. */
export function placed(
  problem: ValueProblem,
  places: Pick<PlanDocument, 'rangeOf' | 'nodeAt'>,
  severity: Severity = 'error',
): Problem {
  const { code, message, path, suggestion, atKey, related } = problem;
  // A member that is not there is missing in its owner; one that is there lacks something itself.
  const owner = code === 'missing-key' && !places.nodeAt(path) ? path.slice(0, -1) : path;
  const range = places.rangeOf(owner, atKey || code === 'missing-key' ? 'key' : 'value');
  return {
    severity,
    code,
    message,
    path: pathKey(path),
    range,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(related ? { related: relatedPlaces(related, places) } : {}),
  };
}

/** Related members at their places; those that are not in the text are left out. */
export function relatedPlaces(
  related: readonly RelatedPath[],
  places: Pick<PlanDocument, 'rangeOf'>,
): RelatedPlace[] {
  return related
    .map(({ path, message }) => ({ message, range: places.rangeOf(path) }))
    .filter(({ range }) => range.end > range.start);
}

function positionIn(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
