import { shardFraction } from '../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import type { Paging } from '../../catalog/shapes/families/family.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec } from '../../catalog/shapes/types.js';
import {
  compressedRequest,
  compressedRequestPages,
  groupedPages,
  hybridPages,
  pageGroups,
  statesPerGroup,
  unifiedBlockTokens,
  type PagedLayers,
} from './paging.js';
import { memoryOf } from './server/serverMemory.js';

/** Whole pages that vLLM reserves for a request of a length on one rank. */
export interface RequestPages {
  readonly pageBytes: number;
  readonly pages: (tokens: number) => number;
  /** Groups of layers and tokens in a page of a full one, by which earlier versions count; `null` where none did. */
  readonly oldCount: { readonly groups: number; readonly pageTokens: number } | null;
}

/** What pages follow from. */
interface Paged {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly layout: Layout;
  readonly drafter: { readonly draftTokens: number };
}

/** Pages of a request where layers of several kinds share a pool of pages of one size; `null` for other models and servers. */
export function requestPages(asked: Paged): RequestPages | null {
  const { model, serving, layout } = asked;
  if (serverOf(serving.engine).pool !== 'requests') return null;
  const entries = groupsPaged(model, 'entries');
  if (entries.length > 0) return layout.pipeline > 1 ? null : compressedPagesOf(asked);
  if (groupsPaged(model, 'state').length > 0) return layout.pipeline > 1 ? null : hybridPagesOf(asked);
  return windowedPagesOf(asked);
}

function compressedPagesOf({ model, serving }: Paged): RequestPages | null {
  const groups = groupsPaged(model, 'entries').map(({ paging }) => paging.group);
  const inFlight = memoryOf(serving).compressedInFlight * serving.maxBatchedTokens;
  const one = compressedRequest(groups, serving.kvCache, 1, inFlight);
  return (
    one && {
      pageBytes: one.pageBytes,
      pages: (tokens) => compressedRequestPages(tokens, inFlight),
      oldCount: null,
    }
  );
}

function hybridPagesOf({ model, serving, layout, drafter }: Paged): RequestPages | null {
  const [recurrent] = groupsPaged(model, 'state');
  const attention = groupsPaged(model, 'tokens').find(({ paging }) => paging.windowTokens === null);
  if (!recurrent || !attention || model.groups.length > 2) return null;
  const attentionBytesPerToken = tokenBytesOn(attention, serving, layout);
  const state = recurrent.paging.layerBytes / layout.tensor;
  const tokens = serving.blockSize ?? unifiedBlockTokens(state, attentionBytesPerToken);
  const layers = { attention: attention.paging.layers, recurrent: recurrent.paging.layers };
  const states = statesPerGroup(serving.prefixCaching ?? memoryOf(serving).keepsStates, drafter.draftTokens);
  const request = (length: number) => hybridPages(length, layers, { tokens, attentionBytesPerToken }, states);
  return { pageBytes: request(1).pageBytes, pages: (length) => request(length).pages, oldCount: null };
}

const VLLM_BLOCK = 16;

function windowedPagesOf({ model, serving, layout }: Paged): RequestPages | null {
  const found = groupsPaged(model, 'tokens');
  const windows = found.filter(({ paging }) => paging.windowTokens !== null).length;
  if (found.length !== model.groups.length || windows === 0 || windows === found.length) return null;
  if (!memoryOf(serving).windowPages) return null;
  const kinds = found.map((one): PagedLayers => {
    const { layers, windowTokens } = one.paging;
    return {
      layers: Math.ceil(layers / layout.pipeline),
      windowTokens,
      tokenBytes: tokenBytesOn(one, serving, layout),
    };
  });
  const made = pageGroups(kinds, serving.blockSize ?? VLLM_BLOCK);
  if (!made) return null;
  const full = kinds.findIndex(({ windowTokens }) => windowTokens === null);
  return {
    pageBytes: made.pageBytes,
    pages: (tokens) => groupedPages(kinds, made, tokens, serving.maxBatchedTokens),
    oldCount: { groups: made.groups, pageTokens: made.pageTokens[full] ?? VLLM_BLOCK },
  };
}

/** Bytes of one token in one layer on a rank. */
function tokenBytesOn({ group, paging }: PagedGroup<'tokens'>, serving: Serving, layout: Layout): number {
  return (paging.tokenBytes(serving.kvCache) * shardFraction(group, layout.tensor)) / layout.context;
}

/** A group with the way it is paged. */
interface PagedGroup<B extends Paging['by']> {
  readonly group: CacheGroup;
  readonly paging: Extract<Paging, { readonly by: B }>;
}

/** The groups of a model that are paged in one way. */
export function groupsPaged<B extends Paging['by']>({ groups }: ModelSpec, by: B): readonly PagedGroup<B>[] {
  const isSo = (paging: Paging): paging is PagedGroup<B>['paging'] => paging.by === by;
  return groups.flatMap((group) => {
    const paging = familyOf(group).paging(group);
    return isSo(paging) ? [{ group, paging }] : [];
  });
}
