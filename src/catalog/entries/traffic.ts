import trafficData from '../data/traffic.json' with { type: 'json' };
import type { Confidence, Source } from '../shapes/types.js';
import { written } from './written.js';

/** Lengths in tokens by quantile. */
export interface MeasuredLengths {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Traffic as it was measured: what a new plan's workload begins with, never an input by itself. */
export interface TrafficEntry {
  readonly id: string;
  readonly name: string;
  /** Whose requests they are, in words. */
  readonly trace: string;
  readonly requests: number;
  /** Whole prompts, what a prefix cache serves included. */
  readonly inputTokens: MeasuredLengths;
  /** Prompt and answer together. */
  readonly contextTokens: MeasuredLengths;
  /** Mean of a request. */
  readonly outputTokens: number;
  /** Share of the prompts' tokens, 0..1; `null` where the trace does not say. */
  readonly cachedInput: number | null;
  /** Time between a session's turns; `null` where the trace does not say. */
  readonly turnDelaySeconds: { readonly p50: number; readonly p95: number } | null;
  readonly confidence: Confidence;
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
}

const TRAFFIC = written<readonly TrafficEntry[]>(trafficData);

export function trafficById(id: string): TrafficEntry | null {
  return TRAFFIC.find((entry) => entry.id === id) ?? null;
}
