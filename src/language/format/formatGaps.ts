import type { TextEdit } from '../../plan/edits.js';
import type { TextRange, TreeEntry, TreeNode } from '../../plan/yaml.js';

/** Edits of the blanks between a key and its value, and inside brackets that stand on one line. */
export function gapEdits(text: string, node: TreeNode): TextEdit[] {
  if (node.kind === 'scalar') return [];
  const own = isFlow(text, node) ? bracketEdits(text, node) : [];
  const inner =
    node.kind === 'map'
      ? node.entries.flatMap((entry) => entryEdits(text, entry))
      : listEdits(text, node.items);
  return [...own, ...inner].filter(({ start, end }) => start >= node.start && end <= node.end);
}

export function isFlow(text: string, node: TreeNode): boolean {
  return node.kind !== 'scalar' && /[{[]/.test(text[node.start] ?? '');
}

/** What stands at an alias is written elsewhere. */
const isHere = (node: TreeNode, child: TreeNode) => child.start >= node.start && child.end <= node.end;

function listEdits(text: string, items: readonly TreeNode[]): TextEdit[] {
  return items.flatMap((item) => gapEdits(text, item));
}

function entryEdits(text: string, { keyRange, value }: TreeEntry): TextEdit[] {
  const between = text.slice(keyRange.end, value.start);
  const inner = gapEdits(text, value);
  if (value.end <= value.start || !/^[ \t]*:[ \t]*$/.test(between)) return inner;
  return [{ start: keyRange.end, end: value.start, newText: ': ' }, ...inner];
}

/** `{a: 1,b: 2 }` is written `{ a: 1, b: 2 }`, `[ 1,2 ]` is written `[1, 2]`. */
function bracketEdits(text: string, node: TreeNode & { readonly kind: 'map' | 'list' }): TextEdit[] {
  const members: TextRange[] =
    node.kind === 'map'
      ? node.entries.map(({ keyRange, value }) => ({
          start: keyRange.start,
          end: isHere(node, value) ? Math.max(keyRange.end, value.end) : keyRange.end,
        }))
      : [...node.items];
  const [first] = members;
  const last = members.at(-1);
  if (!first || !last) return [];
  const inside = node.kind === 'map' ? ' ' : '';
  const gaps: readonly (readonly [number, number, RegExp, string])[] = [
    [node.start + 1, first.start, /^[ \t]*$/, inside],
    ...members
      .slice(1)
      .map((next, i): [number, number, RegExp, string] => [
        members[i]?.end ?? 0,
        next.start,
        /^[ \t]*,[ \t]*$/,
        ', ',
      ]),
    [last.end, node.end - 1, /^[ \t]*$/, inside],
  ];
  return gaps.flatMap(([start, end, pattern, newText]) =>
    start <= end && pattern.test(text.slice(start, end)) ? [{ start, end, newText }] : [],
  );
}
