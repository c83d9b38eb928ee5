import acceptanceData from '../data/acceptance.json' with { type: 'json' };
import drafterData from '../data/drafters.json' with { type: 'json' };
import speculatorData from '../data/speculators.json' with { type: 'json' };
import type { AcceptanceProfile, Source, SpeculatorSpec } from '../shapes/types.js';

export interface DrafterEntry {
  readonly model: string;
  readonly method: SpeculatorSpec['id'];
  readonly weightsBytes: number;
  readonly kvBytesPerToken: number;
  readonly kvBytesPerSequence: number;
  readonly draftCostFraction: number;
  readonly sources: readonly Source[];
}

export type SpeculatorEntry = SpeculatorSpec & { readonly sources: readonly Source[] };

// JSON modules are typed by their literal values; the data test checks the shapes.
const SPECULATORS = speculatorData as unknown as readonly SpeculatorEntry[];
const PROFILES = acceptanceData as unknown as readonly AcceptanceProfile[];
const DRAFTERS = drafterData as unknown as readonly DrafterEntry[];

export function speculators(): readonly SpeculatorEntry[] {
  return SPECULATORS;
}

export function speculatorById(id: string): SpeculatorSpec | null {
  return SPECULATORS.find((entry) => entry.id === id) ?? null;
}

export function acceptanceProfiles(): readonly AcceptanceProfile[] {
  return PROFILES;
}

/** The profile of that id; `golden` and `production` mean this model's and method's own. */
export function acceptanceProfile(name: string, method: string, model: string): AcceptanceProfile | null {
  const own = PROFILES.filter((profile) => profile.method === method && profile.model === model);
  if (name === 'golden') return own.find(({ id }) => id.startsWith('golden-')) ?? own[0] ?? null;
  if (name === 'production') return own.find(({ id }) => id.startsWith('production-')) ?? null;
  return PROFILES.find(({ id }) => id === name) ?? null;
}

/** The drafter that ships for a model and method; `null` where its size is not known. */
export function drafterFor(method: string, model: string): DrafterEntry | null {
  return DRAFTERS.find((entry) => entry.method === method && entry.model === model) ?? null;
}
