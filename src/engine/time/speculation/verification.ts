import type { Verification } from './verified.js';
import { mixtureCurve, type BetaMixture } from './mixture.js';

/** Seconds of a step that takes so many tokens of each sequence (drafts + 1), drafting included. More tokens never take less. */
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
  return {
    choose: (stepSeconds) => choices[fastest(choices, stepSeconds).index] ?? NOTHING,
    speed: (stepSeconds) => fastest(choices, stepSeconds).rate,
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

/** Which choice, and the tokens per second that it makes. */
interface Rated {
  readonly index: number;
  readonly rate: number;
}

/** Every `stride`-th choice from one to another. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

/** The best of choices in order of their drafts, of which the first has none; of equals the one with the fewest. */
function fastest(choices: readonly Verification[], stepSeconds: StepSeconds): Rated {
  const plainSeconds = stepSeconds(1);
  const plain = { index: 0, rate: NOTHING.acceptedLength / plainSeconds };
  const last = choices.length - 1;
  const among = (rival: Rated, stretch: Stretch) =>
    bestOf(choices, stepSeconds, rival, stretch, plainSeconds);
  if (last < 2 * STRIDE) return among(plain, { from: 1, to: last, stride: 1 });
  const coarse = among(plain, { from: STRIDE, to: last - (last % STRIDE), stride: STRIDE });
  const from = Math.max(1, coarse.index - STRIDE + 1);
  return among(coarse, { from, to: Math.min(last, coarse.index + STRIDE - 1), stride: 1 });
}

/** More than sums of the same step in another order differ by. */
const ROUNDING = 1e-9;

/**
 * The best of a stretch of choices and a rival. A choice that would lose even if its step took no longer than one of
 * fewer drafts is not looked at: at most loads the last one, which is looked at first, leaves the others no chance.
 */
function bestOf(
  choices: readonly Verification[],
  stepSeconds: StepSeconds,
  rival: Rated,
  { from, to, stride }: Stretch,
  fewerSeconds: number,
): Rated {
  let { index, rate } = rival;
  let floor = fewerSeconds;
  for (let i = from; i <= to; i += stride) {
    const at = i === from ? to : i - stride;
    const choice = choices[at];
    if (!choice || at === rival.index || choice.acceptedLength * (1 + ROUNDING) < rate * floor) continue;
    const seconds = stepSeconds(choice.verifiedDrafts + 1);
    const reached = choice.acceptedLength / seconds;
    if (reached > rate || (reached === rate && at < index)) [index, rate] = [at, reached];
    if (at !== to) floor = seconds;
  }
  return { index, rate };
}

function depths(acceptance: readonly number[], draftTokens: number): Verification[] {
  return Array.from({ length: draftTokens + 1 }, (_, drafts) => {
    return { verifiedDrafts: drafts, acceptedLength: acceptedLength(acceptance, drafts) };
  });
}
