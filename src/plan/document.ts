import { inDollars } from './currency.js';
import { keyPath, pathKey, type Path, type PathKey } from './path.js';
import type { RelatedPath, ValueProblem } from './problems.js';
import type { PlanInput } from './schema.js';
import { indentOf, isBlank, lineOf, linesOf, type Line } from './text/lines.js';
import type { Mend, TextProblem } from './text/shapes.js';
import { readInput } from './values/read.js';
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

/** Parts of a text that could not be read, as reasons for problems that only follow from them. */
function lostParts(text: string, problems: readonly TextProblem[]) {
  const parts = problems.filter(({ lost }) => lost).map(({ start }) => lineOf(text, start));
  // What stands in a bracket or quote that is not closed yet is half-way to what is meant.
  const open = problems
    .filter(({ code }) => code === 'yaml-unclosed')
    .map(({ start, mends = [] }) => ({
      start: lineOf(text, start).start,
      end: Math.max(lineOf(text, start).end, ...mends.map(({ end }) => end)),
    }));
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
      open.some(({ start, end }) => start <= range.start && range.start <= end) ||
      parts.some(
        (line) =>
          line.start === lineOf(text, range.start).start ||
          (code === 'missing-key' && isIn(line, range.start, keyPath(path).length === 1)),
      ),
  };
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
