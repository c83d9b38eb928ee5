import type { PlanDocument } from '../../plan/document.js';
import { schemasAt } from '../../plan/jsonSchema.js';
import { placeAt } from './places.js';

/** A value of a plan that names an entry of a catalogue. */
export interface Catalogued {
  readonly catalogue: string;
  readonly value: string;
}

/** The name of a catalogue's entry that stands at an offset; `null` where none does. */
export function cataloguedAt(document: PlanDocument, offset: number): Catalogued | null {
  const place = placeAt(document.root, offset);
  const node = place?.entry.value;
  if (!place || node?.kind !== 'scalar' || typeof node.value !== 'string') return null;
  if (offset < node.start || offset > node.end) return null;
  const { path } = place;
  const catalogue = schemasAt(path)
    .flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
    .find((schema) => schema.catalogue)?.catalogue;
  return catalogue === undefined ? null : { catalogue, value: node.value };
}
