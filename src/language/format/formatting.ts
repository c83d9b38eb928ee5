import { applyEdits, type TextEdit } from '../../plan/edits.js';
import { dimensionOf, schemasAt } from '../../plan/jsonSchema.js';
import { commentsOf, parseText, plainValue, type TreeNode } from '../../plan/yaml.js';
import { LONGEST_TEXT, parseQuantity } from '../../units/quantity.js';
import { gapEdits } from './formatGaps.js';
import { lineEdits } from './formatLines.js';

/**
 * Edits that bring a plan's text into shape: two spaces a level, one space after a colon, `{ a: 1 }` and
 * `[1, 2]`, `low..high`, no trailing blanks, one newline at the end. Comments stay as they are, values mean
 * what they meant; a text that YAML cannot read, or that shaping would change, is left alone.
 */
export function formatEdits(text: string): TextEdit[] {
  const { root, problems } = parseText(text);
  if (!root || problems.length > 0) return [];
  const edits = [...lineEdits(text, root), ...gapEdits(text, root), ...rangeEdits(text, root, [])].filter(
    ({ start, end, newText }) => text.slice(start, end) !== newText,
  );
  return edits.length === 0 || keepsMeaning(text, root, applyEdits(text, edits)) ? edits : [];
}

/** `1 .. 2 GB` is written `1..2 GB`. */
function rangeEdits(text: string, node: TreeNode, path: readonly (string | number)[]): TextEdit[] {
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => rangeEdits(text, value, [...path, key]));
  if (node.kind === 'list') return node.items.flatMap((item, i) => rangeEdits(text, item, [...path, i]));
  const source = text.slice(node.start, node.end);
  const newText = closedUp(source);
  if (node.quoted || newText === source || source !== node.value) return [];
  const dimension = dimensionOf(schemasAt(path));
  const [before, after] = dimension ? [source, newText].map((one) => parseQuantity(one, dimension)) : [];
  if (!before?.ok || !after?.ok) return [];
  const same = (['low', 'likely', 'high'] as const).every(
    (end) => before.quantity[end] === after.quantity[end],
  );
  return same ? [{ start: node.start, end: node.end, newText }] : [];
}

/** Without blanks around the dots of a range; a text too long for one stays. */
function closedUp(text: string): string {
  if (text.length > LONGEST_TEXT) return text;
  // eslint-disable-next-line regexp/no-super-linear-move -- the text is short
  return text.replace(/[ \t]*\.\.[ \t]*/g, '..');
}

function keepsMeaning(text: string, root: TreeNode, after: string): boolean {
  const read = parseText(after);
  if (!read.root || read.problems.length > 0) return false;
  const comments = (one: string) => commentsOf(one).map((comment) => comment.trimEnd());
  return meaning(root) === meaning(read.root) && comments(text).join('\n') === comments(after).join('\n');
}

function meaning(root: TreeNode): string {
  return JSON.stringify(plainValue(root), (_key, value: unknown) =>
    typeof value === 'string' ? closedUp(value) : value,
  );
}
