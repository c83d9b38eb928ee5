import type { IndexGroup } from '../../shapes/types.js';
import { noWeights, type GroupWeights } from './groupWeights.js';

/** A sparse-attention indexer: its queries, its keys and a weight for each of its heads. */
export const indexKeysWeights: GroupWeights<IndexGroup> = {
  attention: noWeights,
  normsWithin: noWeights,
  vectors: noWeights,
  index: ({ hidden, fields }, group) => {
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    // Block-sparse attention takes the best score of its heads: it learns no weight for each.
    const headWeights = fields.object('sparse_attention_config') !== null ? 0 : group.heads;
    return group.layers * (queryRank * group.heads * group.dim + hidden * (group.dim + headWeights));
  },
  recurrent: noWeights,
  readByOtherLayers: false,
};
