import * as l10n from '../../l10n/l10n.js';
import type { GroupsResult } from './groupsResult.js';
import { countIn, type ConfigFields } from './configFields.js';
import type { RecurrentGroup } from '../shapes/types.js';

/** Groups of the layers that keep a state, or the names of the fields that are missing for them. */
export function recurrentGroups(fields: ConfigFields, layers: number): GroupsResult {
  if (layers === 0) return { ok: true, groups: [], attention: '' };
  const group =
    deltaNet(fields, layers) ??
    mamba(fields, layers) ??
    mambaOne(fields, layers) ??
    shortConvolution(fields, layers) ??
    kda(fields, layers) ??
    lightning(fields, layers);
  if (!group) return { ok: false, missing: ['linear_num_value_heads'] };
  return { ok: true, groups: [group.group], attention: group.words };
}

/** Tokens that linear attention takes together in prefill. */
const SCAN_TOKENS = 64;

/** FLOP of one token in a gated delta layer: its state updates, and its part of a chunk's inner products. */
function deltaFlops(heads: number, keyDim: number, valueDim: number): number {
  return heads * (6 * keyDim * valueDim + SCAN_TOKENS * (6 * keyDim + 4 * valueDim));
}

interface NamedRecurrent {
  readonly group: RecurrentGroup;
  readonly words: string;
}

function stateBytesOf(fields: ConfigFields, fallback: number): number {
  const dtype = fields.text('mamba_ssm_dtype', 'mamba_ssm_cache_dtype');
  if (dtype === null) return fallback;
  return dtype === 'float32' ? 4 : 2;
}

/** Gated DeltaNet (Qwen3-Next, Qwen3.5). */
function deltaNet(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const valueHeads = fields.number('linear_num_value_heads');
  const keyHeads = fields.number('linear_num_key_heads');
  const keyDim = fields.number('linear_key_head_dim');
  const valueDim = fields.number('linear_value_head_dim');
  if (valueHeads === null || keyHeads === null || keyDim === null || valueDim === null) return null;
  const taps = (fields.number('linear_conv_kernel_dim') ?? 4) - 1;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: valueHeads * keyDim * valueDim,
    stateBytesPerElement: stateBytesOf(fields, 2),
    convElements: taps * (2 * keyHeads * keyDim + valueHeads * valueDim),
    convBytesPerElement: 2,
    promptFlopsPerToken: deltaFlops(valueHeads, keyDim, valueDim),
  };
  return { group, words: l10n.t('gated delta layers') };
}

/** Mamba 2 (Nemotron-H, Granite 4 hybrids, Falcon-H1, Bamba). */
function mamba(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const heads = fields.number('mamba_num_heads', 'mamba_n_heads');
  const dim = mambaHeadDim(fields);
  const state = fields.number('ssm_state_size', 'mamba_d_state', 'mamba_state_size');
  if (heads === null || dim === null || state === null) return null;
  const groups = fields.number('n_groups', 'mamba_n_groups') ?? 1;
  const taps = (fields.number('conv_kernel', 'mamba_d_conv') ?? 4) - 1;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: heads * dim * state,
    stateBytesPerElement: stateBytesOf(fields, MAMBA_STATE_BYTES),
    convElements: taps * (heads * dim + 2 * groups * state),
    convBytesPerElement: 2,
    promptFlopsPerToken: 4 * heads * dim * state + 2 * SCAN_TOKENS * (groups * state + heads * dim),
  };
  return { group, words: l10n.t('Mamba layers') };
}

const MAMBA_STATE_BYTES = 2;

/** Width of a Mamba head; where the config says `auto`, the inner width over the heads. */
export function mambaHeadDim(fields: ConfigFields): number | null {
  const stated = fields.number('mamba_head_dim', 'mamba_d_head');
  if (stated !== null) return stated;
  const heads = fields.number('mamba_num_heads', 'mamba_n_heads');
  const hidden = fields.number('hidden_size');
  const expand = fields.ratio('mamba_expand', 'expand');
  const inner = fields.number('mamba_d_ssm') ?? (hidden !== null && expand !== null ? hidden * expand : null);
  return heads === null || inner === null ? null : inner / heads;
}

/** Inner width, state and rank of Mamba 1, which has no heads (Jamba); `null` for other models. */
export function mambaOneOf(fields: ConfigFields) {
  const [hidden, expand] = [fields.number('hidden_size'), fields.ratio('mamba_expand')];
  const state = fields.number('mamba_d_state');
  if (hidden === null || expand === null || state === null) return null;
  const rank = fields.number('mamba_dt_rank') ?? Math.ceil(hidden / RANK_OF_HIDDEN);
  return { inner: hidden * expand, state, rank, kernel: fields.number('mamba_d_conv') ?? 4 };
}

/** Where the config says `auto`, the rank of the time steps is this part of the hidden width. */
const RANK_OF_HIDDEN = 16;

function mambaOne(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const one = mambaOneOf(fields);
  if (!one) return null;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: one.inner * one.state,
    stateBytesPerElement: stateBytesOf(fields, MAMBA_STATE_BYTES),
    convElements: (one.kernel - 1) * one.inner,
    convBytesPerElement: 2,
    promptFlopsPerToken: 6 * one.inner * one.state,
  };
  return { group, words: l10n.t('Mamba layers') };
}

/** Gated short convolutions (LFM2): what they keep are the last rows of their input. */
function shortConvolution(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const [kernel, hidden] = [fields.number('conv_L_cache'), fields.number('hidden_size')];
  if (kernel === null || hidden === null) return null;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: 0,
    stateBytesPerElement: 2,
    convElements: (kernel - 1) * hidden,
    convBytesPerElement: 2,
    promptFlopsPerToken: 2 * kernel * hidden,
  };
  return { group, words: l10n.t('short convolutions') };
}

/** Kimi delta attention. */
function kda(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const linear = fields.object('linear_attn_config');
  const [heads, dim] = [countIn(linear, 'num_heads'), countIn(linear, 'head_dim')];
  if (heads === null || dim === null) return null;
  const taps = (countIn(linear, 'short_conv_kernel_size') || 4) - 1;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: heads * dim * dim,
    stateBytesPerElement: 4,
    convElements: 3 * taps * heads * dim,
    convBytesPerElement: 2,
    promptFlopsPerToken: deltaFlops(heads, dim, dim),
  };
  return { group, words: l10n.t('delta-attention layers (KDA)') };
}

/** Lightning attention (MiniMax-M1): one matrix of head x head for each head, fp32 assumed. */
function lightning(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const heads = fields.number('num_attention_heads');
  const dim = fields.number('head_dim');
  if (heads === null || dim === null || !fields.list('attn_type_list')) return null;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: heads * dim * dim,
    stateBytesPerElement: 4,
    convElements: 0,
    convBytesPerElement: 2,
    promptFlopsPerToken: heads * (4 * dim * dim + 4 * SCAN_TOKENS * dim),
  };
  return { group, words: l10n.t('lightning layers') };
}
