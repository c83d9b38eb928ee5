import { countIn, isObject, isRatio, type ConfigFields, type JsonObject } from './configFields.js';

/**
 * What configs of an architecture say in words of its own, in those that every reader here knows; `null` where such a
 * config does not say it, so that the common word stands if it has that. Nothing of it is assumed: each member is one of
 * the config's, or follows from them as its model code has it.
 */
export type OwnWords = (fields: ConfigFields) => JsonObject | MissingField;

/** The name of a field without which nothing can be told. */
type MissingField = string;

const FULL = 'full_attention';
const WINDOWED = 'sliding_attention';
const RECURRENT = 'linear_attention';

/** The kind of each layer, by its number from 0. */
function layerTypes(layers: number | null, kindOf: (layer: number) => string): readonly string[] | null {
  return layers === null ? null : Array.from({ length: layers }, (_, layer) => kindOf(layer));
}

const layersOf = (fields: ConfigFields) => fields.number('num_hidden_layers');

/** Elements that one 16-element scale of a compressed entry, and one 32-element scale of an index key, stand for. */
const [ENTRY_SCALE, KEY_SCALE] = [16, 32];

/** DeepSeek V4.1: entries and keys in 4 bits with their scales; the layers that own entries, and at which ratio. */
export const deepseekV41: OwnWords = (fields) => {
  const ratios = fields.list('compress_ratios');
  const owners = fields.list('kv_source_layer_ids');
  const [entry, key] = [fields.number('head_dim'), fields.number('index_head_dim')];
  if (!ratios || !owners) return 'kv_source_layer_ids';
  return {
    kv_source_ratios: owners.map((layer) => ratios[Number(layer)]),
    // Layers behind the last that owns entries add nothing that a later token reads.
    prompt_layers: Math.max(...owners.map(Number)) + 1,
    compressed_entry_bytes: entry === null ? null : entry / 2 + entry / ENTRY_SCALE,
    compressed_index_bytes: key === null ? null : key / 2 + key / KEY_SCALE,
  };
};

/** K-EXAONE: which layers have experts, one word a layer. */
export const exaoneMoe: OwnWords = (fields) => ({
  moe_layer_freq: fields.list('is_moe_layer')?.map((has) => (has === true ? 1 : 0)) ?? null,
});

/** Step 3.5 and 3.7: windowed layers have heads of their own number. */
export const step3: OwnWords = (fields) => {
  const other = fields.object('attention_other_setting');
  const listed = fields.text('moe_layers_enum')?.split(',') ?? fields.list('moe_layers_enum');
  const layers = layersOf(fields);
  const groups = fields.number('num_attention_groups', 'num_key_value_heads');
  if (groups === null) return 'num_attention_groups';
  return {
    num_key_value_heads: groups,
    swa_num_attention_heads: countIn(other, 'num_attention_heads'),
    swa_num_key_value_heads: countIn(other, 'num_attention_groups'),
    num_experts: fields.number('moe_num_experts'),
    num_experts_per_tok: fields.number('moe_top_k'),
    shared_intermediate_size: fields.number('share_expert_dim'),
    num_moe_layers:
      listed && layers !== null ? listed.filter((layer) => Number(layer) < layers).length : null,
  };
};

/** Each layer of LongCat-Flash has two attentions and two dense parts beside one of experts, some of which do nothing. */
export const longcat: OwnWords = (fields) => {
  const layers = fields.number('num_layers', 'num_hidden_layers');
  const experts = fields.number('n_routed_experts');
  const chosen = fields.number('moe_topk');
  const idle = fields.number('zero_expert_num') ?? 0;
  return {
    num_hidden_layers: layers === null ? null : 2 * layers,
    num_mlp_layers: layers === null ? null : 2 * layers,
    num_moe_layers: layers,
    num_experts_per_tok: experts === null || chosen === null ? null : (chosen * experts) / (experts + idle),
  };
};

/** GLM-5.3-Flash: an index key stands for several tokens, which is as long as a shorter one for each of them. */
export const glm5Next: OwnWords = (fields) => {
  const [width, pooled] = [fields.number('index_head_dim'), fields.number('index_kpool')];
  return { index_head_dim: width === null || pooled === null ? null : width / pooled };
};

/** Hy4: latent attention whose output is gated. */
export const hyV4: OwnWords = (fields) => ({ mla_use_output_gate: fields.flag('gated_mla') });

/** Qwen4's preview: full layers attend to as many tokens as an indexer may choose; tables of n-grams beside some layers. */
export const qwen4: OwnWords = (fields) => {
  const budget = fields.number('indexer_budget');
  const [rows, width] = [fields.number('ngram_vocab_size_base'), fields.number('ple_embed_dim')];
  const tables = fields.list('ple_layer_ids')?.length ?? 0;
  const full = fields.list('layer_types')?.filter((kind) => kind === FULL).length;
  if (budget === null) return 'indexer_budget';
  if (full === undefined) return 'layer_types';
  return {
    sparse_attention_config: {
      sparse_topk_blocks: budget,
      sparse_block_size: 1,
      sparse_attention_freq: full,
      sparse_num_index_heads: fields.number('indexer_n_heads'),
      sparse_index_dim: fields.number('indexer_head_dim'),
    },
    ngram_table_elements: rows === null || width === null ? null : rows * width * tables,
  };
};

