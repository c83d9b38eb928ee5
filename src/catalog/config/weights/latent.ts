import type { LatentGroup } from '../../shapes/types.js';
import { noWeights, type GroupWeights } from './groupWeights.js';

/** MLA: queries by way of a low rank, the latent, its expansion to heads, and outputs. */
export const latentWeights: GroupWeights<LatentGroup> = {
  attention: ({ hidden, heads, fields }, group) => {
    const queryRank = fields.number('q_lora_rank');
    const query = heads * (group.nopeDim + group.ropeDim);
    const queries = queryRank === null ? hidden * query : hidden * queryRank + queryRank * query + queryRank;
    const entry = hidden * (group.latentDim + group.ropeDim) + group.latentDim;
    const expand = group.latentDim * heads * (group.nopeDim + group.valueDim);
    const gates = fields.flag('mla_use_output_gate') ? 2 : 1;
    return group.layers * (queries + entry + expand + gates * heads * group.valueDim * hidden);
  },
  // Of the compressed queries and of the latent.
  normsWithin: ({ fields }, group) => group.layers * ((fields.number('q_lora_rank') ?? 0) + group.latentDim),
  vectors: noWeights,
  index: noWeights,
  recurrent: noWeights,
  readByOtherLayers: false,
};
