import type * as z from 'zod';
import { isObject } from '../catalog/config/configFields.js';
import { NO_BOOK, type Book } from '../catalog/entries/book.js';
import type { OwnEntry } from '../catalog/entries/ownEntry.js';
import type { Source } from '../catalog/shapes/types.js';
import { knownGenerations } from '../engine/time/coefficients.js';
import * as l10n from '../l10n/l10n.js';
import type { Path } from '../plan/path.js';
import { parseText, type TextRange } from '../plan/yaml.js';
import { entriesOf } from './checkCatalogue.js';
import { CATALOGUE_FILES } from './data.js';
import { schemaFaults, type Fault } from './faults.js';
import { kindOf, type KindName } from './kinds.js';
import { pathRange, placeOf, withName, type PlacedFault } from './places.js';
import { referenceFaults, type PlacedEntry } from './references.js';
import { book as bookSchema } from './schemas/book.js';

export type { PlacedFault };

/** A book's text, read: what of it can be used, and what is wrong at which places. */
export interface ReadBook {
  readonly book: Book;
  readonly faults: readonly PlacedFault[];
}

/** The lists of a book and the kinds of their entries. */
const LISTS = {
  accelerators: 'accelerator',
  racks: 'rack',
  models: 'model',
  drafters: 'drafter',
  acceptance: 'acceptance',
  hosted: 'hosted',
} as const satisfies Partial<Record<keyof Book, KindName>>;

type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

/** An entry of a book, made whole. */
interface Whole extends PlacedEntry {
  readonly kind: KindName;
  readonly written: readonly string[];
  readonly source: Source;
}

/** Whether a text is a book and no single entry: it says its version, or has a list of entries. */
export function isBook(value: unknown): boolean {
  return isObject(value) && ['catalog', ...LIST_NAMES].some((name) => Object.hasOwn(value, name));
}

/**
 * Reads `decodeplan.catalog.yaml`. Never throws. An entry that is at fault is left out, and the book says so. `name` is
 * how the file is called where a plan tells its numbers' sources.
 */
export function readBook(text: string, name: string): ReadBook {
  const { root, value: read, problems } = parseText(text);
  const inText = problems.map(({ start, end, message }) => ({ start, end, message }));
  const value = root ? asWritten(read) : null;
  if (!root || !isObject(value)) {
    const fault = { start: 0, end: 1, message: l10n.t('no entries: a catalogue begins with `catalog: 1`') };
    return withFaults(NO_BOOK, inText.length > 0 ? inText : [fault], text, name);
  }
  const top = topFaults(value);
  const whole = wholeEntries(value, name);
  const own = [...whole.flatMap(entryShape), ...references(whole)];
  const faults = [...top, ...own];
  const sound = whole.filter(({ path }) => !own.some((fault) => startsWith(fault.path, path)));
  const of = <T>(list: ListName) =>
    sound.filter(({ kind }) => kind === LISTS[list]).map((one) => ownEntry<T>(one));
  const [lpx] = sound.filter(({ kind }) => kind === 'lpx');
  const book: Book = {
    accelerators: of('accelerators'),
    racks: of('racks'),
    models: of('models'),
    drafters: of('drafters'),
    acceptance: of('acceptance'),
    hosted: of('hosted'),
    lpx: lpx ? ownEntry(lpx) : null,
    fault: null,
  };
  const placed = faults.map((fault) => ({ ...pathRange(root, fault), message: withName(fault) }));
  return withFaults(book, [...inText, ...placed], text, name);
}

/** Checked by the schema of its kind: `sound` entries are what their kind says. */
function ownEntry<T>({ entry, written, source }: Whole): OwnEntry<T> {
  return { entry: entry as T, written, source };
}

function withFaults(book: Book, faults: readonly PlacedFault[], text: string, name: string): ReadBook {
  const sorted = [...faults].sort((a, b) => a.start - b.start);
  const [first] = sorted;
  if (!first) return { book, faults: [] };
  const { line, column } = placeOf(text, first.start);
  const message = `${name}:${line}:${column}: ${first.message}`;
  const more = sorted.length - 1;
  const fault =
    more === 0
      ? l10n.t('{fault}; what is at fault is left out', { fault: message })
      : l10n.t('{fault}; and {more} more; what is at fault is left out', { fault: message, more });
  return { book: { ...book, fault }, faults: sorted };
}

