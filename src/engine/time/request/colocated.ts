import { PREFILL_SERVER } from '../prefill/factors.js';
import type { PromptTime } from '../prefill/promptTime.js';
import type { Wait } from './queue.js';
import type { Turn } from './turns.js';

/** What a request asks of a replica, in tokens: all of its prompt, the part in the prefix cache, and its output. */
export interface RequestTokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** A decode step at a load. */
export interface DecodeStep {
  readonly seconds: number;
  readonly acceptedLength: number;
  readonly verifiedDrafts: number;
}

/** A replica that decodes and computes prompts in the same steps. */
export interface ColocatedReplica {
  readonly step: (sequences: number) => DecodeStep;
  /** A prompt in chunks of at most so many tokens, beside so many that a rank decodes in the same step. */
  readonly prompt: (room: number, beside: number) => PromptTime;
  /** Tokens of one step of a data-parallel rank at most. */
  readonly budget: number;
  /** Data-parallel ranks, each with a scheduler of its own. */
  readonly ranks: number;
  /** Sequences that its memory holds. */
  readonly most: number;
}

/** Users of a closed loop on one replica: each asks again as soon as it is answered. */
export interface ClosedLoop {
  /** Users whose answers are being decoded; the others wait for room in the budget, or in memory. */
  readonly decoding: number;
  readonly step: DecodeStep;
  readonly prompt: PromptTime;
  /** Seconds for each token after the first, prompts of others in the steps included. */
  readonly tpotSeconds: number;
  /** Part of the time that steps spend on prompts, 0..1. */
  readonly stepShare: number;
  /** Prompt tokens of a rank's step if all users decoded, over the room its budget leaves: above 1 some wait for it. */
  readonly utilization: number;
  /** Mean seconds until the prompt's own step for others that asked at the same time, as all do at the start. */
  readonly waveSeconds: number;
  /** What everybody waits for room in the budget or in memory. */
  readonly turn: Turn;
}

/** Tokens of a rank's step that are left for prompts beside its decoding sequences (request.md 3). */
export function promptRoom({ budget, ranks }: ColocatedReplica, sequences: number, step: DecodeStep): number {
  const others = Math.max(0, sequences / ranks - 1);
  return Math.max(1, budget - others * (1 + step.verifiedDrafts));
}

/** Tokens that a rank decodes in a step beside a prompt's. */
export function decodedBeside({ ranks }: ColocatedReplica, sequences: number, step: DecodeStep): number {
  return (sequences * (1 + step.verifiedDrafts)) / ranks;
}

/**
 * A closed loop of `users` on a replica (request.md 3). Prompts of the others lengthen the steps: each of them once in
 * the time that a user decodes `output` tokens. Over the token budget, or what memory holds, the users beyond it wait.
 */
export function closedLoop(replica: ColocatedReplica, tokens: RequestTokens, users: number): ClosedLoop {
  const within = loopOf(replica, tokens, users);
  const held = Math.min(users, Math.max(1, replica.most));
  if (fitsBudget(replica, within) && held === users) return within;
  const decoding = fitsBudget(replica, loopOf(replica, tokens, held))
    ? held
    : usersWithinBudget(replica, tokens, held);
  const loop = loopOf(replica, tokens, decoding);
  const waiting = users - decoding;
  // Requests leave as fast as those that decode are done; who waits, waits for them.
  const answerSeconds = tokens.output * loop.tpotSeconds + loop.prompt.seconds;
  return {
    ...loop,
    utilization: within.utilization,
    turn: { seconds: (waiting * answerSeconds) / decoding, answerSeconds },
  };
}

/**
 * Whether nobody waits for the token budget. A rank with one user computes its prompt and then decodes for it alone,
 * however long the prompt is.
 */
export function fitsBudget(
  { ranks }: ColocatedReplica,
  { utilization, decoding }: Pick<ClosedLoop, 'utilization' | 'decoding'>,
): boolean {
  return utilization <= 1 || decoding <= ranks;
}

/** A loop in which nobody waits for the token budget, whether or not the prompts fit it. */
export function loopOf(
  replica: ColocatedReplica,
  { input, cached, output }: RequestTokens,
  users: number,
): ClosedLoop {
  const step = replica.step(users);
  const room = promptRoom(replica, users, step);
  const prompt = replica.prompt(room, decodedBeside(replica, users, step));
  const plain = step.seconds / step.acceptedLength;
  const stall = (Math.max(0, users - 1) * prompt.addedSeconds) / output;
  const perStep = (users * step.acceptedLength * (input - cached)) / output / replica.ranks;
  return {
    decoding: users,
    step,
    prompt,
    tpotSeconds: plain + stall,
    stepShare: stall / (plain + stall),
    utilization: perStep / room,
    waveSeconds: waveOf(users, 1 / prompt.addedSeconds),
    turn: { seconds: 0, answerSeconds: 0 },
  };
}

/** Mean seconds that requests wait because all users ask at once at the start, of prompts that are computed at a rate. */
export function waveOf(users: number, promptsPerSecond: number): number {
  return (PREFILL_SERVER.waves * Math.max(0, users - 1)) / promptsPerSecond / 2;
}

/** A wait with what the start of a closed loop adds: it tells in the mean and in the tail. */
export function besideWave(wait: Wait, seconds: number): Wait {
  const wave = { seconds, share: PREFILL_SERVER.waves };
  return seconds > 0 ? { ...wait, meanSeconds: wait.meanSeconds + seconds, wave } : wait;
}

/**
 * The wait of a closed loop (request.md 6): those who all asked at once at the start wait for each other, half of them on
 * average; later prompts come as fast as they are computed, so most requests wait for nobody.
 */
export function loopWait({ waveSeconds, turn }: ClosedLoop): Wait {
  return besideWave({ meanSeconds: turn.seconds, chance: 0, turn }, waveSeconds);
}

/**
 * Seconds by which prompts of others lengthen one's own, where a server takes up together what was asked in `interval`
 * decode steps (request.md 3). What they add hides behind launches that take longer than the prompt.
 */
export function togetherSeconds(
  { decoding, step, prompt }: Pick<ClosedLoop, 'decoding' | 'step' | 'prompt'>,
  { output }: Pick<RequestTokens, 'output'>,
  interval: number,
): number {
  const others = (Math.max(0, decoding - 1) * (interval - 1) * step.acceptedLength) / output;
  return Math.max(0, others * prompt.addedSeconds - prompt.parts.fixed);
}

/** Bisections: the answer is within a thousandth of a user. */
const HALVINGS = 40;

function usersWithinBudget(replica: ColocatedReplica, tokens: RequestTokens, users: number): number {
  let [low, high] = [0, users];
  for (let i = 0; i < HALVINGS && high - low > 1e-3; i++) {
    const middle = (low + high) / 2;
    const step = replica.step(middle);
    const perStep =
      (middle * step.acceptedLength * (tokens.input - tokens.cached)) / tokens.output / replica.ranks;
    if (perStep <= promptRoom(replica, middle, step)) low = middle;
    else high = middle;
  }
  return Math.min(users, Math.max(low, replica.ranks));
}
