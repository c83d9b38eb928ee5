import * as l10n from '../../l10n/l10n.js';
import { contentEnd, indentOf, isBlank, linesOf, type Line } from './lines.js';
import type { Cause } from './shapes.js';

interface Open {
  readonly mark: '{' | '[';
  readonly at: number;
  readonly line: Line;
}

const CLOSING = { '{': '}', '[': ']' } as const;
/** A member, or an item of a list, at the start of a line. */
const MEMBER = /^\s*(?:-\s|[\w"'-][^:]*:(?:\s|$))/;

/** The first bracket, or quote, that is not closed where the text goes on with other members. */
export function unclosed(text: string): Cause | null {
  const open: Open[] = [];
  // In JSON, and in a plan that is one group in braces, lines say nothing of what is meant.
  const block = !/^\s*[{[]/.test(text);
  let last: Line | null = null;
  for (const line of linesOf(text)) {
    if (isBlank(line.text)) continue;
    const outer = open[0];
    const goesOn = outer && indentOf(line.text) <= indentOf(outer.line.text) && MEMBER.test(line.text);
    if (block && goesOn) return notClosed(open, last ?? outer.line);
    const quote = follow(line, open);
    if (quote) return quote;
    last = line;
  }
  return open.length > 0 && last && block ? notClosed(open, last) : null;
}

function notClosed(open: readonly Open[], last: Line): Cause {
  const [first] = open;
  const at = last.start + contentEnd(last.text);
  const closing = open.map(({ mark }) => CLOSING[mark]).reverse();
  const newText = closing.map((mark) => (mark === '}' ? ' }' : ']')).join('');
  const start = first?.at ?? at;
  return {
    code: 'yaml-unclosed',
    message: l10n.t('`{mark}` is not closed', { mark: first?.mark ?? '{' }),
    start,
    end: start + 1,
    mends: [{ start: at, end: at, newText }],
  };
}

/** Follows the brackets of a line; a quote that begins a value and does not end in it is a problem. */
function follow({ text, start }: Line, open: Open[]): Cause | null {
  const line = { text, start, end: start + text.length };
  const end = contentEnd(text);
  for (let i = 0; i < end; i++) {
    const c = text[i] ?? '';
    const begins = /(?:^|[\s[{,:-])$/.test(text.slice(Math.max(0, i - 1), i));
    if ((c === '"' || c === "'") && begins) {
      const closing = text.indexOf(c, i + 1);
      if (closing < 0) return openQuote(line, i, c);
      i = closing;
    } else if (c === '{' || c === '[') {
      // Within a plain value a bracket is a letter.
      if (open.length > 0 || begins) open.push({ mark: c, at: start + i, line });
    } else if (c === '}' || c === ']') open.pop();
  }
  return null;
}

function openQuote({ text, start }: Line, at: number, mark: string): Cause {
  const end = start + text.trimEnd().length;
  return {
    code: 'yaml-unclosed',
    message: l10n.t('`{mark}` is not closed', { mark }),
    start: start + at,
    end,
    mends: [{ start: end, end, newText: mark }],
  };
}
