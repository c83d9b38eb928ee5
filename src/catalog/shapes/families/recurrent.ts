import type { KvCacheFormat } from '../resolvedPlan.js';
import type { RecurrentGroup } from '../types.js';
import { noBytes, ANY_PAGE, stateElementBytes, unindexed, type Family, asItIs } from './family.js';

function stateBytes(group: RecurrentGroup, format: KvCacheFormat): number {
  return (
    group.layers *
    (group.stateElements * stateElementBytes(format, group.stateBytesPerElement) +
      group.convElements * group.convBytesPerElement)
  );
}

/** Bytes of one layer's state as vLLM and SGLang keep it, whatever the plan says: convolution rows but the newest. */
export function recurrentLayerBytes(group: RecurrentGroup): number {
  return group.stateElements * group.stateBytesPerElement + group.convElements * group.convBytesPerElement;
}

/** Linear attention and state-space layers: a state of fixed size, split by heads. */
export const recurrent: Family<RecurrentGroup> = {
  residentBytes: stateBytes,
  readBytes: (group, format) => ({ shared: 2 * stateBytes(group, format), perQuery: 0 }),
  // One multiply-add to update and one to read each element of the state.
  attentionFlops: (group) => 4 * group.layers * group.stateElements,
  stateBytes,
  fixedBytes: stateBytes,
  fullAt: noBytes,
  tensorShare: (_group, tensor) => 1 / tensor,
  // A state has no tokens to deal out: every context-parallel rank keeps it.
  contextRanks: () => 1,
  ordinaryHeads: () => 'kept',
  latent: false,
  indexedTokens: unindexed,
  promptAttention: () => null,
  wholeContext: asItIs,
  copiedOutputs: noBytes,
  decodeKernel: () => ({
    name: 'state',
    byWidth: false,
    attends: 'state',
    queryHeads: 0,
    selectsBeyond: null,
  }),
  handedOver: 'once',
  packed: false,
  pageTokens: ANY_PAGE,
  paging: (group) => ({ by: 'state', layers: group.layers, layerBytes: recurrentLayerBytes(group) }),
};
