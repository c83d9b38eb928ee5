import { isObject } from '../catalog/config/configFields.js';
import { knownGenerations } from '../engine/time/coefficients.js';
import type { Path } from '../plan/path.js';
import { schemaFaults, type Fault } from './faults.js';
import { KIND_NAMES, kindOf, type KindName } from './kinds.js';
import { referenceFaults, type Entries, type PlacedEntry } from './references.js';

/** Parsed files by their path from the project's root; a file that is not there is at fault. */
export type CatalogueFiles = Readonly<Record<string, unknown>>;

/** A fault in one of the files. */
export interface FileFault extends Fault {
  readonly file: string;
}

/** All that is wrong with the catalogue's files: members, units, references, names. */
export function catalogueFaults(files: CatalogueFiles): FileFault[] {
  const shape = KIND_NAMES.flatMap((kind) => kindFaults(kind, files));
  const references = referenceFaults(entriesOf(files), knownGenerations()).map(({ kind, ...fault }) => ({
    ...fault,
    file: kindOf(kind).file,
  }));
  return [...shape, ...references];
}

function kindFaults(kind: KindName, files: CatalogueFiles): FileFault[] {
  const { file, schema, member, key } = kindOf(kind);
  const list = listAt(kind, files);
  if (!list) {
    const path = member === null ? [] : [member];
    return [{ file, path, message: key.length === 0 ? 'is not there' : 'must be a list of entries' }];
  }
  return list.flatMap(({ value, path }) =>
    schemaFaults(schema, value, path).map((fault) => ({ ...fault, file })),
  );
}

/** The values of a kind and their paths; `null` where there is no list of them. */
function listAt(kind: KindName, files: CatalogueFiles): readonly { value: unknown; path: Path }[] | null {
  const { file, member, key } = kindOf(kind);
  const whole = files[file];
  if (key.length === 0) return whole === undefined ? null : [{ value: whole, path: [] }];
  const list: unknown = member === null ? whole : isObject(whole) ? whole[member] : undefined;
  const base = member === null ? [] : [member];
  return Array.isArray(list) ? list.map((value: unknown, i) => ({ value, path: [...base, i] })) : null;
}

/** Entries of all kinds, as far as they are objects. */
export function entriesOf(files: CatalogueFiles): Entries {
  const of = (kind: KindName): PlacedEntry[] =>
    (listAt(kind, files) ?? []).flatMap(({ value, path }) =>
      isObject(value) ? [{ entry: value, path }] : [],
    );
  return {
    accelerator: of('accelerator'),
    rack: of('rack'),
    lpx: of('lpx'),
    model: of('model'),
    speculator: of('speculator'),
    drafter: of('drafter'),
    acceptance: of('acceptance'),
    hosted: of('hosted'),
    saving: of('saving'),
    gain: of('gain'),
    attach: of('attach'),
    fastest: of('fastest'),
    traffic: of('traffic'),
    economics: of('economics'),
    coefficients: of('coefficients'),
  };
}
