import type { RecurrentGroup } from '../../shapes/types.js';
import { countIn } from '../configFields.js';
import { mambaHeadDim, mambaOneOf } from '../recurrentGroups.js';
import { noWeights, type GroupWeights, type Shape } from './groupWeights.js';

/** Linear attention and state-space layers: projections, convolutions, gates. */
export const recurrentWeights: GroupWeights<RecurrentGroup> = {
  attention: noWeights,
  normsWithin: noWeights,
  vectors: noWeights,
  index: noWeights,
  recurrent: parameters,
  readByOtherLayers: false,
};

function parameters({ fields, hidden }: Shape, group: RecurrentGroup): number {
  const linear = fields.object('linear_attn_config');
  if (linear) return group.layers * deltaAttention(linear, hidden);
  const taps = fields.number('linear_conv_kernel_dim', 'conv_kernel', 'mamba_d_conv') ?? 4;
  const channels = group.convElements / Math.max(1, taps - 1);
  const valueHeads = fields.number('linear_num_value_heads');
  if (valueHeads !== null) {
    const values = valueHeads * (fields.number('linear_value_head_dim') ?? 0);
    return group.layers * (hidden * (channels + values + 2 * valueHeads) + channels * taps + values * hidden);
  }
  const mambaHeads = fields.number('mamba_num_heads', 'mamba_n_heads');
  if (mambaHeads !== null) {
    const inner = mambaHeads * (mambaHeadDim(fields) ?? 0);
    return group.layers * (hidden * (channels + inner + mambaHeads) + channels * taps + inner * hidden);
  }
  const one = mambaOneOf(fields);
  if (one) {
    const { inner, state, rank, kernel } = one;
    const steps = inner * (rank + 2 * state) + rank * inner + inner * state;
    return group.layers * (3 * hidden * inner + inner * kernel + steps);
  }
  const shortKernel = fields.number('conv_L_cache');
  if (shortKernel !== null) return group.layers * hidden * (4 * hidden + shortKernel);
  // Lightning attention: query, key, value, gate and output.
  const width = (fields.number('num_attention_heads') ?? 0) * (fields.number('head_dim') ?? 0);
  return group.layers * 5 * hidden * width;
}

/** Kimi delta attention: query, key, value and output, a low-rank decay, a beta for each head, and the gate. */
function deltaAttention(linear: Readonly<Record<string, unknown>>, hidden: number): number {
  const number = (name: string) => countIn(linear, name) ?? 0;
  const [heads, dim] = [number('num_heads'), number('head_dim')];
  const width = heads * dim;
  const lowRank = dim * (hidden + width);
  const gate = linear['use_full_rank_gate'] === true ? hidden * width : lowRank;
  const convolutions = 3 * width * number('short_conv_kernel_size');
  return 4 * hidden * width + lowRank + hidden * heads + gate + convolutions;
}
