import type { IndexGroup } from '../../shapes/types.js';
import { none, type GroupWeights } from './groupWeights.js';

/** A sparse-attention indexer: its queries, its keys and a weight for each of its heads. */
export const indexKeys: GroupWeights<IndexGroup> = {
  attention: none,
  normsWithin: none,
  vectors: none,
  index: ({ hidden, fields }, group) => {
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    return group.layers * (queryRank * group.heads * group.dim + hidden * (group.dim + group.heads));
  },
  recurrent: none,
  readByOtherLayers: false,
};
