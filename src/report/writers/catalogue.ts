import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { acceleratorEntries, lpxRack, rackEntries } from '../../catalog/entries/hardware.js';
import { hostedServices } from '../../catalog/entries/hosted.js';
import { modelById, modelEntries } from '../../catalog/entries/models.js';
import type { Dimension } from '../../units/dimensions.js';
import * as format from '../words/format.js';
import { acceptanceProfiles, speculators } from '../../catalog/entries/speculators.js';

export const CATALOGUES = ['models', 'accelerators', 'speculators', 'acceptance', 'hosted'] as const;
export type Catalogue = (typeof CATALOGUES)[number];

export interface CatalogueItem {
  readonly id: string;
  readonly name: string;
  readonly [fact: string]: unknown;
}

/** Entries of a catalogue as plain data, sources and confidence included; those of a price book first. */
export function catalogueItems(catalogue: Catalogue, book: Book = NO_BOOK): CatalogueItem[] {
  if (catalogue === 'accelerators')
    return [...rackEntries(book.racks), ...acceleratorEntries(book.accelerators), lpxRack(book)].map(
      (entry) => ({ ...entry }),
    );
  if (catalogue === 'speculators') return speculators().map((entry) => ({ ...entry }));
  if (catalogue === 'acceptance')
    return acceptanceProfiles(book.acceptance).map((entry) => ({
      ...entry,
      name: `${entry.method} on ${entry.model}`,
    }));
  if (catalogue === 'hosted') return hostedServices(book.hosted).map((entry) => ({ ...entry }));
  return modelEntries(book.models).map(({ config: _config, ...entry }) => {
    const model = modelById(entry.id, book.models);
    return {
      ...entry,
      attention: model?.attention,
      layers: model?.layers,
      maxContextTokens: model?.maxContextTokens,
      groups: model?.groups,
    };
  });
}

/** An entry by id, whatever the catalogue. */
export function catalogueItem(
  id: string,
  catalogues: readonly Catalogue[] = CATALOGUES,
  book: Book = NO_BOOK,
): CatalogueItem | null {
  const wanted = id.toLowerCase();
  const model = catalogues.includes('models') ? modelById(id, book.models)?.id : undefined;
  for (const catalogue of catalogues) {
    const item = catalogueItems(catalogue, book).find((entry) => entry.id === (model ?? wanted));
    if (item) return item;
  }
  return null;
}

type Written = (value: number) => string;
const of =
  (dimension: Dimension): Written =>
  (value) =>
    format.quantity(value, dimension);

/** What the end of a fact's name says of its unit, the longest first: names of facts end with it, or with it and a part. */
const UNITS: readonly (readonly [RegExp, Written])[] = [
  [/FlopsPerSecond(Per[A-Z]\w*)?$/, of('flopRate')],
  [/BytesPerSecond(Per[A-Z]\w*)?$/, of('byteRate')],
  [/TokensPerSecond$/, of('tokenRate')],
  [/Bytes(Per[A-Z]\w*)?$/, of('bytes')],
  [/Watts$/, of('power')],
  [/Seconds$/, of('duration')],
  [/Fraction$/, of('fraction')],
  [/UsdPerHour$/, (value) => `${format.usdPerHour(value)}/h`],
  [/UsdPerToken$/, of('tokenPrice')],
  [/Usd$/, of('money')],
];

/** The facts of an entry for a reader, a line each: quantities in units that they are read in, not as programs get them. */
export function catalogueLines(item: CatalogueItem): string[] {
  return Object.entries(item).map(([name, value]) => `${name}: ${factText(name, value)}`);
}

function factText(name: string, value: unknown): string {
  // A chip's reach: memory within it, and how long that takes to reach.
  if (name === 'reachLatency' && Array.isArray(value))
    return (value as readonly (readonly [number, number])[])
      .map(([bytes, seconds]) => `${format.bytes(bytes)} in ${format.quantity(seconds, 'duration')}`)
      .join(', ');
  // Ranges are named after what they are of.
  const [, written] = UNITS.find(([end]) => end.test(name.replace('Range', ''))) ?? [];
  return written ? quantities(value, written) : plainText(value);
}

function quantities(value: unknown, written: Written): string {
  if (typeof value === 'number') return written(value);
  if (Array.isArray(value)) return value.map((one) => quantities(one, written)).join(' – ');
  if (typeof value !== 'object' || value === null) return plainText(value);
  return Object.entries(value)
    .map(([part, one]) => `${part} ${quantities(one, written)}`)
    .join(', ');
}

const plainText = (value: unknown): string =>
  value === null ? 'not known' : typeof value === 'string' ? value : JSON.stringify(value);
