import { attentionFlops, readBytes, residentBytes, shardFraction } from '../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import type { KvCacheFormat, Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec, WeightFormat, WeightRole } from '../../catalog/shapes/types.js';
import { weightFormat } from '../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';
import { expectation, type ContextMix } from './contextMix.js';
import { memoWithin, perObject, perObjectWithin } from '../../units/memo.js';

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
    const split = familyOf(group).contextRanks(layout.context);
    bytes += (residentBytes(group, formats, paged) * share) / split;
  }
  return bytes / layout.pipeline;
}

/** What a context mix comes to for each cache group, unsharded: means over the mix. */
interface GroupMean {
  readonly heldBytes: number;
  readonly sharedBytes: number;
  readonly perQueryBytes: number;
  /** FLOPs of attention for one query token. */
  readonly flops: number;
}

/** What the means of a mix follow from, beside the mix. */
interface Cached {
  readonly groups: readonly CacheGroup[];
  readonly formats: KvCacheFormat;
  readonly blockSize: number;
}

/** Means over a mix, computed once for the groups of a model, their format and page size. */
const meansOver = perObject('means over context mixes', (mix: ContextMix) =>
  memoWithin(KEPT_MEANS, ({ groups, formats, blockSize }: Cached): readonly GroupMean[] =>
    groups.map((group) => groupMean(group, formats, blockSize, mix)),
  ),
);
/** Formats and page sizes that a mix is asked for: those of a plan's options. */
const KEPT_MEANS = 64;

function groupMean(group: CacheGroup, formats: KvCacheFormat, blockSize: number, mix: ContextMix): GroupMean {
  return {
    heldBytes: expectation(mix, (tokens) =>
      residentBytes(group, formats, Math.ceil(tokens / blockSize) * blockSize),
    ),
    sharedBytes: expectation(mix, (tokens) => readBytes(group, formats, tokens).shared),
    perQueryBytes: expectation(mix, (tokens) => readBytes(group, formats, tokens).perQuery),
    flops: expectation(mix, (tokens) => attentionFlops(group, tokens)),
  };
}

/** Bytes one rank holds and reads for one sequence of a mix, and FLOPs of its attention over all ranks. */
export interface SequenceMeans {
  readonly heldBytes: number;
  /** Read once for all verified tokens of a step, and once more for each. */
  readonly sharedBytes: number;
  readonly perQueryBytes: number;
  readonly flops: number;
}

/** Part of each group's bytes that one rank of a layout holds. */
export function groupShares(model: ModelSpec, layout: Layout): readonly number[] {
  return model.groups.map(
    (group) =>
      shardFraction(group, layout.tensor) / familyOf(group).contextRanks(layout.context) / layout.pipeline,
  );
}

/** A sequence on one rank of a layout, for any mix. */
export function sequenceMeans(
  model: ModelSpec,
  formats: KvCacheFormat,
  layout: Layout,
  blockSize: number,
): (mix: ContextMix) => SequenceMeans {
  const cached: Cached = { groups: model.groups, formats, blockSize };
  const shares = groupShares(model, layout);
  return perObjectWithin((mix: ContextMix) => {
    let [heldBytes, sharedBytes, perQueryBytes, flops] = [0, 0, 0, 0];
    meansOver(mix)(cached).forEach((mean, i) => {
      const share = shares[i] ?? 0;
      heldBytes += mean.heldBytes * share;
      sharedBytes += mean.sharedBytes * share;
      perQueryBytes += mean.perQueryBytes * share;
      flops += mean.flops;
    });
    return { heldBytes, sharedBytes, perQueryBytes, flops };
  });
}

/** Weights of one replica as one rank holds and reads them, in bytes. */
export interface RankWeights {
  /** Read whole in every step: layers, and (on the last stage of a pipeline) the head. */
  readonly dense: number;
  readonly head: number;
  /** Routed experts, read as far as tokens choose them. */
  readonly experts: number;
  /** Held but hardly read: input embeddings (on the first stage), a vision tower. */
  readonly idle: number;
}

/** What the fullest rank holds. Stages of a pipeline hold either the embeddings or the head. */
export function heldBytes({ dense, head, experts, idle }: RankWeights, { pipeline }: Layout): number {
  return dense + experts + (pipeline > 1 ? Math.max(head, idle) : head + idle);
}

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
  const slices = stage / layout.expert;
  let [dense, head, experts, idle] = [0, 0, 0, 0];
  for (const { role, bytes, tied, format: stored } of weightClassBytes(model, format)) {
    if (moved.has(role)) continue;
    if (role === 'experts') experts += (bytes * expertPadding(model, stored, slices)) / stage;
    else if (role === 'head' || tied) head += bytes / layout.tensor;
    else if (idleInDecode(role)) idle += bytes / layout.tensor;
    else dense += bytes / layout.tensor;
  }
  return { dense: dense / layout.pipeline, head, experts: experts / layout.pipeline, idle };
}

/**
 * How much larger experts get where engines pad them for their kernels: the model's width, and each of the slices that
 * ranks split an expert into, to half as much (nine starts of gpt-oss-120b on 2, 4 and 8 ranks).
 */
function expertPadding({ hiddenSize, moe }: ModelSpec, format: WeightFormat, slices: number): number {
  const { expertRow } = weightFormat(format);
  if (expertRow === 1) return 1;
  const slice = slices > 1 && moe ? padded(moe.expertHidden / slices, expertRow / 2) : 1;
  return padded(hiddenSize, expertRow) * slice;
}

/** What a width grows by where it is rounded up to whole multiples. */
function padded(width: number, multiple: number): number {
  return width > 0 ? (Math.ceil(width / multiple) * multiple) / width : 1;
}
