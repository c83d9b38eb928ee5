import { residentBytes, shardFraction } from '../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { blockSizeOf } from './rank.js';
import { SGLANG_WINDOW_RATIO, sglangBytesPerFullToken } from './paging.js';
import { perObject } from '../../units/memo.js';
import { groupsPaged, requestPages, type RequestPages } from './requestPages.js';
import { dealtBytes } from './server/fixedPools.js';
import { memoryOf } from './server/serverMemory.js';

/** What a pool of KV memory holds, counted as an engine's start-up log counts it. */
export interface PoolTokens {
  /** Tokens over the whole replica. */
  readonly tokens: number;
  /** Bytes one rank gives to each of them. */
  readonly bytesPerToken: number;
  /** Sequences of one length over the whole replica, each counted as the tokens are. */
  readonly sequences: (length: number) => number;
}

/** What a pool belongs to. */
export interface PoolOwner {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly layout: Layout;
  /** What drafts beside the model keeps, and how many tokens it drafts. */
  readonly drafter: DrafterCache;
}

export interface DrafterCache {
  readonly draftTokens: number;
  readonly perSequence: number;
  readonly perToken: number;
}

export const NOTHING_DRAFTED: DrafterCache = { draftTokens: 0, perSequence: 0, perToken: 0 };

/** Contexts of every length ask a replica's pool. */
const pagesOf = perObject('pages of requests', (owner: PoolOwner) => requestPages(owner));

/**
 * Tokens that `poolBytes` on each rank hold. Where an engine gives whole pages of several kinds to a request, it is the
 * requests of the longest length that are counted, times that length; else tokens of what one of the longest sequence
 * costs on average (memory.md 4).
 */
export function poolTokens(owner: PoolOwner, poolBytes: number, longestTokens: number): PoolTokens {
  const longest = Math.max(1, longestTokens);
  const paged = pagesOf(owner);
  if (paged) return pagedTokens(owner, paged, poolBytes, longest);
  const { model, serving, layout, drafter } = owner;
  const bytesPerToken =
    allocatedBytesPerToken(owner, longest) + drafter.perToken + drafter.perSequence / longest;
  if (bytesPerToken <= 0) return { tokens: 0, bytesPerToken: 0, sequences: () => 0 };
  const block = blockSizeOf(serving, model);
  const held = (each: number) => Math.floor(poolBytes / (each * block)) * block;
  const sequences = (length: number) => {
    const own = allocatedBytesPerToken(owner, length) + drafter.perToken + drafter.perSequence / length;
    return Math.floor(held(own) / (Math.ceil(length / block) * block)) * layout.attentionData;
  };
  return { tokens: held(bytesPerToken) * layout.attentionData, bytesPerToken, sequences };
}

function pagedTokens(
  { serving, layout, drafter }: PoolOwner,
  { pageBytes, pages, oldCount }: RequestPages,
  poolBytes: number,
  longest: number,
): PoolTokens {
  const groups = layout.attentionData;
  const own = pages(longest);
  const beside = drafter.perToken * longest + drafter.perSequence;
  const requestBytes = own * pageBytes + beside;
  const requests = (length: number) =>
    Math.floor(poolBytes / pageBytes) /
    (pages(length) + (drafter.perToken * length + drafter.perSequence) / pageBytes);
  const sequences = (length: number) => Math.floor(requests(length)) * groups;
  if (oldCount && memoryOf(serving).counts === 'pages') {
    const perGroup = Math.floor(poolBytes / (pageBytes * oldCount.groups)) * oldCount.pageTokens;
    const bytesPerToken = (pageBytes * oldCount.groups) / oldCount.pageTokens;
    return { tokens: perGroup * groups, bytesPerToken, sequences };
  }
  return {
    tokens: Math.floor(requests(longest) * longest) * groups,
    bytesPerToken: requestBytes / longest,
    sequences,
  };
}

function allocatedBytesPerToken({ model, serving, layout }: PoolOwner, longestTokens: number): number {
  const entries = groupsPaged(model, 'entries').map(({ paging }) => paging.group);
  if (serverOf(serving.engine).pool === 'full-tokens' && entries.length > 0) {
    return sglangBytesPerFullToken(entries, SGLANG_WINDOW_RATIO, true);
  }
  const { windowPages } = memoryOf(serving);
  const tokens = Math.max(1, longestTokens);
  const inParts = dealtBytes({ model, serving, layout }, tokens);
  if (inParts > 0) return inParts / tokens;
  const bytes = model.groups.reduce((sum, group) => {
    const split = familyOf(group).contextRanks(layout.context);
    const kept = windowPages ? group : familyOf(group).wholeContext(group);
    return sum + (residentBytes(kept, serving.kvCache, tokens) * shardFraction(group, layout.tensor)) / split;
  }, 0);
  return bytes / tokens / layout.pipeline;
}
