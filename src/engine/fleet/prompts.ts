import type { Lengths, Ttft, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { contextMix, expectation } from '../memory/contextMix.js';
import { blockSizeOf } from '../memory/rank.js';
import { promptTime, type PromptTime } from '../time/prefill/promptTime.js';
import type { TtftParts } from '../shapes/requestResult.js';
import {
  decodedBeside,
  loopOf,
  promptRoom,
  type ClosedLoop,
  type ColocatedReplica,
  type RequestTokens,
} from '../time/request/colocated.js';
import { meets, ttftOf, ttftParts } from '../time/request/ttft.js';
import { cachedTokens } from '../time/request/prefixHit.js';
import { SCV_WITH_HITS, SCV_WITHOUT_HITS, waitOf, type Wait } from '../time/request/queue.js';
import type { Machine } from './machine.js';
import type { OptionCase } from './optionCase.js';

/** Mean of a distribution of lengths, in tokens. */
export function meanTokens(lengths: Lengths): number {
  return expectation(contextMix(lengths), (tokens) => tokens);
}

/** What of a workload its requests follow from. */
export type RequestMembers = Pick<Workload, 'input' | 'output' | 'cachedInput'>;

/** A mean request of a workload on a replica; `null` where the plan does not say what a request is. */
export function requestTokens(
  { model, serving }: Pick<OptionCase, 'model' | 'serving'>,
  { input, output, cachedInput }: RequestMembers,
): RequestTokens | null {
  if (!input || !output) return null;
  const tokens = meanTokens(input);
  const cached = cachedTokens(tokens, cachedInput, blockSizeOf(serving, model));
  return { input: tokens, cached, output: meanTokens(output) };
}

/** A replica that computes the prompts of a kind of request in the steps of decoding. */
export function colocatedReplica(machine: Machine, { input, cached }: RequestTokens): ColocatedReplica {
  const { replica } = machine;
  const prompt = { tokens: input - cached, cached };
  return {
    step: (sequences) => machine.step(sequences),
    prompt: (room, beside) => {
      const time = promptTime(replica.prompt, prompt, room, beside);
      // Where LPX decodes alone, the GPUs compute prompts and no step waits for them.
      return replica.inputs.lpx?.role === 'decode' ? { ...time, addedSeconds: 0 } : time;
    },
    budget: replica.inputs.serving.maxBatchedTokens,
    ranks: replica.layout.attentionData,
  };
}

/** Tokens per second of each of `users` that share a replica with their prompts; 0 where these exceed the token budget. */
export function sharedSpeed(machine: Machine, tokens: RequestTokens, users: number): number {
  const loop = loopOf(colocatedReplica(machine, tokens), tokens, users);
  return loop.utilization > 1 ? 0 : 1 / loop.tpotSeconds;
}

/** Whether first tokens of `users` on a replica come in time while requests arrive at random. */
export function firstTokenIn(machine: Machine, tokens: RequestTokens, users: number, target: Ttft): boolean {
  const replica = colocatedReplica(machine, tokens);
  const loop = loopOf(replica, tokens, users);
  if (loop.utilization >= 1) return false;
  const parts = colocatedParts(loop, users);
  const light = parts.overhead + parts.prefill + parts.firstStep;
  const perSecond = users / (light + (tokens.output - 1) * loop.tpotSeconds);
  const wait = colocatedWait(replica, tokens, users, perSecond);
  return Number.isFinite(wait.meanSeconds) && meets(ttftOf(parts, wait), target);
}

/** What a first token takes beside the queue, on a replica that also decodes. */
export function colocatedParts({ prompt, step }: ClosedLoop, users: number): Omit<TtftParts, 'queue'> {
  // Steps between the chunks of a long prompt also decode for the others.
  const between = users > 1 ? Math.max(0, prompt.chunks - 1) * step.seconds : 0;
  return ttftParts(prompt.seconds + between, step.seconds, 0);
}

/**
 * The wait for a step with room for one more prompt (request.md 6): a rank serves prompts in steps that are full of
 * them, the ranks behind one queue.
 */
export function colocatedWait(
  replica: ColocatedReplica,
  { input, cached }: RequestTokens,
  users: number,
  requestsPerSecond: number,
): Wait {
  const step = replica.step(users);
  const room = promptRoom(replica, users, step);
  const prompt = replica.prompt(room, decodedBeside(replica, users, step));
  const work = prompt.addedSeconds * replica.ranks;
  const serviceSeconds = ((input - cached) / room) * step.seconds + work;
  return waitOf({ requestsPerSecond, serviceSeconds, serviceScv: spreadOf(cached) }, replica.ranks);
}

/** Most prompts are nearly free and a few are whole where a cache serves some. */
export function spreadOf(cached: number): number {
  return cached > 0 ? SCV_WITH_HITS : SCV_WITHOUT_HITS;
}

/** The wait for one of several prefill replicas. */
export function prefillWait(
  prompt: PromptTime,
  cached: number,
  replicas: number,
  requestsPerSecond: number,
): Wait {
  const arrivals = { requestsPerSecond, serviceSeconds: prompt.batchedSeconds, serviceScv: spreadOf(cached) };
  return waitOf(arrivals, Math.max(1, Math.floor(replicas)));
}
