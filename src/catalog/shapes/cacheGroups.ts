import { compressedEntryBytes, elementBytes, indexKeyBytes, latentEntryBytes } from './formats.js';
import type { KvCacheFormat } from './resolvedPlan.js';
import type {
  AttentionGroup,
  CacheGroup,
  CompressedGroup,
  IndexGroup,
  LatentGroup,
  ModelSpec,
  RecurrentGroup,
} from './types.js';

/** Bytes one sequence makes a decode step read: once for all tokens verified together, and once more for each. */
export interface Reads {
  readonly shared: number;
  readonly perQuery: number;
}

/**
 * The four questions a family of cache answers (kv-cache-and-weights.md sections 1 to 4 and 6); nothing
 * else needs to know how a model keeps its past. Bytes and FLOPs for the group's layers together, for one
 * sequence of `tokens`.
 */
interface Family<G extends CacheGroup> {
  readonly residentBytes: (group: G, format: KvCacheFormat, tokens: number) => number;
  readonly readBytes: (group: G, format: KvCacheFormat, tokens: number) => Reads;
  /** FLOPs of attention for one query token. */
  readonly attentionFlops: (group: G, tokens: number) => number;
  /** Share of `residentBytes` that each of `tensor` ranks holds. */
  readonly shardFraction: (group: G, tensor: number) => number;
  /** Bytes of `residentBytes` that do not follow from the length. */
  readonly stateBytes: (group: G, format: KvCacheFormat) => number;
}

const none = (): number => 0;
const replicated = (): number => 1;

function attentionTokenBytes(group: AttentionGroup, format: KvCacheFormat): number {
  const { kvHeads, keyDim, valueDim } = group;
  return kvHeads * (keyDim * elementBytes(format.key) + valueDim * elementBytes(format.value));
}

const attention: Family<AttentionGroup> = {
  residentBytes: (group, format, tokens) =>
    group.layers * attentionTokenBytes(group, format) * Math.min(tokens, group.windowTokens ?? tokens),
  readBytes: (group, format, tokens) => {
    const each = group.layers * attentionTokenBytes(group, format);
    const held = Math.min(tokens, group.windowTokens ?? tokens);
    // Block-sparse attention gathers for each query token on its own.
    if (group.attendTokens !== null)
      return { shared: 0, perQuery: each * Math.min(held, group.attendTokens) };
    return { shared: each * held, perQuery: 0 };
  },
  attentionFlops: (group, tokens) => {
    const seen = Math.min(tokens, group.windowTokens ?? tokens, group.attendTokens ?? tokens);
    return 2 * group.layers * group.queryHeads * (group.keyDim + group.valueDim) * seen;
  },
  shardFraction: (group, tensor) => Math.max(1, Math.ceil(group.kvHeads / tensor)) / group.kvHeads,
  stateBytes: none,
};

const latent: Family<LatentGroup> = {
  residentBytes: (group, format, tokens) => group.layers * latentEntryBytes(group, format.key) * tokens,
  readBytes: (group, format, tokens) => {
    const each = group.layers * latentEntryBytes(group, format.key);
    if (group.attendTokens !== null)
      return { shared: 0, perQuery: each * Math.min(tokens, group.attendTokens) };
    return { shared: each * tokens, perQuery: 0 };
  },
  // Absorbed form: scores against latent and rotary part, values out of the latent, and the two absorptions.
  attentionFlops: ({ layers, queryHeads, latentDim, ropeDim, nopeDim, valueDim, attendTokens }, tokens) => {
    const seen = Math.min(tokens, attendTokens ?? tokens);
    return (
      layers * queryHeads * (2 * seen * (2 * latentDim + ropeDim) + 2 * latentDim * (nopeDim + valueDim))
    );
  },
  shardFraction: replicated,
  stateBytes: none,
};

