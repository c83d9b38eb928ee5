/** Characters of one row at most: longer ones are no requests, and would fill the memory. */
const LONGEST = 1 << 24;
/** Characters after which a text that is blank so far is no list. */
const BLANK = 1024;

/** Takes a text in piece by piece, and gives its rows one by one, whatever its size. */
export interface RowText {
  readonly add: (piece: string) => void;
  /** The text is over: what is left is the last row. */
  readonly end: () => void;
}

/** Takes a row: a part of a text, which it is best read in. */
export type TakeRow = (text: string, from: number, to: number) => void;

/** Stands for a row that is too long, so that it is counted among those that are no requests. */
const TOO_LONG = '…';

/** A text by its rows: the members of a list of JSON objects, else its lines. */
export function rowText(take: TakeRow): RowText {
  let head = '';
  let inner: RowText | null = null;
  const begin = () => {
    inner = listBegins(head) ? members(take) : lines(take);
    inner.add(head);
    head = '';
    return inner;
  };
  return {
    add: (piece) => {
      if (inner) return inner.add(piece);
      head += piece;
      if (head.trim().length >= 2 || head.length > BLANK) begin();
    },
    end: () => (inner ?? begin()).end(),
  };
}

/** The first row of a text that begins so; `null` where it does not end there. */
export function firstRow(head: string): string | null {
  const found: string[] = [];
  const rows = rowText((text, from, to) => found.push(text.slice(from, to)));
  rows.add(head);
  // A table of one row, or a line that is all there is.
  if (found.length === 0 && !listBegins(head)) rows.end();
  return found[0] ?? null;
}

/** A list of objects; a log's line may begin with a date in brackets. */
const listBegins = (head: string) => /^\uFEFF?\s*\[\s*\{/.test(head);

function lines(take: TakeRow): RowText {
  let rest = '';
  let skipping = false;
  const takeRest = (end: string) => {
    const row = skipping ? TOO_LONG : rest + end;
    take(row, 0, row.length);
    [rest, skipping] = ['', false];
  };
  return {
    add: (piece) => {
      let end = piece.indexOf('\n');
      if (end >= 0) takeRest(piece.slice(0, end));
      let start = end + 1;
      while (end >= 0 && (end = piece.indexOf('\n', start)) >= 0) {
        take(piece, start, end);
        start = end + 1;
      }
      if (!skipping) rest += piece.slice(start);
      if (rest.length > LONGEST) [rest, skipping] = ['', true];
    },
    end: () => {
      if (skipping || rest !== '') takeRest('');
    },
  };
}

const [QUOTE, ESCAPE, OPEN, CLOSE, LIST, LIST_END] = [34, 92, 123, 125, 91, 93];

/** Follows brackets and quotes alone: whether a member is JSON is for whoever takes it. */
function members(take: TakeRow): RowText {
  let kept = '';
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let skipping = false;
  const add = (piece: string) => {
    let start = depth >= 2 ? 0 : -1;
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i);
      if (quoted) {
        if (escaped) escaped = false;
        else if (code === ESCAPE) escaped = true;
        else if (code === QUOTE) quoted = false;
      } else if (code === QUOTE) quoted = true;
      else if (code === OPEN || code === LIST) {
        depth++;
        if (depth === 2) start = i;
      } else if (code === CLOSE || code === LIST_END) {
        depth--;
        if (depth !== 1 || start < 0) continue;
        if (skipping) take(TOO_LONG, 0, TOO_LONG.length);
        else if (kept === '') take(piece, start, i + 1);
        else take(kept + piece.slice(start, i + 1), 0, kept.length + i + 1 - start);
        [kept, start, skipping] = ['', -1, false];
      }
    }
    if (start >= 0 && !skipping) kept += piece.slice(start);
    if (kept.length > LONGEST) [kept, skipping] = ['', true];
  };
  return { add, end: () => undefined };
}
