import hostedData from '../data/hosted.json' with { type: 'json' };
import type { Confidence, HostedSpec, Source } from '../shapes/types.js';
import { MILLION } from '../../units/constants.js';

interface HostedEntry {
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

// JSON modules are typed by their literal values; the data test checks the shape.
const HOSTED = hostedData as unknown as readonly HostedEntry[];
const perToken = (usdPerMillion: number | null) => (usdPerMillion === null ? null : usdPerMillion / MILLION);

/** Services that sell decoded tokens. */
export function hostedServices(): readonly HostedSpec[] {
  return HOSTED.map((entry) => ({
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

export function hostedById(id: string): HostedSpec | null {
  return hostedServices().find((entry) => entry.id === id) ?? null;
}
