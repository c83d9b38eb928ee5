import type { Path } from '../plan/path.js';
import { parseText, type TextRange, type TreeNode } from '../plan/yaml.js';
import type { Fault } from './faults.js';

/** A fault at its place in the text, both counted from 1. */
export interface LocatedFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A JSON text as data, or where and why it is none. */
export type ReadJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: LocatedFault };

/** Reads JSON. Never throws. */
export function readJson(text: string): ReadJson {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = /at position (\d+)/.exec(reason)?.[1];
    const message = `not JSON: ${reason.replace(/ in JSON at position.*$/s, '')}`;
    return {
      ok: false,
      fault: { ...placeOf(text, at === undefined ? text.trimEnd().length : Number(at)), message },
    };
  }
}

/** A fault at its place in a text, as offsets. */
export interface PlacedFault extends TextRange {
  readonly message: string;
}

/** The faults at their places, with those of the text itself (a member given twice), in the order of the text. */
export function located(text: string, faults: readonly Fault[]): LocatedFault[] {
  // Inside strings, JSON has no bare tabs, and between tokens they say what a space says.
  const spaced = text.replace(/\t/g, ' ');
  const { root } = parseText(spaced);
  const all = [
    ...textFaults(spaced, (code) => code === 'duplicate-key' || code === 'reserved-name'),
    ...faults.map((fault) => ({ start: root ? pathRange(root, fault).start : 0, message: withName(fault) })),
  ];
  return all
    .sort((a, b) => a.start - b.start)
    .map(({ start, message }) => ({ ...placeOf(text, start), message }));
}

/** What is wrong with the text itself, of the codes that are wanted. */
export function textFaults(text: string, wanted: (code: string) => boolean): PlacedFault[] {
  return parseText(text)
    .problems.filter(({ code }) => wanted(code))
    .map(({ start, end, message }) => ({ start, end, message }));
}

/** Where a fault is: a value, the name of a member, or the owner of one that is missing. */
export function pathRange(root: TreeNode, { path, atKey }: Fault): TextRange {
  let [node, range]: [TreeNode, TextRange] = [root, root];
  for (const part of path) {
    const next = memberOf(node, part);
    if (!next) break;
    node = next.value;
    range = atKey ? next.keyRange : node;
  }
  return { start: range.start, end: range.end };
}

function memberOf(node: TreeNode, part: Path[number]): { value: TreeNode; keyRange: TextRange } | null {
  if (node.kind === 'map') return node.entries.find(({ key }) => key === part) ?? null;
  const item = node.kind === 'list' ? node.items[Number(part)] : undefined;
  return item ? { value: item, keyRange: item } : null;
}

/** Messages that begin with what a value must be need the name of its member before them. */
export function withName({ path, message }: Fault): string {
  const name = path.filter((part) => typeof part === 'string').at(-1);
  return name === undefined || message.includes('`') ? message : `\`${name}\` ${message}`;
}

export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
