import { indexKeyBytes } from '../formats.js';
import type { KvCacheFormat } from '../resolvedPlan.js';
import type { IndexGroup } from '../types.js';
import { copied, dealtOut, noBytes, unindexed, type Family, asItIs } from './family.js';

function residentBytes(group: IndexGroup, format: KvCacheFormat, tokens: number): number {
  return group.layers * indexKeyBytes(group, format.index) * tokens;
}

/** Keys that a sparse-attention indexer scans, beside the main cache. */
export const indexKeys: Family<IndexGroup> = {
  residentBytes,
  readBytes: (group, format, tokens) => ({ shared: residentBytes(group, format, tokens), perQuery: 0 }),
  attentionFlops: (group, tokens) => 2 * group.layers * group.heads * group.dim * tokens,
  stateBytes: noBytes,
  fixedBytes: noBytes,
  fullAt: noBytes,
  tensorShare: copied,
  contextRanks: dealtOut,
  // The indexer only exists because attention is sparse; full attention has none.
  ordinaryHeads: () => 'dropped',
  latent: false,
  indexedTokens: unindexed,
  promptAttention: () => null,
  wholeContext: asItIs,
  copiedOutputs: noBytes,
  decodeKernel: () => ({
    name: 'index',
    byWidth: false,
    attends: 'index',
    queryHeads: 0,
    selectsBeyond: null,
  }),
  handedOver: 'once',
  packed: true,
  pageTokens: 64,
  paging: () => ({ by: 'mean' }),
};