/** Faults of a book itself: those inside of entries are found when they are whole. */
function topFaults(value: Readonly<Record<string, unknown>>): Fault[] {
  return schemaFaults(bookSchema, value, []).filter(({ path }) => path.length < (path[0] === 'lpx' ? 2 : 3));
}

/** Dates of one number are years: YAML reads `2026` as a number. */
function asWritten(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => asWritten(one));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, asWritten(own, key)]));
  return typeof value === 'number' && /(?:^d|D)ate$/.test(name) ? String(value) : value;
}

/** The entries of a book, each with what its book or the catalogue say of the members that it leaves out. */
function wholeEntries(value: Readonly<Record<string, unknown>>, name: string): Whole[] {
  const day = typeof value['date'] === 'string' ? value['date'] : '';
  const title = typeof value['title'] === 'string' ? `${name}: ${value['title']}` : name;
  const source: Source = { title, date: day };
  const listed = LIST_NAMES.flatMap((list) => {
    const entries: unknown = value[list];
    return Array.isArray(entries)
      ? entries.flatMap((entry: unknown, i) =>
          isObject(entry) ? [wholeEntry(LISTS[list], entry, [list, i], source, name)] : [],
        )
      : [];
  });
  const { lpx } = value;
  return isObject(lpx) ? [...listed, wholeEntry('lpx', lpx, ['lpx'], source, name)] : listed;
}

function wholeEntry(kind: KindName, written: JsonEntry, path: Path, book: Source, name: string): Whole {
  const base = catalogued(kind, written);
  const sources = ownSources(written['sources'], book, name);
  const source = sources.find((one) => isObject(one)) as Source | undefined;
  const money = base !== null && Object.keys(written).every((member) => BESIDE.test(member));
  const kept = base === null ? {} : withoutReplaced(base, written);
  return {
    kind,
    path,
    written: Object.keys(written),
    source: source ?? book,
    entry: {
      ...defaultsOf(kind, written, book),
      ...kept,
      // What is not of its price is the catalogue's still, and cited as such.
      ...(money || !hasConfidence(kind) ? {} : { confidence: 'assumption' }),
      ...written,
      sources: money && isObject(base) ? [...listOf(base['sources']), ...sources] : sources,
    },
  };
}

/** Whether entries of a kind are trusted as a whole. */
function hasConfidence(kind: KindName): boolean {
  return kind !== 'lpx' && 'confidence' in kindOf(kind).schema.shape;
}

type JsonEntry = Readonly<Record<string, unknown>>;

/** Members that say nothing of what hardware does. */
const BESIDE = /^(?:id|aliases|notes|sources|confidence)$|Usd|Watts$|^(?:price|rent)Date$/;

/** The catalogue's entry of the same name, which a book's entry corrects. */
function catalogued(kind: KindName, written: JsonEntry): JsonEntry | null {
  const { key } = kindOf(kind);
  const found = CATALOGUE[kind].find(({ entry }) => key.every((member) => entry[member] === written[member]));
  return found?.entry ?? null;
}

const CATALOGUE = entriesOf(CATALOGUE_FILES);

/** Spreads and dates go with their figures: those of the catalogue are not those of another price. */
const WITH: Readonly<Record<string, readonly string[]>> = {
  priceUsd: ['priceRangeUsd', 'priceDate'],
  powerWatts: ['powerRangeWatts'],
  ownUsdPerHour: ['rentDate'],
  rentUsdPerHour: ['rentRangeUsdPerHour', 'rentDate'],
  marketRentUsdPerHour: ['marketRentRangeUsdPerHour', 'rentDate'],
};

function withoutReplaced(base: JsonEntry, written: JsonEntry): JsonEntry {
  const gone = new Set(Object.keys(written).flatMap((member) => WITH[member] ?? []));
  return Object.fromEntries(Object.entries(base).filter(([member]) => !gone.has(member)));
}

