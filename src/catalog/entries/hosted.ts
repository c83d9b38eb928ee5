import hostedData from '../data/hosted.json' with { type: 'json' };
import type { Confidence, HostedSpec, Source } from '../shapes/types.js';
import { MILLION } from '../../units/constants.js';
import { written } from './written.js';

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
