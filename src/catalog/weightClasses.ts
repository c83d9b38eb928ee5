import { isObject, type ConfigFields } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';
import type { CacheGroup, MoeSpec, WeightClass, WeightFormat, WeightRole } from './types.js';

/** Counts parameters by role (kv-cache-and-weights.md section 7). */
export interface WeightsResult {
  readonly classes: readonly WeightClass[];
  readonly moe: MoeSpec | null;
  /** Fields that would be needed to count what is left out. */
  readonly missing: readonly string[];
}

interface Shape {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly fields: ConfigFields;
  readonly facts: ModelTypeFacts;
}

/** Weight classes of a config; empty with the missing fields' names where they cannot be counted. */
export function weightClassesOf(
  fields: ConfigFields,
  facts: ModelTypeFacts,
  groups: readonly CacheGroup[],
): WeightsResult {
  const layers = fields.number('num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const hidden = fields.number('hidden_size', 'n_embd', 'd_model');
  const heads = fields.number('num_attention_heads', 'n_head', 'n_heads');
  const missing = [
    ...(layers === null ? ['num_hidden_layers'] : []),
    ...(hidden === null ? ['hidden_size'] : []),
    ...(heads === null ? ['num_attention_heads'] : []),
    ...(fields.number('vocab_size') === null ? ['vocab_size'] : []),
  ];
  if (layers === null || hidden === null || heads === null || missing.length > 0) {
    return { classes: [], moe: null, missing };
  }
  const shape: Shape = {
    fields,
    facts,
    hidden,
    layers,
    heads,
    headDim: fields.number('head_dim') ?? hidden / heads,
  };
  const moe = moeOf(shape);
  const dense = denseFfn(shape, moe);
  if (dense === null) return { classes: [], moe, missing: ['intermediate_size'] };
  const formats = nativeFormats(fields, facts, moe);
  const counts: [WeightRole, number, number?][] = [
    [
      'attention',
      sum(groups, (group) => attentionParameters(shape, group)) + sharedLayersAttention(shape, groups),
    ],
    ['recurrent', sum(groups, (group) => recurrentParameters(shape, group))],
    ['index', sum(groups, (group) => indexParameters(shape, group))],
    ['dense-ffn', dense],
    ...moeParameters(shape, moe),
    ...vocabularyParameters(shape),
    ['vision', visionParameters(shape), 0],
    ['other', otherParameters(shape) + sum(groups, (group) => attentionVectors(shape, group))],
  ];
  const classes = counts
    .filter(([, parameters]) => parameters > 0)
    .map(([role, parameters, active]): WeightClass => {
      return { role, parameters, activeParameters: active ?? parameters, format: formats(role) };
    });
  return { classes, moe, missing: [] };
}

function sum(groups: readonly CacheGroup[], f: (group: CacheGroup) => number): number {
  return groups.reduce((total, group) => total + f(group), 0);
}

/** Projections of one group's layers. */
function attentionParameters({ hidden, heads, fields, facts }: Shape, group: CacheGroup): number {
  if (group.kind === 'attention') {
    const query = group.queryHeads * group.keyDim * (facts.outputGate ? 2 : 1);
    const keyValue = group.kvHeads * (group.keyDim + group.valueDim);
    const output = group.queryHeads * group.valueDim;
    return group.layers * hidden * (query + keyValue + output);
  }
  if (group.kind === 'latent') {
    const queryRank = fields.number('q_lora_rank');
    const query = heads * (group.nopeDim + group.ropeDim);
    const queries = queryRank === null ? hidden * query : hidden * queryRank + queryRank * query + queryRank;
    const latent = hidden * (group.latentDim + group.ropeDim) + group.latentDim;
    const expand = group.latentDim * heads * (group.nopeDim + group.valueDim);
    return group.layers * (queries + latent + expand + heads * group.valueDim * hidden);
  }
  if (group.kind !== 'compressed' || group.windowTokens === 0) return 0;
  const queryRank = fields.number('q_lora_rank') ?? hidden;
  const query = heads * group.entryDim;
  const outputRank = fields.number('o_lora_rank') ?? hidden;
  const outputGroups = fields.number('o_groups') ?? 1;
  const output = query * outputRank + outputGroups * outputRank * hidden;
  return group.layers * (hidden * queryRank + queryRank * query + hidden * group.entryDim + output);
}

/** Biases and norms inside attention: small, and never quantized. */
function attentionVectors({ hidden, fields, facts }: Shape, group: CacheGroup): number {
  if (group.kind !== 'attention') return 0;
  const query = group.queryHeads * group.keyDim * (facts.outputGate ? 2 : 1);
  const keyValue = group.kvHeads * (group.keyDim + group.valueDim);
  const biased = facts.qkvBias === true || fields.flag('attention_bias') || fields.flag('qkv_bias');
  const biases = (biased ? query + keyValue : 0) + (facts.outputBiasAndSinks ? hidden + group.queryHeads : 0);
  const normHeads = facts.normsSpanHeads ? group.queryHeads + group.kvHeads : 2;
  const norms = facts.queryKeyNorm ? normHeads * group.keyDim : 0;
  return group.layers * (biases + norms);
}

/** Layers that read another layer's cache still project queries and outputs. */
function sharedLayersAttention(
  { hidden, heads, headDim, fields }: Shape,
  groups: readonly CacheGroup[],
): number {
  const shared = fields.number('num_kv_shared_layers') ?? 0;
  if (shared === 0 || !groups.some((group) => group.kind === 'attention')) return 0;
  return shared * 2 * hidden * heads * headDim;
}

/** Compressors and indexers. */
function indexParameters({ hidden, fields }: Shape, group: CacheGroup): number {
  if (group.kind === 'index') {
    const queryRank = fields.number('q_lora_rank') ?? hidden;
    return group.layers * (queryRank * group.heads * group.dim + hidden * (group.dim + group.heads));
  }
  if (group.kind !== 'compressed' || group.ratio === null) return 0;
  const queryRank = fields.number('q_lora_rank') ?? hidden;
  // Keys and gates of the compressor; overlapping windows (the indexed layers) have two of each.
  const compressor = (width: number) => 2 * hidden * width * (group.index ? 2 : 1);
  const scan = group.index
    ? compressor(group.index.dim) +
      queryRank * group.index.heads * group.index.dim +
      hidden * group.index.heads
    : 0;
  return group.layers * (compressor(group.entryDim) + scan);
}

function recurrentParameters({ hidden, fields }: Shape, group: CacheGroup): number {
  if (group.kind !== 'recurrent') return 0;
  const taps = fields.number('linear_conv_kernel_dim', 'conv_kernel', 'mamba_d_conv') ?? 4;
  const channels = group.convElements / Math.max(1, taps - 1);
  const valueHeads = fields.number('linear_num_value_heads');
  if (valueHeads !== null) {
    const values = valueHeads * (fields.number('linear_value_head_dim') ?? 0);
    return group.layers * (hidden * (channels + values + 2 * valueHeads) + channels * taps + values * hidden);
  }
  const mambaHeads = fields.number('mamba_num_heads', 'mamba_n_heads');
  if (mambaHeads !== null) {
    const inner = mambaHeads * (fields.number('mamba_head_dim', 'mamba_d_head') ?? 0);
    return group.layers * (hidden * (channels + inner + mambaHeads) + channels * taps + inner * hidden);
  }
  // Query, key, value, gate and output, each as wide as the state's heads.
  const width =
    channels > 0
      ? channels / 3
      : (fields.number('num_attention_heads') ?? 0) * (fields.number('head_dim') ?? 0);
  return group.layers * 5 * hidden * width;
}

/** Routed experts, or `null` for a dense model. */
function moeOf({ fields, facts, layers, hidden }: Shape): MoeSpec | null {
  const routedExperts = fields.number(
    'n_routed_experts',
    'num_experts',
    'num_local_experts',
    'moe_num_experts',
    'num_routed_experts',
  );
  if (routedExperts === null || routedExperts <= 1) return null;
  const expertsPerToken = fields.number(
    'num_experts_per_tok',
    'num_experts_per_token',
    'moe_topk',
    'moe_k',
    'top_k_experts',
    'num_selected_experts',
  );
  const expertHidden =
    fields.number(
      'moe_intermediate_size',
      'expert_intermediate_size',
      'moe_ffn_hidden_size',
      'expert_ffn_hidden_size',
    ) ?? (facts.expertsUseIntermediateSize ? fields.number('intermediate_size') : null);
  if (expertsPerToken === null || expertHidden === null || hidden === 0) return null;
  return {
    layers: moeLayers(fields, layers),
    routedExperts,
    expertsPerToken,
    sharedExperts: sharedExperts(fields),
    expertHidden,
  };
}

function sharedExperts(fields: ConfigFields): number {
  const count = fields.number(
    'n_shared_experts',
    'num_shared_experts',
    'num_shared_expert',
    'moe_num_shared_experts',
  );
  if (count !== null) return count;
  const sized = fields.number('shared_expert_intermediate_size', 'shared_intermediate_size');
  return sized !== null && sized > 0 ? 1 : fields.modelType?.startsWith('llama4') ? 1 : 0;
}

function moeLayers(fields: ConfigFields, layers: number): number {
  const letters = fields.text('hybrid_override_pattern');
  if (letters) return Array.from(letters).filter((letter) => letter === 'E').length;
  const counted = fields.number('num_moe_layers');
  if (counted !== null) return counted;
  const listed = fields.list('moe_layer_freq');
  if (listed) return listed.filter((on) => on === 1).length;
  const step = fields.number('interleave_moe_layer_step', 'decoder_sparse_step') ?? 1;
  const denseOnly = fields.list('mlp_only_layers')?.length ?? 0;
  const first = fields.number('first_k_dense_replace', 'moe_layer_start_index', 'num_dense_layers') ?? 0;

  return Math.floor((layers - first) / Math.max(1, step)) - denseOnly;
}

/** Parameters of one feed-forward part: three matrices, or two where there is no gate. */
function ffn(width: number, inner: number, facts: ModelTypeFacts): number {
  return (facts.ungatedFfn ? 2 : 3) * width * inner;
}

/** Dense feed-forward layers; `null` where there are some but their size is not given. */
function denseFfn({ fields, facts, hidden, layers }: Shape, moe: MoeSpec | null): number | null {
  const letters = fields.text('hybrid_override_pattern');
  const kinds = letters ? Array.from(letters) : null;
  const listed = fields.number('num_mlp_layers');
  const count = listed ?? (kinds ? kinds.filter((kind) => kind === '-').length : layers - (moe?.layers ?? 0));
  // Gemma 4's mixture runs beside a dense feed-forward part in the same layer.
  const beside = moe && fields.modelType?.startsWith('gemma4') ? layers : 0;
  const total = count + beside;
  if (total === 0) return 0;
  const inner = fields.number(
    'intermediate_size_mlp',
    'intermediate_size',
    'n_inner',
    'ffn_hidden_size',
    'ffn_dim',
  );
  return inner === null ? null : total * ffn(hidden, inner, facts);
}

function moeParameters(
  { fields, facts, hidden }: Shape,
  moe: MoeSpec | null,
): [WeightRole, number, number?][] {
  if (!moe) return [];
  const { layers, routedExperts, expertsPerToken, expertHidden, sharedExperts: shared } = moe;
  const latentSize = fields.number('moe_latent_size');
  const biases = facts.expertBias ? 2 * expertHidden + hidden : 0;
  const one = ffn(latentSize ?? hidden, expertHidden, facts) + biases;
  const sharedHidden =
    fields.number(
      'shared_expert_intermediate_size',
      'shared_intermediate_size',
      'moe_shared_expert_intermediate_size',
    ) ?? shared * expertHidden;
  const gate = fields.number('shared_expert_intermediate_size') === null ? 0 : hidden;
  const latentProjections = latentSize === null ? 0 : 2 * hidden * latentSize;
  const router = hidden * routedExperts + (facts.expertBias || facts.wideRouter ? routedExperts : 0);
  return [
    ['experts', layers * routedExperts * one, layers * expertsPerToken * one],
    ['shared-experts', shared > 0 ? layers * (ffn(hidden, sharedHidden, facts) + gate) : 0],
    ['router', layers * (router + latentProjections)],
  ];
}

function vocabularyParameters({ fields, facts, hidden }: Shape): [WeightRole, number, number?][] {
  const table = (fields.number('vocab_size') ?? 0) * hidden;
  const stated = fields.raw['tie_word_embeddings'] ?? nestedTie(fields);
  const tied = typeof stated === 'boolean' ? stated : facts.tied === true;
  // A tied table is read in full as the output head; an untied one only looked up.
  return tied
    ? [['embedding', table, table]]
    : [
        ['embedding', table, 0],
        ['head', table],
      ];
}

function nestedTie(fields: ConfigFields): unknown {
  const nested = fields.object('text_config');
  return nested?.['tie_word_embeddings'];
}

const NORMS_PER_LAYER = 2;
const NORM_IN_OTHER_TOWER = 1;

/** The vision tower of a multimodal model: attention and a two-matrix feed-forward in each layer. */
function visionParameters({ fields }: Shape): number {
  const tower = fields.object('vision_config');
  if (!tower) return 0;
  const number = (...names: string[]) =>
    names.map((name) => tower[name]).find((value) => typeof value === 'number') ?? 0;
  const width = number('hidden_size', 'vt_hidden_size');
  const inner = number('intermediate_size', 'vt_intermediate_size');
  const layers = number('num_hidden_layers', 'vt_num_hidden_layers', 'depth');
  const matrices = tower['model_type'] === 'pixtral' ? GATED_MATRICES : PLAIN_MATRICES;
  return layers * width * (4 * width + matrices * inner);
}

const GATED_MATRICES = 3;
const PLAIN_MATRICES = 2;

/** Norms, per-layer embeddings and connections between residual streams. */
function otherParameters({ fields, facts, hidden, layers }: Shape): number {
  const norms = (facts.normsPerLayer ?? NORMS_PER_LAYER) * layers * hidden + NORM_IN_OTHER_TOWER * hidden;
  const perLayerVocabulary = fields.number('vocab_size_per_layer_input') ?? 0;
  const perLayerWidth = fields.number('hidden_size_per_layer_input') ?? 0;
  const perLayer = perLayerVocabulary * perLayerWidth * layers + 3 * layers * hidden * perLayerWidth;
  const streams = fields.number('hc_mult') ?? 0;
  // Hyper-connections: two small maps a layer over all residual streams (mix of 2 n + n^2 outputs).
  const hyper = 2 * layers * streams * hidden * (2 * streams + streams * streams);
  return norms + perLayer + hyper;
}

/** The checkpoint's format by role, from its `quantization_config`. */
function nativeFormats(
  fields: ConfigFields,
  facts: ModelTypeFacts,
  moe: MoeSpec | null,
): (role: WeightRole) => WeightFormat {
  const { linear, experts } = quantizedFormats(fields);
  const wide = wideFormat(fields);
  return (role) => {
    if (role === 'router' && facts.wideRouter) return 'fp32';
    if (role === 'embedding' || role === 'head' || role === 'router' || role === 'other' || role === 'vision')
      return wide;
    if (role === 'experts' && moe) return experts ?? linear ?? wide;
    if (role === 'index' && fields.list('compress_ratios')) return wide;
    return linear ?? wide;
  };
}

function wideFormat(fields: ConfigFields): WeightFormat {
  const dtype = fields.text('torch_dtype', 'dtype');
  return dtype === 'float32' ? 'fp32' : dtype === 'float16' ? 'fp16' : 'bf16';
}

interface QuantizedFormats {
  readonly linear: WeightFormat | null;
  readonly experts: WeightFormat | null;
}

function quantizedFormats(fields: ConfigFields): QuantizedFormats {
  const experts: WeightFormat | null = fields.text('expert_dtype') === 'fp4' ? 'mxfp4' : null;
  const config = fields.object('quantization_config');
  if (!config) return { linear: null, experts };
  const method = config['quant_method'];
  switch (method) {
    case 'fp8':
      return { linear: config['weight_block_size'] ? 'fp8-block' : 'fp8', experts };
    case 'mxfp4':
      return { linear: null, experts: 'mxfp4' };
    case 'awq':
    case 'gptq':
      return { linear: config['bits'] === 8 ? 'int8' : 'int4', experts };
    case 'modelopt':
      return { linear: String(config['quant_algo']).includes('FP4') ? 'nvfp4' : 'fp8', experts };
    case 'compressed-tensors':
      return compressedTensors(config, experts);
    default:
      return { linear: null, experts };
  }
}

/** compressed-tensors names a scheme for groups of modules and the modules left out. */
function compressedTensors(
  config: Readonly<Record<string, unknown>>,
  experts: WeightFormat | null,
): QuantizedFormats {
  const groups = isObject(config['config_groups']) ? Object.values(config['config_groups']) : [];
  const weights = groups.map((group) => (isObject(group) ? group['weights'] : null)).find(isObject);
  const bits = weights?.['num_bits'];
  const float = weights?.['type'] === 'float';
  const format: WeightFormat | null =
    bits === 4 ? (float ? 'nvfp4' : 'int4') : bits === 8 ? (float ? 'fp8' : 'int8') : null;
  const ignored = Array.isArray(config['ignore']) ? config['ignore'].join(' ') : '';
  // Kimi-K2.5 and alike quantize the routed experts alone.
  return ignored.includes('self_attn')
    ? { linear: null, experts: experts ?? format }
    : { linear: format, experts };
}
