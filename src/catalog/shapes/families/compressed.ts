import { compressedEntryBytes, indexKeyBytes } from '../formats.js';
import type { KvCacheFormat } from '../resolvedPlan.js';
import type { CompressedGroup } from '../types.js';
import { copied, dealtOut, noBytes, stateElementBytes, unindexed, type Family, asItIs } from './family.js';

/** DeepSeek V4 compressor states are fp32 in vLLM. */
const COMPRESSOR_STATE_BYTES = 4;
/** V4's single 512-wide head stands for ordinary heads of this width, as its report compares. */
const ORDINARY_WIDTH = 128;

function entries(group: CompressedGroup, tokens: number): number {
  return group.ratio === null ? 0 : Math.floor(tokens / group.ratio);
}

function indexBytes(group: CompressedGroup, format: KvCacheFormat): number {
  if (!group.index) return 0;
  return group.fixedIndexBytes ?? indexKeyBytes(group.index, format.index);
}

function stateBytes(group: CompressedGroup, format: KvCacheFormat): number {
  return group.layers * group.stateElements * stateElementBytes(format, COMPRESSOR_STATE_BYTES);
}

function residentBytes(group: CompressedGroup, format: KvCacheFormat, tokens: number): number {
  const entry = compressedEntryBytes(group, format.key);
  const perEntry = entry + indexBytes(group, format);
  const window = Math.min(tokens, group.windowTokens) * entry;
  return group.layers * (entries(group, tokens) * perEntry + window) + stateBytes(group, format);
}

/** DeepSeek V4: entries compressed along the sequence, beside a short raw window. */
export const compressed: Family<CompressedGroup> = {
  residentBytes,
  readBytes: (group, format, tokens) => {
    const entry = compressedEntryBytes(group, format.key);
    const held = entries(group, tokens);
    const window = Math.min(tokens, group.windowTokens) * entry;
    if (!group.index) return { shared: group.layers * (held * entry + window), perQuery: 0 };
    const scan = held * indexBytes(group, format);
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
  stateBytes,
  fixedBytes: (group, format, tokens) => residentBytes({ ...group, ratio: null }, format, tokens),
  fullAt: noBytes,
  tensorShare: copied,
  contextRanks: dealtOut,
  ordinaryHeads: ({ layers, queryHeads }) => ({
    layers,
    queryHeads,
    keyDim: ORDINARY_WIDTH,
    valueDim: ORDINARY_WIDTH,
  }),
  latent: true,
  indexedTokens: unindexed,
  promptAttention: () => 'sparse',
  wholeContext: asItIs,
  copiedOutputs: noBytes,
  decodeKernel: ({ ratio, index, queryHeads }) => ({
    name: ratio === null ? 'window entries' : index ? 'chosen entries' : 'entries',
    byWidth: false,
    attends: 'compressed',
    queryHeads,
    selectsBeyond: index ? index.topK * (ratio ?? 1) : null,
  }),
  handedOver: 'once',
  packed: true,
  pageTokens: 256,
  paging: (group) => ({ by: 'entries', group }),
};
