import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import { memo, perObject } from '../../units/memo.js';
import { normalQuantile } from './contextMix.js';
import { normalShare } from './normal.js';

/**
 * A distribution of sequence lengths, as lengths at rising shares: evenly spread between two neighbours, with what is
 * left below the first and above the last at these themselves.
 */
export interface LengthNodes {
  /** Ascending. */
  readonly tokens: readonly number[];
  /** Share of the sequences that are no longer, one a node, rising. */
  readonly below: readonly number[];
  /** The node of the 95th percentile. */
  readonly p95: number;
}

/** Share of all loads that a memory holds which is large enough. */
export const HELD_SHARE = 0.95;
const Z95 = normalQuantile(HELD_SHARE);
/** Standard deviations, in logarithms, beyond which lengths are taken as one. */
const LOWEST = -4;
const HIGHEST = 4.5;
/** Even steps up to the 95th percentile, and from there to the longest. */
const STEPS_BELOW = 96;
const STEPS_ABOVE = 64;

/** Log-normal lengths through p50 and p95, those beyond the maximum clamped to it. One length stays one length. */
export const lengthNodes: (context: Workload['context']) => LengthNodes = perObject(
  'length distributions of workloads',
  memo({ name: 'length distributions', most: 256 }, nodesOf),
);

function nodesOf({ p50, p95, max }: Workload['context']): LengthNodes {
  if (p95 <= p50) return { tokens: [p50], below: [1], p95: 0 };
  const sigma = Math.log(p95 / p50) / Z95;
  const top = Math.max(Z95, Math.min(HIGHEST, Math.log(max / p50) / sigma));
  const scores = [
    ...evenly(LOWEST, Z95, STEPS_BELOW),
    ...(top > Z95 ? evenly(Z95, top, STEPS_ABOVE) : []),
    top,
  ];
  return {
    tokens: scores.map((z) => Math.min(max, p50 * Math.exp(sigma * z))),
    below: scores.map(normalShare),
    p95: STEPS_BELOW,
  };
}

/** So many even steps from `low`, without the end. */
function evenly(low: number, high: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => low + ((high - low) * i) / steps);
}
