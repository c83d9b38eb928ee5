import type { AttentionGroup } from '../../shapes/types.js';
import { noWeights, type GroupWeights, type Shape } from './groupWeights.js';

/** Width of the query projection; some models carry an output gate of the same size in it. */
function queryWidth({ facts }: Shape, group: AttentionGroup): number {
  return group.queryHeads * group.keyDim * (facts.outputGate ? 2 : 1);
}

/** Queries, keys, values and outputs, head by head. */
export const attentionWeights: GroupWeights<AttentionGroup> = {
  attention: (shape, group) => {
    const { hidden, fields } = shape;
    // Gemma 4's global layers project once and keep the result as key and as value.
    const projectedOnce = group.windowTokens === null && fields.flag('attention_k_eq_v');
    const keyValue = group.kvHeads * (group.keyDim + (projectedOnce ? 0 : group.valueDim));
    const output = group.queryHeads * group.valueDim;
    return group.layers * hidden * (queryWidth(shape, group) + keyValue + output);
  },
  normsWithin: noWeights,
  vectors: (shape, group) => {
    const { hidden, fields, facts } = shape;
    const keyValue = group.kvHeads * (group.keyDim + group.valueDim);
    const biased = facts.qkvBias === true || fields.flag('attention_bias') || fields.flag('qkv_bias');
    const biases =
      (biased ? queryWidth(shape, group) + keyValue : 0) +
      (facts.outputBiasAndSinks ? hidden + group.queryHeads : 0);
    const normHeads = facts.normsSpanHeads ? group.queryHeads + group.kvHeads : 2;
    const norms = facts.queryKeyNorm ? normHeads * group.keyDim : 0;
    return group.layers * (biases + norms);
  },
  index: noWeights,
  recurrent: noWeights,
  readByOtherLayers: true,
};
