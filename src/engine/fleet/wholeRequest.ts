import type { Ttft } from '../../catalog/shapes/resolvedPlan.js';
import type {
  Band,
  PrefillParts,
  PrefillResult,
  RequestResult,
  TtftParts,
  TtftSeconds,
} from '../shapes/requestResult.js';
import { prefillBandFactor } from '../time/prefill/factors.js';
import type { PromptTime } from '../time/prefill/promptTime.js';
import { closedLoop, type ClosedLoop, type RequestTokens } from '../time/request/colocated.js';
import { exposedSeconds, handOverBytes, handOverSeconds } from '../time/request/handOver.js';
import type { Wait } from '../time/request/queue.js';
import { meets, ttftOf, ttftParts } from '../time/request/ttft.js';
import type { Machine } from './machine.js';
import { colocatedParts, colocatedReplica, colocatedWait, prefillWait } from './prompts.js';
import { poolPrompt } from './prefillSystem.js';
import type { Replica } from './replica.js';

/** Accelerators that compute prompts for those that decode. */
export interface PrefillPool {
  readonly replica: Replica;
  /** Whole replicas. */
  readonly replicas: number;
  /** Bytes per second from one accelerator to those that decode. */
  readonly link: number;
}

/** A workload's requests on the replicas that it gets. */
export interface RequestPlace {
  readonly machine: Machine;
  readonly tokens: RequestTokens;
  /** Decode replicas, not rounded. */
  readonly replicas: number;
  /** Users of one replica whose requests are under way. */
  readonly users: number;
  /** Most of them at which the targets hold; 0 where they never do. */
  readonly mostUsers: number;
  /** Requests a second of all replicas at peak; `null` where each user asks again once answered. */
  readonly arrivals: number | null;
  readonly ttft: Ttft | null;
  /** `null`: prompts are computed in the steps of decoding. */
  readonly prefill: PrefillPool | null;
}

/** What is said of a workload's requests, and the loop that it rests on. */
export interface WholeRequest {
  readonly prefill: PrefillResult;
  readonly request: RequestResult;
  readonly tokens: RequestTokens;
  readonly prompt: PromptTime;
  /** Requests a second if each user asked again once answered. */
  readonly closedRequestsPerSecond: number;
}

/** A request from arrival to last token (request.md 6). */
export function wholeRequest(place: RequestPlace): WholeRequest {
  const { machine, tokens, prefill: pool } = place;
  const state = pool ? disaggregated(place, pool) : colocated(place, place.users);
  const { prompt, loop, parts } = state;
  const ttft = Number.isFinite(state.wait.meanSeconds) ? ttftOf(parts, state.wait) : null;
  const closed = requestsOf(place, ttft, loop.tpotSeconds);
  const requestsPerSecond = place.arrivals ?? closed ?? 0;
  return {
    tokens,
    prompt,
    closedRequestsPerSecond: closed ?? 0,
    prefill: prefillResult(place, state, requestsPerSecond),
    request: {
      requestsPerSecond,
      ttftSeconds: ttft,
      parts: { ...parts, queue: ttft ? state.wait.meanSeconds : 0 },
      tpotSeconds: loop.tpotSeconds,
      band: bandOf(machine.replica.chosen),
      endToEndSeconds: ttft ? ttft.mean + (tokens.output - 1) * loop.tpotSeconds : null,
      meetsTtft: meets(ttft, place.ttft),
      kvTransferBytes: state.transferBytes,
      kvTransferSeconds: state.transferSeconds,
      maxRequestsPerSecond: goodput(place),
    },
  };
}

/** One load of a replica: its loop, its prompt, and what a first token takes. */
interface LoadState {
  readonly loop: Pick<ClosedLoop, 'tpotSeconds' | 'stepShare' | 'utilization' | 'step'>;
  readonly prompt: PromptTime;
  readonly wait: Wait;
  readonly parts: Omit<TtftParts, 'queue'>;
  readonly transferBytes: number;
  readonly transferSeconds: number;
}

function colocated({ machine, tokens, replicas, arrivals }: RequestPlace, users: number): LoadState {
  const replica = colocatedReplica(machine, tokens);
  const loop = closedLoop(replica, tokens, users);
  const wait =
    arrivals === null
      ? { meanSeconds: loop.waitSeconds, chance: loop.waitSeconds > 0 ? 1 : 0 }
      : colocatedWait(replica, tokens, users, arrivals / replicas);
  return {
    loop,
    prompt: loop.prompt,
    wait,
    parts: colocatedParts(loop, users),
    transferBytes: 0,
    transferSeconds: 0,
  };
}

