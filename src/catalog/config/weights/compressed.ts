import type { CompressedGroup } from '../../shapes/types.js';
import { noWeights, type GroupWeights } from './groupWeights.js';

/** DeepSeek V4: low-rank queries and outputs, and compressors along the sequence. */
export const compressedWeights: GroupWeights<CompressedGroup> = {
  attention: ({ hidden, heads, fields }, group) => {
    // Layers without a window own entries that others attend to: they have no projections here.
    if (group.windowTokens === 0) return 0;
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    const query = heads * group.entryDim;
    const outputRank = fields.number('o_lora_rank') ?? hidden;
    const outputGroups = fields.number('o_groups') ?? 1;
    const output = query * outputRank + outputGroups * outputRank * hidden;
    return group.layers * (hidden * queryRank + queryRank * query + hidden * group.entryDim + output);
  },
  normsWithin: noWeights,
  vectors: noWeights,
  index: ({ hidden, fields }, group) => {
    if (group.ratio === null) return 0;
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    // Keys and gates of the compressor; overlapping windows (the indexed layers) have two of each.
    const compressor = (width: number) => 2 * hidden * width * (group.index ? 2 : 1);
    const scan = group.index
      ? compressor(group.index.dim) +
        queryRank * group.index.heads * group.index.dim +
        hidden * group.index.heads
      : 0;
    return group.layers * (compressor(group.entryDim) + scan);
  },
  recurrent: noWeights,
  readByOtherLayers: false,
};
