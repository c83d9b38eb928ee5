import type { Economics, Layout, Serving, TurnDelay } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { sequenceBytesPerRank } from '../../memory/footprint.js';
import { bytesLeft } from '../../memory/prefixSet.js';
import { blockSizeOf } from '../../memory/rank.js';
import { logNormalGaps } from '../../memory/turnGaps.js';
import type { PrefixCacheResult } from '../../shapes/requestResult.js';
import type { PromptKernel } from '../../time/prefill/promptKernel.js';
import { promptTime, type PromptTime } from '../../time/prefill/promptTime.js';
import type { RequestTokens } from '../../time/request/colocated.js';
import {
  breakEvenBytesPerSecond,
  holdSeconds,
  holdSecondsInMemory,
  type KeptToken,
} from '../../time/request/reload.js';
import { settledHits, type PrefixPlace, type ServedHits } from '../../time/request/servedHits.js';
import type { Replica } from '../replica.js';
import { memoWithin, perObject } from '../../../units/memo.js';
import { tierUsdPerByteSecond as tierUsdPerSecond } from './tierCosts.js';

/** A request as a plan has it: what a cache is to serve of it, and when its session asks again. */
export interface PlannedRequest extends RequestTokens {
  readonly turnDelay: TurnDelay | null;
}

/** What of a request is really served from the cache. */
export interface ServedRequest {
  /** `cached` is what is found and worth bringing back. */
  readonly tokens: RequestTokens;
  /** Mean seconds of bringing it back. */
  readonly reloadSeconds: number;
  /** `null` where nothing says how long prefixes are kept: all hits are found then, in accelerator memory. */
  readonly hits: ServedHits | null;
}

/** Where prefixes are kept: a replica that computes prompts, and what running sequences take of one of its ranks. */
export interface KeepingReplica {
  readonly replica: Replica;
  readonly runningBytes: number;
}

/** What of a replica its prompts and what is kept of them follow from. */
type Prompting = Pick<Replica, 'prompt' | 'layout'> & {
  readonly inputs: Pick<Replica['inputs'], 'model' | 'serving'>;
};

/** Bytes of a rank for so many tokens. */
export function rankBytes({ inputs, layout }: Prompting, tokens: number): number {
  const { model, serving } = inputs;
  return sequenceBytesPerRank(model, serving.kvCache, layout, tokens, blockSizeOf(serving, model));
}

/** A prompt with and without its cached part, in steps of the whole budget. */
function promptPair({ prompt, inputs }: Prompting, { input, cached }: RequestTokens) {
  const { maxBatchedTokens } = inputs.serving;
  const cold = promptTime(prompt, { tokens: input, cached: 0 }, maxBatchedTokens);
  const warm = promptTime(prompt, { tokens: input - cached, cached }, maxBatchedTokens);
  return { cold, warm };
}

const saved = (cold: PromptTime, warm: PromptTime, what: 'seconds' | 'batchedSeconds' | 'flops'): number =>
  Math.max(0, cold[what] - warm[what]);

/** A request of which all that a plan names is found, as nothing says how long prefixes are kept. */
export const allServed = ({ input, cached, output }: RequestTokens): ServedRequest => ({
  tokens: { input, cached, output },
  reloadSeconds: 0,
  hits: null,
});

/** What of a request is served from the cache. `turnsAt`: turns of one rank in a second, by what is served. */
export function servedRequest(
  request: PlannedRequest,
  keeping: KeepingReplica,
  turnsAt: (tokens: RequestTokens) => number,
): ServedRequest {
  const { turnDelay, ...tokens } = request;
  if (tokens.cached <= 0 || !turnDelay) return allServed(request);
  const at = (share: number): RequestTokens => ({ ...tokens, cached: tokens.cached * share });
  const place = { ...keptPlace(keeping.replica)({ tokens, turnDelay }), rooms: roomsOf(keeping) };
  const hits = settledHits(place, (share) => turnsAt(at(share)));
  return { tokens: at(hits.servedShare), reloadSeconds: hits.reloadSeconds, hits };
}

/** All of a place but the room, which changes with each number of users that is tried. */
function keptPlace(replica: Replica): (turns: Turns) => Omit<PrefixPlace, 'rooms'> {
  const { prompt, layout, inputs } = replica;
  const { model, serving } = inputs;
  return (turns) => placesOf(prompt)({ ...turns, model, serving, layout });
}

interface Kept extends Turns {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly layout: Layout;
}

