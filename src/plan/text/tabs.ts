import { indentOf, isBlank, linesOf, type Line } from './lines.js';
import type { Mend, TextRange } from './shapes.js';

/** A line that others may stand under, as wide as it is shown and as it is mended. */
interface Level {
  readonly width: number;
  readonly indent: number;
  /** Nothing follows its colon: what stands deeper belongs to it. */
  readonly opens: boolean;
}

/** Columns between tab stops, where an editor does not say otherwise. */
const TAB_COLUMNS = 4;
const STEP = 2;

/** Tabs in front of lines, a stretch of lines in one range, and what puts spaces in their place. */
export interface TabIndent {
  readonly runs: readonly TextRange[];
  readonly mends: readonly Mend[];
}

/** Indents lines by spaces where some are by tabs: as deep as their neighbours, or one step under the line above. */
export function tabIndent(text: string): TabIndent {
  const runs: TextRange[] = [];
  const mends: Mend[] = [];
  const levels: Level[] = [];
  let running = false;
  for (const line of linesOf(text)) {
    if (isBlank(line.text)) continue;
    const lead = line.text.slice(0, indentOf(line.text));
    const width = widthOf(lead);
    const indent = indentAmong(levels, width, lead.includes('\t'));
    levels.push({ width, indent, opens: opens(line) });
    if (lead.includes('\t')) {
      const [start, end] = [line.start + lead.indexOf('\t'), line.start + lead.length];
      const last = runs.at(-1);
      if (running && last) runs[runs.length - 1] = { start: last.start, end };
      else runs.push({ start, end });
    }
    running = lead.includes('\t');
    const newText = ' '.repeat(indent);
    if (newText !== lead) mends.push({ start: line.start, end: line.start + lead.length, newText });
  }
  return { runs, mends };
}

function opens({ text }: Line): boolean {
  return /^[^#]*:(?:$|\s+(?:#|$)|\s+&)/.test(text.trim()) || /^-(?:\s|$)/.test(text.trim());
}

/** Takes lines that are over off `levels`. */
function indentAmong(levels: Level[], width: number, tabbed: boolean): number {
  let left: Level | undefined;
  while ((levels.at(-1)?.width ?? -1) > width) left = levels.pop();
  const top = levels.at(-1);
  if (top?.width === width) {
    levels.pop();
    return top.indent;
  }
  if (!top) return tabbed ? 0 : width;
  // Between a line and what stands under it: as deep as that.
  if (left) return left.indent;
  if (!top.opens) {
    levels.pop();
    return tabbed ? top.indent : top.indent + width - top.width;
  }
  return tabbed ? top.indent + STEP : top.indent + width - top.width;
}

function widthOf(lead: string): number {
  let width = 0;
  for (const c of lead) width = c === '\t' ? (Math.floor(width / TAB_COLUMNS) + 1) * TAB_COLUMNS : width + 1;
  return width;
}
