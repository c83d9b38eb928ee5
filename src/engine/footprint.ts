import { readBytes, residentBytes, shardFraction } from '../catalog/cacheGroups.js';
import type { KvCacheFormat, Layout } from '../catalog/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../catalog/types.js';
import { weightClassBytes } from '../catalog/weights.js';
import type { Serving } from '../catalog/resolvedPlan.js';

/** Bytes that one rank holds of one sequence of `tokens`, in whole pages. */
export function sequenceBytesPerRank(
  model: ModelSpec,
  formats: KvCacheFormat,
  layout: Layout,
  tokens: number,
  blockSize: number,
): number {
  const paged = Math.ceil(tokens / blockSize) * blockSize;
  let bytes = 0;
  for (const group of model.groups) {
    const share = shardFraction(group, layout.tensor);
    const split = group.kind === 'recurrent' ? 1 : layout.context;
    bytes += (residentBytes(group, formats, paged) * share) / split;
  }
  return bytes / layout.pipeline;
}

/** Bytes one rank reads for one sequence in a step: once for all verified tokens, and once more for each. */
export interface SequenceReads {
  readonly shared: number;
  readonly perQuery: number;
}

/** Reads of one decode step at `tokens` of context, for one rank and sequence. */
export function sequenceReadsPerRank(
  model: ModelSpec,
  formats: KvCacheFormat,
  layout: Layout,
  tokens: number,
): SequenceReads {
  let shared = 0;
  let perQuery = 0;
  for (const group of model.groups) {
    const share = shardFraction(group, layout.tensor) / (group.kind === 'recurrent' ? 1 : layout.context);
    const reads = readBytes(group, formats, tokens);
    shared += reads.shared * share;
    perQuery += reads.perQuery * share;
  }
  return { shared: shared / layout.pipeline, perQuery: perQuery / layout.pipeline };
}

/** Weights of one replica as one rank holds and reads them, in bytes. */
export interface RankWeights {
  /** Read whole in every step. */
  readonly dense: number;
  /** Routed experts, read as far as tokens choose them. */
  readonly experts: number;
  /** Held but hardly read: the input embedding table. */
  readonly lookedUp: number;
}

/** Which weights leave the GPUs when LPX takes the feed-forward layers. */
export const FEED_FORWARD_ROLES: ReadonlySet<WeightRole> = new Set(['dense-ffn', 'experts', 'shared-experts']);

/**
 * Weights per rank: attention, dense layers and embeddings split over `tensor` ranks and are repeated in
 * every data-parallel group; routed experts split over all ranks of the stage.
 */
export function rankWeights(
  model: ModelSpec,
  format: Serving['weights'],
  layout: Layout,
  moved: ReadonlySet<WeightRole>,
): RankWeights {
  const stage = layout.tensor * layout.attentionData;
  let dense = 0;
  let experts = 0;
  let lookedUp = 0;
  for (const { role, bytes, tied } of weightClassBytes(model, format)) {
    if (moved.has(role)) continue;
    if (role === 'experts') experts += bytes / stage;
    else if (role === 'embedding' && !tied) lookedUp += bytes / layout.tensor;
    else dense += bytes / layout.tensor;
  }
  return {
    dense: dense / layout.pipeline,
    experts: experts / layout.pipeline,
    lookedUp: lookedUp / layout.pipeline,
  };
}
