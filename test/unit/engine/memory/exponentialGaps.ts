import type { TurnGaps } from '../../../../src/engine/memory/turnGaps.js';

/** Turns that come at random. */
export function exponentialGaps(meanSeconds: number): TurnGaps {
  const within = (seconds: number) => -Math.expm1(-Math.max(0, seconds) / meanSeconds);
  return { meanSeconds, within, keptSeconds: (seconds) => meanSeconds * within(seconds) };
}
