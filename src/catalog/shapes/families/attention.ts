import { elementBytes } from '../formats.js';
import type { KvCacheFormat } from '../resolvedPlan.js';
import type { AttentionGroup } from '../types.js';
import { dealtOut, noBytes, ANY_PAGE, unindexed, type Family } from './family.js';

/** Bytes of one token in one layer. */
function tokenBytes({ kvHeads, keyDim, valueDim }: AttentionGroup, format: KvCacheFormat): number {
  return kvHeads * (keyDim * elementBytes(format.key) + valueDim * elementBytes(format.value));
}

function residentBytes(group: AttentionGroup, format: KvCacheFormat, tokens: number): number {
  return group.layers * tokenBytes(group, format) * Math.min(tokens, group.windowTokens ?? tokens);
}

/** A key and a value for each KV head: MHA, GQA, MQA; full, sliding or chunked. */
export const attention: Family<AttentionGroup> = {
  residentBytes,
  readBytes: (group, format, tokens) => {
    const each = group.layers * tokenBytes(group, format);
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
  stateBytes: noBytes,
  fixedBytes: (group, format, tokens) =>
    group.windowTokens === null ? 0 : residentBytes(group, format, tokens),
  fullAt: (group) => group.windowTokens ?? 0,
  tensorShare: (group, tensor) => Math.max(1, Math.ceil(group.kvHeads / tensor)) / group.kvHeads,
  contextRanks: dealtOut,
  ordinaryHeads: ({ layers, queryHeads, keyDim, valueDim, windowTokens }) =>
    windowTokens === null ? { layers, queryHeads, keyDim, valueDim } : 'kept',
  latent: false,
  indexedTokens: unindexed,
  promptAttention: () => 'attention',
  wholeContext: (group) => (group.windowTokens === null ? group : { ...group, windowTokens: null }),
  copiedOutputs: noBytes,
  decodeKernel: ({ windowTokens, queryHeads }) => ({
    name: windowTokens === null ? 'heads' : 'window',
    byWidth: true,
    attends: 'heads',
    queryHeads,
    selectsBeyond: null,
  }),
  handedOver: 'each',
  packed: false,
  pageTokens: ANY_PAGE,
  paging: (group) => ({
    by: 'tokens',
    layers: group.layers,
    windowTokens: group.windowTokens,
    width: group.kvHeads * (group.keyDim + group.valueDim),
    tokenBytes: (format) => tokenBytes(group, format),
  }),
};
