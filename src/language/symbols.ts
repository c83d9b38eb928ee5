import type { TextRange, TreeNode } from '../plan/yaml.js';

export interface PlanSymbol {
  readonly name: string;
  readonly detail: string;
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly PlanSymbol[];
}

/** The outline of a plan: every member, with its value where that is short. */
export function symbols(node: TreeNode | null, text: string): PlanSymbol[] {
  if (node?.kind !== 'map') return [];
  return node.entries.map(({ key, keyRange, value }) => ({
    name: key === '' ? '""' : key,
    detail: value.kind === 'scalar' ? text.slice(value.start, value.end).slice(0, 60) : '',
    range: { start: keyRange.start, end: Math.max(keyRange.end, value.end) },
    selection: keyRange,
    children: symbols(value, text),
  }));
}
