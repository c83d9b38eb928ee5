import type { PlanDocument } from './document.js';
import type { Path } from './path.js';
import { parseText, plainValue, type TextRange } from './yaml.js';

/** One change of the text; what it does not touch stays byte for byte. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * Sets the value at a path, adding the member (and missing parents, in flow style) where it is not there. In a plan
 * written as JSON, what is put in is JSON too.
 */
export function setValue(document: PlanDocument, path: Path, value: string): TextEdit | null {
  const node = document.nodeAt(path);
  const written = inItsManner(document, value);
  if (node && node.end <= node.start) return fillEmpty(document, path, node, written);
  if (node) {
    const end =
      node.kind === 'scalar'
        ? node.end
        : node.start + document.text.slice(node.start, node.end).trimEnd().length;
    return { start: node.start, end, newText: written };
  }
  const last = path.at(-1);
  if (last === undefined) return null;
  const parent = document.nodeAt(path.slice(0, -1));
  if (!parent || (parent.kind === 'scalar' && parent.value === null))
    return setValue(document, path.slice(0, -1), `{ ${last}: ${value} }`);
  const key = isJson(document) ? JSON.stringify(String(last)) : String(last);
  return addMember(document, parent, `${key}:${written.startsWith('\n') ? '' : ' '}${written}`);
}

/** Written as JSON: braces around everything, and names in quotes. */
function isJson({ root, text }: PlanDocument): boolean {
  if (root?.kind !== 'map' || !root.flow) return false;
  return root.entries.every(({ keyRange }) => text[keyRange.start] === '"');
}

/** A value in YAML as the plan's own text would have it. */
export function inItsManner(document: PlanDocument, value: string): string {
  if (!isJson(document)) return value;
  const { root } = parseText(value);
  return root ? JSON.stringify(plainValue(root)) : value;
}

/** Where a value that is left out would stand: behind its key's colon, before any comment. */
function placeOfEmpty(document: PlanDocument, path: Path, { start }: TextRange): number {
  const { end } = document.rangeOf(path, 'key');
  const colon = /^\s*:/.exec(document.text.slice(end, start));
  return colon ? end + colon[0].length : start;
}

/** A value behind a key that has none; further lines of it stand under the key. */
function fillEmpty(document: PlanDocument, path: Path, node: TextRange, value: string): TextEdit {
  const { text } = document;
  const at = placeOfEmpty(document, path, node);
  const column = document.positionAt(document.rangeOf(path, 'key').start).column - 1;
  const lines = value.replace(/\n/g, `${newline(text)}${' '.repeat(column)}`);
  const before = value.startsWith('\n') || /\s/.test(text[at - 1] ?? '') ? '' : ' ';
  const after = /[}\]]/.test(text[at] ?? '') ? ' ' : '';
  return { start: at, end: at, newText: `${before}${lines}${after}` };
}

function addMember(
  document: PlanDocument,
  parent: NonNullable<ReturnType<PlanDocument['nodeAt']>>,
  member: string,
): TextEdit | null {
  if (parent.kind !== 'map') return null;
  const last = parent.entries.at(-1);
  if (!last) return { start: parent.start, end: parent.end, newText: `{ ${member} }` };
  const end =
    last.keyRange.end +
    document.text.slice(last.keyRange.end, Math.max(last.value.end, last.keyRange.end + 1)).trimEnd().length;
  if (parent.flow) return { start: end, end, newText: `, ${member}` };
  const first = parent.entries[0] ?? last;
  const indent = ' '.repeat(document.positionAt(first.keyRange.start).column - 1);
  const lineEnd = endOfLine(document.text, end);
  const lines = member.split('\n').map((line) => `${newline(document.text)}${indent}${line}`);
  return { start: lineEnd, end: lineEnd, newText: lines.join('') };
}

/** The line that an offset stands in, without its end. */
export function lineAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: endOfLine(text, offset) };
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { start, end, newText }) => rest.slice(0, start) + newText + rest.slice(end), text);
}

/** The smallest single edit that makes one text of another. */
export function minimalEdit(from: string, to: string): TextEdit {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  const most = Math.min(from.length, to.length) - start;
  while (end < most && from.at(-1 - end) === to.at(-1 - end)) end++;
  return { start, end: from.length - end, newText: to.slice(start, to.length - end) };
}
