/** Where a cursor stands in a plan that may be half written. */
export interface Cursor {
  /** Path of the group that holds the cursor. */
  readonly path: readonly string[];
  /** Key whose value is being written; `null` where a key is. */
  readonly key: string | null;
  /** What is written of the word already, and where it starts. */
  readonly word: string;
  readonly wordStart: number;
  /** Inside `{ }` or `[ ]`. */
  readonly flow: boolean;
  /** Column at which keys of this group start, in block style. */
  readonly indent: number;
  readonly inComment: boolean;
}

interface Block {
  readonly indent: number;
  /** Name of the member, or place in a list. */
  readonly key: string;
  readonly inList: boolean;
}

/** One open bracket, and the member of it that is being written. */
interface Frame {
  readonly kind: 'map' | 'list';
  key: string | null;
  index: number;
}

interface State {
  blocks: Block[];
  flow: Frame[];
  /** The block key whose value is being written on this line. */
  valueOf: string | null;
  wordStart: number;
  indent: number;
}

const BLOCK_KEY = /^(\s*)(?:"([^"]*)"\s*|'([^']*)'\s*|([^\s#:{}[\],"'][^:#]*)):(?=\s|$)/;
/** No plan nests deeper; a path cut off there leads nowhere, as it should. */
const DEEPEST = 100;

/**
 * Finds out by reading the text up to the cursor, line by line: a document under the cursor is rarely
 * valid, so its tree cannot be relied on.
 */
export function cursorAt(text: string, offset: number): Cursor {
  const state: State = { blocks: [], flow: [], valueOf: null, wordStart: 0, indent: 0 };
  const before = text.slice(0, offset);
  let start = 0;
  while (start <= before.length) {
    const newline = before.indexOf('\n', start);
    const end = newline < 0 ? before.length : newline;
    readLine(before.slice(start, end).replace(/\r$/, ''), start, state);
    if (newline < 0) break;
    start = newline + 1;
  }
  return toCursor(state, before);
}

function readLine(line: string, start: number, state: State): void {
  state.wordStart = start + line.length - line.trimStart().length;
  if (state.flow.length > 0) return readFlow(line, 0, start, state);
  state.valueOf = null;
  const indent = line.length - line.trimStart().length;
  if (line.trim() === '' || line.trimStart().startsWith('#')) {
    // On an empty line the column says which group a key would belong to.
    state.indent = line.length;
    return;
  }
  const dash = /^\s*-(?:\s+|$)/.exec(line);
  if (dash) {
    beginItem(indent, state);
    // The rest of the line reads as a line of the item, as deep as it stands.
    state.wordStart = start + dash[0].length;
    return readMember(' '.repeat(dash[0].length) + line.slice(dash[0].length), start, state);
  }
  readMember(line, start, state);
}

/** A `-` begins the next item of the list that stands deeper, or as deep under its key. */
function beginItem(indent: number, state: State): void {
  const before = state.blocks.find((block) => block.inList && block.indent === indent);
  state.blocks = state.blocks.filter(
    (block) => block.indent < indent || (block.indent === indent && !block.inList),
  );
  state.blocks.push({ indent, key: String(before ? Number(before.key) + 1 : 0), inList: true });
}

function readMember(line: string, start: number, state: State): void {
  const indent = /^\s*/.exec(line)?.[0].length ?? 0;
  state.indent = indent;
  state.blocks = state.blocks.filter((block) => block.indent < indent);
  const match = BLOCK_KEY.exec(line);
  // Without a key of its own, a line may open a group, as every JSON text does.
  if (!match) return readFlow(line, indent, start, state);
  const key = (match[2] ?? match[3] ?? match[4] ?? '').trim();
  state.blocks.push({ indent, key, inList: false });
  state.valueOf = key;
  const at = match[0].length;
  state.wordStart = start + at + (line.slice(at).length - line.slice(at).trimStart().length);
  readFlow(line, at, start, state);
}

/** Follows brackets, quotes and commas from a column on. */
function readFlow(line: string, from: number, start: number, state: State): void {
  // Most lines open no bracket, and need no reading letter by letter.
  if (state.flow.length === 0 && !/[{[]/.test(line)) return;
  let quote: string | null = null;
  for (let i = from; i < line.length; i++) {
    const c = line[i] ?? '';
    if (quote) {
      if (c === quote) quote = null;
      continue;
    }
    if ((c === '"' || c === "'") && state.flow.length > 0) {
      quote = c;
      continue;
    }
    if (c === '#' && /\s/.test(line[i - 1] ?? ' ')) return;
    if (!step(c, line, i, state)) continue;
    state.wordStart = start + i + 1 + (line.slice(i + 1).length - line.slice(i + 1).trimStart().length);
  }
}

/** Whether the character ended a word. */
function step(c: string, line: string, i: number, state: State): boolean {
  const frame = state.flow.at(-1);
  if (c === '{' || c === '[') {
    state.flow.push({ kind: c === '{' ? 'map' : 'list', key: null, index: 0 });
    return true;
  }
  if (!frame) return false;
  if (c === '}' || c === ']') {
    state.flow.pop();
    return true;
  }
  if (c === ',') {
    frame.key = null;
    frame.index++;
    return true;
  }
  if (c === ':' && frame.kind === 'map' && frame.key === null && /\s|$/.test(line[i + 1] ?? ' ')) {
    const word = Math.max(line.lastIndexOf('{', i), line.lastIndexOf(',', i)) + 1;
    frame.key = line
      .slice(word, i)
      .trim()
      .replace(/^["']|["']$/g, '');
    return true;
  }
  return false;
}

/** Whether a `#` outside quotes makes the end of a word a comment. */
function isComment(word: string): boolean {
  // A value whose quotes are still open holds no comment.
  return /(?:^|\s)#/.test(word.replace(/^"[^"]*"?|^'[^']*'?/, ''));
}

function toCursor(state: State, before: string): Cursor {
  const { blocks, flow, valueOf, wordStart, indent } = state;
  const start = Math.min(wordStart, before.length);
  const word = before.slice(start);
  const here = { word, wordStart: start, indent, inComment: isComment(word) };
  const path = blocks
    .filter((block) => flow.length > 0 || block.indent < indent || valueOf !== null)
    .map(({ key }) => key);
  if (flow.length === 0) {
    if (valueOf !== null) return { ...here, path: path.slice(0, -1), key: valueOf, flow: false };
    return { ...here, path, key: null, flow: false };
  }
  const last = flow.at(-1);
  for (const frame of flow.slice(0, -1).slice(0, DEEPEST))
    path.push(frame.kind === 'map' ? (frame.key ?? '') : String(frame.index));
  const key = last?.kind === 'list' ? String(last.index) : (last?.key ?? null);
  return { ...here, path, key, flow: true };
}
