import entries from '../data/models.json' with { type: 'json' };
import type { JsonObject } from '../config/configFields.js';
import { modelFromConfig, type ModelHints } from '../config/modelFromConfig.js';
import type { ModelSpec, Source } from '../shapes/types.js';
import { bareName, namesBehind, storedAs } from './modelNames.js';
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

const byName = new Map(
  ENTRIES.flatMap((entry) =>
    [entry.id, ...entry.aliases].map((name): [string, ModelEntry] => [name.toLowerCase(), entry]),
  ),
);
/** Names without owners, then what tuned names leave; an entry's own names win over those of others. */
const byBareName = new Map([
  ...ENTRIES.flatMap((entry) =>
    entry.aliases.flatMap((alias) => namesBehind(alias).map(({ name }) => [name, entry] as const)),
  ),
  ...ENTRIES.flatMap((entry) => entry.aliases.map((alias) => [bareName(alias), entry] as const)),
  ...ENTRIES.map((entry) => [entry.id, entry] as const),
]);
const built = new Map<string, ModelSpec>();

/** All catalogue entries, in the order of the data. */
export function modelEntries(): readonly ModelEntry[] {
  return ENTRIES;
}

/**
 * The catalogue's model of that id or Hugging Face name, whatever the case, owner, tuning, date or format it names;
 * `null` if there is none. A name of a quantized checkpoint is stored as it says.
 */
export function modelById(name: string): ModelSpec | null {
  const found = entryNamed(name.toLowerCase());
  if (!found) return null;
  const { entry, stored } = found;
  const key = JSON.stringify([entry.id, stored]);
  const known = built.get(key);
  if (known) return known;
  const config = stored === undefined ? entry.config : storedAs(entry.config, stored);
  const result = modelFromConfig(config, { ...entry, name: shortName(entry.name) });
  if (!result.ok) throw new Error(`catalogue entry ${entry.id}: ${result.message}`);
  built.set(key, result.model);
  return result.model;
}

function entryNamed(
  name: string,
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
  return byName.get(name.toLowerCase())?.id === id;
}

/** The first of the names that an entry goes by, as in `DeepSeek-V3`. */
function shortName(name: string): string {
  return name.split(/ \/ | \(/)[0] ?? name;
}

/** Ids for completion and for suggesting a nearest name. */
export function modelIds(): string[] {
  return ENTRIES.map(({ id }) => id);
}
