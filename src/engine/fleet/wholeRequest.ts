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
import { DECODE_KEPT } from '../time/request/disaggregated.js';
import { meets, ttftOf } from '../time/request/ttft.js';
import type { Replica } from './replica.js';
import { loadState, type LoadState, type RequestPlace } from './request/loadState.js';
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
  const ttft = Number.isFinite(state.wait.meanSeconds) ? ttftOf(parts, state.wait) : null;
  const closed = requestsOf(place, ttft, loop.tpotSeconds);
  const requestsPerSecond = place.arrivals ?? closed ?? 0;
  const keeping = pool ?? { replica: machine.replica, replicas: place.replicas, share: 1 };
  return {
    tokens,
    planned: request,
    keeping: keeping.replica,
    prompt,
    closedRequestsPerSecond: closed ?? 0,
    promptsInFlight: inFlight(place, state),
    keptPrefixBytes: pool ? 0 : (served.hits?.inMemoryBytes ?? 0),
    prefill: prefillResult(place, state, requestsPerSecond),
    prefixCache: prefixCacheResult(request, served, keeping.replica, keeping.replicas * keeping.share),
    request: {
      requestsPerSecond,
      ttftSeconds: ttft,
      parts: { ...parts, queue: ttft ? state.wait.meanSeconds : 0 },
      tpotSeconds: loop.tpotSeconds,
      band: bandOf(machine.replica.chosen),
      endToEndSeconds: ttft ? ttft.mean + (tokens.output - 1) * loop.tpotSeconds : null,
      meetsTtft: meets(ttft, place.ttft),
      kvTransferBytes: moved.bytes,
      kvTransferSeconds: moved.seconds,
      maxRequestsPerSecond: goodput(place),
    },
  };
}

/**
 * Prompts under way on average (Little's law): while they are computed here, and while they are handed over. Users of a
 * closed loop wait for their own, and are counted already.
 */
function inFlight({ arrivals, prefill }: RequestPlace, { parts, moved }: LoadState): number {
  if (arrivals === null) return 0;
  return arrivals * (prefill ? moved.seconds : parts.prefill + parts.reload);
}

/** Requests a second that `users` of each replica make. */
function requestsOf(
  { users, replicas, request }: RequestPlace,
  ttft: TtftSeconds | null,
  tpot: number,
): number | null {
  return ttft && (users * replicas) / (ttft.mean + (request.output - 1) * tpot);
}

/** Requests a second at the largest load that keeps the targets. Pairing leaves decode less than its own rate. */
function goodput(place: RequestPlace): number | null {
  if (place.mostUsers <= 0) return null;
  const full = { ...place, users: place.mostUsers, arrivals: null };
  const { parts, wait, loop } = loadState(full);
  const loopRate = requestsOf(full, ttftOf(parts, wait), loop.tpotSeconds);
  if (!place.prefill || loopRate === null) return loopRate;
  const decoded = (full.users * full.replicas) / (place.request.output * loop.tpotSeconds);
  return Math.min(loopRate, DECODE_KEPT * decoded);
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

function bandOf({
  error,
  basis,
}: {
  readonly error: number;
  readonly basis: Basis;
}): Band & { basis: Basis } {
  return { low: 1 / (1 + error), high: 1 + error, basis };
}
