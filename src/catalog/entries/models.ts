import entries from '../data/models.json' with { type: 'json' };
import type { JsonObject } from '../config/configFields.js';
import { modelFromConfig, type ModelHints } from '../config/modelFromConfig.js';
import { cacheFormatAsked, formatStored } from '../config/quantization.js';
import type { ModelSpec, Source } from '../shapes/types.js';
import { memoWithin, perObject } from '../../units/memo.js';
import { bareName, MODELOPT_FP8, namesBehind, STATIC_FP8, storedAs } from './modelNames.js';
import { withOwn, type OwnEntry } from './ownEntry.js';
import { written } from './written.js';

/** A catalogue entry: a config and what is known beside it. */
export interface ModelEntry extends ModelHints {
  readonly family: string;
  /** Other names, such as Hugging Face repositories. */
  readonly aliases: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** How checkpoints in other formats are stored: their `quantization_config`, by their names. */
  readonly checkpoints?: Readonly<Record<string, JsonObject>>;
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
  /** Checkpoints in other formats, by their names with and without owners. */
  readonly checkpoints: ReadonlyMap<string, NamedEntry>;
}

/** An entry, and how what goes by its name is stored where it is not as the entry says. */
interface NamedEntry {
  readonly entry: ModelEntry;
  readonly stored?: JsonObject | null;
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
    checkpoints: new Map(
      entries.flatMap((entry) =>
        Object.entries(entry.checkpoints ?? {}).flatMap(([name, stored]) =>
          [bareName(name), name.toLowerCase()].map((one): [string, NamedEntry] => [one, { entry, stored }]),
        ),
      ),
    ),
  };
});

/** What a name says beside the entry that it means: how it is stored, and the repository that it names. */
interface Named {
  readonly stored?: JsonObject | null;
  readonly repository?: string;
}

/** An entry as a model, by what its name says, as JSON. */
const built = perObject('models of the catalogue', (entry: ModelEntry) =>
  memoWithin(8, (named: string): ModelSpec => {
    const { stored, repository } = JSON.parse(named) as Named;
    const config = stored === undefined ? entry.config : storedAs(entry.config, stored);
    const result = modelFromConfig(config, { ...entry, name: shortName(entry.name) });
    if (!result.ok) throw new Error(`catalogue entry ${entry.id}: ${result.message}`);
    return {
      ...result.model,
      ...(repository === undefined ? {} : { repository }),
      ...(entry.checkpoints ? { cachesAsked: cachesAsked(entry.checkpoints) } : {}),
    };
  }),
);

/** What checkpoints of a model ask of its cache, by the format of their weights; the first of a format counts. */
function cachesAsked(checkpoints: Readonly<Record<string, JsonObject>>): Record<string, string | null> {
  const asked: Record<string, string | null> = {};
  for (const stored of Object.values(checkpoints)) {
    const format = formatStored(stored);
    if (format !== null) asked[format] ??= cacheFormatAsked(stored);
  }
  return asked;
}

/**
 * The catalogue's model of that id or Hugging Face name, whatever the case, owner, tuning, date or format it names;
 * `null` if there is none. A name of a quantized checkpoint is stored as it says.
 */
export function modelById(name: string, own: OwnModels = NO_MODELS): ModelSpec | null {
  const found = entryNamed(name.toLowerCase(), namesOf(own));
  if (!found) return null;
  const { entry, stored } = found;
  const repository = /^[^/]+\/[^/]+$/.test(name) && entry.aliases[0] !== name ? name : undefined;
  const named: Named = {
    ...(stored === undefined ? {} : { stored }),
    ...(repository === undefined ? {} : { repository }),
  };
  return built(entry)(JSON.stringify(named));
}

function entryNamed(name: string, { byName, byBareName, checkpoints }: Names): NamedEntry | null {
  const checkpoint = checkpoints.get(name);
  if (checkpoint) return checkpoint;
  const exact = byName.get(name);
  if (exact) return { entry: exact };
  for (const { name: behind, stored } of namesBehind(name)) {
    const entry = byBareName.get(behind);
    if (entry) return stored === undefined ? { entry } : { entry, stored: byOwner(name, stored) };
  }
  return null;
}

/**
 * What a name says by who stored it. NVIDIA's checkpoints ask for an 8-bit cache: 22 of the 23 whose `hf_quant_config.json`
 * was read, and the three of these in FP8 have one scale a tensor (`quant_algo: FP8`). So have those of Neural Magic, now Red
 * Hat (its model cards, 2024-07), and AMD's, whose `-KV` asks for the cache. Models' own makers have one a block.
 */
function byOwner(name: string, stored: JsonObject | null): JsonObject | null {
  const isBlock = stored?.['weight_block_size'] !== undefined && !name.includes('fp8-block');
  if (!stored) return null;
  if (name.startsWith('nvidia/')) return { kv_cache_quant_algo: 'FP8', ...(isBlock ? MODELOPT_FP8 : stored) };
  if (!isBlock || !/^(?:amd|neuralmagic|nm-testing|redhatai)\//.test(name)) return stored;
  return name.endsWith('-kv') ? { ...STATIC_FP8, kv_cache_quant_algo: 'FP8' } : STATIC_FP8;
}

/** Whether a name is that of a checkpoint whose formats the catalogue knows, as an owner calls it. */
export function isCheckpoint(name: string): boolean {
  return namesOf(NO_MODELS).checkpoints.has(name.toLowerCase());
}

/** Whether an entry itself goes by a name, whatever the case. */
export function isNameOf(name: string, id: string): boolean {
  return namesOf(NO_MODELS).byName.get(name.toLowerCase())?.id === id;
}

/** The first of the names that an entry goes by, as in `DeepSeek-V3`. */
function shortName(name: string): string {
  return name.split(/ \/ | \(/)[0] ?? name;
}
