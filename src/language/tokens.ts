import { alternatives, dimensionOf, planJsonSchema, schemasIn, type JsonSchema } from '../plan/jsonSchema.js';
import type { ScalarNode, TextRange, TreeEntry, TreeNode } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import { LONGEST_TEXT } from '../units/quantity.js';
import type { TOKEN_KINDS } from './tokenKinds.js';

export interface Token extends TextRange {
  readonly kind: (typeof TOKEN_KINDS)[number];
}

/** Numbers and their units, names of the catalogue and of the plan itself, and members that do not exist. */
export function tokens({ document }: Analysis): Token[] {
  const found = document.root ? tokensOf(document.text, document.root, [], [planJsonSchema()]) : [];
  // An alias has the tokens of what it stands for, which were found there.
  const sorted = found.sort((a, b) => a.start - b.start);
  return sorted.filter(({ start }, i) => i === 0 || start >= (sorted[i - 1]?.end ?? 0));
}

type Path = readonly (string | number)[];

function tokensOf(text: string, node: TreeNode, path: Path, schemas: readonly JsonSchema[]): Token[] {
  if (node.kind === 'scalar') return scalarTokens(text, node, schemas);
  if (node.kind === 'list')
    return node.items.flatMap((item, i) => tokensOf(text, item, [...path, i], schemasIn(schemas, i)));
  return node.entries.flatMap((entry) => [
    ...keyTokens(entry, path, schemas),
    ...tokensOf(text, entry.value, [...path, entry.key], schemasIn(schemas, entry.key)),
  ]);
}

function keyTokens({ key, keyRange }: TreeEntry, path: Path, schemas: readonly JsonSchema[]): Token[] {
  const own = path.length === 1 && (path[0] === 'options' || path[0] === 'workloads');
  if (own) return [{ ...keyRange, kind: 'planName' }];
  const shapes = schemas.flatMap(alternatives);
  const known = shapes.some(
    ({ properties, additionalProperties }) =>
      !properties || additionalProperties !== false || Object.hasOwn(properties, key),
  );
  return known ? [] : [{ ...keyRange, kind: 'unknownMember' }];
}

// eslint-disable-next-line regexp/no-super-linear-backtracking, regexp/no-super-linear-move -- for short texts
const PARTS = /(\$?\d[\d.,_]*?(?:e[+-]?\d+)?)(?=\.\.|[^\d.,_]|$)[ \t]*([A-Za-zµ%][^.]*?)?(?=\s*\.\.|\s*$)/g;

function scalarTokens(text: string, node: ScalarNode, holding: readonly JsonSchema[]): Token[] {
  const schemas = holding.flatMap((schema) => [schema, ...alternatives(schema)]);
  const written = text.slice(node.start, node.end).trimEnd();
  const range = { start: node.start, end: node.start + written.length };
  if (range.end === range.start || written.includes('\n')) return [];
  if (dimensionOf(schemas) && written.length <= LONGEST_TEXT && /\d/.test(written))
    return quantityTokens(written, node.start);
  if (typeof node.value !== 'string') return [];
  if (schemas.some(({ refersTo }) => refersTo)) return [{ ...range, kind: 'planName' }];
  return schemas.some(({ catalogue }) => catalogue) ? [{ ...range, kind: 'catalogueName' }] : [];
}

function quantityTokens(written: string, start: number): Token[] {
  return [...written.matchAll(PARTS)].flatMap((match): Token[] => {
    const [whole, number = '', unit] = match;
    const at = start + match.index;
    const unitStart = unit ? at + whole.lastIndexOf(unit) : at;
    return [
      { start: at, end: at + number.length, kind: 'quantity' },
      ...(unit ? [{ start: unitStart, end: unitStart + unit.length, kind: 'unit' as const }] : []),
    ];
  });
}
