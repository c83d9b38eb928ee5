import entries from '../data/models.json' with { type: 'json' };
import type { JsonObject } from '../config/configFields.js';
import { modelFromConfig, type ModelHints } from '../config/modelFromConfig.js';
import type { ModelSpec, Source } from '../shapes/types.js';
import { memoWithin, perObject } from '../../units/memo.js';
import { bareName, namesBehind, storedAs } from './modelNames.js';
import { withOwn, type OwnEntry } from './ownEntry.js';
import { written } from './written.js';

/** A catalogue entry: a config and what is known beside it. */
export interface ModelEntry extends ModelHints {
  readonly family: string;
  /** Other names, such as Hugging Face repositories. */
  readonly aliases: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly publishedParameters: number | null;
  readonly publishedActiveParameters: number | null;
  readonly sources: readonly Source[];
}

const ENTRIES = written<readonly ModelEntry[]>(entries);

/** Models of a price book. */
export type OwnModels = readonly OwnEntry<ModelEntry>[];

export const NO_MODELS: OwnModels = [];

/** All entries, those of a price book first, then in the order of the data. */
export function modelEntries(own: OwnModels = NO_MODELS): readonly ModelEntry[] {
  return withOwn(ENTRIES, own, ({ id }) => id);
}

interface Names {
  readonly byName: ReadonlyMap<string, ModelEntry>;
  /** Names without owners, then what tuned names leave; an entry's own names win over those of others. */
  readonly byBareName: ReadonlyMap<string, ModelEntry>;
}

/** What the entries go by; where two claim a name, a price book's wins. */
const namesOf = perObject('names of models', (own: OwnModels): Names => {
  const all = modelEntries(own);
  const entries = [...all.slice(own.length), ...all.slice(0, own.length)];
  return {
    byName: new Map(
      entries.flatMap((entry) =>
        [entry.id, ...entry.aliases].map((name): [string, ModelEntry] => [name.toLowerCase(), entry]),
      ),
    ),
    byBareName: new Map([
      ...entries.flatMap((entry) =>
        entry.aliases.flatMap((alias) => namesBehind(alias).map(({ name }) => [name, entry] as const)),
      ),
      ...entries.flatMap((entry) => entry.aliases.map((alias) => [bareName(alias), entry] as const)),
      ...entries.map((entry) => [entry.id, entry] as const),
    ]),
  };
});

/** An entry as a model, by what its name says of how it is stored: JSON, or nothing. */
const built = perObject('models of the catalogue', (entry: ModelEntry) =>
  memoWithin(8, (stored: string | null): ModelSpec => {
    const config =
      stored === null ? entry.config : storedAs(entry.config, JSON.parse(stored) as JsonObject | null);
    const result = modelFromConfig(config, { ...entry, name: shortName(entry.name) });
    if (!result.ok) throw new Error(`catalogue entry ${entry.id}: ${result.message}`);
    return result.model;
  }),
);

/**
 * The catalogue's model of that id or Hugging Face name, whatever the case, owner, tuning, date or format it names;
 * `null` if there is none. A name of a quantized checkpoint is stored as it says.
 */
export function modelById(name: string, own: OwnModels = NO_MODELS): ModelSpec | null {
  const found = entryNamed(name.toLowerCase(), namesOf(own));
  if (!found) return null;
  const { entry, stored } = found;
  return built(entry)(stored === undefined ? null : JSON.stringify(stored));
}

function entryNamed(
  name: string,
  { byName, byBareName }: Names,
): { readonly entry: ModelEntry; readonly stored?: JsonObject | null } | null {
  const exact = byName.get(name);
  if (exact) return { entry: exact };
  for (const { name: behind, ...stored } of namesBehind(name)) {
    const entry = byBareName.get(behind);
    if (entry) return { entry, ...stored };
  }
  return null;
}

/** Whether an entry itself goes by a name, whatever the case. */
export function isNameOf(name: string, id: string): boolean {
  return namesOf(NO_MODELS).byName.get(name.toLowerCase())?.id === id;
}

/** The first of the names that an entry goes by, as in `DeepSeek-V3`. */
function shortName(name: string): string {
  return name.split(/ \/ | \(/)[0] ?? name;
}
