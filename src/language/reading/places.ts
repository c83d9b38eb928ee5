import type { TreeEntry, TreeNode } from '../../plan/yaml.js';

/** The member of a plan at an offset. */
export interface Place {
  readonly path: readonly string[];
  readonly entry: TreeEntry;
}

/** The innermost member whose key or value holds the offset. */
export function placeAt(root: TreeNode | null, offset: number): Place | null {
  let found: Place | null = null;
  let node = root;
  const path: string[] = [];
  while (node) {
    const entries: readonly TreeEntry[] =
      node.kind === 'map'
        ? node.entries
        : node.kind === 'list'
          ? node.items.map((value, i) => ({ key: String(i), keyRange: value, value }))
          : [];
    const entry = entries.find(
      ({ keyRange, value }) =>
        (offset >= keyRange.start && offset <= keyRange.end) || (offset >= value.start && offset < value.end),
    );
    if (!entry) return found;
    path.push(entry.key);
    found = { path: [...path], entry };
    node = entry.value;
  }
  return found;
}
