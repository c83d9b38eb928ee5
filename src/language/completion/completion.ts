import * as l10n from '../../l10n/l10n.js';
import { alternatives, dimensionOf, schemasAt, type JsonSchema } from '../../plan/jsonSchema.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { DIMENSIONS, unitsOf, type Dimension } from '../../units/dimensions.js';
import { displayQuantity } from '../../units/display.js';
import { LONGEST_TEXT, parseQuantity } from '../../units/quantity.js';
import { catalogueChoices, schemaChoices, type ValueChoice } from '../reading/choices.js';
import { cursorAt, type Cursor } from '../reading/cursor.js';
import { escapeSnippet, quoted, quotesAt, type Quotes } from './quotes.js';
import { snippetsFor } from './snippets.js';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'unit' | 'file' | 'snippet';
  readonly detail: string;
  /** Snippet to insert in place of `start` to the cursor. */
  readonly snippet: string;
  readonly start: number;
  readonly end: number;
  /** Where the word under the cursor ends, for replacing all of it. */
  readonly wordEnd: number;
  readonly sortText: string;
  /** There is something to choose from behind it. */
  readonly asksForValue: boolean;
  /** What it is about; `documentationOf` says it in words. */
  readonly schema: JsonSchema | null;
}

/** What is common to all completions of a place. */
interface Site {
  readonly analysis: Analysis;
  readonly cursor: Cursor;
  readonly offset: number;
  readonly wordEnd: number;
  readonly quotes: Quotes;
  /** Files that a plan may name, as it would write them. */
  readonly files: readonly string[];
}

/** Whether a path of a file is written at an offset. */
export function asksForFile({ document }: Analysis, offset: number): boolean {
  return isFile(atItem(cursorAt(document.text, offset)));
}

function isFile({ path, key }: Cursor): boolean {
  return path.length === 1 && path[0] === 'model' && key === 'config';
}

