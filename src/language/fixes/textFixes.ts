import * as l10n from '../../l10n/l10n.js';
import { dimensionOf, schemasAt } from '../../plan/jsonSchema.js';
import type { PlanDocument, Problem } from '../../plan/document.js';
import { lineAt } from '../../plan/edits.js';
import { tabIndent } from '../../plan/text/tabs.js';
import { parseQuantity } from '../../units/quantity.js';
import { repairs } from '../../units/repair.js';
import { cursorAt } from '../reading/cursor.js';
import type { Repair } from './repair.js';

/** Fixes for what YAML reads otherwise than it was meant. */
export function textFixes(document: PlanDocument, problem: Problem): Repair[] {
  if (problem.code === 'yaml-tab-as-indent') return untabbed(document);
  if (problem.code === 'yaml-merge-conflict') return oneSide(document, problem);
  if (problem.code === 'duplicate-key') return withoutLine(document, problem);
  if (!problem.code.startsWith('yaml-') && problem.code !== 'missing-value') return [];
  return [...mended(problem), ...quoted(document, problem)];
}

function untabbed({ text }: PlanDocument): Repair[] {
  return [{ title: l10n.t('Indent with spaces'), edits: tabIndent(text).mends, sure: true }];
}

/** What the change that the rest of the text was read with does, in words. */
function mended({ code, mends, message }: Problem): Repair[] {
  if (!mends) return [];
  const titles: Readonly<Record<string, string>> = {
    'yaml-colon-without-space': l10n.t('Put a space after the colon'),
    'yaml-colon-missing': l10n.t('Put a colon after the name'),
    'yaml-bad-indent': l10n.t('Indent as its neighbours'),
    'yaml-unclosed': l10n.t('Close it at the end of the line'),
  };
  // Where something belongs is a guess; what is missing between a name and its value is not.
  return [{ title: titles[code] ?? message, edits: mends, sure: SURE.includes(code) }];
}

const SURE = ['yaml-colon-without-space', 'yaml-colon-missing'];

/** One side of a conflict stays. */
function oneSide({ text }: PlanDocument, { range, related }: Problem): Repair[] {
  const middle = related?.[0]?.range;
  const end = middle ? /^>{7}.*(?:\n|$)/m.exec(text.slice(middle.end)) : null;
  if (!middle || !end) return [];
  const after = (offset: number) => offset + (text[offset] === '\r' ? 2 : 1);
  const last = middle.end + end.index;
  const cut = (from: number, to: number) => ({ start: from, end: Math.min(to, text.length), newText: '' });
  const first = cut(range.start, after(range.end));
  return [
    {
      title: l10n.t('Keep the first side'),
      edits: [first, cut(middle.start, last + end[0].length)],
      sure: false,
    },
    {
      title: l10n.t('Keep the second side'),
      edits: [cut(range.start, after(middle.end)), cut(last, last + end[0].length)],
      sure: false,
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