const index: Family<IndexGroup> = {
  residentBytes: (group, format, tokens) => group.layers * indexKeyBytes(group, format.index) * tokens,
  readBytes: (group, format, tokens) => ({
    shared: group.layers * indexKeyBytes(group, format.index) * tokens,
    perQuery: 0,
  }),
  attentionFlops: (group, tokens) => 2 * group.layers * group.heads * group.dim * tokens,
  shardFraction: replicated,
  stateBytes: none,
};

const stateElementBytes = (format: KvCacheFormat, native: number): number =>
  format.state === 'native' ? native : format.state === 'fp32' ? 4 : 2;

/** DeepSeek V4 compressor states are fp32 in vLLM. */
const COMPRESSOR_STATE_BYTES = 4;

function entries(group: CompressedGroup, tokens: number): number {
  return group.ratio === null ? 0 : Math.floor(tokens / group.ratio);
}

function compressedIndexBytes(group: CompressedGroup, format: KvCacheFormat): number {
  if (!group.index) return 0;
  return group.fixedIndexBytes ?? indexKeyBytes(group.index, format.index);
}

const compressed: Family<CompressedGroup> = {
  residentBytes: (group, format, tokens) => {
    const entry = compressedEntryBytes(group, format.key);
    const perEntry = entry + compressedIndexBytes(group, format);
    const window = Math.min(tokens, group.windowTokens) * entry;
    return group.layers * (entries(group, tokens) * perEntry + window) + compressed.stateBytes(group, format);
  },
  readBytes: (group, format, tokens) => {
    const entry = compressedEntryBytes(group, format.key);
    const held = entries(group, tokens);
    const window = Math.min(tokens, group.windowTokens) * entry;
    if (!group.index) return { shared: group.layers * (held * entry + window), perQuery: 0 };
    const scan = held * compressedIndexBytes(group, format);
    const gather = Math.min(held, group.index.topK) * entry;
    return { shared: group.layers * (scan + window), perQuery: group.layers * gather };
  },
  attentionFlops: (group, tokens) => {
    const held = entries(group, tokens);
    const seen =
      (group.index ? Math.min(held, group.index.topK) : held) + Math.min(tokens, group.windowTokens);
    const scan = group.index ? 2 * group.index.heads * group.index.dim * held : 0;
    return group.layers * (4 * group.queryHeads * group.entryDim * seen + scan);
  },
  shardFraction: replicated,
  stateBytes: (group, format) =>
    group.layers * group.stateElements * stateElementBytes(format, COMPRESSOR_STATE_BYTES),
};

const recurrent: Family<RecurrentGroup> = {
  residentBytes: (group, format) => recurrent.stateBytes(group, format),
  readBytes: (group, format) => ({ shared: 2 * recurrent.stateBytes(group, format), perQuery: 0 }),
  // One multiply-add to update and one to read each element of the state.
  attentionFlops: (group) => 4 * group.layers * group.stateElements,
  shardFraction: (_group, tensor) => 1 / tensor,
  stateBytes: (group, format) =>
    group.layers *
    (group.stateElements * stateElementBytes(format, group.stateBytesPerElement) +
      group.convElements * group.convBytesPerElement),
};

const FAMILIES = { attention, latent, index, compressed, recurrent } as const;

function familyOf(group: CacheGroup): Family<CacheGroup> {
  // The table is keyed by the discriminant, which TypeScript does not follow through an index.
  return FAMILIES[group.kind] as Family<CacheGroup>;
}

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
  return familyOf(group).shardFraction(group, tensor);
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
    if (tokens < fullAt(group))
      return residentBytes(group, format, tokens + 1) - residentBytes(group, format, tokens);
    return (
      (residentBytes(group, format, from + SLOPE_TOKENS) - residentBytes(group, format, from)) / SLOPE_TOKENS
    );
  };
  return sumGroups(model, grown);
}

/** Tokens from which a group's window, if it has nothing else, is full. */
function fullAt(group: CacheGroup): number {
  return group.kind === 'attention' ? (group.windowTokens ?? 0) : 0;
}

