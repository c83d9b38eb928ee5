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

/** Entries of a catalogue as plain data, sources and confidence included. */
export function catalogueItems(catalogue: Catalogue): CatalogueItem[] {
  if (catalogue === 'accelerators')
    return [...rackEntries(), ...acceleratorEntries(), lpxRack()].map((entry) => ({ ...entry }));
  if (catalogue === 'speculators') return speculators().map((entry) => ({ ...entry }));
  if (catalogue === 'acceptance')
    return acceptanceProfiles().map((entry) => ({ ...entry, name: `${entry.method} on ${entry.model}` }));
  if (catalogue === 'hosted') return hostedServices().map((entry) => ({ ...entry }));
  return modelEntries().map(({ config: _config, ...entry }) => {
    const model = modelById(entry.id);
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
): CatalogueItem | null {
  const wanted = id.toLowerCase();
  const model = catalogues.includes('models') ? modelById(id)?.id : undefined;
  for (const catalogue of catalogues) {
    const item = catalogueItems(catalogue).find((entry) => entry.id === (model ?? wanted));
    if (item) return item;
  }
  return null;
}
