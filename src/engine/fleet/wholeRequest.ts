import type {
  Band,
  PrefillParts,
  PrefillResult,
  PrefixCacheResult,
  RequestResult,
  TtftSeconds,
} from '../shapes/requestResult.js';
import type { Basis } from '../shapes/reasons.js';
import { prefillBandFactor } from '../time/prefill/factors.js';
import type { PromptTime } from '../time/prefill/promptTime.js';
import type { RequestTokens } from '../time/request/colocated.js';
import { DECODE_KEPT, PREFILL_KEPT } from '../time/request/disaggregated.js';
import { stepKind } from '../time/kernels/kind.js';
import { serverRecord, type ServerErrors } from '../time/request/serverErrors.js';
import { meets, settledTtft, ttftOf } from '../time/request/ttft.js';
import type { Machine } from './machine.js';
import { answerSeconds } from './prompts.js';
import type { Replica } from './replica.js';
import {
  loadState,
  promptsUnderWay,
  type LoadState,
  type PrefillPool,
  type RequestPlace,
} from './request/loadState.js';
import { prefixCacheResult } from './request/prefixes.js';

/** What is said of a workload's requests, and the loop that it rests on. */
export interface WholeRequest {
  readonly prefill: PrefillResult;
  readonly request: RequestResult;
  /** As far as no price bears on it; where prefixes are kept, and what is asked of them. */
  readonly prefixCache: PrefixCacheResult | null;
  readonly keeping: Replica;
  readonly planned: RequestTokens;
  /** `cached` is what is really served. */
  readonly tokens: RequestTokens;
  readonly prompt: PromptTime;
  /** Requests a second if each user asked again once answered. */
  readonly closedRequestsPerSecond: number;
  /** Prompts whose cache is held before their first token, beside the sequences that decode. */
  readonly promptsInFlight: number;
  /** Bytes of prefixes that one decode accelerator must keep so that all asked hits are served. */
  readonly keptPrefixBytes: number;
}

/** A request from arrival to last token (request.md 6). */
export function wholeRequest(place: RequestPlace): WholeRequest {
  const { machine, request, prefill: pool } = place;
  const state = loadState(place);
  const { served, prompt, loop, parts, moved } = state;
  const { tokens } = served;
  const ttft = settledTtft(parts, state.wait);
  const closed = requestsOf(place, ttft, loop.tpotSeconds);
  const requestsPerSecond = place.arrivals ?? closed ?? 0;
  const keeping = pool ?? { replica: machine.replica, replicas: place.replicas, share: 1 };
  return {
    tokens,
    planned: request,
    keeping: keeping.replica,
    prompt,
    closedRequestsPerSecond: closed ?? 0,
    promptsInFlight: promptsUnderWay(place, state),
    keptPrefixBytes: pool ? 0 : (served.hits?.inMemoryBytes ?? 0),
    prefill: prefillResult(place, state, requestsPerSecond),
    prefixCache: prefixCacheResult(request, served, keeping.replica, keeping.replicas * keeping.share),
    request: {
      requestsPerSecond,
      ttftSeconds: ttft,
      parts: { ...parts, queue: ttft ? state.wait.meanSeconds : 0 },
      tpotSeconds: loop.tpotSeconds,
      band: requestBand(machine, pool ? 'disaggregated' : 'colocated'),
      endToEndSeconds: ttft ? ttft.mean + (tokens.output - 1) * loop.tpotSeconds : null,
      meetsTtft: meets(ttft, place.ttft),
      kvTransferBytes: moved.bytes,
      kvTransferSeconds: moved.seconds,
      maxRequestsPerSecond: goodput(place),
    },
  };
}

/** Requests a second that `users` of each replica make. */
function requestsOf(
  { users, replicas, request }: RequestPlace,
  ttft: TtftSeconds | null,
  tpot: number,
): number | null {
  return ttft && (users * replicas) / (ttft.mean + (request.output - 1) * tpot);
}

