import type { Verification } from './verified.js';
import { mixtureCurve, type BetaMixture } from './mixture.js';

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

/** Decides how many drafts a step verifies, by how long it takes with each number. */
export interface VerificationChooser {
  readonly choose: (stepSeconds: StepSeconds) => Verification;
  /** Tokens per second with that choice: accepted length over step time. */
  readonly speed: (stepSeconds: StepSeconds) => number;
}

/**
 * How many drafts a step verifies (speculation.md 3). Fixed: all of them. Adaptive: as many as
 * make tokens per second largest. With the spread of acceptance between requests known, each request is cut
 * where its own drafts stop paying; without it all requests are cut at the same depth.
 *
 * What does not depend on the load is done once; the functions that are returned ask for step times.
 */
export function verificationChooser(rule: VerificationRule): VerificationChooser {
  const { method, draftTokens, acceptance, betaMixture } = rule;
  if (method === 'fixed') {
    const all = { verifiedDrafts: draftTokens, acceptedLength: acceptedLength(acceptance, draftTokens) };
    return { choose: () => all, speed: (stepSeconds) => rateOf(all, stepSeconds) };
  }
  const choices = betaMixture ? mixtureCurve(betaMixture, draftTokens) : depths(acceptance, draftTokens);
  const best = (stepSeconds: StepSeconds): Rated => {
    const drafting = fastest(choices, stepSeconds);
    const plain = { choice: NOTHING, index: -1, rate: rateOf(NOTHING, stepSeconds) };
    return drafting && drafting.rate > plain.rate ? drafting : plain;
  };
  return {
    choose: (stepSeconds) => best(stepSeconds).choice,
    speed: (stepSeconds) => best(stepSeconds).rate,
  };
}

function rateOf(
  { acceptedLength: accepted, verifiedDrafts }: Verification,
  stepSeconds: StepSeconds,
): number {
  return accepted / stepSeconds(verifiedDrafts + 1);
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

function fastest(choices: readonly Verification[], stepSeconds: StepSeconds): Rated | null {
  const last = choices.length - 1;
  if (choices.length <= 2 * STRIDE) return bestOf(choices, stepSeconds, 0, last, 1);
  const coarse = bestOf(choices, stepSeconds, 0, last, STRIDE)?.index ?? 0;
  const [from, to] = [Math.max(0, coarse - STRIDE + 1), Math.min(last, coarse + STRIDE - 1)];
  return bestOf(choices, stepSeconds, from, to, 1);
}

function bestOf(
  choices: readonly Verification[],
  stepSeconds: StepSeconds,
  from: number,
  to: number,
  stride: number,
): Rated | null {
  let [best, index, highest]: [Verification | null, number, number] = [null, -1, NaN];
  for (let i = from; i <= to; i += stride) {
    const choice = choices[i];
    if (!choice) continue;
    const rate = rateOf(choice, stepSeconds);
    if (!best || rate > highest) [best, index, highest] = [choice, i, rate];
  }
  return best && { choice: best, index, rate: highest };
}

function depths(acceptance: readonly number[], draftTokens: number): Verification[] {
  return Array.from({ length: draftTokens }, (_, i) => {
    return { verifiedDrafts: i + 1, acceptedLength: acceptedLength(acceptance, i + 1) };
  });
}
