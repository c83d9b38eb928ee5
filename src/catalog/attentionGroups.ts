import * as l10n from '../l10n/l10n.js';
import type { ConfigFields } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';
import type { AttentionGroup, CacheGroup, CompressedGroup, IndexGroup, RecurrentGroup } from './types.js';

/** What a layer does with the past. */
type LayerKind = 'full' | 'windowed' | 'recurrent' | 'none';

/** Cache groups of a config, or the names of the fields that are missing for them. */
export type GroupsResult =
  | { readonly ok: true; readonly groups: readonly CacheGroup[]; readonly attention: string }
  | { readonly ok: false; readonly missing: readonly string[] };

/** Turns the attention fields of a config into cache groups (kv-cache-and-weights.md sections 1 to 4). */
export function cacheGroupsOf(fields: ConfigFields, facts: ModelTypeFacts): GroupsResult {
  const layers = fields.number('num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  if (layers === null) return { ok: false, missing: ['num_hidden_layers'] };
  if (fields.list('compress_ratios')) return compressedGroups(fields, layers);
  if (fields.list('kv_source_ratios')) return sharedCompressedGroups(fields, layers);
  const kinds = layerKinds(fields, facts, layers);
  const own = kinds.slice(0, layers - (fields.number('num_kv_shared_layers') ?? 0));
  const recurrent = recurrentGroups(fields, countOf(own, 'recurrent'));
  if (!recurrent.ok) return recurrent;
  const attention =
    fields.number('kv_lora_rank') === null
      ? headGroups(fields, countOf(own, 'full'), countOf(own, 'windowed'))
      : latentGroups(fields, countOf(own, 'full'));
  if (!attention.ok) return attention;
  const words = [attention.attention, ...(recurrent.groups.length > 0 ? [recurrent.attention] : [])];
  return { ok: true, groups: [...attention.groups, ...recurrent.groups], attention: words.join(' + ') };
}

function countOf(kinds: readonly LayerKind[], kind: LayerKind): number {
  return kinds.filter((k) => k === kind).length;
}

/** Kind of each layer, from the most explicit field that says so. */
export function layerKinds(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKind[] {
  const listed = fields.list('layer_types') ?? fields.list('layers_block_type');
  if (listed && listed.length >= layers) return listed.slice(0, layers).map(kindOfWord);
  const letters = fields.text('hybrid_override_pattern');
  if (letters) return Array.from(letters.replace(/\s/g, '')).slice(0, layers).map(kindOfLetter);
  // Lists of numbers: MiniMax-M1 has 1 for full attention, MiMo-V2 has 1 for a sliding window.
  const types = fields.list('attn_type_list');
  if (types) return types.slice(0, layers).map((type) => (type === 1 ? 'full' : 'recurrent'));
  const hybrid = fields.list('hybrid_layer_pattern');
  if (hybrid) return hybrid.slice(0, layers).map((type) => (type === 1 ? 'windowed' : 'full'));
  const linear = fields.object('linear_attn_config');
  const fullLayers = linear?.['full_attn_layers'];
  if (Array.isArray(fullLayers)) {
    // Kimi counts layers from 1.
    return Array.from({ length: layers }, (_, i) => (fullLayers.includes(i + 1) ? 'full' : 'recurrent'));
  }
  return patternKinds(fields, facts, layers);
}

function patternKinds(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKind[] {
  const interval = fields.number('full_attention_interval');
  const recurrent = fields.number('linear_num_value_heads') !== null;
  const every =
    interval ?? fields.number('sliding_window_pattern', '_sliding_window_pattern') ?? facts.fullEvery ?? null;
  const windowed = !recurrent && windowTokens(fields) !== null;
  if (every === null || (!windowed && !recurrent)) {
    return new Array<LayerKind>(layers).fill(windowed && usesWindowEverywhere(fields) ? 'windowed' : 'full');
  }
  const other: LayerKind = recurrent ? 'recurrent' : 'windowed';
  return Array.from({ length: layers }, (_, i) => ((i + 1) % every === 0 ? 'full' : other));
}

/** Qwen2 configs name a window that `use_sliding_window: false` switches off; Mistral's applies to every layer. */
function usesWindowEverywhere(fields: ConfigFields): boolean {
  return fields.raw['use_sliding_window'] === undefined
    ? fields.modelType !== null && ['mistral', 'mixtral', 'phi3', 'starcoder2'].includes(fields.modelType)
    : fields.flag('use_sliding_window');
}

function windowTokens(fields: ConfigFields): number | null {
  return fields.number('sliding_window', 'attention_chunk_size');
}

function kindOfWord(word: unknown): LayerKind {
  switch (word) {
    case 'full_attention':
    case 'attention':
    case 'full':
    case 'hybrid':
      return 'full';
    case 'sliding_attention':
    case 'chunked_attention':
    case 'sliding':
      return 'windowed';
    case 'linear_attention':
    case 'mamba':
    case 'recurrent':
    case 'conv':
      return 'recurrent';
    default:
      return 'none';
  }
}

function kindOfLetter(letter: string): LayerKind {
  if (letter === '*') return 'full';
  return letter === 'M' ? 'recurrent' : 'none';
}

function headGroups(fields: ConfigFields, full: number, windowed: number): GroupsResult {
  const queryHeads = fields.number('num_attention_heads', 'n_head', 'n_heads');
  const hidden = fields.number('hidden_size', 'n_embd', 'd_model');
  const kvHeads = fields.number('num_key_value_heads', 'num_kv_heads', 'n_kv_heads') ?? queryHeads;
  const headDim =
    fields.number('head_dim') ?? (hidden !== null && queryHeads !== null ? hidden / queryHeads : null);
  if (kvHeads === null || headDim === null) {
    return { ok: false, missing: headDim === null ? ['head_dim'] : ['num_key_value_heads'] };
  }
  const base = { kind: 'attention' as const, queryHeads: queryHeads ?? kvHeads, attendTokens: null };
  const groups: CacheGroup[] = [];
  if (full > 0)
    groups.push(...fullHeads(fields, { ...base, layers: full, windowTokens: null }, kvHeads, headDim));
  if (windowed > 0) {
    groups.push({
      ...base,
      layers: windowed,
      kvHeads: fields.number('swa_num_key_value_heads') ?? kvHeads,
      keyDim: fields.number('swa_head_dim') ?? headDim,
      valueDim: fields.number('swa_v_head_dim') ?? fields.number('v_head_dim') ?? headDim,
      windowTokens: windowTokens(fields),
    });
  }
  return { ok: true, groups, attention: attentionWords(base.queryHeads, kvHeads, windowed) };
}

function fullHeads(
  fields: ConfigFields,
  base: Pick<AttentionGroup, 'kind' | 'layers' | 'queryHeads' | 'windowTokens' | 'attendTokens'>,
  kvHeads: number,
  headDim: number,
): CacheGroup[] {
  const keyDim = fields.number('global_head_dim') ?? headDim;
  const heads = {
    kvHeads: fields.number('num_global_key_value_heads') ?? kvHeads,
    keyDim,
    valueDim: fields.number('global_head_dim') ?? fields.number('v_head_dim') ?? keyDim,
  };
  const sparse = fields.object('sparse_attention_config') ?? fields.object('sparse_attention');
  const blocks = sparse?.['sparse_topk_blocks'];
  const block = sparse?.['sparse_block_size'];
  const sparseLayers = sparse?.['sparse_attention_freq'];
  if (typeof blocks !== 'number' || typeof block !== 'number' || typeof sparseLayers !== 'number') {
    return [{ ...base, ...heads }];
  }
  const layers = Math.min(base.layers, sparseLayers);
  const dense: CacheGroup[] =
    base.layers > layers ? [{ ...base, ...heads, layers: base.layers - layers }] : [];
  return [...dense, { ...base, ...heads, layers, attendTokens: blocks * block }];
}

function attentionWords(queryHeads: number, kvHeads: number, windowed: number): string {
  const name = kvHeads === queryHeads ? 'MHA' : kvHeads === 1 ? 'MQA' : `GQA-${kvHeads}`;
  return windowed > 0 ? l10n.t('{name} with sliding windows', { name }) : name;
}

function latentGroups(fields: ConfigFields, layers: number): GroupsResult {
  const latentDim = fields.number('kv_lora_rank');
  const ropeDim = fields.number('qk_rope_head_dim');
  if (latentDim === null || ropeDim === null) return { ok: false, missing: ['qk_rope_head_dim'] };
  const topK = fields.number('index_topk');
  const nopeDim = fields.number('qk_nope_head_dim') ?? 128;
  const groups: CacheGroup[] = [
    {
      kind: 'latent',
      layers,
      queryHeads: fields.number('num_attention_heads') ?? 1,
      latentDim,
      ropeDim,
      nopeDim,
      valueDim: fields.number('v_head_dim') ?? nopeDim,
      attendTokens: topK,
    },
  ];
  const indexDim = fields.number('index_head_dim');
  if (indexDim === null) return { ok: true, groups, attention: 'MLA' };
  const index: IndexGroup = {
    kind: 'index',
    layers: fields.list('indexer_full_layers')?.length ?? indexerLayers(fields) ?? layers,
    heads: fields.number('index_n_heads') ?? 1,
    dim: indexDim,
  };
  return { ok: true, groups: [...groups, index], attention: l10n.t('MLA with sparse attention (DSA)') };
}

/** GLM-5.2 lists for each layer whether its indexer is its own (`full`) or an earlier one's. */
function indexerLayers(fields: ConfigFields): number | null {
  const types = fields.list('indexer_types');
  return types ? types.filter((type) => type === 'full').length : null;
}

/** Tokens of raw input a compressor keeps in fp32: overlapping windows of 8 for stride 4, whole blocks else. */
const OVERLAP_STRIDE = 4;

function compressedGroups(fields: ConfigFields, layers: number): GroupsResult {
  const ratios = (fields.list('compress_ratios') ?? []).slice(0, layers);
  const shape = compressedShape(fields);
  if (!shape) return { ok: false, missing: ['head_dim'] };
  const groups = [...new Set(ratios)].sort().flatMap((ratio): CompressedGroup[] => {
    if (typeof ratio !== 'number') return [];
    const indexed = ratio === OVERLAP_STRIDE;
    return [
      {
        ...shape.base,
        layers: ratios.filter((r) => r === ratio).length,
        ratio: ratio > 0 ? ratio : null,
        index: indexed ? shape.index : null,
        // vLLM's compressor keeps, in fp32, 8 x 4 entry widths (and as many index widths) or `ratio` x 2 widths.
        stateElements: indexed
          ? 8 * 4 * (shape.base.entryDim + (shape.index?.dim ?? 0))
          : 2 * ratio * shape.base.entryDim,
      },
    ];
  });
  return {
    ok: true,
    groups,
    attention: l10n.t('compressed sparse and heavily compressed attention (CSA + HCA)'),
  };
}

function compressedShape(fields: ConfigFields) {
  const entryDim = fields.number('head_dim');
  if (entryDim === null) return null;
  const dim = fields.number('index_head_dim');
  return {
    base: {
      kind: 'compressed' as const,
      queryHeads: fields.number('num_attention_heads') ?? 1,
      entryDim,
      ropeDim: fields.number('qk_rope_head_dim') ?? 64,
      windowTokens: fields.number('sliding_window') ?? 128,
    },
    index:
      dim === null
        ? null
        : { heads: fields.number('index_n_heads') ?? 1, dim, topK: fields.number('index_topk') ?? 0 },
  };
}

/** DeepSeek V4.1: four layers own compressed entries that all others read; every layer keeps its own window. */
function sharedCompressedGroups(fields: ConfigFields, layers: number): GroupsResult {
  const shape = compressedShape(fields);
  if (!shape) return { ok: false, missing: ['head_dim'] };
  const entry = fields.number('compressed_entry_bytes');
  const key = fields.number('compressed_index_bytes');
  const owners = (fields.list('kv_source_ratios') ?? []).map((ratio): CompressedGroup => ({
    ...shape.base,
    layers: 1,
    ratio: typeof ratio === 'number' ? ratio : null,
    windowTokens: 0,
    index: shape.index,
    stateElements: 0,
    ...(entry === null ? {} : { fixedEntryBytes: entry }),
    ...(key === null ? {} : { fixedIndexBytes: key }),
  }));
  const windows: CompressedGroup = { ...shape.base, layers, ratio: null, index: null, stateElements: 0 };
  return {
    ok: true,
    groups: [...owners, windows],
    attention: l10n.t('shared compressed attention (CSA2) with windows'),
  };
}

type RecurrentResult = GroupsResult;

const NO_RECURRENT: RecurrentResult = { ok: true, groups: [], attention: '' };

function recurrentGroups(fields: ConfigFields, layers: number): RecurrentResult {
  if (layers === 0) return NO_RECURRENT;
  const group =
    deltaNet(fields, layers) ?? mamba(fields, layers) ?? kda(fields, layers) ?? lightning(fields, layers);
  if (!group) return { ok: false, missing: ['linear_num_value_heads'] };
  return { ok: true, groups: [group.group], attention: group.words };
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
  };
  return { group, words: l10n.t('gated delta layers') };
}

/** Mamba 2 (Nemotron-H, Granite 4 hybrids). */
function mamba(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const heads = fields.number('mamba_num_heads', 'mamba_n_heads');
  const dim = fields.number('mamba_head_dim', 'mamba_d_head');
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
  };
  return { group, words: l10n.t('Mamba layers') };
}

const MAMBA_STATE_BYTES = 2;

/** Kimi delta attention. */
function kda(fields: ConfigFields, layers: number): NamedRecurrent | null {
  const linear = fields.object('linear_attn_config');
  const heads = linear?.['num_heads'];
  const dim = linear?.['head_dim'];
  if (typeof heads !== 'number' || typeof dim !== 'number') return null;
  const kernel = linear?.['short_conv_kernel_size'];
  const taps = (typeof kernel === 'number' ? kernel : 4) - 1;
  const group: RecurrentGroup = {
    kind: 'recurrent',
    layers,
    stateElements: heads * dim * dim,
    stateBytesPerElement: 4,
    convElements: 3 * taps * heads * dim,
    convBytesPerElement: 2,
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
  };
  return { group, words: l10n.t('lightning layers') };
}
