import { familyOf } from './families/families.js';
import type { OrdinaryHeads, Reads } from './families/family.js';
import type { KvCacheFormat } from './resolvedPlan.js';
import type { CacheGroup, ModelSpec } from './types.js';

/** Bytes the group's layers hold of a sequence of `tokens`. */
export function residentBytes(group: CacheGroup, format: KvCacheFormat, tokens: number): number {
  return familyOf(group).residentBytes(group, format, tokens);
}

/** Bytes a decode step reads of a sequence of `tokens`. */
export function readBytes(group: CacheGroup, format: KvCacheFormat, tokens: number): Reads {
  return familyOf(group).readBytes(group, format, tokens);
}

/** FLOPs of the group's attention for one query token at `tokens` of context. */
export function attentionFlops(group: CacheGroup, tokens: number): number {
  return familyOf(group).attentionFlops(group, tokens);
}

/** Share of a sequence's bytes that each of `tensor` tensor-parallel ranks holds: 1 where it is copied. */
export function shardFraction(group: CacheGroup, tensor: number): number {
  return familyOf(group).tensorShare(group, tensor);
}

function sumGroups(model: ModelSpec, f: (group: CacheGroup) => number): number {
  return model.groups.reduce((sum, group) => sum + f(group), 0);
}

/** Bytes of one sequence of `tokens`, unsharded, not rounded to pages. */
export function kvBytesPerSequence(model: ModelSpec, format: KvCacheFormat, tokens: number): number {
  return sumGroups(model, (group) => residentBytes(group, format, tokens));
}

/** Bytes one step reads of one sequence of `tokens` without speculation. */
export function readBytesPerStep(model: ModelSpec, format: KvCacheFormat, tokens: number): number {
  return sumGroups(model, (group) => {
    const reads = readBytes(group, format, tokens);
    return reads.shared + reads.perQuery;
  });
}

/** Bytes of recurrent and compressor state in one sequence. */
export function stateBytes(model: ModelSpec, format: KvCacheFormat): number {
  return sumGroups(model, (group) => familyOf(group).stateBytes(group, format));
}

/** A stride that every compression ratio in use divides, so that the slope has no stairs. */
const SLOPE_TOKENS = 1 << 14;

/** Bytes that one more token costs at `tokens`, as the mean slope over the next 16,384 (no staircase). */
export function kvBytesPerToken(model: ModelSpec, format: KvCacheFormat, tokens: number): number {
  const from = Math.ceil(tokens / SLOPE_TOKENS) * SLOPE_TOKENS;
  const grown = (group: CacheGroup) => {
    if (tokens < familyOf(group).fullAt(group))
      return residentBytes(group, format, tokens + 1) - residentBytes(group, format, tokens);
    return (
      (residentBytes(group, format, from + SLOPE_TOKENS) - residentBytes(group, format, from)) / SLOPE_TOKENS
    );
  };
  return sumGroups(model, grown);
}

/** Bytes a sequence of `tokens` holds whatever comes next: windows as far as they are filled, and states. */
export function fixedBytes(model: ModelSpec, format: KvCacheFormat, tokens: number): number {
  return sumGroups(model, (group) => familyOf(group).fixedBytes(group, format, tokens));
}

/** A counterfactual cache: bytes by length. */
export interface KvVariantFunctions {
  readonly bytesPerToken: (tokens: number) => number;
  readonly bytesPerSequence: (tokens: number) => number;
}

const MLA_LATENT = { latentDim: 512, ropeDim: 64 } as const;

/** Kinds of attention that a model is held against, its own among them. */
export type AttentionVariant = 'mha' | 'gqa8' | 'mqa' | 'mla' | 'native';

/** What a sequence keeps with each kind of attention. */
export function kvVariants(
  model: ModelSpec,
  format: KvCacheFormat,
): Readonly<Record<AttentionVariant, KvVariantFunctions>> {
  const of = (variant: AttentionVariant): KvVariantFunctions => {
    const other = withAttention(model, variant);
    return {
      bytesPerToken: (tokens) => kvBytesPerToken(other, format, tokens),
      bytesPerSequence: (tokens) => kvBytesPerSequence(other, format, tokens),
    };
  };
  return { mha: of('mha'), gqa8: of('gqa8'), mqa: of('mqa'), mla: of('mla'), native: of('native') };
}

/**
 * The same layers and query heads with another attention (memory.md 2): every query head its own
 * key and value (MHA), 8 KV heads, 1, or a latent of 512 + 64. Layers that keep no growing cache stay as
 * they are; key and value widths are the model's own, for latent models those of its expanded heads. So do all weights.
 */
export function withAttention(model: ModelSpec, variant: AttentionVariant): ModelSpec {
  if (variant === 'native') return model;
  const other = (heads: OrdinaryHeads): CacheGroup =>
    variant === 'mla'
      ? latentInstead(heads)
      : headsInstead(heads, { mha: heads.queryHeads, gqa8: Math.min(8, heads.queryHeads), mqa: 1 }[variant]);
  return { ...model, groups: model.groups.flatMap((group) => instead(group, other)) };
}

/** A group with other attention, where it would have any. */
function instead(group: CacheGroup, made: (heads: OrdinaryHeads) => CacheGroup): readonly CacheGroup[] {
  const heads = familyOf(group).ordinaryHeads(group);
  if (heads === 'kept') return [group];
  return heads === 'dropped' ? [] : [made(heads)];
}

function headsInstead(heads: OrdinaryHeads, kvHeads: number): CacheGroup {
  return { kind: 'attention', ...heads, kvHeads, windowTokens: null, attendTokens: null };
}

function latentInstead({ layers, queryHeads, keyDim, valueDim }: OrdinaryHeads): CacheGroup {
  return {
    kind: 'latent',
    layers,
    queryHeads,
    ...MLA_LATENT,
    nopeDim: keyDim,
    valueDim,
    attendTokens: null,
  };
}
