import { residentBytes, shardFraction } from '../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import type { Paging } from '../../catalog/shapes/families/family.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec } from '../../catalog/shapes/types.js';
import { blockSizeOf } from './rank.js';
import {
  compressedRequest,
  hybridPages,
  SGLANG_WINDOW_RATIO,
  sglangBytesPerFullToken,
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
  if (serverOf(serving.engine).pool !== 'requests' || layout.pipeline > 1) return null;
  const entries = groupsPaged(model, 'entries');
  if (entries.length > 0) {
    const groups = entries.map(({ paging }) => paging.group);
    // With asynchronous scheduling two batches are in flight.
    return compressedRequest(groups, serving.kvCache, tokens, 2 * serving.maxBatchedTokens);
  }
  const [recurrent] = groupsPaged(model, 'state');
  const attention = groupsPaged(model, 'tokens').find(({ paging }) => paging.windowTokens === null);
  if (!recurrent || !attention || model.groups.length > 2) return null;
  const attentionBytesPerToken =
    (attention.paging.tokenBytes(serving.kvCache) * shardFraction(attention.group, layout.tensor)) /
    layout.context;
  const state = recurrent.paging.layerBytes / layout.tensor;
  const block = serving.blockSize ?? unifiedBlockTokens(state, attentionBytesPerToken);
  const layers = { attention: attention.paging.layers, recurrent: recurrent.paging.layers };
  return hybridPages(tokens, layers, { tokens: block, attentionBytesPerToken });
}

/** A group with the way it is paged. */
interface PagedGroup<B extends Paging['by']> {
  readonly group: CacheGroup;
  readonly paging: Extract<Paging, { readonly by: B }>;
}

/** The groups of a model that are paged in one way. */
function groupsPaged<B extends Paging['by']>({ groups }: ModelSpec, by: B): readonly PagedGroup<B>[] {
  const isSo = (paging: Paging): paging is PagedGroup<B>['paging'] => paging.by === by;
  return groups.flatMap((group) => {
    const paging = familyOf(group).paging(group);
    return isSo(paging) ? [{ group, paging }] : [];
  });
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
    const layers = Math.min(full.paging.layers, windowed.paging.layers);
    const groups = Math.ceil(full.paging.layers / layers) + Math.ceil(windowed.paging.layers / layers);
    const layer = full.paging.tokenBytes(serving.kvCache);
    const share = shardFraction(full.group, layout.tensor);
    return (groups * layers * layer * share) / layout.pipeline / layout.context;
  }
  const entries = groupsPaged(model, 'entries').map(({ paging }) => paging.group);
  if (serverOf(serving.engine).pool === 'full-tokens' && entries.length > 0) {
    return sglangBytesPerFullToken(entries, SGLANG_WINDOW_RATIO, true);
  }
  const tokens = Math.max(1, longestTokens);
  const bytes = model.groups.reduce((sum, group) => {
    const split = familyOf(group).contextRanks(layout.context);
    return (
      sum + (residentBytes(group, serving.kvCache, tokens) * shardFraction(group, layout.tensor)) / split
    );
  }, 0);
  return bytes / tokens / layout.pipeline;
}

/** The full and windowed layers of a model whose pages all have one size, or `null` for other models. */
function uniformPages(model: ModelSpec): Readonly<Record<'full' | 'windowed', PagedGroup<'tokens'>>> | null {
  const [a, b] = groupsPaged(model, 'tokens');
  if (!a || !b || model.groups.length > 2) return null;
  const isFull = ({ paging }: PagedGroup<'tokens'>) => paging.windowTokens === null;
  if (isFull(a) === isFull(b) || a.paging.width !== b.paging.width) return null;
  return isFull(a) ? { full: a, windowed: b } : { full: b, windowed: a };
}
