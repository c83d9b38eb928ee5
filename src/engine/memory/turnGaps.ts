import type { TurnDelay } from '../../catalog/shapes/resolvedPlan.js';
import { normalQuantile } from './contextMix.js';
import { normalShare } from './normal.js';

const Z95 = normalQuantile(0.95);

/** Times between two requests of one session. Seconds. */
export interface TurnGaps {
  readonly meanSeconds: number;
  /** Part of the turns whose next one comes within so many seconds, 0..1. */
  readonly within: (seconds: number) => number;
  /** Mean time that a prefix stands which is kept until its next use, but for so many seconds at most. */
  readonly keptSeconds: (seconds: number) => number;
}

/** Log-normal through its median and 95th percentile, as contexts are (request.md 5). One number stays one number. */
export function logNormalGaps({ p50, p95 }: TurnDelay): TurnGaps {
  if (p50 <= 0 || p95 <= p50) return fixedGaps(p50);
  const mu = Math.log(p50);
  const sigma = Math.log(p95 / p50) / Z95;
  const meanSeconds = p50 * Math.exp((sigma * sigma) / 2);
  const within = (seconds: number) => (seconds <= 0 ? 0 : normalShare((Math.log(seconds) - mu) / sigma));
  return {
    meanSeconds,
    within,
    keptSeconds: (seconds) => {
      if (seconds <= 0) return 0;
      if (seconds === Number.POSITIVE_INFINITY) return meanSeconds;
      const shorter = meanSeconds * normalShare((Math.log(seconds) - mu) / sigma - sigma);
      return Math.min(seconds, meanSeconds, shorter + seconds * (1 - within(seconds)));
    },
  };
}

function fixedGaps(seconds: number): TurnGaps {
  return {
    meanSeconds: seconds,
    within: (most) => (most >= seconds ? 1 : 0),
    keptSeconds: (most) => Math.min(most, seconds),
  };
}
