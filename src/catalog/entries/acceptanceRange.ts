import type { Range } from '../shapes/resolvedPlan.js';
import type { AcceptanceProfile } from '../shapes/types.js';
import { acceptanceProfiles } from './speculators.js';

/**
 * How far the accepted length of a profile spreads over what was measured of the same method on the same model: other
 * tasks, other checkpoints, with and without thinking. Tokens a step with `drafts` drafts, bonus included; `null` where
 * nothing else was measured with as many, or where the profile says itself how its requests differ.
 */
export function measuredRange(profile: AcceptanceProfile, drafts: number): Range | null {
  const at = ({ acceptedLength }: AcceptanceProfile) => acceptedLength[drafts - 1];
  const likely = at(profile);
  if (likely === undefined || profile.betaMixture) return null;
  const all = acceptanceProfiles()
    .filter(({ method, model }) => method === profile.method && model === profile.model)
    .flatMap((one) => at(one) ?? []);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return high > low ? { low, likely, high } : null;
}