/** Laguna: heads a layer are listed, and differ between full and windowed layers alone. */
export const laguna: OwnWords = (fields) => {
  const heads = fields.list('num_attention_heads_per_layer') ?? [];
  const kinds = fields.list('layer_types');
  if (!kinds) return 'layer_types';
  const of = (kind: string) => heads[kinds.indexOf(kind)] ?? null;
  return { num_attention_heads: of(FULL), swa_num_attention_heads: of(WINDOWED) };
};

/** Inkling: numbers of the windowed layers, and of the first that has experts. */
export const inkling: OwnWords = (fields) => {
  const local = fields.list('local_layer_ids');
  if (!local) return 'local_layer_ids';
  return {
    layer_types: layerTypes(layersOf(fields), (layer) => (local.includes(layer) ? WINDOWED : FULL)),
    sliding_window: fields.number('sliding_window_size'),
    first_k_dense_replace: fields.number('dense_mlp_idx'),
    num_nextn_predict_layers: countIn(fields.object('mtp_config'), 'num_nextn_predict_layers'),
  };
};

/** Ling 2.5 and later: the last layer of each group, and those behind the last whole group, attend to the whole past. */
export const bailingHybrid: OwnWords = (fields) => {
  const [layers, group] = [layersOf(fields), fields.number('layer_group_size')];
  if (layers === null || group === null) return 'layer_group_size';
  const grouped = Math.floor(layers / group) * group;
  const types = layerTypes(layers, (i) => ((i + 1) % group === 0 || i >= grouped ? FULL : RECURRENT));
  const kernel = fields.number('short_conv_kernel_size');
  const heads = fields.number('num_kv_heads_for_linear_attn', 'num_attention_heads');
  const dim = fields.number('head_dim');
  return kernel === null
    ? { layer_types: types, attn_type_list: types }
    : {
        layer_types: types,
        linear_attn_config: { num_heads: heads, head_dim: dim, short_conv_kernel_size: kernel },
      };
};

/** Command A's mixture: its first layers are dense, with a width of their own. */
export const cohereMoe: OwnWords = (fields) => ({
  dense_intermediate_size: fields.number('prefix_dense_intermediate_size'),
});

/** Liquid's models: the width of the feed-forward part may be one that is cut to two thirds and rounded up. */
export const lfm2: OwnWords = (fields) => {
  const [width, multiple] = [fields.number('block_ff_dim'), fields.number('block_multiple_of')];
  const attending = fields.list('full_attn_idxs');
  const types =
    fields.list('layer_types') ??
    (attending && layerTypes(layersOf(fields), (layer) => (attending.includes(layer) ? FULL : 'conv')));
  if (!types) return 'layer_types';
  const tied = fields.raw['tie_embedding'];
  const said = { layer_types: types, ...(typeof tied === 'boolean' ? { tie_word_embeddings: tied } : {}) };
  if (width === null || !fields.flag('block_auto_adjust_ff_dim') || multiple === null)
    return { ...said, intermediate_size: width };
  const cut = Math.floor((fields.ratio('block_ffn_dim_multiplier') ?? 1) * Math.floor((2 * width) / 3));
  return { ...said, intermediate_size: Math.ceil(cut / multiple) * multiple };
};

/** Jamba: one of so many layers attends, and one of so many has experts. */
export const jamba: OwnWords = (fields) => {
  const layers = layersOf(fields);
  const nth = (what: 'attn' | 'expert') => {
    const [period, offset] = [
      fields.number(`${what}_layer_period`),
      fields.number(`${what}_layer_offset`) ?? 0,
    ];
    return (layer: number) => period !== null && layer % period === offset;
  };
  const [attends, mixes] = [nth('attn'), nth('expert')];
  if (fields.number('attn_layer_period') === null) return 'attn_layer_period';
  const types = layerTypes(layers, (layer) => (attends(layer) ? FULL : 'mamba'));
  return { layer_types: types, num_moe_layers: types?.filter((_, layer) => mixes(layer)).length ?? null };
};

/** OpenAI's ViT-L/14 of 336 pixels, by its published config (2022): other configs name it and do not repeat its shape. */
const CLIP_LARGE = { num_hidden_layers: 24, hidden_size: 1024, intermediate_size: 4096 } as const;

/** Phi-3 and Phi-3.5 Vision: their tower is named, as OpenAI's. */
export const phi3Vision: OwnWords = (fields) => {
  const tower = fields.object('img_processor');
  return tower?.['name'] === 'clip_vision_model' && tower['image_dim_out'] === CLIP_LARGE.hidden_size
    ? { vision_config: CLIP_LARGE }
    : 'img_processor';
};

