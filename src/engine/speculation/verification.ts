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
    return best && best.rate > rate(NOTHING) ? best.choice : NOTHING;
  };
}

const NOTHING: Verification = { verifiedDrafts: 0, acceptedLength: 1 };
/** A long curve is first looked at in steps of this many, then closely around the best. */
const STRIDE = 8;

/** A choice with the tokens per second that it makes. */
interface Rated {
  readonly choice: Verification;
  readonly index: number;
  readonly rate: number;
}

type Rate = (choice: Verification) => number;

function fastest(choices: readonly Verification[], rate: Rate): Rated | null {
  const last = choices.length - 1;
  if (choices.length <= 2 * STRIDE) return bestOf(choices, rate, 0, last, 1);
  const coarse = bestOf(choices, rate, 0, last, STRIDE)?.index ?? 0;
  return bestOf(choices, rate, Math.max(0, coarse - STRIDE + 1), Math.min(last, coarse + STRIDE - 1), 1);
}

function bestOf(
  choices: readonly Verification[],
  rateOf: Rate,
  from: number,
  to: number,
  stride: number,
): Rated | null {
  let best: Rated | null = null;
  for (let index = from; index <= to; index += stride) {
    const choice = choices[index];
    const rate = choice ? rateOf(choice) : Number.NEGATIVE_INFINITY;
    if (choice && (!best || rate > best.rate)) best = { choice, index, rate };
  }
  return best;
}

function depths(acceptance: readonly number[], draftTokens: number): Verification[] {
  return Array.from({ length: draftTokens }, (_, i) => {
    return { verifiedDrafts: i + 1, acceptedLength: acceptedLength(acceptance, i + 1) };
  });
}
