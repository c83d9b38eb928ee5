import * as l10n from '../../l10n/l10n.js';
import { unclosed } from './brackets.js';
import { contentEnd, indentOf, isBlank, lineOf, linesOf, type Line } from './lines.js';
import type { Cause, Mend, TextProblem, TextRange } from './shapes.js';
import { tabIndent } from './tabs.js';

/** Characters of a line that somebody may have written. */
const LONGEST_LINE = 1000;

/** What the problems of a text come from, so far as that can be told: at least the first of them. */
export function causesOf(text: string, problems: readonly TextProblem[]): readonly Cause[] {
  const conflicts = conflictsIn(text);
  if (conflicts.length > 0) return conflicts;
  if (problems.some(({ code }) => code === 'yaml-tab-as-indent')) {
    const tabs = tabbed(text);
    if (tabs.length > 0) return tabs;
  }
  const [first] = problems.toSorted((a, b) => a.start - b.start);
  if (!first) return [];
  const line = lineOf(text, first.start);
  if (line.text.length > LONGEST_LINE) return [];
  const open = unclosed(text);
  if (open && open.start <= first.start) return [open];
  return [
    colonWithoutBlank(line) ??
      wordAlone(line, first) ??
      deeperThanItsParent(text, line, first) ??
      indentedOtherwise(text, line, first) ??
      inQuotes(line, first) ??
      outOfTheWay(line, first),
  ];
}

function tabbed(text: string): Cause[] {
  const { runs, mends } = tabIndent(text);
  const message = l10n.t('tabs cannot indent; use spaces');
  // One change for all of them: how deep a line stands depends on those before it.
  return runs.map((run, i) => ({
    code: 'yaml-tab-as-indent',
    message,
    ...run,
    mends: i === 0 ? mends : [],
  }));
}

/** Lines that a version control puts around the two sides of a conflict. */
const CONFLICT = /^<{7}(?: .*)?$|^\|{7}(?: .*)?$|^={7}$|^>{7}(?: .*)?$/;

/** Of a conflict the first side is read. */
function conflictsIn(text: string): Cause[] {
  if (!text.includes('<<<<<<<')) return [];
  const causes: Cause[] = [];
  let begin: Line | null = null;
  let middle: Line | null = null;
  for (const line of linesOf(text)) {
    if (!CONFLICT.test(line.text)) continue;
    if (line.text.startsWith('<')) [begin, middle] = [line, null];
    else if (!line.text.startsWith('>')) middle ??= line;
    else if (begin && middle) {
      const gone = (from: Line, to: Line) => ({ start: from.start, end: nextLine(text, to), newText: '' });
      causes.push({
        code: 'yaml-merge-conflict',
        message: l10n.t('two versions of the plan are not merged yet; keep one of the two sides'),
        start: begin.start,
        end: begin.end,
        mends: [gone(begin, begin), gone(middle, line)],
        makeshift: true,
        related: { message: l10n.t('the other side'), range: { start: middle.start, end: middle.end } },
      });
      begin = null;
    }
  }
  return causes;
}

function nextLine(text: string, { end }: TextRange): number {
  const at = text.indexOf('\n', end);
  return at < 0 ? text.length : at + 1;
}

/** `model:llama`. */
function colonWithoutBlank({ text, start }: Line): Cause | null {
  const [lead = '', key = ''] = /^\s*(?:-\s+)?([\w-]+):(?=[^\s:])/.exec(text) ?? [];
  if (key === '') return null;
  const at = start + lead.length;
  return {
    code: 'yaml-colon-without-space',
    message: l10n.t('a space is missing behind `{key}:`', { key }),
    start: at - key.length - 1,
    end: at,
    mends: [{ start: at, end: at, newText: ' ' }],
  };
}

const NO_VALUE = ['yaml-missing-char', 'yaml-multiline-implicit-key', 'yaml-block-as-implicit-key'];

