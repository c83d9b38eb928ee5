import { residentBytes, shardFraction } from '../../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../../catalog/shapes/families/families.js';
import type { KvCacheFormat, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec } from '../../../catalog/shapes/types.js';

/**
 * Bytes that carry a prompt's KV cache from prefill to `tensor` decode ranks (request.md 4). Each rank fetches the
 * heads that it holds, so ranks beyond the number of KV heads fetch copies; what all ranks hold alike is sent once.
 */
export function handOverBytes(
  model: ModelSpec,
  format: KvCacheFormat,
  tensor: number,
  tokens: number,
): number {
  return model.groups.reduce(
    (sum, group) => sum + residentBytes(group, format, tokens) * copiesSent(group, tensor),
    0,
  );
}

/** Times that a group's cache crosses the link. */
function copiesSent(group: CacheGroup, tensor: number): number {
  return familyOf(group).handedOver === 'each' ? Math.max(1, tensor * shardFraction(group, tensor)) : 1;
}

/** A link between those that prefill and those that decode. */
export interface HandOverLink {
  /** At the data sheet, of all accelerators that send one prompt together. */
  readonly bytesPerSecond: number;
}

/** Seconds that a hand-over takes whatever its size: Mooncake on 8 × 200 Gb/s RDMA, H20, 2026-07 (least squares). */
const HAND_OVER_FIXED_SECONDS = 1.45e-3;
/** Part of the data sheet that large hand-overs reach: 167.6 of 200 GB/s on the same machine. */
const HAND_OVER_EFFICIENCY = 0.838;

/** Seconds that a hand-over takes over a link at what links were seen to reach. */
export function handOverSeconds(bytes: number, { bytesPerSecond }: HandOverLink): number {
  return transferSeconds(bytes, bytesPerSecond * HAND_OVER_EFFICIENCY, HAND_OVER_FIXED_SECONDS);
}

/** Seconds to move bytes at a rate, after a fixed time. */
export function transferSeconds(bytes: number, bytesPerSecond: number, fixedSeconds: number): number {
  return bytes > 0 ? fixedSeconds + bytes / bytesPerSecond : 0;
}

/**
 * Serving engines that send a layer while the next is computed. TensorRT-LLM (issue 9212) and SGLang (pull request
 * 34905, open on 2026-08-15) send the whole prompt afterwards.
 */
const BY_LAYER: Readonly<Record<Serving['engine'], boolean>> = {
  vllm: true,
  sglang: false,
  trtllm: false,
  tuned: true,
};

/** A hand-over beside the prompt that it follows. */
export interface HandOver {
  readonly transferSeconds: number;
  readonly prefillSeconds: number;
  readonly layers: number;
}

/** Seconds of a hand-over that a request waits for: all of it, or what layer by layer does not hide behind prefill. */
export function exposedSeconds(handOver: HandOver, engine: Serving['engine']): number {
  const { transferSeconds: all, prefillSeconds, layers } = handOver;
  if (!BY_LAYER[engine]) return all;
  const lastLayer = all / layers;
  // The first layer is sent once it is computed: all but one layer's time can hide transfers.
  return Math.max(lastLayer, all - (prefillSeconds * (layers - 1)) / layers);
}
