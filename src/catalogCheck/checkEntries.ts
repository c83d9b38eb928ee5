import { isObject } from '../catalog/config/configFields.js';
import { entriesOf, type CatalogueFiles } from './checkCatalogue.js';
import { schemaFaults, type Fault } from './faults.js';
import { KIND_NAMES, kindOf, type KindName } from './kinds.js';
import { recognized } from './recognize.js';
import { referenceFaults, type PlacedEntry } from './references.js';
import { knownGenerations } from '../engine/time/coefficients.js';

/**
 * What is wrong with an entry, or a list of entries of one kind, that is to go into the catalogue. An entry
 * with the id of one that is there replaces it. `kind` is found by the members where it is not told.
 */
export function entryFaults(sent: unknown, kind: KindName | null, files: CatalogueFiles): Fault[] {
  const values: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  const paths = values.map((_, i) => (Array.isArray(sent) ? [i] : []));
  if (values.length === 0) return [{ path: [], message: 'no entry' }];
  const found = kind ?? recognized(values[0]);
  if (!found)
    return [
      {
        path: paths[0] ?? [],
        message: `not like any kind of entry; name one with --kind: ${KIND_NAMES.join(', ')}`,
      },
    ];
  const { schema } = kindOf(found);
  const shape = values.flatMap((value, i) => schemaFaults(schema, value, paths[i] ?? []));
  const placed = values.flatMap((value, i) =>
    isObject(value) ? [{ entry: value, path: [SENT, ...(paths[i] ?? [])] }] : [],
  );
  return [...shape, ...foreignFaults(found, placed, files)];
}

/** Marks the paths of entries that were sent, among those of the catalogue. */
const SENT = 'sent';

/** Faults between the sent entries and the catalogue, in those sent. */
function foreignFaults(kind: KindName, sent: readonly PlacedEntry[], files: CatalogueFiles): Fault[] {
  const { key } = kindOf(kind);
  const nameOf = ({ entry }: PlacedEntry) => JSON.stringify(key.map((member) => entry[member]));
  const names = new Set(sent.map(nameOf));
  const entries = entriesOf(files);
  const kept = entries[kind].filter((entry) => !names.has(nameOf(entry)));
  const faults = referenceFaults({ ...entries, [kind]: [...kept, ...sent] }, knownGenerations());
  return faults.flatMap(({ kind: of, path: [first, ...path], message }) =>
    of === kind && first === SENT ? [{ path, message }] : [],
  );
}
