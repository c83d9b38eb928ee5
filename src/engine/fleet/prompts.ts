import type { Ttft, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import { meanTokens } from '../memory/contextMix.js';
import { blockSizeOf } from '../memory/rank.js';
import { promptTime } from '../time/prefill/promptTime.js';
import type { Reason } from '../shapes/reasons.js';
import type { TtftParts, TtftSeconds } from '../shapes/requestResult.js';
import {
  closedLoop,
  decodedBeside,
  fitsBudget,
  loopOf,
  loopWait,
  promptRoom,
  togetherSeconds,
  type ClosedLoop,
  type ColocatedReplica,
  type RequestTokens,
} from '../time/request/colocated.js';
import { PREFILL_KEPT, takenUpSteps } from '../time/request/disaggregated.js';
import { firstSeconds, firstSteps, settledTtft, ttftParts } from '../time/request/ttft.js';
import { cachedTokens } from '../time/request/prefixHit.js';
import { spreadWithHits, waitOf, type Wait } from '../time/request/queue.js';
import type { Step } from '../time/step.js';
import type { Machine } from './machine.js';
import type { OptionCase } from './optionCase.js';
import type { Replica } from './replica.js';
import { toLpx } from './request/handedOver.js';
import { allServed, servedRequest, type PlannedRequest, type ServedRequest } from './request/prefixes.js';
import { keptLast, perObject } from '../../units/memo.js';

/** What of a workload its requests follow from. */
export type RequestMembers = Pick<Workload, 'input' | 'output' | 'cachedInput' | 'turnDelay'>;

/** A mean request of a workload on a replica; `null` where the plan does not say what a request is. */
export function requestTokens(
  { model, serving }: Pick<OptionCase, 'model' | 'serving'>,
  { input, output, cachedInput, turnDelay }: RequestMembers,
): PlannedRequest | null {
  if (!input || !output) return null;
  const tokens = meanTokens(input);
  const cached = cachedTokens(tokens, cachedInput, blockSizeOf(serving, model));
  return { input: tokens, cached, output: meanTokens(output), turnDelay };
}

/** Mean tokens of a request at its end, its prompt and its answer; 0 of what a plan does not say. */
export function wholeTokens({ input, output }: Pick<RequestMembers, 'input' | 'output'>): number {
  return (input ? meanTokens(input) : 0) + (output ? meanTokens(output) : 0);
}

/** A replica that computes the prompts of a kind of request in the steps of decoding. */
export function colocatedReplica(machine: Machine, tokens: RequestTokens): ColocatedReplica {
  const { replica } = machine;
  const { input, cached } = tokens;
  const prompt = { tokens: input - cached, cached };
  // Where LPX decodes alone, the GPUs compute prompts and no step waits for them.
  const mixed = replica.inputs.lpx?.role === 'decode' ? 0 : (replica.host()?.promptFactor ?? 1);
  return {
    step: (sequences) => machine.served(sequences),
    prompt: (room, beside) => {
      const time = promptTime(replica.prompt, prompt, room, beside);
      return { ...time, addedSeconds: mixed * time.addedSeconds };
    },
    budget: replica.inputs.serving.maxBatchedTokens,
    ranks: replica.layout.attentionData,
    most: mostRunning(machine, tokens),
  };
}

/** Sequences that a replica is told to run at most: so many on each rank. Racks that decode alone are told nothing. */
export function mostAllowed({ inputs, layout }: Pick<Replica, 'inputs' | 'layout'>): number {
  const { lpx, serving } = inputs;
  if (lpx?.role === 'decode' || serving.maxSequences === null) return Number.POSITIVE_INFINITY;
  return serving.maxSequences * layout.attentionData;
}

/**
 * Requests that a replica runs at once: those that its memory holds at their lengths while running, or at the longest
 * where the server reserves that, and no more sequences than it is told to run.
 */
export function mostRunning(machine: Machine, { input, output }: RequestTokens): number {
  const { replica, fits, kvPool } = machine;
  const { serving } = replica.inputs;
  const most = mostAllowed(replica);
  if (!serverOf(serving.engine).reservesRequests) return Math.min(fits, most);
  const whole = kvPool.sequenceBytes(input + output);
  const reserved = whole > 0 ? Math.min(1, kvPool.demand.meanBytes / whole) : 1;
  return Math.min(fits * reserved, most);
}

/**
 * What of a request is served from the cache while `users` share a replica: their running sequences leave the memory,
 * and their turns fill it. `requestsPerSecond` of the replica; `null` where each user asks again once answered.
 */
export function servedBeside(
  machine: Machine,
  request: PlannedRequest,
  users: number,
  requestsPerSecond: number | null,
): ServedRequest {
  // Nothing is looked for in a cache then.
  if (request.cached <= 0 || !request.turnDelay) return allServed(request);
  return lastServed(machine)({
    input: request.input,
    cached: request.cached,
    output: request.output,
    turnDelay: request.turnDelay,
    users,
    requestsPerSecond,
  });
}

interface ServedAt extends PlannedRequest {
  readonly users: number;
  readonly requestsPerSecond: number | null;
}

/** Whether a load is fast enough, fits beside its prompts, and how much it makes is asked one after the other. */
const lastServed = perObject('what caches of machines serve', (machine: Machine) =>
  keptLast(({ users, requestsPerSecond, ...request }: ServedAt): ServedRequest => {
    const { replica } = machine;
    const { attentionData } = replica.layout;
    // Where LPX decodes, it holds the running sequences.
    const elsewhere = replica.inputs.lpx?.role === 'decode';
    const runningBytes = elsewhere
      ? 0
      : (users / attentionData) * machine.kvPool.demand.meanBytes * machine.kvPool.acceleratorShare;
    return servedRequest(
      request,
      { replica, runningBytes },
      (tokens) => (requestsPerSecond ?? unqueuedRate(machine, tokens, users)) / attentionData,
    );
  }),
);

/** Requests a second of a replica's users if none of them waits. */
function unqueuedRate(machine: Machine, tokens: RequestTokens, users: number): number {
  const loop = loopOf(colocatedReplica(machine, tokens), tokens, users);
  return (
    users /
    answerSeconds(
      colocatedParts(machine, loop, { tokens, reloadSeconds: 0 }, users),
      tokens,
      loop.tpotSeconds,
    )
  );
}

/** Seconds from arrival to last token without a queue. */
export function answerSeconds(
  parts: Omit<TtftParts, 'queue'>,
  { output }: RequestTokens,
  tpotSeconds: number,
): number {
  return firstSeconds(parts) + (output - 1) * tpotSeconds;
}

/** Tokens per second of each of `users` that share a replica with their prompts; 0 where these exceed the token budget. */
export function sharedSpeed(machine: Machine, request: PlannedRequest, users: number): number {
  return foundSpeed(machine, servedBeside(machine, request, users, null).tokens, users);
}

/** The same where all that is asked of the cache is found there. */
export function foundSpeed(machine: Machine, tokens: RequestTokens, users: number): number {
  const replica = colocatedReplica(machine, tokens);
  const loop = loopOf(replica, tokens, users);
  return fitsBudget(replica, loop) ? 1 / loop.tpotSeconds : 0;
}

/**
 * Seconds to the first token of `users` on each of the replicas among which so many requests arrive a second at random
 * (`null`: each user asks again once answered); `null` where they are too many.
 */
export function firstTokenOf(
  machine: Machine,
  request: PlannedRequest,
  users: number,
  requestsPerSecond: number | null,
): TtftSeconds | null {
  const served = servedBeside(machine, request, users, null);
  const { tokens } = served;
  const replica = colocatedReplica(machine, tokens);
  const loop = loopOf(replica, tokens, users);
  if (!fitsBudget(replica, loop)) return null;
  if (requestsPerSecond === null) {
    const looped = closedLoop(replica, tokens, users);
    return settledTtft(colocatedParts(machine, looped, served, users), loopWait(looped));
  }
  const parts = colocatedParts(machine, loop, served, users);
  const each = users / answerSeconds(parts, tokens, loop.tpotSeconds);
  const wait = colocatedWait(machine, tokens, users, { each, replicas: requestsPerSecond / each });
  return settledTtft(parts, wait);
}

/** Which of the targets is missed, and by how much. */
export function lateReason(ttftSeconds: TtftSeconds | null, target: Ttft): Reason {
  if (!ttftSeconds) return { code: 'prompts-too-many' };
  const names = ['p50', 'p95', 'p99', 'mean'] as const;
  const name = names.find((one) => target[one] !== null && ttftSeconds[one] > target[one]) ?? 'p95';
  return { code: 'first-token-late', at: name, seconds: ttftSeconds[name], target: target[name] ?? 0 };
}

/** What a first token takes beside the queue, on a replica that also decodes. */
export function colocatedParts(
  { replica }: Machine,
  loop: ClosedLoop,
  { tokens, reloadSeconds }: Pick<ServedRequest, 'tokens' | 'reloadSeconds'>,
  users: number,
): Omit<TtftParts, 'queue'> {
  const { prompt, step } = loop;
  const { schedulerRecvInterval: interval } = replica.inputs.serving;
  const steps = firstSteps(interval, (loop.decoding - 1) / replica.layout.attentionData);
  // Steps between the chunks of a long prompt also decode for the others.
  const between = users > 1 ? Math.max(0, prompt.chunks - 1) * step.seconds : 0;
  const { exposedSeconds } = toLpx(replica, tokens, prompt.seconds);
  const seconds = prompt.seconds + between + togetherSeconds(loop, tokens, interval);
  return { ...ttftParts(seconds, steps * step.seconds, exposedSeconds), reload: reloadSeconds };
}

/**
 * Seconds of decode steps until the first token of a request whose prompt was handed over is out, while a replica decodes
 * for so many (request.md 6). `step`: theirs.
 */
export function firstStepsAfter({ replica }: Machine, sequences: number, step: Step): number {
  const others = (sequences - 1) / replica.layout.attentionData;
  const steps = firstSteps(replica.inputs.serving.schedulerRecvInterval, others) + takenUpSteps(others);
  return steps * step.seconds;
}

/** Requests a second of each replica, and the replicas, whole or not, behind the same router. */
export interface RoutedRequests {
  readonly each: number;
  readonly replicas: number;
}

/** With more servers behind one queue hardly anybody waits who does not with these. */
const MOST_BEHIND_ONE_QUEUE = 128;

/**
 * The wait for a step with room for one more prompt (request.md 6): a rank serves prompts in steps that are full of
 * them. The ranks of all replicas are behind one queue, as a router that knows their loads sends a request where it waits least.
 */
export function colocatedWait(
  machine: Machine,
  tokens: RequestTokens,
  users: number,
  { each, replicas }: RoutedRequests,
): Wait {
  const serviceSeconds = colocatedService(machine, tokens, users);
  const cold =
    tokens.cached > 0 ? colocatedService(machine, { ...tokens, cached: 0 }, users) : serviceSeconds;
  const serviceScv = spreadWithHits(cold, serviceSeconds);
  const { attentionData: ranks } = machine.replica.layout;
  const servers = Math.max(ranks, Math.min(MOST_BEHIND_ONE_QUEUE, ranks * replicas));
  return waitOf({ requestsPerSecond: (each * servers) / ranks, serviceSeconds, serviceScv }, servers);
}

/** Seconds that a prompt takes of a rank whose steps are full of prompts beside what they decode. */
function colocatedService(machine: Machine, tokens: RequestTokens, users: number): number {
  const replica = colocatedReplica(machine, tokens);
  const step = replica.step(users);
  const room = promptRoom(replica, users, step);
  const prompt = replica.prompt(room, decodedBeside(replica, users, step));
  return ((tokens.input - tokens.cached) / room) * step.seconds + prompt.addedSeconds * replica.ranks;
}

/** Seconds that a mean prompt takes of a prefill replica, and that it would without hits. */
export interface PoolService {
  readonly served: number;
  readonly cold: number;
}

/** The wait for one of several prefill replicas. */
export function prefillWait(
  { served, cold }: PoolService,
  replicas: number,
  requestsPerSecond: number,
  kept = PREFILL_KEPT,
): Wait {
  // Pairing leaves each side less than its own rate.
  const serviceSeconds = served / kept;
  const arrivals = { requestsPerSecond, serviceSeconds, serviceScv: spreadWithHits(cold, served) };
  return waitOf(arrivals, Math.max(1, Math.floor(replicas)));
}
