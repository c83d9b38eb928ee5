import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { allLevers } from '../report/figures/levers.js';
import { readAs } from '../report/words/settings.js';
import { parsePlan, type PlanDocument } from '../plan/document.js';
import { applyEdits, inItsManner, minimalEdit, setValue, type TextEdit } from '../plan/edits.js';
import { keyPath, type PathKey } from '../plan/path.js';
import type { ScalarNode, TextRange } from '../plan/yaml.js';
import { anchoredGroups } from './anchors.js';
import { formatQuantity, parseQuantity } from '../units/quantity.js';

/** Edits that put a concurrency into a plan. */
export function writeConcurrency(document: PlanDocument, workload: string, sequences: number): TextEdit[] {
  const edit = setValue(document, ['workloads', workload, 'concurrency'], String(sequences));
  return edit ? [edit] : [];
}

/** Edits that put a rate of requests into a plan, in requests a second. */
export function writeRequests(document: PlanDocument, workload: string, perSecond: number): TextEdit[] {
  const text = `${Number(perSecond.toFixed(2))} req/s`;
  const edit = setValue(document, ['workloads', workload, 'requests'], text);
  return edit ? [edit] : [];
}

/** Edits that scale a context so that its median has so many tokens, each length in the unit it was written in. */
export function writeContext(document: PlanDocument, workload: string, p50: number): TextEdit[] {
  const path = ['workloads', workload, 'context'];
  const single = lengthAt(document, path);
  if (single) return editOf(document, path, p50, single.text);
  const median = lengthAt(document, [...path, 'p50']);
  if (!median) return [];
  return ['p50', 'p95', 'max'].flatMap((member) => {
    const length = lengthAt(document, [...path, member]);
    return length
      ? editOf(document, [...path, member], (length.tokens * p50) / median.tokens, length.text)
      : [];
  });
}

function editOf(document: PlanDocument, path: readonly string[], tokens: number, like: string): TextEdit[] {
  const edit = setValue(document, path, formatQuantity(Math.floor(tokens), 'tokens', like));
  return edit ? [edit] : [];
}

function lengthAt(
  document: PlanDocument,
  path: readonly string[],
): { readonly tokens: number; readonly text: string } | null {
  const node = document.nodeAt(path);
  if (node?.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number'))
    return null;
  const read = parseQuantity(node.value, 'tokens');
  return read.ok ? { tokens: read.quantity.likely, text: String(node.value) } : null;
}

/**
 * How the file writes each value that a lever of the plan moves, by path: `null` where the file leaves it out.
 * Values that are lists or maps have no single text and are left out here.
 */
export function writtenLevers(document: PlanDocument, plan: ResolvedPlan): Record<string, string | null> {
  const groups = anchoredGroups(document, plan);
  const written = allLevers(plan).flatMap(({ path }): (readonly [string, string | null])[] => {
    const node = groups.find(({ paths }) => paths.includes(path))?.anchor ?? document.nodeAt(path);
    if (node === null || (node.kind === 'scalar' && node.value === null)) return [[path, null]];
    if (node.kind !== 'scalar') return [];
    const { start, end } = innerRange(node);
    return [[path, document.text.slice(start, end)]];
  });
  return Object.fromEntries(written);
}

/** Paths of levers whose value, or place, is shared with others by an anchor: moving them would move those too. */
export function sharedLevers(document: PlanDocument, plan: ResolvedPlan): string[] {
  const free = new Set(anchoredLevers(document, plan));
  return allLevers(plan).flatMap(({ path }) => (isShared(document, path) && !free.has(path) ? [path] : []));
}

/** Paths of levers that an anchor ties to nothing but the same price elsewhere: moving one moves all of them. */
export function anchoredLevers(document: PlanDocument, plan: ResolvedPlan): string[] {
  return anchoredGroups(document, plan).flatMap(({ paths }) => paths);
}

function isShared(document: PlanDocument, path: PathKey): boolean {
  const parts = keyPath(path);
  const places = parts.map((_, i) => document.nodeAt(parts.slice(0, i + 1)));
  return places.some((node) => node?.shared === true);
}

/** No more is wrong with a text after its values were put in, and each stands where it was meant to. */
function fits(before: PlanDocument, after: PlanDocument, paths: readonly PathKey[]): boolean {
  const stands = paths.every((path) => after.nodeAt(path)?.kind === 'scalar');
  return stands && after.problems.length <= before.problems.length;
}

/**
 * The edit that puts a lever's new text into the file, whatever becomes of the plan: the value's own range, or its
 * insertion where the file leaves it out. `null` where the path is no lever's, the value is shared, or the text no value
 * of it.
 */
function leverEdit(document: PlanDocument, plan: ResolvedPlan, { path, text }: Placed): TextEdit | null {
  const lever = allLevers(plan).find((one) => one.path === path);
  if (!lever || !readAs(lever, text).ok) return null;
  const group = anchoredGroups(document, plan).find(({ paths }) => paths.includes(path));
  const node = group?.anchor ?? document.nodeAt(path);
  if ((!group && isShared(document, path)) || (node !== null && node.kind !== 'scalar')) return null;
  const given = node?.kind === 'scalar' && node.value !== null;
  const newText = given && node.quoted ? text : inItsManner(document, text);
  return given ? { ...innerRange(node), newText } : setValue(document, keyPath(path), text);
}

/** A value at a place of the file. */
interface Placed {
  readonly path: PathKey;
  readonly text: string;
}

/**
 * The one edit that puts several values into the file; `null` where they do not fit. Those that may not pass each other,
 * or add up to something, fit only together.
 */
export function writeLevers(
  document: PlanDocument,
  plan: ResolvedPlan,
  changes: readonly Placed[],
): TextEdit[] | null {
  const after = inTurn(document, plan, changes);
  if (after === null) return null;
  const apart = changes.map((change) => leverEdit(document, plan, change));
  const edits = apart.filter((edit) => edit !== null);
  const distinct = edits.filter((edit, i) => edits.findIndex(({ start }) => start === edit.start) === i);
  // Each by itself, where that comes to the same, leaves what stands between them alone.
  return edits.length === changes.length && applyEdits(document.text, distinct) === after
    ? distinct
    : [minimalEdit(document.text, after)];
}

/** The text with one value after the other put in. */
function inTurn(document: PlanDocument, plan: ResolvedPlan, changes: readonly Placed[]): string | null {
  let now: PlanDocument = document;
  for (const change of changes) {
    const edit = leverEdit(now, plan, change);
    if (!edit) return null;
    now = parsePlan(applyEdits(now.text, [edit]));
  }
  const paths = changes.map(({ path }) => path);
  return fits(document, now, paths) ? now.text : null;
}

/** A scalar's place without its quotes. */
function innerRange({ start, end, quoted }: ScalarNode): TextRange {
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}