/** A word, or a few, where a member should be: half typed, or its colon forgotten. */
function wordAlone({ text, start }: Line, { code }: TextProblem): Cause | null {
  const content = text.slice(0, contentEnd(text));
  // Of a line that is a comment alone, what stands before it is at fault.
  if (content.trim() === '' || !NO_VALUE.includes(code)) return null;
  if (/:(?:\s|$)|^\s*[-{["'}\]?&*!|>%@`]/.test(content)) return null;
  const at = start + indentOf(text);
  const [, key = '', blank = ''] = /^\s*([A-Za-z][\w-]*)(\s+)\S/.exec(content) ?? [];
  const range = { start: at, end: start + content.length };
  if (key !== '')
    return {
      code: 'yaml-colon-missing',
      message: l10n.t('a colon is missing behind `{key}`', { key }),
      ...range,
      mends: [{ start: at + key.length, end: at + key.length + blank.length, newText: ': ' }],
    };
  return {
    code: 'yaml-unfinished',
    message: l10n.t('`{word}` needs a colon and a value', { word: content.trim().slice(0, 60) }),
    ...range,
    mends: [{ ...range, newText: '' }],
    makeshift: true,
    lost: true,
  };
}

/** A member indented under another that has a value already. */
function deeperThanItsParent(text: string, line: Line, { code }: TextProblem): Cause | null {
  if (!NO_VALUE.includes(code) || /:\s.*:\s/.test(line.text)) return null;
  const under = linesOf(text.slice(line.end + 1)).find((one) => !isBlank(one.text));
  if (!under || indentOf(under.text) <= indentOf(line.text) || !/^[^#]*:(?:\s|$)/.test(under.text))
    return null;
  const moved = { ...under, start: under.start + line.end + 1, end: under.end + line.end + 1 };
  return reindented(text, moved, indentOf(line.text));
}

/** A member between the depths of those around it. */
function indentedOtherwise(text: string, line: Line, { code }: TextProblem): Cause | null {
  if (code !== 'yaml-bad-indent') return null;
  const own = indentOf(line.text);
  const before = linesOf(text.slice(0, line.start)).filter((one) => !isBlank(one.text));
  const depths: number[] = [];
  for (const one of before.toReversed()) {
    const depth = indentOf(one.text);
    if (depth < (depths.at(-1) ?? Infinity)) depths.push(depth);
  }
  const near = depths
    .filter((depth) => depth !== own)
    .toSorted((a, b) => Math.abs(a - own) - Math.abs(b - own));
  return near[0] === undefined || depths.includes(own) ? null : reindented(text, line, near[0]);
}

function reindented(text: string, line: Line, indent: number): Cause {
  const own = indentOf(line.text);
  const mends: Mend[] = [];
  let opens = false;
  for (const one of linesOf(text.slice(line.start))) {
    if (isBlank(one.text)) continue;
    const depth = indentOf(one.text);
    // What stands under a value that is complete has its own depth.
    if (depth < own || (depth > own && !opens)) break;
    if (depth === own) opens = one.text.slice(0, contentEnd(one.text)).endsWith(':');
    const start = line.start + one.start;
    mends.push({ start, end: start + depth, newText: ' '.repeat(depth + indent - own) });
  }
  const start = line.start + own;
  return {
    code: 'yaml-bad-indent',
    message: l10n.t('indented differently from its neighbours'),
    start,
    end: line.start + Math.max(contentEnd(line.text), own + 1),
    mends,
  };
}

/** A value that YAML takes for something else. */
function inQuotes({ text, start }: Line, { code }: TextProblem): Cause | null {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- the line is short
  const match = /^(\s*(?:-\s+)?[\w-]+:\s+)(\S.*?)(?:\s+#.*|\s*)$/.exec(text);
  const [, before = '', value = ''] = match ?? [];
  if (value === '' || /^["'{[]/.test(value)) return null;
  const range = { start: start + before.length, end: start + before.length + value.length };
  const mark = /^[^\w\s]/.exec(value)?.[0];
  return {
    code,
    message: /:\s/.test(value)
      ? l10n.t('a value with a colon in it stands in quotes')
      : mark
        ? l10n.t('a value that begins with `{mark}` stands in quotes', { mark })
        : l10n.t('`{value}` cannot be read as a value', { value: value.slice(0, 60) }),
    ...range,
    mends: [{ ...range, newText: JSON.stringify(value) }],
    makeshift: true,
    lost: true,
  };
}

/** Leaves out what stands behind the line's colon, or all of the line. */
function outOfTheWay({ text, start, end }: Line, problem: TextProblem): Cause {
  const [before = ''] = /^\s*(?:-\s+)?[\w-]+:/.exec(text) ?? [];
  const range = { start: start + before.length, end };
  const mends = range.end > range.start ? [{ ...range, newText: '' }] : [{ start, end, newText: '' }];
  return { ...problem, mends, makeshift: true, lost: true };
}
