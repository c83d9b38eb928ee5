import hostedData from '../data/hosted.json' with { type: 'json' };
import type { Confidence, HostedSpec, Source } from '../shapes/types.js';
import { MILLION } from '../../units/constants.js';
import { withOwn, type OwnEntry } from './ownEntry.js';
import { written } from './written.js';

/** What a service is called that a plan gives the numbers of. */
export const OWN_SERVICE = 'own';

/** A catalogue entry of a hosted service: prices in USD per million tokens, as they are published. */
export interface HostedEntry {
  readonly id: string;
  readonly name: string;
  readonly inputUsdPerMillion: number | null;
  readonly cachedInputUsdPerMillion: number | null;
  readonly outputUsdPerMillion: number | null;
  readonly speedTokensPerSecond: number | null;
  readonly confidence: Confidence;
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
}

const HOSTED = written<readonly HostedEntry[]>(hostedData);
const perToken = (usdPerMillion: number | null) => (usdPerMillion === null ? null : usdPerMillion / MILLION);

/** Services that sell decoded tokens; those of a price book first. */
export function hostedServices(own: readonly OwnEntry<HostedEntry>[] = []): readonly HostedSpec[] {
  return withOwn(HOSTED, own, ({ id }) => id).map((entry) => ({
    id: entry.id,
    name: entry.name,
    inputUsdPerToken: perToken(entry.inputUsdPerMillion),
    cachedInputUsdPerToken: perToken(entry.cachedInputUsdPerMillion),
    outputUsdPerToken: perToken(entry.outputUsdPerMillion),
    speedTokensPerSecond: entry.speedTokensPerSecond,
    sources: entry.sources,
    confidence: entry.confidence,
    notes: entry.notes,
  }));
}

export function hostedById(id: string, own: readonly OwnEntry<HostedEntry>[] = []): HostedSpec | null {
  return hostedServices(own).find((entry) => entry.id === id) ?? null;
}