function disaggregated(place: RequestPlace, pool: PrefillPool): LoadState {
  const { machine, tokens, users } = place;
  const { replica } = machine;
  const prompt = poolPrompt(pool.replica, tokens);
  const step = machine.step(users);
  const { model, serving } = replica.inputs;
  const transferBytes = handOverBytes(model, serving.kvCache, replica.layout.tensor, tokens.input);
  const senders = pool.replica.layout.tensor * pool.replica.layout.pipeline;
  const transferSeconds = handOverSeconds(transferBytes, { bytesPerSecond: pool.link * senders });
  const exposed = exposedSeconds(
    { transferSeconds, prefillSeconds: prompt.seconds, layers: model.layers },
    pool.replica.inputs.serving.engine,
  );
  const parts = ttftParts(prompt.seconds, step.seconds, exposed);
  const tpotSeconds = step.seconds / step.acceptedLength;
  const perSecond = place.arrivals ?? unqueuedRate(place, parts, tpotSeconds);
  const wait = prefillWait(prompt, tokens.cached, pool.replicas, perSecond);
  const utilization = (perSecond * prompt.batchedSeconds) / Math.max(1, pool.replicas);
  return {
    loop: { tpotSeconds, stepShare: 0, utilization, step },
    prompt,
    // A closed loop asks no faster than it is answered: over the pool's rate the users wait in turn.
    wait:
      place.arrivals === null && utilization >= 1 ? turnsWait(place, parts, tpotSeconds, pool, prompt) : wait,
    parts,
    transferBytes,
    transferSeconds,
  };
}

/** Requests a second of a closed loop in which nobody waits for prefill. */
function unqueuedRate(
  { users, replicas, tokens }: RequestPlace,
  parts: Omit<TtftParts, 'queue'>,
  tpotSeconds: number,
): number {
  const first = parts.overhead + parts.prefill + parts.reload + parts.transfer + parts.firstStep;
  return (users * replicas) / (first + (tokens.output - 1) * tpotSeconds);
}

/** The wait of a closed loop whose prefill pool is always busy: what Little's law leaves of the users' time. */
function turnsWait(
  place: RequestPlace,
  parts: Omit<TtftParts, 'queue'>,
  tpotSeconds: number,
  pool: PrefillPool,
  prompt: PromptTime,
): Wait {
  const served = pool.replicas / prompt.batchedSeconds;
  const unqueued = unqueuedRate(place, parts, tpotSeconds);
  const users = place.users * place.replicas;
  return { meanSeconds: Math.max(0, users / served - users / unqueued), chance: 1 };
}

/** Requests a second that `users` of each replica make. */
function requestsOf(
  { users, replicas, tokens }: RequestPlace,
  ttft: TtftSeconds | null,
  tpot: number,
): number | null {
  return ttft && (users * replicas) / (ttft.mean + (tokens.output - 1) * tpot);
}

/** Requests a second at the largest load that keeps the targets. */
function goodput(place: RequestPlace): number | null {
  if (place.mostUsers <= 0) return null;
  const full = { ...place, users: place.mostUsers, arrivals: null };
  const state = place.prefill ? disaggregated(full, place.prefill) : colocated(full, place.mostUsers);
  return requestsOf(full, ttftOf(state.parts, state.wait), state.loop.tpotSeconds);
}

function prefillResult(
  place: RequestPlace,
  { loop, prompt }: LoadState,
  requestsPerSecond: number,
): PrefillResult {
  const { machine, tokens, prefill: pool, replicas } = place;
  const { replica } = pool ?? machine;
  const busy = requestsPerSecond * prompt.batchedSeconds * replica.devices;
  const uncached = tokens.input - tokens.cached;
  return {
    mode: pool ? 'disaggregated' : 'colocated',
    tokensPerSecondPerAccelerator: uncached / (prompt.batchedSeconds * replica.devices),
    secondsPerPrompt: prompt.seconds,
    chunks: prompt.chunks,
    flopsPerPrompt: prompt.flops,
    attentionShare: prompt.attentionShare,
    bound: largestPart(prompt.parts),
    speedOfLightSeconds: prompt.lightSeconds,
    band: prefillBand(replica.prompt.carried),
    parts: prompt.parts,
    acceleratorsNeeded: busy,
    perDecodeAccelerator: busy / (replicas * machine.replica.devices),
    stepShare: loop.stepShare,
    utilization: loop.utilization,
  };
}

const PARTS: readonly (keyof PrefillParts)[] = [
  'linear',
  'attention',
  'index',
  'weights',
  'communication',
  'fixed',
];

function largestPart(parts: PrefillParts): keyof PrefillParts {
  return PARTS.reduce((largest, name) => (parts[name] > parts[largest] ? name : largest));
}

function prefillBand(carried: boolean): PrefillResult['band'] {
  const factor = prefillBandFactor(carried);
  return { low: 1 / factor, high: factor, basis: carried ? 'carried' : 'measured' };
}

function bandOf({
  error,
  basis,
}: {
  readonly error: number;
  readonly basis: string;
}): Band & { basis: string } {
  return { low: 1 / (1 + error), high: 1 + error, basis };
}
