import { mixtureCurve, type BetaMixture } from './mixture.js';

/** What a step verifies and what comes of it, per sequence. */
export interface Verification {
  readonly verifiedDrafts: number;
  /** Tokens emitted, bonus included. */
  readonly acceptedLength: number;
}

/** Seconds of a step that takes so many tokens of each sequence (drafts + 1), drafting included. */
export type StepSeconds = (tokensPerRequest: number) => number;

export interface VerificationRule {
  readonly method: 'fixed' | 'adaptive';
  readonly draftTokens: number;
  /** Accepted length by number of drafts: `acceptance[k-1]` for `k`. */
  readonly acceptance: readonly number[];
  readonly betaMixture: BetaMixture | null;
}

/** Accepted length with `drafts` drafts, the last known one beyond the profile's end; 1 without drafts. */
export function acceptedLength(acceptance: readonly number[], drafts: number): number {
  if (drafts <= 0) return 1;
  return acceptance[drafts - 1] ?? acceptance.at(-1) ?? 1;
}

/**
 * How many drafts a step verifies (speculation.md section 3.4). Fixed: all of them. Adaptive: as many as
 * make tokens per second largest. With the spread of acceptance between requests known, each request is cut
 * where its own drafts stop paying; without it all requests are cut at the same depth.
 *
 * What does not depend on the load is done once; the function that is returned asks for step times.
 */
export function verificationChooser(rule: VerificationRule): (stepSeconds: StepSeconds) => Verification {
  const { method, draftTokens, acceptance, betaMixture } = rule;
  if (method === 'fixed') {
    const all = { verifiedDrafts: draftTokens, acceptedLength: acceptedLength(acceptance, draftTokens) };
    return () => all;
  }
  const choices = betaMixture ? mixtureCurve(betaMixture, draftTokens) : depths(acceptance, draftTokens);
  return (stepSeconds) => {
    const rate = (choice: Verification) => choice.acceptedLength / stepSeconds(choice.verifiedDrafts + 1);
    const best = fastest(choices, rate);
    return best && rate(best) > rate(NOTHING) ? best : NOTHING;
  };
}

const NOTHING: Verification = { verifiedDrafts: 0, acceptedLength: 1 };
/** A long curve is first looked at in steps of this many, then closely around the best. */
const STRIDE = 8;

function fastest(
  choices: readonly Verification[],
  rate: (choice: Verification) => number,
): Verification | null {
  const stride = choices.length > 2 * STRIDE ? STRIDE : 1;
  const coarse = bestIndex(choices, rate, 0, choices.length - 1, stride);
  if (stride === 1) return choices[coarse] ?? null;
  const from = Math.max(0, coarse - STRIDE + 1);
  const to = Math.min(choices.length - 1, coarse + STRIDE - 1);
  return choices[bestIndex(choices, rate, from, to, 1)] ?? null;
}

function bestIndex(
  choices: readonly Verification[],
  rate: (c: Verification) => number,
  from: number,
  to: number,
  stride: number,
): number {
  let best = from;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = from; i <= to; i += stride) {
    const choice = choices[i];
    const value = choice ? rate(choice) : highest;
    if (value > highest) [best, highest] = [i, value];
  }
  return best;
}

function depths(acceptance: readonly number[], draftTokens: number): Verification[] {
  return Array.from({ length: draftTokens }, (_, i) => {
    return { verifiedDrafts: i + 1, acceptedLength: acceptedLength(acceptance, i + 1) };
  });
}