/** What could be written at an offset. */
export function complete(analysis: Analysis, offset: number, files: readonly string[] = []): Completion[] {
  const { text } = analysis.document;
  const cursor = atItem(cursorAt(text, offset));
  if (cursor.inComment) return [];
  const wordEnd = offset + (/^[^\s,:{}[\]#'"]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const site: Site = {
    analysis,
    cursor,
    offset,
    wordEnd,
    quotes: quotesAt(text, cursor.word, wordEnd),
    files,
  };
  return cursor.key === null ? keyCompletions(site) : valueCompletions(site, cursor.key);
}

/** Behind the dash of a list whose items are no groups stands a value. */
function atItem(cursor: Cursor): Cursor {
  const item = cursor.path.at(-1) ?? '';
  if (cursor.key !== null || !/^\d+$/.test(item) || isGroup(cursor.path)) return cursor;
  return { ...cursor, path: cursor.path.slice(0, -1), key: item };
}

function isGroup(path: readonly string[]): boolean {
  return schemasAt(path)
    .flatMap(alternatives)
    .some(({ properties, additionalProperties }) => properties ?? additionalProperties);
}

/** Meaning, example and default of what a completion stands for, in Markdown; made when it is looked at. */
export function documentationOf({ schema }: Completion): string {
  if (!schema) return '';
  const { description, examples, defaultText } = schema;
  return [
    l10n.marked(description ?? ''),
    examples?.[0] ? l10n.t('For example `{example}`.', { example: examples[0] }) : '',
    defaultText ? l10n.t('Default: {default}.', { default: l10n.marked(defaultText) }) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function completion(
  { analysis, cursor, offset, wordEnd, quotes }: Site,
  part: Pick<Completion, 'label' | 'kind' | 'detail' | 'snippet' | 'schema'>,
  rank: number,
): Completion {
  const sortText = String(rank).padStart(4, '0');
  const { open, closed } = quotes;
  // A colon alone is no colon of YAML's: a blank belongs behind it.
  const blank = analysis.document.text[cursor.wordStart - 1] === ':' ? ' ' : '';
  return {
    ...part,
    snippet: `${blank}${part.snippet}`,
    start: cursor.wordStart + open.length,
    end: closed ? wordEnd + 1 : offset,
    wordEnd: closed ? wordEnd + 1 : wordEnd,
    sortText,
    asksForValue: part.kind === 'key' && part.snippet.endsWith(': $0') && hasChoices(part.schema),
  };
}

function hasChoices(schema: JsonSchema | null): boolean {
  return (schema ? [schema, ...alternatives(schema)] : []).some(
    ({ catalogue, refersTo, enum: words, type }) =>
      catalogue ?? refersTo ?? words ?? (type === 'boolean' || undefined),
  );
}

/** The path of the group that keys belong to: deeper than a plain value there is none. */
function groupPath(site: Site, path: readonly string[]): readonly string[] {
  const node = site.analysis.document.nodeAt(path);
  const hasValue = node?.kind === 'scalar' && node.end > node.start && node.start < site.cursor.wordStart;
  return (isGroup(path) && !hasValue) || path.length === 0 ? path : groupPath(site, path.slice(0, -1));
}

/** Required members count before the others. */
const OPTIONAL_RANK = 1000;

function keyCompletions(site: Site): Completion[] {
  const { analysis, cursor, offset } = site;
  const path = groupPath(site, cursor.path);
  const node = analysis.document.nodeAt(path);
  // The key under the cursor is not in the way of itself.
  const present = new Set(
    node?.kind === 'map'
      ? node.entries
          .filter(({ keyRange }) => offset < keyRange.start || offset > keyRange.end)
          .map(({ key }) => key)
      : [],
  );
  const hasColon = /^["']?\s*:/.test(analysis.document.text.slice(site.wordEnd, site.wordEnd + 20));
  const seen = new Set(present);
  const keys = schemasAt(path)
    .flatMap(alternatives)
    .flatMap((schema) => {
      const own = Object.entries(schema.properties ?? {}).flatMap(([key, member], i) => {
        if (seen.has(key)) return [];
        seen.add(key);
        const required = schema.required?.includes(key) ?? false;
        const detail = [required ? l10n.t('required') : '', l10n.marked(member.title ?? '')]
          .filter(Boolean)
          .join(' · ');
        const snippet = hasColon ? quoted(key, site) : keySnippet(key, member, site);
        const rank = (required ? 0 : OPTIONAL_RANK) + i;
        return [completion(site, { label: key, kind: 'key', detail, snippet, schema: member }, rank)];
      });
      return [...own, ...(hasColon ? [] : newEntry(site, schema.additionalProperties))];
    });
  return hasColon || site.quotes.asked ? keys : [...keys, ...snippetCompletions(site, path)];
}

/** Behind the members: what starts several of them at once. A whole plan comes first. */
function snippetCompletions(site: Site, path: readonly string[]): Completion[] {
  if (site.cursor.flow) return [];
  return snippetsFor(path, site.analysis.document.text).map(({ prefix, description, body }, i) =>
    completion(
      site,
      { label: prefix, kind: 'snippet', detail: description, snippet: body, schema: null },
      // Before all keys.
      path.length === 0 ? -1 : LAST_RANK + i,
    ),
  );
}

const LAST_RANK = 5000;

/** A new member of a group whose names are the user's own. */
function newEntry(site: Site, schema: JsonSchema | boolean | undefined): Completion[] {
  if (typeof schema !== 'object' || !schema.title) return [];
  const body = (schema.snippet ?? '{ $0 }').replace(/\$\{(\d+)/g, (_, n: string) => `\${${Number(n) + 1}`);
  const snippet = site.quotes.asked
    ? quoted('${1:name}', site) + ': { $0 }'
    : `\${1:name}:${spaced(indented(body, site.cursor))}`;
  const detail = l10n.marked(schema.title);
  const label = l10n.t('new {kind}', { kind: detail.toLowerCase() });
  return [completion(site, { label, kind: 'key', detail, snippet, schema }, 0)];
}

/** `key: ` and what usually follows. */
function keySnippet(key: string, schema: JsonSchema, site: Site): string {
  const { cursor } = site;
  const shapes = alternatives(schema);
  const group = shapes.length === 1 && (schema.properties ?? schema.additionalProperties);
  if (site.quotes.asked) return `${quoted(key, site)}: ${group ? '{ $0 }' : '$0'}`;
  if (schema.const !== undefined) return `${key}: ${schema.const}`;
  if (schema.snippet) return `${key}:${spaced(indented(schema.snippet, cursor))}`;
  if (group) return `${key}:${spaced(cursor.flow ? '{ $0 }' : '\n  $0')}`;
  if (schema.items) return `${key}: [$0]`;
  return `${key}: $0`;
}

const spaced = (body: string) => (body.startsWith('\n') ? body : ` ${body}`);

function indented(snippet: string, cursor: Cursor): string {
  // In a flow map a block cannot follow.
  return cursor.flow && snippet.startsWith('\n') ? `{ ${snippet.trim().replace(/\n\s*/g, ', ')} }` : snippet;
}

function valueCompletions(site: Site, key: string): Completion[] {
  const { analysis, cursor } = site;
  const own = schemasAt([...cursor.path, key]).flatMap((schema) => [schema, ...alternatives(schema)]);
  const units = unitCompletions(own, site);
  if (units) return units;
  if (isFile(cursor) && site.files.length > 0) return fileCompletions(site, own[0] ?? null);
  const choices: readonly ValueChoice[] = [
    // The plan's own names first, then the format's words, then the catalogue.
    ...unique(own.flatMap(({ refersTo }) => refersTo ?? [])).flatMap((group) => namesOf(analysis, group)),
    ...own.flatMap(schemaChoices),
    ...unique(own.flatMap(({ catalogue }) => catalogue ?? [])).flatMap((name) =>
      catalogueChoices(name, analysis.plan, analysis.book),
    ),
    ...own.flatMap(({ examples = [] }) => examples.map((value) => ({ value, detail: l10n.t('example') }))),
  ];
  const seen = new Set<string>();
  const values = choices.flatMap(({ value, detail }, i): Completion[] => {
    // A group in YAML's words is no text, and no JSON.
    if (seen.has(value) || (site.quotes.asked && /^[{[]/.test(value))) return [];
    seen.add(value);
    const snippet = written(value, site);
    return [completion(site, { label: value, kind: 'value', detail, snippet, schema: own[0] ?? null }, i)];
  });
  return [...values, ...groupStart(site, own, choices.length)];
}

/** Behind a key whose value is a group: the members that it usually starts with, in one line. */
function groupStart(site: Site, own: readonly JsonSchema[], rank: number): Completion[] {
  const schema = own.find(({ snippet }) => snippet !== undefined && /^\s*\S+:|^\{/.test(snippet));
  if (schema?.snippet === undefined || site.quotes.asked || site.cursor.word !== '') return [];
  const snippet = indented(schema.snippet, { ...site.cursor, flow: true });
  const label = withoutPlaceholders(snippet);
  const detail = l10n.marked(schema.title ?? '');
  return [completion(site, { label, kind: 'value', detail, snippet, schema }, rank)];
}

/** A snippet as it reads with its first choices. */
function withoutPlaceholders(snippet: string): string {
  return snippet.replace(/\$\{\d+[:|]([^}]*)\}/g, (_, choices: string) => choices.split(/[,|]/)[0] ?? '');
}

function fileCompletions(site: Site, schema: JsonSchema | null): Completion[] {
  return site.files.map((file, i) =>
    completion(
      site,
      { label: file, kind: 'file', detail: '', snippet: written(file, site), schema },
      // What is called so is most likely meant.
      /(?:^|\/)config\.json$/.test(file) ? i : OPTIONAL_RANK + i,
    ),
  );
}

function namesOf(analysis: Analysis, group: 'options' | 'workloads'): ValueChoice[] {
  const node = analysis.document.nodeAt([group]);
  const detail = group === 'options' ? l10n.t('option') : l10n.t('workload');
  return node?.kind === 'map' ? node.entries.map(({ key }) => ({ value: key, detail })) : [];
}

/**
 * After a number, also the last of a range: the units it may have, and what each comes to. None where numbers
 * usually stand alone, until a space asks for one.
 */
function unitCompletions(schemas: readonly JsonSchema[], site: Site): Completion[] | null {
  const word = site.cursor.word.slice(site.quotes.open.length);
  const dimension = dimensionOf(schemas);
  if (!dimension || word.length > LONGEST_TEXT) return null;
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- the word is short
  const match = /^(.*?[0-9.]+)([kKmMBGT]?)\s*([A-Za-z%/$-]*)$/.exec(word);
  if (!match?.[1]) return null;
  if (DIMENSIONS[dimension].usual === '' && !/\s/.test(word)) return [];
  const number = `${match[1]}${match[2] ?? ''}`;
  const seen = new Set<string>();
  return writings(number, dimension).flatMap((text, i) => {
    const read = parseQuantity(text, dimension);
    if (!read.ok) return [];
    const { low, high } = read.quantity;
    // Of several spellings of a unit, the first is the usual one.
    const same = `${low}..${high}`;
    if (seen.has(same)) return [];
    seen.add(same);
    const ends = unique([low, high]).map((end) => meant(end, dimension));
    const part = { label: text, kind: 'unit', detail: `= ${between(ends)}` } as const;
    return [completion(site, { ...part, snippet: written(text, site), schema: schemas[0] ?? null }, i)];
  });
}

/** A number with each unit, and lengths with each letter too. */
function writings(number: string, dimension: Dimension): string[] {
  const letters = dimension === 'tokens' && /[\d.]$/.test(number) ? ['K', 'k', 'M', 'm'] : [];
  return [
    ...letters.map((letter) => `${number}${letter}`),
    ...unitsOf(dimension).map((unit) => `${number}${unit.startsWith('%') ? '' : ' '}${unit}`),
  ];
}

function meant(si: number, dimension: Dimension): string {
  return dimension === 'tokens'
    ? l10n.t('{count} tokens', { count: si.toLocaleString('en-US') })
    : displayQuantity(si, dimension);
}

/** One value, or the ends of a range. */
function between([low = '', high]: readonly string[]): string {
  return high === undefined ? low : l10n.t('{low} to {high}', { low, high });
}

/** A value as a snippet, in the quotes of its place; numbers of a JSON text stand without. */
function written(value: string, { quotes }: Site): string {
  const bare = quotes.open === '' && /^(?:\d+(?:\.\d+)?|true|false)$/.test(value);
  return bare ? escapeSnippet(value) : quoted(escapeSnippet(value), { quotes });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
