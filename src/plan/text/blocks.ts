/** A stretch of a text that is read by itself, as the text of a small document that gives it its surroundings. */
export interface Block {
  /** Offset in the text. */
  readonly start: number;
  readonly text: string;
  /** Put before the block, so that it stands as deep as it does in the text; empty at the top level. */
  readonly before: string;
  /** A member that comes after it as the next one does; empty at the end of the text. */
  readonly after: string;
}

/** A member of the top level: one block, or a name above the blocks of its own members. */
export interface Section {
  /** `null` where its one block holds the name, too. */
  readonly name: { readonly text: string; readonly start: number } | null;
  readonly blocks: readonly Block[];
}

/** What stands for the name above a block, and for the member after it. */
const ABOVE = 'above:\n';
const AFTER = 'after: 0\n';

/**
 * What reaches across lines or members: anchors, aliases, tags, block scalars, directives, markers of documents,
 * tabs, unusual line ends. A text that may hold one is read whole.
 */
const FAR_REACHING = /[\s[{,][&*!]|[|>][-+0-9]* *(?:#.*)?$|^(?:%|---|\.\.\.)|\t|\r(?!\n)/m;
/** A line that starts a member of the top level. */
const MEMBER = /^[\w"']/;
/** A line with nothing but a name: its members follow. */
const NAME_ALONE = /^([A-Za-z]\w*): *(?:#.*)?\r?$/;
const SPACE = 0x20;
const NOTHING = /^\s*(?:#.*)?$/;

/**
 * Cuts a text into stretches that YAML reads the same by themselves, so that an edit leaves the others as they
 * were. `null` where that is not certain; a stretch that turns out to have errors means the same.
 */
export function sectionsOf(text: string, lineStarts: readonly number[]): Section[] | null {
  if (FAR_REACHING.test(text)) return null;
  const lines = lineStarts.map((start, i) => {
    const next = lineStarts[i + 1];
    // Without its line feed, which every line but the last one has.
    return text.slice(start, next === undefined ? undefined : next - 1);
  });
  const starts = lines.flatMap((line, i) => (MEMBER.test(line) ? [i] : []));
  // JSON, and a list, have no members at the start of a line.
  if (starts.length === 0) return null;
  return starts.map((own, i): Section => {
    // What stands above the first member belongs to it.
    const first = i === 0 ? 0 : own;
    const next = starts[i + 1];
    const after = next === undefined ? '' : AFTER;
    const cut = (from: number, to: number | undefined, before: string, ending: string): Block => {
      const start = lineStarts[from] ?? 0;
      return {
        start,
        text: text.slice(start, to === undefined ? undefined : lineStarts[to]),
        before,
        after: ending,
      };
    };
    const [, name] = NAME_ALONE.exec(lines[own] ?? '') ?? [];
    const members = name === undefined || i === 0 ? null : membersIn(lines, own + 1, next ?? lines.length);
    if (name === undefined || !members) return { name: null, blocks: [cut(first, next, '', after)] };
    const blocks = members.starts.map((start, j) => {
      const following = members.starts[j + 1];
      const ending = following === undefined ? after : `${members.indent}${AFTER}`;
      return cut(j === 0 ? own + 1 : start, following ?? next, ABOVE, ending);
    });
    return { name: { text: name, start: lineStarts[own] ?? 0 }, blocks };
  });
}

/** The lines that start members between two lines, all equally deep; `null` where they are not. */
function membersIn(lines: readonly string[], from: number, to: number) {
  const starts: number[] = [];
  let indent: number | null = null;
  for (let i = from; i < to; i++) {
    const line = lines[i] ?? '';
    const depth = depthOf(line);
    // Most lines: those of a member, below its first.
    if (indent !== null && depth > indent) continue;
    if (NOTHING.test(line)) continue;
    indent ??= depth;
    if (depth < indent || !MEMBER.test(line.slice(depth))) return null;
    starts.push(i);
  }
  return indent ? { starts, indent: ' '.repeat(indent) } : null;
}

function depthOf(line: string): number {
  let depth = 0;
  while (line.charCodeAt(depth) === SPACE) depth++;
  return depth;
}