/** What a member that a book leaves out stands for: nothing known, or the book's own date. */
function defaultsOf(kind: KindName, written: JsonEntry, { date }: Source): JsonEntry {
  const shape: Readonly<Record<string, z.ZodType>> = kindOf(kind).schema.shape;
  const empty = Object.entries(shape).flatMap(([member, schema]) =>
    schema.safeParse(null).success ? [[member, null] as const] : [],
  );
  const { id } = written;
  const dated = (member: string, figures: readonly string[]) =>
    member in shape && figures.some((figure) => typeof written[figure] === 'number')
      ? { [member]: date }
      : {};
  const ranges = Object.fromEntries(
    [
      ['priceRangeUsd', 'priceUsd'],
      ['powerRangeWatts', 'powerWatts'],
    ].flatMap(([range = '', figure = '']) =>
      kind === 'lpx' && typeof written[figure] === 'number'
        ? [[range, [written[figure], written[figure]]] as const]
        : [],
    ),
  );
  return {
    ...Object.fromEntries(empty),
    ...('name' in shape && id !== undefined ? { name: id } : {}),
    ...('aliases' in shape ? { aliases: [] } : {}),
    ...('notes' in shape && kind !== 'model' ? { notes: [] } : {}),
    ...('generation' in shape ? { generation: OWN_GENERATION } : {}),
    ...('family' in shape ? { family: id } : {}),
    ...dated('priceDate', ['priceUsd']),
    ...dated('rentDate', ['ownUsdPerHour', 'rentUsdPerHour', 'marketRentUsdPerHour']),
    ...ranges,
  };
}

/** Hardware of which no kind is said, as that which a plan describes itself. */
const OWN_GENERATION = 'own';

/** The sources that an entry names, each said to be of the book; the book itself where there is none. */
function ownSources(written: unknown, book: Source, name: string): readonly unknown[] {
  if (written === undefined) return [book];
  if (!Array.isArray(written)) return [written];
  return written.map((one: unknown) =>
    isObject(one) && typeof one['title'] === 'string' ? { ...one, title: `${name}: ${one['title']}` } : one,
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entryShape({ kind, entry, path }: Whole): Fault[] {
  return schemaFaults(kindOf(kind).schema, entry, path);
}

/** Names given twice, and references to what is neither in the book nor in the catalogue. */
function references(whole: readonly Whole[]): Fault[] {
  const merged = { ...CATALOGUE };
  for (const kind of new Set(whole.map((one) => one.kind))) {
    const { key } = kindOf(kind);
    const own = whole.filter((one) => one.kind === kind);
    const names = new Set(own.map(({ entry }) => JSON.stringify(key.map((member) => entry[member]))));
    const kept = CATALOGUE[kind].filter(
      ({ entry }) => !names.has(JSON.stringify(key.map((member) => entry[member]))),
    );
    merged[kind] = [...kept, ...own.map(({ entry, path }) => ({ entry, path: [OWN, ...path] }))];
  }
  return referenceFaults(merged, [...knownGenerations(), OWN_GENERATION]).flatMap(
    ({ path: [first, ...path], message }) => (first === OWN ? [{ path, message }] : []),
  );
}

/** Marks the paths of a book's entries among those of the catalogue. */
const OWN = 'own';

function startsWith(path: Path, start: Path): boolean {
  return start.every((part, i) => part === path[i]);
}

/** Where a book has the entry of that name; `null` where it has none. */
export function entryPlace(text: string, list: ListName | 'lpx', id: string): TextRange | null {
  const { root } = parseText(text);
  const entries = root?.kind === 'map' ? root.entries.find(({ key }) => key === list)?.value : null;
  if (entries?.kind !== 'list') return null;
  for (const item of entries.items) {
    if (item.kind !== 'map') continue;
    const values = item.entries.filter(({ key }) => key === 'id' || key === 'aliases');
    const names = values.flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]));
    const named = names.find(
      (node) => node.kind === 'scalar' && String(node.value).toLowerCase() === id.toLowerCase(),
    );
    if (named) return { start: named.start, end: named.end };
  }
  return null;
}
