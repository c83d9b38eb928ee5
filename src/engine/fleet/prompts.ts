import type { Lengths, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { contextMix, expectation } from '../memory/contextMix.js';
import { blockSizeOf } from '../memory/rank.js';
import { promptTime, type PromptTime } from '../time/prefill/promptTime.js';
import {
  decodedBeside,
  promptRoom,
  type ColocatedReplica,
  type RequestTokens,
} from '../time/request/colocated.js';
import { cachedTokens } from '../time/request/prefixHit.js';
import { SCV_WITH_HITS, SCV_WITHOUT_HITS, waitOf, type Wait } from '../time/request/queue.js';
import type { Machine } from './machine.js';

/** Mean of a distribution of lengths, in tokens. */
export function meanTokens(lengths: Lengths): number {
  return expectation(contextMix(lengths), (tokens) => tokens);
}

/** What of a workload its requests follow from. */
export type RequestMembers = Pick<Workload, 'input' | 'output' | 'cachedInput'>;

/** A mean request of a workload on a replica; `null` where the plan does not say what a request is. */
export function requestTokens(
  machine: Machine,
  { input, output, cachedInput }: RequestMembers,
): RequestTokens | null {
  if (!input || !output) return null;
  const { model, serving } = machine.replica.inputs;
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
    prompt: (room, beside) => promptTime(replica.prompt, prompt, room, beside),
    budget: replica.inputs.serving.maxBatchedTokens,
    ranks: replica.layout.attentionData,
  };
}

/** Seconds that prompts of the others add to each token of a user, where `users` share the replica. */
export function stallSeconds(prompt: PromptTime, output: number, users: number): number {
  return (Math.max(0, users - 1) * prompt.addedSeconds) / output;
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
