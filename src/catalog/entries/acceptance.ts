import * as l10n from '../../l10n/l10n.js';
import type { AcceptanceProfile } from '../shapes/types.js';

type Lengths = readonly number[];

/** Profiles reach at least this many drafts, so that a longer draft can be tried. */
const DRAFTS = 16;

/**
 * Accepted lengths by number of drafts from one length at `draftTokens`, as if every draft were accepted with
 * the same chance: (1 - a^(k+1)) / (1 - a) (Leviathan et al., arXiv 2211.17192). Needs 1 <= length <= draftTokens + 1.
 */
export function lengthsFromOne(length: number, draftTokens: number): Lengths {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (geometric(middle, draftTokens) < length) low = middle;
    else high = middle;
  }
  return Array.from({ length: Math.max(draftTokens, DRAFTS) }, (_, i) => geometric(low, i + 1));
}

/** Expected tokens of a step with `drafts` drafts accepted with chance `a` each, bonus included. */
export function geometric(a: number, drafts: number): number {
  let sum = 0;
  for (let j = 0; j <= drafts; j++) sum += a ** j;
  return sum;
}

/** Accepted lengths from the part of drafts accepted at each position: 1 + the sum so far. */
export function lengthsFromSurvival(survival: readonly number[]): Lengths {
  let sum = 1;
  return survival.map((a) => (sum += a));
}

/** Id of profiles of the plan's own numbers. */
export const OWN_PROFILE = 'plan';

/** A profile of the plan's own numbers. */
export function ownProfile(
  method: AcceptanceProfile['method'],
  model: string,
  acceptedLength: Lengths,
): AcceptanceProfile {
  return {
    id: OWN_PROFILE,
    method,
    model,
    acceptedLength,
    betaMixture: null,
    conditions: l10n.t('given in the plan'),
    sources: [],
    confidence: 'assumption',
  };
}
