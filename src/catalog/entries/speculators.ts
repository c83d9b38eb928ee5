import acceptanceData from '../data/acceptance.json' with { type: 'json' };
import drafterData from '../data/drafters.json' with { type: 'json' };
import speculatorData from '../data/speculators.json' with { type: 'json' };
import type { AcceptanceProfile, Confidence, Source, SpeculatorSpec } from '../shapes/types.js';
import { withOwn, type OwnEntry } from './ownEntry.js';
import { written } from './written.js';

/** A drafter that ships for a model and a method: sizes in bytes, time as a fraction of a step of the model. */
export interface DrafterEntry {
  readonly model: string;
  readonly method: SpeculatorSpec['id'];
  readonly weightsBytes: number;
  readonly kvBytesPerToken: number;
  readonly kvBytesPerSequence: number;
  readonly draftCostFraction: number;
  readonly confidence: Confidence;
  readonly sources: readonly Source[];
}

/** A method, with where it is described. */
export type SpeculatorEntry = SpeculatorSpec & { readonly sources: readonly Source[] };

const SPECULATORS = written<readonly SpeculatorEntry[]>(speculatorData);
const PROFILES = written<readonly AcceptanceProfile[]>(acceptanceData);
const DRAFTERS = written<readonly DrafterEntry[]>(drafterData);

export function speculators(): readonly SpeculatorEntry[] {
  return SPECULATORS;
}

export function speculatorById(id: string): SpeculatorSpec | null {
  return SPECULATORS.find((entry) => entry.id === id) ?? null;
}

/** Profiles; those of a price book first. */
export function acceptanceProfiles(
  own: readonly OwnEntry<AcceptanceProfile>[] = [],
): readonly AcceptanceProfile[] {
  return withOwn(PROFILES, own, ({ id }) => id);
}

/** The profile of that id; `golden` and `production` mean this model's and method's own. */
export function acceptanceProfile(
  name: string,
  method: string,
  model: string,
  own: readonly OwnEntry<AcceptanceProfile>[] = [],
): AcceptanceProfile | null {
  const all = acceptanceProfiles(own);
  const fitting = all.filter((profile) => profile.method === method && profile.model === model);
  if (name === 'golden') return fitting.find(({ id }) => id.startsWith('golden-')) ?? fitting[0] ?? null;
  if (name === 'production') return fitting.find(({ id }) => id.startsWith('production-')) ?? null;
  return all.find(({ id }) => id === name) ?? null;
}

/** The drafter that ships for a model and method; `null` where its size is not known. */
export function drafterFor(
  method: string,
  model: string,
  own: readonly OwnEntry<DrafterEntry>[] = [],
): DrafterEntry | null {
  const fits = (entry: DrafterEntry) => entry.method === method && entry.model === model;
  return own.find(({ entry }) => fits(entry))?.entry ?? DRAFTERS.find(fits) ?? null;
}
