import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { acceleratorEntries, lpxRack, rackEntries } from '../../catalog/entries/hardware.js';
import { hostedServices } from '../../catalog/entries/hosted.js';
import { modelById, modelEntries } from '../../catalog/entries/models.js';
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
