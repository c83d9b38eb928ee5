import { normalQuantile } from '../../memory/contextMix.js';

/** Users of a closed loop beyond those that are answered at once. */
export interface Turn {
  /** Mean seconds that each waits for its turn. */
  readonly seconds: number;
  /** Seconds that an answer takes once it is begun. */
  readonly answerSeconds: number;
}

/**
 * How far answers that were begun together have drifted apart, as a part of one: all users ask at once at the start,
 * and an answer is 0.8 to 1 of the longest, which is 0.064 of the mean; over the ten rounds of a benchmark these add as squares.
 */
const DRIFT = 0.14;

/** Keeps a bunch from ending nowhere. */
const EDGE = 1e-4;
const quantile = (part: number): number => normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, part)));

/**
 * The wait for a turn that a share `p` of requests does not exceed (request.md 6). Answers end in bunches, one an answer's
 * time apart, normal within each. Who asks as so many are ahead begins as many places later in the order of endings: soon
 * within a bunch, an answer's time later where its bunch ends first.
 */
export function turnAt({ seconds, answerSeconds }: Turn, p: number): number {
  if (seconds <= 0 || answerSeconds <= 0) return 0;
  const answers = seconds / answerSeconds;
  const whole = Math.floor(answers);
  const rest = answers - whole;
  return answerSeconds * (whole + restAt(rest, p));
}

/** The same for less than one answer: most begin within the bunch, the last `rest` of them with the next one. */
function restAt(rest: number, p: number): number {
  if (rest <= 0) return 0;
  if (p <= 1 - rest)
    return Math.min(rest, DRIFT * (quantile((1 + rest + p) / 2) - quantile((1 - rest + p) / 2)));
  return Math.max(rest, 1 + DRIFT * (quantile((1 + rest - p) / 2) - quantile((3 - rest - p) / 2)));
}