/** Replicas beside one number of racks or another compute prompts alike. */
const placesOf = perObject('prefixes of replicas', (prompt: PromptKernel) =>
  memoWithin(4, ({ tokens, turnDelay, model, serving, layout }: Kept): Omit<PrefixPlace, 'rooms'> => {
    const replica = { prompt, layout, inputs: { model, serving } };
    const { cold, warm } = promptPair(replica, tokens);
    return {
      gaps: logNormalGaps(turnDelay),
      bytesEach: rankBytes(replica, tokens.input + tokens.output),
      cachedBytes: rankBytes(replica, tokens.cached),
      recomputeSeconds: saved(cold, warm, 'seconds'),
    };
  }),
);

/** Turns of sessions: what each takes, and when the next one comes. */
interface Turns {
  readonly tokens: RequestTokens;
  readonly turnDelay: TurnDelay;
}

function roomsOf({ replica, runningBytes }: KeepingReplica): PrefixPlace['rooms'] {
  const left = bytesLeft(replica.memory.kvPoolBytes, runningBytes, 0);
  return [{ capacityBytes: left, bytesPerSecond: null }, ...replica.inputs.serving.kvOffload];
}

/** The cached part of a prompt on one accelerator: its bytes, and its seconds of computing it again. */
function keptPart(request: RequestTokens, replica: Replica): KeptToken {
  const { cold, warm } = promptPair(replica, request);
  // One group holds the prefix; all groups together compute that many prompts in the time.
  const prefillSeconds = saved(cold, warm, 'batchedSeconds') * replica.layout.attentionData;
  return { bytes: rankBytes(replica, request.cached), prefillSeconds };
}

/** The same with what keeping a prefix in tiers beside the accelerator is worth. USD per second of one, and economics. */
export function withTierPrices(
  result: PrefixCacheResult,
  request: RequestTokens,
  replica: Replica,
  { acceleratorUsdPerSecond, economics }: TierPrices,
): PrefixCacheResult {
  const part = keptPart(request, replica);
  const tiers = result.tiers.map((tier, i) => {
    // The first is accelerator memory, whose worth no price bears on.
    if (i === 0) return { ...tier, holdSeconds: result.holdSeconds };
    const usdPerByte = replica.inputs.serving.kvOffload[i - 1]?.usdPerByte ?? 0;
    if (acceleratorUsdPerSecond === null || usdPerByte <= 0) return tier;
    const tierUsdPerByteSecond = tierUsdPerSecond(usdPerByte, economics);
    return { ...tier, holdSeconds: holdSeconds(part, { acceleratorUsdPerSecond, tierUsdPerByteSecond }) };
  });
  return { ...result, tiers };
}

/** What computing again and keeping are weighed by. */
export interface TierPrices {
  /** `null` where neither price nor rent is known. */
  readonly acceleratorUsdPerSecond: number | null;
  readonly economics: Economics;
}

/** What is said of the prefix cache of a workload that runs on so many replicas; `null` where none is asked for. */
export function prefixCacheResult(
  request: PlannedRequest,
  { tokens, hits }: ServedRequest,
  replica: Replica,
  replicas: number,
): PrefixCacheResult | null {
  if (request.cached <= 0) return null;
  const { cold, warm } = promptPair(replica, request);
  const bytes = rankBytes(replica, request.cached);
  const recomputeSeconds = saved(cold, warm, 'seconds');
  const ranks = replica.devices * replicas;
  const served = promptPair(replica, tokens).warm;
  const [memory, ...beside] = hits?.tiers ?? [];
  return {
    hit: request.cached / request.input,
    servedHit: tokens.cached / request.input,
    savedFlops: saved(cold, served, 'flops'),
    workingSetBytes: hits && hits.workingSetBytes * ranks,
    memoryBytes: memory ? memory.bytes * ranks : null,
    offloadBytes: hits && beside.reduce((sum, tier) => sum + tier.bytes, 0) * ranks,
    reloadSeconds: hits && hits.reloadSeconds,
    recomputeSeconds,
    breakEvenBytesPerSecond: recomputeSeconds > 0 ? breakEvenBytesPerSecond(bytes, recomputeSeconds) : null,
    holdSeconds: holdSecondsInMemory(keptPart(request, replica), replica.memory.capacityBytes),
    tiers: (hits?.tiers ?? []).map((tier) => ({
      bytes: tier.bytes * ranks,
      hitShare: tier.hitShare,
      reloadSeconds: tier.reloadSeconds,
      fasterThanRecompute: tier.asked,
      holdSeconds: null,
    })),
    ...(hits ? {} : { reason: { code: 'turn-delay-unknown' as const } }),
  };
}
