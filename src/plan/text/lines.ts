/** A line of a text, without its end. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The line that an offset stands in. */
export function lineOf(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', start);
  const end = next < 0 ? text.length : next;
  const own = text.slice(start, end).replace(/\r$/, '');
  return { start, end: start + own.length, text: own };
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const line = lineOf(text, start);
    lines.push(line);
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  return lines;
}

/** Whether nothing stands in a line but blanks and a comment. */
export function isBlank(line: string): boolean {
  const content = line.trimStart();
  return content === '' || content.startsWith('#');
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where the content of a line ends, before its comment and blanks. */
export function contentEnd(line: string): number {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = /[\s[{,:]/.test(line[i - 1] ?? ' ') ? c : '';
    else if (c === '#' && /\s/.test(line[i - 1] ?? ' ')) return line.slice(0, i).trimEnd().length;
  }
  return line.trimEnd().length;
}