/** Mistral's own `params.json`, which stands beside a config.json or for it, and names no architecture. */
export const mistralParams: OwnWords = (fields) => {
  const experts = fields.object('moe');
  const stored = fields.object('quantization')?.['qformat_weight'];
  return {
    hidden_size: fields.number('dim'),
    intermediate_size: fields.number('hidden_dim'),
    tie_word_embeddings: fields.raw['tied_embeddings'] ?? false,
    n_routed_experts: countIn(experts, 'num_experts'),
    num_experts_per_tok: countIn(experts, 'num_experts_per_tok'),
    moe_intermediate_size: countIn(experts, 'expert_hidden_dim'),
    n_shared_experts: countIn(experts, 'num_shared_experts'),
    first_k_dense_replace: countIn(experts, 'first_k_dense_replace'),
    quantization_config:
      typeof stored === 'string' ? { quant_method: stored.startsWith('fp8') ? 'fp8' : stored } : null,
  };
};

/** Whether a config without an architecture is such a `params.json`. */
export const isMistralParams = (config: JsonObject): boolean =>
  ['dim', 'n_layers', 'n_heads', 'hidden_dim'].every((name) => Object.hasOwn(config, name));

/** DBRX keeps what it says of attention and of experts apart. */
export const dbrx: OwnWords = (fields) => {
  const [attention, experts] = [fields.object('attn_config'), fields.object('ffn_config')];
  if (!attention || !experts) return 'ffn_config';
  return {
    num_key_value_heads: countIn(attention, 'kv_n_heads'),
    num_experts: countIn(experts, 'moe_num_experts'),
    num_experts_per_tok: countIn(experts, 'moe_top_k'),
    moe_intermediate_size: countIn(experts, 'ffn_hidden_size'),
  };
};

/** MPT: its feed-forward width is a multiple of the hidden one, and its attention has a kind. */
export const mpt: OwnWords = (fields) => {
  const [hidden, multiple] = [fields.number('hidden_size'), fields.ratio('expansion_ratio')];
  const attention = fields.object('attn_config');
  const shared = attention?.['attn_type'] === 'multiquery_attention' ? 1 : countIn(attention, 'kv_n_heads');
  if (hidden === null || multiple === null) return 'expansion_ratio';
  return {
    intermediate_size: hidden * multiple,
    ...(shared === null ? {} : { num_key_value_heads: shared }),
  };
};

/** Widths of layers that a search has left as they were best: a multiple of 256 elements (`_ffn_mult_to_intermediate_size`). */
const WIDTH_STEP = 256;

const block = (layer: unknown, part: 'attention' | 'ffn') =>
  isObject(layer) && isObject(layer[part]) ? layer[part] : null;

/**
 * Llama-Nemotron: a list of blocks, each with its groups of heads and its width, or none of either. A layer that only
 * multiplies counts as one matrix; blocks that keep sinks or windows, or differ in their heads, are not known.
 */
export const nemotronNas: OwnWords = (fields) => {
  const blocks = fields.list('block_configs') ?? [];
  const hidden = fields.number('hidden_size') ?? 0;
  const heads = fields.number('num_attention_heads') ?? 0;
  const attention = blocks.map((layer) => block(layer, 'attention'));
  const attending = attention.filter((one) => countIn(one, 'n_heads_in_group') !== null);
  const groups = [...new Set(attending.map((one) => countIn(one, 'n_heads_in_group')))];
  const known = attending.every((one) => one?.['window_length'] == null && one?.['num_sink_tokens'] == null);
  const perGroup = groups.length === 1 && known ? groups[0] : null;
  if (perGroup == null || heads === 0) return 'block_configs';
  const widths = blocks.map((layer) => {
    const multiple = block(layer, 'ffn')?.['ffn_mult'];
    return isRatio(multiple) ? multiple : null;
  });
  const inner = widths.map((multiple) =>
    multiple === null ? 0 : Math.ceil(Math.floor((2 * multiple * hidden) / 3) / WIDTH_STEP) * WIDTH_STEP,
  );
  const matrices = blocks.filter(
    (layer) =>
      block(layer, 'attention')?.['replace_with_linear'] === true ||
      block(layer, 'ffn')?.['replace_with_linear'] === true,
  ).length;
  return {
    num_key_value_heads: heads / perGroup,
    layer_types: attention.map((one) => (countIn(one, 'n_heads_in_group') === null ? 'mlp' : FULL)),
    num_mlp_layers: 1,
    intermediate_size: inner.reduce((sum, width) => sum + width, 0) + (matrices * hidden) / 3,
  };
};

/** Qwen 1 counts the gate and the up projection as one width. */
export const qwen1: OwnWords = (fields) => {
  const both = fields.number('intermediate_size');
  return both === null ? {} : { intermediate_size: both / 2 };
};
