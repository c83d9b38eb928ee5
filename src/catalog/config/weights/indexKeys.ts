import type { IndexGroup } from '../../shapes/types.js';
import { none, type GroupWeights } from './groupWeights.js';

/** A sparse-attention indexer: its queries, its keys and a weight for each of its heads. */
export const indexKeys: GroupWeights<IndexGroup> = {
  attention: none,
  normsWithin: none,
  vectors: none,
  index: ({ hidden, fields }, group) => {
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    // Block-sparse attention takes the best score of its heads: it learns no weight for each.
    const headWeights = fields.object('sparse_attention_config') !== null ? 0 : group.heads;
    return group.layers * (queryRank * group.heads * group.dim + hidden * (group.dim + headWeights));
  },
  recurrent: none,
  readByOtherLayers: false,
};
