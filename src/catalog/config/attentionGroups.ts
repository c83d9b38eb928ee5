import type { GroupsResult } from './groupsResult.js';
import * as l10n from '../../l10n/l10n.js';
import { isCount, type ConfigFields } from './configFields.js';
import { countOf, layerCount, layerKinds, windowTokens } from './layerKinds.js';
import type { ModelTypeFacts } from './modelTypes.js';
import { recurrentGroups } from './recurrentGroups.js';
import type { AttentionGroup, CacheGroup, CompressedGroup, IndexGroup } from '../shapes/types.js';

/** Turns the attention fields of a config into cache groups (memory.md 1). */
export function cacheGroupsOf(fields: ConfigFields, facts: ModelTypeFacts): GroupsResult {
  const layers = layerCount(fields);
  if (layers === null) return { ok: false, missing: ['num_hidden_layers'] };
  if (fields.list('kv_source_ratios')) return sharedCompressedGroups(fields, layers);
  if (fields.list('compress_ratios')) return compressedGroups(fields, layers);
  const listed = layerKinds(fields, facts, layers);
  if (!listed.ok) return { ok: false, missing: [], unknownKinds: listed.unknown };
  const { kinds } = listed;
  const every = fields.flag('use_cla') ? (fields.number('cla_share_factor') ?? 1) : 1;
  const own = kinds
    .slice(0, layers - (fields.number('num_kv_shared_layers') ?? 0))
    .filter((_, layer) => layer % every === 0);
  const recurrent = recurrentGroups(fields, countOf(own, 'recurrent', 'parallel'));
  if (!recurrent.ok) return recurrent;
  const attention =
    fields.number('kv_lora_rank') === null
      ? headGroups(fields, facts, countOf(own, 'full', 'parallel'), countOf(own, 'windowed'))
      : latentGroups(fields, countOf(own, 'full'));
  if (!attention.ok) return attention;
  const words = [attention.attention, ...(recurrent.groups.length > 0 ? [recurrent.attention] : [])];
  return { ok: true, groups: [...attention.groups, ...recurrent.groups], attention: words.join(' + ') };
}

function headGroups(
  fields: ConfigFields,
  facts: ModelTypeFacts,
  full: number,
  windowed: number,
): GroupsResult {
  const queryHeads = fields.number('num_attention_heads');
  const hidden = fields.number('hidden_size');
  const kvHeads = keyValueHeads(fields, facts) ?? queryHeads;
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
      queryHeads: fields.number('swa_num_attention_heads') ?? base.queryHeads,
      kvHeads: fields.number('swa_num_key_value_heads') ?? kvHeads,
      keyDim: fields.number('swa_head_dim') ?? headDim,
      valueDim: fields.number('swa_v_head_dim') ?? fields.number('v_head_dim') ?? headDim,
      windowTokens: windowTokens(fields),
    });
  }
  return { ok: true, groups, attention: attentionWords(base.queryHeads, kvHeads, windowed) };
}

/** Falcon's first decoder shares one key and value between all heads, whatever else its config says. */
function keyValueHeads(fields: ConfigFields, facts: ModelTypeFacts): number | null {
  const shared = fields.raw['multi_query'] ?? facts.multiQuery;
  if (facts.multiQuery && shared === true && !fields.flag('new_decoder_architecture')) return 1;
  return fields.number('num_key_value_heads');
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
  const sparse = blockSparse(fields);
  if (sparse === null) return [{ ...base, ...heads }];
  const layers = Math.min(base.layers, sparse.layers);
  const dense: CacheGroup[] =
    base.layers > layers ? [{ ...base, ...heads, layers: base.layers - layers }] : [];
  const index: IndexGroup[] =
    sparse.dim === null ? [] : [{ kind: 'index', layers, heads: sparse.heads, dim: sparse.dim }];
  return [...dense, { ...base, ...heads, layers, attendTokens: sparse.attendTokens }, ...index];
}

/** Whether layers keep ordinary keys and values, and attend to blocks of them that they choose. */
export function isBlockSparse(fields: ConfigFields): boolean {
  return blockSparse(fields) !== null;
}

/** Layers that attend to chosen blocks (MiniMax-M3), and the one index key a token that they choose them by. */
function blockSparse(fields: ConfigFields) {
  const sparse = fields.object('sparse_attention_config') ?? fields.object('sparse_attention');
  const number = (name: string) => (typeof sparse?.[name] === 'number' ? sparse[name] : null);
  const [blocks, block] = [number('sparse_topk_blocks'), number('sparse_block_size')];
  const frequency: unknown = sparse?.['sparse_attention_freq'];
  // One number counts the layers; a list has 1 for each of them.
  const layers = Array.isArray(frequency)
    ? frequency.filter((on) => on === 1).length
    : number('sparse_attention_freq');
  if (blocks === null || block === null || layers === null) return null;
  const heads = number('sparse_num_index_heads') ?? 1;
  return { layers, attendTokens: blocks * block, heads, dim: number('sparse_index_dim') };
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
  const queryRank = fields.number('q_lora_rank');
  const groups: CacheGroup[] = [
    {
      kind: 'latent',
      layers,
      queryHeads: fields.number('num_attention_heads') ?? 1,
      latentDim,
      ...(queryRank === null ? {} : { queryRank }),
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
    layers: fields.list('indexer_full_layers')?.length ?? indexerLayers(fields, layers) ?? layers,
    heads: fields.number('index_n_heads') ?? 1,
    dim: indexDim,
  };
  return { ok: true, groups: [...groups, index], attention: l10n.t('MLA with sparse attention (DSA)') };
}

/**
 * Layers with an indexer of their own; others take what an earlier one chose. GLM-5.2 lists them (`full`), or says that of
 * those from `index_skip_topk_offset` on each `index_topk_freq`-th has one, and all before.
 */
function indexerLayers(fields: ConfigFields, layers: number): number | null {
  const types = fields.list('indexer_types');
  if (types) return types.filter((type) => type === 'full').length;
  const [every, from] = [fields.number('index_topk_freq'), fields.number('index_skip_topk_offset')];
  if (every === null || from === null || every < 1) return null;
  const all = Array.from({ length: layers }, (_, layer) => Math.max(0, layer - from + 1));
  return all.filter((behind) => behind % every === 0).length;
}

/** Tokens of raw input a compressor keeps in fp32: overlapping windows of 8 for stride 4, whole blocks else. */
const OVERLAP_STRIDE = 4;

function compressedGroups(fields: ConfigFields, layers: number): GroupsResult {
  const ratios = (fields.list('compress_ratios') ?? []).slice(0, layers);
  const shape = compressedShape(fields);
  if (!shape) return { ok: false, missing: ['head_dim'] };
  const groups = [...new Set(ratios)].sort().flatMap((ratio): CompressedGroup[] => {
    if (!isCount(ratio)) return [];
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
  const entry = fields.ratio('compressed_entry_bytes');
  const key = fields.ratio('compressed_index_bytes');
  const owners = (fields.list('kv_source_ratios') ?? []).map((ratio): CompressedGroup => ({
    ...shape.base,
    layers: 1,
    ratio: isCount(ratio) && ratio > 0 ? ratio : null,
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
