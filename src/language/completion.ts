import { alternatives, dimensionOf, schemasAt, type JsonSchema } from '../plan/jsonSchema.js';
import type { Analysis } from '../report/analysis.js';
import { DIMENSIONS, unitsOf } from '../units/dimensions.js';
import { catalogueChoices, schemaChoices } from './choices.js';
import { cursorAt, type Cursor } from './cursor.js';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'unit';
  readonly detail: string;
  readonly documentation: string;
  /** Snippet to insert in place of the range. */
  readonly snippet: string;
  readonly start: number;
  readonly end: number;
  readonly sortText: string;
}

/** What could be written at an offset. */
export function complete(analysis: Analysis, offset: number): Completion[] {
  const cursor = cursorAt(analysis.document.text, offset);
  return cursor.key === null
    ? keyCompletions(analysis, cursor, offset)
    : valueCompletions(analysis, cursor, cursor.key, offset);
}

function keyCompletions(analysis: Analysis, cursor: Cursor, offset: number): Completion[] {
  const node = analysis.document.nodeAt(cursor.path);
  // The key under the cursor is not in the way of itself.
  const present = new Set(
    node?.kind === 'map'
      ? node.entries
          .filter(({ keyRange }) => offset < keyRange.start || offset > keyRange.end)
          .map(({ key }) => key)
      : [],
  );
  return schemasAt(cursor.path)
    .flatMap(alternatives)
    .flatMap((schema) => {
      const required = schema.required ?? [];
      return Object.entries(schema.properties ?? {})
        .filter(([key]) => !present.has(key))
        .map(([key, member], i): Completion => ({
          label: key,
          kind: 'key',
          detail: [required.includes(key) ? 'required' : '', member.title ?? ''].filter(Boolean).join(' · '),
          documentation: documentationOf(member),
          snippet: keySnippet(key, member, cursor),
          start: cursor.wordStart,
          end: offset,
          sortText: `${required.includes(key) ? 0 : 1}${String(i).padStart(3, '0')}`,
        }));
    });
}

/** `key: ` and what usually follows. */
function keySnippet(key: string, schema: JsonSchema, cursor: Cursor): string {
  if (schema.snippet)
    return `${key}:${schema.snippet.startsWith('\n') ? indented(schema.snippet, cursor) : ` ${schema.snippet}`}`;
  const shapes = alternatives(schema);
  const group = shapes.find(({ properties }) => properties);
  if (group && shapes.length === 1)
    return cursor.flow ? `${key}: { $0 }` : `${key}:${indented('\n  $0', cursor)}`;
  if (schema.items) return `${key}: [$0]`;
  return `${key}: $0`;
}

function indented(snippet: string, cursor: Cursor): string {
  // In a flow map a block cannot follow.
  return cursor.flow ? ` { ${snippet.trim().replace(/\n\s*/g, ', ')} }` : snippet;
}

function valueCompletions(analysis: Analysis, cursor: Cursor, key: string, offset: number): Completion[] {
  const schemas = schemasAt([...cursor.path, key]);
  const own = schemas.flatMap((schema) => [schema, ...alternatives(schema)]);
  const units = unitCompletions(own, cursor, offset);
  if (units) return units;
  const choices = [
    ...own.flatMap(schemaChoices),
    ...unique(own.flatMap(({ catalogue }) => catalogue ?? [])).flatMap((name) =>
      catalogueChoices(name, analysis.plan),
    ),
    ...unique(own.flatMap(({ refersTo }) => refersTo ?? [])).flatMap((group) => namesOf(analysis, group)),
  ];
  const examples = own
    .flatMap(({ examples: list }) => list ?? [])
    .map((value) => ({ value, detail: 'example' }));
  const seen = new Set<string>();
  return [...choices, ...examples].flatMap(({ value, detail }, i): Completion[] => {
    if (seen.has(value)) return [];
    seen.add(value);
    return [
      {
        label: value,
        kind: 'value',
        detail,
        documentation: '',
        snippet: escapeSnippet(value),
        start: cursor.wordStart,
        end: offset,
        sortText: String(i).padStart(4, '0'),
      },
    ];
  });
}

function namesOf(analysis: Analysis, group: 'options' | 'workloads') {
  const node = analysis.document.nodeAt([group]);
  return node?.kind === 'map'
    ? node.entries.map(({ key }) => ({ value: key, detail: group === 'options' ? 'option' : 'workload' }))
    : [];
}

/** After a number: the units it may have; none where numbers usually stand alone, until a space asks for one. */
function unitCompletions(
  schemas: readonly JsonSchema[],
  cursor: Cursor,
  offset: number,
): Completion[] | null {
  const match = /^(.*?[0-9.]+[kKMBGT]?)\s*([A-Za-z%/$-]*)$/.exec(cursor.word);
  const dimension = dimensionOf(schemas);
  if (!match?.[1] || !dimension) return null;
  if (DIMENSIONS[dimension].usual === '' && !/\s/.test(cursor.word)) return [];
  const number = match[1];
  return unitsOf(dimension).map((unit, i) => {
    const text = unit === '%' ? `${number}${unit}` : `${number} ${unit}`;
    return {
      label: text,
      kind: 'unit',
      detail: 'unit',
      documentation: '',
      snippet: escapeSnippet(text),
      start: cursor.wordStart,
      end: offset,
      sortText: String(i).padStart(3, '0'),
    };
  });
}

function documentationOf({ description, examples, defaultText }: JsonSchema): string {
  return [
    description ?? '',
    examples?.[0] ? `For example \`${examples[0]}\`.` : '',
    defaultText ? `Default: ${defaultText}.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function escapeSnippet(text: string): string {
  return text.replace(/[$}\\]/g, '\\$&');
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
