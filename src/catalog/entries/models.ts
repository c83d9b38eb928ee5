import entries from '../data/models.json' with { type: 'json' };
import { modelFromConfig, type ModelHints } from '../config/modelFromConfig.js';
import type { ModelSpec, Source } from '../shapes/types.js';
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
const built = new Map<string, ModelSpec>();

/** All catalogue entries, in the order of the data. */
export function modelEntries(): readonly ModelEntry[] {
  return ENTRIES;
}

/** The catalogue's model of that id or Hugging Face name, whatever the case; `null` if there is none. */
export function modelById(name: string): ModelSpec | null {
  const entry = byName.get(name.toLowerCase());
  if (!entry) return null;
  const known = built.get(entry.id);
  if (known) return known;
  const result = modelFromConfig(entry.config, { ...entry, name: shortName(entry.name) });
  if (!result.ok) throw new Error(`catalogue entry ${entry.id}: ${result.message}`);
  built.set(entry.id, result.model);
  return result.model;
}

/** The first of the names that an entry goes by, as in `DeepSeek-V3`. */
function shortName(name: string): string {
  return name.split(/ \/ | \(/)[0] ?? name;
}

/** Ids for completion and for suggesting a nearest name. */
export function modelIds(): string[] {
  return ENTRIES.map(({ id }) => id);
}
