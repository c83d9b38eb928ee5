import * as l10n from '../../l10n/l10n.js';
import { dimensionOf, schemasAt } from '../../plan/jsonSchema.js';
import type { PlanDocument, Problem } from '../../plan/document.js';
import { lineAt } from '../../plan/edits.js';
import { parseQuantity } from '../../units/quantity.js';
import { repairs } from '../../units/repair.js';
import { cursorAt } from '../reading/cursor.js';
import type { Repair } from './repair.js';

/** Fixes for what YAML reads otherwise than it was meant. */
export function textFixes(document: PlanDocument, problem: Problem): Repair[] {
  if (problem.code === 'yaml-tab-as-indent') return untabbed(document);
  if (problem.code === 'duplicate-key') return withoutLine(document, problem);
  if (!problem.code.startsWith('yaml-') && problem.code !== 'missing-value') return [];
  return [...spaced(document, problem), ...quoted(document, problem)];
}

function untabbed({ text }: PlanDocument): Repair[] {
  const edits = [...text.matchAll(/^[ \t]*\t[ \t]*/gm)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    newText: match[0].replace(/\t/g, '  '),
  }));
  return [{ title: l10n.t('Indent with spaces'), edits, sure: true }];
}

/** `key:value` on the problem's line. */
function spaced({ text }: PlanDocument, { range }: Problem): Repair[] {
  const line = lineAt(text, range.start);
  const match = /^\s*[\w-]+:(?=[^\s:])/.exec(text.slice(line.start, line.end));
  if (!match) return [];
  const at = line.start + match[0].length;
  return [
    {
      title: l10n.t('Put a space after the colon'),
      edits: [{ start: at, end: at, newText: ' ' }],
      sure: true,
    },
  ];
}

/** Characters of a line that somebody may have written. */
const LONGEST_LINE = 1000;

/** The value of the problem's line in quotes, or as the quantity that it is without its sign. */
function quoted({ text }: PlanDocument, { range }: Problem): Repair[] {
  const line = lineAt(text, range.start);
  if (line.end - line.start > LONGEST_LINE) return [];
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- the line is short
  const match = /^(\s*[\w-]+:\s+)(\S.*?)(\s+#.*|\s*)$/.exec(text.slice(line.start, line.end));
  const [, before = '', value = ''] = match ?? [];
  if (!match || /^["'{[]/.test(value)) return [];
  const start = line.start + before.length;
  const edit = (newText: string) => [{ start, end: start + value.length, newText }];
  const { path, key } = cursorAt(text, start);
  const dimension = dimensionOf(schemasAt([...path, key ?? '']));
  if (!dimension)
    return [{ title: l10n.t('Put the value in quotes'), edits: edit(JSON.stringify(value)), sure: true }];
  if (parseQuantity(value, dimension).ok) return [];
  return repairs(value, dimension)
    .slice(0, 1)
    .map((newText) => ({
      title: l10n.t('Change to `{newText}`', { newText }),
      edits: edit(newText),
      sure: true,
    }));
}

/** A member that is given again goes with its line, where that line is all of it. */
function withoutLine({ text }: PlanDocument, { range }: Problem): Repair[] {
  const line = lineAt(text, range.start);
  const before = text.slice(line.start, range.start);
  const value = text.slice(range.end, line.end);
  const next = lineAt(text, line.end + 2);
  const indentOf = (from: number, to: number) => /^\s*/.exec(text.slice(from, to))?.[0].length ?? 0;
  const continues = next.start > line.end && indentOf(next.start, next.end) > before.length;
  if (before.trim() !== '' || !/^\s*:\s+\S/.test(value) || continues) return [];
  const start = line.start === 0 ? 0 : text.lastIndexOf('\n', line.start - 1);
  return [{ title: l10n.t('Remove this line'), edits: [{ start, end: line.end, newText: '' }], sure: false }];
}
