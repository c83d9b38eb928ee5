import type { TextRange, TreeNode } from '../plan/yaml.js';

/** Ranges to grow a selection through, innermost first: word, value, member, the group's members, the group … */
export function selectionRanges(text: string, root: TreeNode | null, offset: number): TextRange[] {
  const outward: TextRange[] = [{ start: 0, end: text.length }];
  const holds = ({ start, end }: TextRange) => start <= offset && offset <= end;
  const trimmed = ({ start, end }: TextRange): TextRange => ({
    start,
    end: start + text.slice(start, end).trimEnd().length,
  });
  const visit = (node: TreeNode): void => {
    outward.push(trimmed(node));
    if (node.kind === 'scalar') return;
    for (const { whole, key, value } of membersOf(node)) {
      if (!holds(trimmed(whole))) continue;
      outward.push(trimmed(whole));
      if (key && holds(key)) outward.push(key);
      else if (holds(trimmed(value))) visit(value);
      return;
    }
  };
  if (root) visit(root);
  const word = wordAt(text, offset);
  return nested([...outward, ...(word ? [word] : [])]).reverse();
}

function membersOf(node: Exclude<TreeNode, { kind: 'scalar' }>) {
  if (node.kind === 'list') return node.items.map((value) => ({ whole: value, key: null, value }));
  return node.entries.map(({ keyRange, value }) => ({
    whole: { start: keyRange.start, end: Math.max(keyRange.end, value.end) },
    key: keyRange,
    value,
  }));
}

/** Characters to each side in which a word is looked for. */
const LONGEST_WORD = 200;

function wordAt(text: string, offset: number): TextRange | null {
  // eslint-disable-next-line regexp/no-super-linear-move -- the text is short
  const before = /[\w.%$-]*$/.exec(text.slice(Math.max(0, offset - LONGEST_WORD), offset))?.[0].length ?? 0;
  const after = /^[\w.%$-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  return before + after === 0 ? null : { start: offset - before, end: offset + after };
}

/** Each inside the one before it and smaller. */
function nested(ranges: readonly TextRange[]): TextRange[] {
  const kept: TextRange[] = [];
  for (const range of ranges) {
    const outer = kept.at(-1);
    if (
      !outer ||
      (range.start >= outer.start &&
        range.end <= outer.end &&
        range.end - range.start < outer.end - outer.start)
    )
      kept.push(range);
  }
  return kept;
}