/** Bytes a sequence of `tokens` holds whatever comes next: windows as far as they are filled, and states. */
export function fixedBytes(model: ModelSpec, format: KvCacheFormat, tokens: number): number {
  return sumGroups(model, (group) => {
    if (group.kind === 'attention' && group.windowTokens !== null)
      return residentBytes(group, format, tokens);
    if (group.kind === 'recurrent') return residentBytes(group, format, tokens);
    if (group.kind !== 'compressed') return 0;
    return residentBytes({ ...group, ratio: null }, format, tokens);
  });
}

/** A counterfactual cache: bytes by length. */
export interface KvVariantFunctions {
  readonly bytesPerToken: (tokens: number) => number;
  readonly bytesPerSequence: (tokens: number) => number;
}

const MLA_LATENT = { latentDim: 512, ropeDim: 64 } as const;

/**
 * The same layers and query heads with another attention (engine.md section 1): every query head its own
 * key and value (MHA), 8 KV heads, 1, or a latent of 512 + 64. Layers that keep no growing cache stay as
 * they are; key and value widths are the model's own, for latent models those of its expanded heads.
 */
export function kvVariants(
  model: ModelSpec,
  format: KvCacheFormat,
): Readonly<Record<'mha' | 'gqa8' | 'mqa' | 'mla' | 'native', KvVariantFunctions>> {
  const of = (groups: readonly CacheGroup[]): KvVariantFunctions => ({
    bytesPerToken: (tokens) => kvBytesPerToken({ ...model, groups }, format, tokens),
    bytesPerSequence: (tokens) => kvBytesPerSequence({ ...model, groups }, format, tokens),
  });
  const withHeads = (heads: (queryHeads: number) => number) =>
    of(model.groups.flatMap((group) => headsInstead(group, heads)));
  return {
    mha: withHeads((queryHeads) => queryHeads),
    gqa8: withHeads((queryHeads) => Math.min(8, queryHeads)),
    mqa: withHeads(() => 1),
    mla: of(model.groups.flatMap(latentInstead)),
    native: of(model.groups),
  };
}

/** Whether a group keeps a cache that grows with the whole context. */
function growing(group: CacheGroup): boolean {
  return group.kind !== 'recurrent' && !(group.kind === 'attention' && group.windowTokens !== null);
}

function headsInstead(group: CacheGroup, heads: (queryHeads: number) => number): CacheGroup[] {
  if (!growing(group)) return [group];
  // The indexer only exists because attention is sparse; full attention has none.
  if (group.kind === 'index' || group.kind === 'recurrent') return [];
  const { layers, queryHeads } = group;
  const [keyDim, valueDim] = headWidths(group);
  const kvHeads = heads(queryHeads);
  return [
    {
      kind: 'attention',
      layers,
      queryHeads,
      kvHeads,
      keyDim,
      valueDim,
      windowTokens: null,
      attendTokens: null,
    },
  ];
}

/** Key and value widths of one head if the group had ordinary heads. */
function headWidths(group: AttentionGroup | LatentGroup | CompressedGroup): readonly [number, number] {
  if (group.kind === 'attention') return [group.keyDim, group.valueDim];
  if (group.kind === 'latent') return [group.nopeDim + group.ropeDim, group.valueDim];
  // V4's single 512-wide head stands for ordinary heads of 128, as its report compares.
  return [128, 128];
}

function latentInstead(group: CacheGroup): CacheGroup[] {
  if (!growing(group)) return [group];
  if (group.kind === 'index' || group.kind === 'recurrent') return [];
  const [keyDim, valueDim] = headWidths(group);
  const { layers, queryHeads } = group;
  return [
    { kind: 'latent', layers, queryHeads, ...MLA_LATENT, nopeDim: keyDim, valueDim, attendTokens: null },
  ];
}
