import type { TextEdit } from '../../plan/edits.js';
import type { TreeNode } from '../../plan/yaml.js';
import { isFlow } from './formatGaps.js';

const INDENT = 2;

interface Line {
  readonly start: number;
  /** Without the line's end. */
  readonly text: string;
  /** Blanks before the first other character. */
  readonly column: number;
}

/** Edits of what stands at the beginning and end of lines. */
export function lineEdits(text: string, root: TreeNode): TextEdit[] {
  const lines = linesOf(text);
  const frozen = linesInScalars(lines, root);
  const wanted = columns(lines, root, text);
  const edits = lines.flatMap((line, i): TextEdit[] => {
    const blank = line.text.trim() === '';
    const column = blank ? 0 : columnOf(line, i, lines, wanted);
    const indent =
      blank || column === line.column
        ? []
        : [{ start: line.start, end: line.start + line.column, newText: ' '.repeat(column) }];
    return [...indent, ...(frozen.has(i) ? [] : trailingEdit(line))];
  });
  // What follows the last line that holds something goes as a whole.
  const end = text.trimEnd().length;
  return [...edits.filter(({ start }) => start <= end), ...finalNewline(text)];
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((whole) => {
    const line = { start, text: whole.replace(/\r$/, ''), column: /^[ \t]*/.exec(whole)?.[0].length ?? 0 };
    start += whole.length + 1;
    return line;
  });
}

function trailingEdit({ start, text }: Line): TextEdit[] {
  const kept = text.trimEnd().length;
  return kept === text.length ? [] : [{ start: start + kept, end: start + text.length, newText: '' }];
}

/** One newline at the end, after the last line that holds something. */
function finalNewline(text: string): TextEdit[] {
  const end = text.trimEnd().length;
  if (end === 0) return [];
  const lineEnd = text.indexOf('\n', end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (lineEnd < 0) return [{ start: text.length, end: text.length, newText: newline }];
  return [{ start: lineEnd + 1, end: text.length, newText: '' }];
}

/** Lines whose trailing blanks belong to a text of several lines. */
function linesInScalars(lines: readonly Line[], root: TreeNode): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (node: TreeNode): void => {
    if (node.kind === 'map') node.entries.forEach(({ value }) => visit(value));
    else if (node.kind === 'list') node.items.forEach(visit);
    else
      for (let i = lineOf(lines, node.start); (lines[i + 1]?.start ?? Infinity) < node.end; i++) found.add(i);
  };
  visit(root);
  return found;
}

function lineOf(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The column at which each line that begins a member or a list's item should begin. */
function columns(lines: readonly Line[], root: TreeNode, text: string): ReadonlyMap<number, number> {
  const wanted = new Map<number, number>();
  const begin = (offset: number, column: number) => {
    const i = lineOf(lines, offset);
    const line = lines[i];
    if (line && offset === line.start + line.column) wanted.set(i, column);
  };
  const visit = (node: TreeNode, column: number): void => {
    if (node.kind === 'scalar' || isFlow(text, node)) return;
    if (node.kind === 'map')
      for (const { keyRange, value } of node.entries) {
        begin(keyRange.start, column);
        visit(value, column + INDENT);
      }
    else
      for (const item of node.items) {
        const dash = text.lastIndexOf('-', item.start - 1);
        if (text.slice(dash + 1, item.start) === ' ') begin(dash, column);
        visit(item, column + INDENT);
      }
  };
  visit(root, 0);
  return wanted;
}

/** A line that begins nothing moves with the one before it; a comment with what it stands above. */
function columnOf(
  line: Line,
  i: number,
  lines: readonly Line[],
  wanted: ReadonlyMap<number, number>,
): number {
  const own = wanted.get(i);
  if (own !== undefined) return own;
  const moved = (j: number) => Math.max(0, line.column + (wanted.get(j) ?? 0) - (lines[j]?.column ?? 0));
  const sameColumn = (j: number) => lines[j]?.column === line.column;
  const before = nearest(i, -1, lines, wanted);
  if (!line.text.trimStart().startsWith('#')) return before === null ? line.column : moved(before);
  const after = nearest(i, 1, lines, wanted);
  const owner = [after, before].find((j) => j !== null && sameColumn(j)) ?? after ?? before;
  return owner === null ? line.column : moved(owner);
}

function nearest(
  i: number,
  step: 1 | -1,
  lines: readonly Line[],
  wanted: ReadonlyMap<number, number>,
): number | null {
  for (let j = i + step; j >= 0 && j < lines.length; j += step) if (wanted.has(j)) return j;
  return null;
}
