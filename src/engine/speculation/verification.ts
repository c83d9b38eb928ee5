import { mixtureCurve, type BetaMixture } from './mixture.js';

/** What a step verifies and what comes of it, per sequence. */
export interface Verification {
  readonly verifiedDrafts: number;
  /** Tokens emitted, bonus included. */
  readonly acceptedLength: number;
}

export interface VerificationQuestion {
  readonly method: 'fixed' | 'adaptive';
  readonly draftTokens: number;
  /** Accepted length by number of drafts: `acceptance[k-1]` for `k`. */
  readonly acceptance: readonly number[];
  readonly betaMixture: BetaMixture | null;
  /** Seconds of a step that takes so many tokens of each sequence (drafts + 1), drafting included. */
  readonly stepSeconds: (tokensPerRequest: number) => number;
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
 */
export function chooseVerification(question: VerificationQuestion): Verification {
  const { method, draftTokens, acceptance, betaMixture } = question;
  if (method === 'fixed') {
    return { verifiedDrafts: draftTokens, acceptedLength: acceptedLength(acceptance, draftTokens) };
  }
  const choices = betaMixture ? mixtureCurve(betaMixture, draftTokens) : depths(acceptance, draftTokens);
  let best: Verification = { verifiedDrafts: 0, acceptedLength: 1 };
  let fastest = 1 / question.stepSeconds(1);
  for (const choice of choices) {
    const rate = choice.acceptedLength / question.stepSeconds(choice.verifiedDrafts + 1);
    if (rate > fastest) [best, fastest] = [choice, rate];
  }
  return best;
}

function depths(acceptance: readonly number[], draftTokens: number): Verification[] {
  return Array.from({ length: draftTokens }, (_, i) => {
    return { verifiedDrafts: i + 1, acceptedLength: acceptedLength(acceptance, i + 1) };
  });
}
