import { residentBytes, shardFraction } from '../../catalog/shapes/cacheGroups.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { AttentionGroup, ModelSpec } from '../../catalog/shapes/types.js';
import { blockSizeOf } from './rank.js';
import {
  compressedRequest,
  hybridPages,
  SGLANG_WINDOW_RATIO,
  sglangBytesPerFullToken,
  recurrentLayerBytes,
  unifiedBlockTokens,
  type SequencePages,
} from './paging.js';

/** What a pool of KV memory holds, counted as an engine's start-up log counts it. */
export interface PoolTokens {
  /** Tokens over the whole replica. */
  readonly tokens: number;
  /** Bytes one rank gives to each of them. */
  readonly bytesPerToken: number;
}

/**
 * Tokens that `poolBytes` on each rank hold. Engines allocate by pages of equal size: a model that mixes
 * full and windowed layers is cut into groups of as many layers as its smaller kind has, padded up, and
 * every group takes a page for every block (vLLM `kv_cache_utils`). Other models take what a token of
 * the longest sequence costs on average.
 */
export function poolTokens(
  model: ModelSpec,
  serving: Serving,
  layout: Layout,
  poolBytes: number,
  longestTokens: number,
): PoolTokens {
  const paged = pagedRequest(model, serving, layout, longestTokens);
  if (paged) return requestTokens(paged, layout, poolBytes, longestTokens);
  const bytesPerToken = allocatedBytesPerToken(model, serving, layout, longestTokens);
  if (bytesPerToken <= 0) return { tokens: 0, bytesPerToken: 0 };
  const block = blockSizeOf(serving, model);
  const perGroup = Math.floor(poolBytes / (bytesPerToken * block)) * block;
  return { tokens: perGroup * layout.attentionData, bytesPerToken };
}

/** Tokens as vLLM logs them for models whose requests take pages of several kinds: how many requests fit, times their length. */
function requestTokens(
  request: SequencePages,
  layout: Layout,
  poolBytes: number,
  longestTokens: number,
): PoolTokens {
  const requests = Math.floor(poolBytes / request.pageBytes) / request.pages;
  return {
    tokens: Math.floor(requests * longestTokens) * layout.attentionData,
    bytesPerToken: (request.pages * request.pageBytes) / longestTokens,
  };
}

/** Pages of the longest request, for engines and models that reserve them so. */
function pagedRequest(
  model: ModelSpec,
  serving: Serving,
  layout: Layout,
  tokens: number,
): SequencePages | null {
  if (serving.engine !== 'vllm' || layout.pipeline > 1) return null;
  if (model.groups.some(({ kind }) => kind === 'compressed')) {
    // With asynchronous scheduling two batches are in flight.
    return compressedRequest(model, serving.kvCache, tokens, 2 * serving.maxBatchedTokens);
  }
  const recurrent = model.groups.find((group) => group.kind === 'recurrent');
  const attention = model.groups.find((group) => group.kind === 'attention' && group.windowTokens === null);
  if (!recurrent || attention?.kind !== 'attention' || model.groups.length > 2) return null;
  const perToken =
    (residentBytes({ ...attention, layers: 1 }, serving.kvCache, 1) *
      shardFraction(attention, layout.tensor)) /
    layout.context;
  const state = recurrentLayerBytes(recurrent) / layout.tensor;
  const block = serving.blockSize ?? unifiedBlockTokens(state, perToken);
  const layers = { attention: attention.layers, recurrent: recurrent.layers };
  return hybridPages(tokens, layers, { tokens: block, attentionBytesPerToken: perToken });
}

function allocatedBytesPerToken(
  model: ModelSpec,
  serving: Serving,
  layout: Layout,
  longestTokens: number,
): number {
  const uniform = uniformPages(model);
  if (uniform) {
    const { full, windowed } = uniform;
    const layers = Math.min(full.layers, windowed.layers);
    const groups = Math.ceil(full.layers / layers) + Math.ceil(windowed.layers / layers);
    const layer = residentBytes({ ...full, layers: 1, windowTokens: null }, serving.kvCache, 1);
    return (groups * layers * layer * shardFraction(full, layout.tensor)) / layout.pipeline / layout.context;
  }
  const compressed = model.groups.filter((group) => group.kind === 'compressed');
  if (serving.engine === 'sglang' && compressed.length > 0) {
    return sglangBytesPerFullToken(compressed, SGLANG_WINDOW_RATIO, true);
  }
  const tokens = Math.max(1, longestTokens);
  const bytes = model.groups.reduce((sum, group) => {
    const split = group.kind === 'recurrent' ? 1 : layout.context;
    return (
      sum + (residentBytes(group, serving.kvCache, tokens) * shardFraction(group, layout.tensor)) / split
    );
  }, 0);
  return bytes / tokens / layout.pipeline;
}

/** The full and windowed layers of a model whose pages all have one size, or `null` for other models. */
function uniformPages(model: ModelSpec): { full: AttentionGroup; windowed: AttentionGroup } | null {
  const [a, b, ...others] = model.groups;
  if (!a || !b || others.length > 0 || a.kind !== 'attention' || b.kind !== 'attention') return null;
  if ((a.windowTokens === null) === (b.windowTokens === null)) return null;
  const [full, windowed] = a.windowTokens === null ? [a, b] : [b, a];
  const width = (g: AttentionGroup) => g.kvHeads * (g.keyDim + g.valueDim);
  return width(full) === width(windowed) ? { full, windowed } : null;
}