/** Requests a second at the largest load that keeps the targets. */
function goodput(place: RequestPlace): number | null {
  if (place.mostUsers <= 0) return null;
  if (place.prefill) return goodputApart(place, place.prefill);
  const full = { ...place, users: place.mostUsers, arrivals: null };
  const { parts, wait, loop, served } = loadState(full);
  if (place.arrivals === null) return requestsOf(full, ttftOf(parts, wait), loop.tpotSeconds);
  // Who waits in the queue is not among the users of a replica yet; the fleet is sized alike (`tokenRate`).
  return (full.users * full.replicas) / answerSeconds(parts, served.tokens, loop.tpotSeconds);
}

/** The same where prompts are computed elsewhere: what decoding takes, the pool has left by others, and first tokens allow. */
function goodputApart(place: RequestPlace, pool: PrefillPool): number {
  const { machine, request, replicas, mostUsers } = place;
  if (place.arrivals === null) return goodputLooped(place);
  const { prompt } = loadState({ ...place, users: mostUsers });
  const tpotSeconds = 1 / machine.servedSpeed(mostUsers);
  // Pairing leaves each side less than its own rate.
  const decoded = (DECODE_KEPT * mostUsers * replicas) / (request.output * tpotSeconds);
  const left = PREFILL_KEPT * Math.max(1, pool.replicas) - pool.others.busy;
  const most = Math.min(decoded, Math.max(0, left) / prompt.batchedSeconds);
  if (!place.ttft) return most;
  return largest(most, (arrivals) => {
    const users = Math.min(mostUsers, (arrivals * request.output * tpotSeconds) / replicas);
    const { parts, wait } = loadState({ ...place, users, arrivals });
    return meets(settledTtft(parts, wait), place.ttft);
  });
}

/** That of users who ask again once answered: of the most whose first tokens come in time. */
function goodputLooped(place: RequestPlace): number {
  const answered = (users: number) => {
    const { parts, wait, loop } = loadState({ ...place, users });
    return { ttft: settledTtft(parts, wait), tpot: loop.tpotSeconds };
  };
  const users = place.ttft
    ? largest(place.mostUsers, (some) => meets(answered(some).ttft, place.ttft))
    : place.mostUsers;
  const { ttft, tpot } = answered(users);
  return requestsOf({ ...place, users }, ttft, tpot) ?? 0;
}

/** Halvings of the load at which first tokens begin to come late: to a thousandth of it. */
const HALVINGS = 10;

/** The largest load up to `most` at which targets hold; 0 where they hold at none. */
function largest(most: number, holds: (load: number) => boolean): number {
  if (holds(most)) return most;
  let [low, high] = [0, most];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function prefillResult(
  place: RequestPlace,
  { loop, prompt, served: { tokens } }: LoadState,
  requestsPerSecond: number,
): PrefillResult {
  const { machine, prefill: pool, replicas } = place;
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
  'host',
  'communication',
  'fixed',
];

function largestPart(parts: PrefillParts): keyof PrefillParts {
  return PARTS.reduce((largest, name) => (parts[name] > parts[largest] ? name : largest));
}

function prefillBand(carried: boolean): PrefillResult['band'] {
  const factor = prefillBandFactor(carried);
  return { low: 1 / factor, high: factor, basis: { code: carried ? 'prefill-carried' : 'prefill-measured' } };
}

/** The spread of a server's time per output token: what servers of its class were missed by, where steps are counted. */
function requestBand(machine: Machine, mode: ServerErrors['mode']): RequestResult['band'] {
  const { chosen, calibrated, inputs } = machine.replica;
  const counted = calibrated === null && inputs.lpx === null && machine.replica.host() !== null;
  const { model, serving, accelerator } = inputs;
  const place = { engine: serving.engine, generation: accelerator.generation };
  const record = counted ? serverRecord({ ...place, mode, kind: stepKind(model) }) : null;
  if (!record) return bandOf(chosen);
  const { engine, generation, runs, median, own, error } = record;
  const basis = {
    code: own ? 'servers' : 'servers-carried',
    engine,
    generation,
    mode,
    runs,
    median,
  } as const;
  return bandOf({ error, basis });
}

function bandOf({
  error,
  basis,
}: {
  readonly error: number;
  readonly basis: Basis;
}): Band & { basis: Basis } {
  return { low: 1 / (1 + error), high: 1 + error, basis };
}
