import { compressedEntryBytes, indexKeyBytes } from '../../catalog/shapes/formats.js';
import type { KvCacheFormat } from '../../catalog/shapes/resolvedPlan.js';
import type { CompressedGroup } from '../../catalog/shapes/types.js';

/**
 * How serving engines cut a KV cache into pages, where that decides what fits (memory.md
 * sections 3 to 5). All counts are of one rank; token counts and bytes whole.
 */

/** Pages that vLLM gives to one sequence, and what a page costs over all layers that share a pool. */
export interface SequencePages {
  readonly pages: number;
  readonly pageBytes: number;
}

const VLLM_BLOCK = 16;

/**
 * Tokens in a page of a model that mixes attention with recurrent layers: vLLM makes attention pages as large
 * as a recurrent state, in whole blocks of 16 tokens.
 */
export function unifiedBlockTokens(stateBytes: number, attentionBytesPerToken: number): number {
  return VLLM_BLOCK * Math.ceil(stateBytes / (VLLM_BLOCK * attentionBytesPerToken));
}

/**
 * States that a sequence holds in each group of recurrent layers: one, another where prefixes are kept, and one for each
 * token that is drafted.
 */
export function statesPerGroup(prefixCaching: boolean, draftTokens: number): number {
  return 1 + (prefixCaching ? 1 : 0) + draftTokens;
}

/** What a sequence of `tokens` takes of a hybrid's pool: attention pages, and states of each recurrent group. */
export function hybridPages(
  tokens: number,
  layers: { readonly attention: number; readonly recurrent: number },
  block: { readonly tokens: number; readonly attentionBytesPerToken: number },
  states: number,
): SequencePages {
  const groups = Math.ceil(layers.recurrent / layers.attention);
  return {
    pages: Math.ceil(tokens / block.tokens) + states * groups,
    pageBytes: layers.attention * block.tokens * block.attentionBytesPerToken,
  };
}

/** Layers of one kind, as vLLM's pages see them. */
export interface PagedLayers {
  readonly layers: number;
  /** Bytes of one token in one layer. */
  readonly tokenBytes: number;
  /** Tokens that a layer looks back on; `null` for the whole context. */
  readonly windowTokens: number | null;
}

/** A model's groups of layers in vLLM: every group takes a page of the same size for its own number of tokens. */
export interface PageGroups {
  readonly pageBytes: number;
  readonly groups: number;
  /** Tokens in a page of each kind of layers. */
  readonly pageTokens: readonly number[];
  /** Groups of each kind. */
  readonly each: readonly number[];
}

/** Where the larger kind has hardly more layers than the smaller, groups are as large as the larger. */
const NEARLY_EQUAL = 1.25;

/**
 * How vLLM groups layers of several kinds: groups of as many layers as the smallest kind has, the last one filled up; kinds
 * with fewer bytes a token have pages of more tokens. `null` where pages cannot be made equal (vLLM `kv_cache_utils`).
 */
export function pageGroups(kinds: readonly PagedLayers[], blockTokens: number): PageGroups | null {
  const most = Math.max(...kinds.map(({ tokenBytes }) => tokenBytes));
  if (kinds.some(({ tokenBytes }) => !(tokenBytes > 0) || most % tokenBytes !== 0)) return null;
  const counts = kinds.map(({ layers }) => layers);
  const [fewest, largest] = [Math.min(...counts), Math.max(...counts)];
  const size = largest < fewest * NEARLY_EQUAL ? largest : fewest;
  const each = counts.map((layers) => Math.ceil(layers / size));
  return {
    pageBytes: size * blockTokens * most,
    groups: each.reduce((sum, n) => sum + n, 0),
    pageTokens: kinds.map(({ tokenBytes }) => (blockTokens * most) / tokenBytes),
    each,
  };
}

/**
 * Pages of a request of `tokens` with `inFlight` tokens scheduled at once: all of a full layer, of a window what is looked
 * back on and in flight, and one more (vLLM `kv_cache_interface`; nine logs of gpt-oss-120b with 0.22.1 show it to a page).
 */
export function groupedPages(
  kinds: readonly PagedLayers[],
  { each, pageTokens }: PageGroups,
  tokens: number,
  inFlight: number,
): number {
  return kinds.reduce((sum, { windowTokens }, i) => {
    const page = pageTokens[i] ?? 1;
    const held = windowTokens === null ? tokens : Math.min(windowTokens - 1 + inFlight, tokens);
    const pages = Math.ceil(held / page) + (windowTokens === null ? 0 : 1);
    return sum + (each[i] ?? 0) * pages;
  }, 0);
}

/** vLLM aligns DeepSeek V4's pages to this many bytes. */
const V4_ALIGNMENT = 576;
const V4_BLOCK = 256;
const V4_WINDOW_BLOCK = 64;
/** Tokens that a page of compressor state stands for, by ratio. */
const V4_STATE_BLOCK: Readonly<Record<number, number>> = { 4: 4, 128: 8 };
const STATE_BYTES = 4;

function aligned(bytes: number): number {
  return Math.ceil(bytes / V4_ALIGNMENT) * V4_ALIGNMENT;
}

/** Bytes of the pages of one DeepSeek V4 layer in vLLM. */
export interface CompressedPages {
  /** Raw window, 64 tokens. */
  readonly window: number;
  /** Compressed entries of 256 tokens. */
  readonly entries: number;
  readonly index: number;
  /** Compressor state of 4 (or 8) tokens, and the indexer's. */
  readonly state: number;
  readonly indexState: number;
}

/** Page sizes of a compressed layer (ratio 4 or 128). */
export function compressedPages(group: CompressedGroup, format: KvCacheFormat): CompressedPages {
  const entry = compressedEntryBytes(group, format.key);
  const ratio = group.ratio ?? V4_BLOCK;
  // A compressor keeps keys and gates; with overlapping windows (ratio 4) of two windows.
  const width = group.entryDim * (ratio < V4_BLOCK / 4 ? 4 : 2);
  const stateTokens = V4_STATE_BLOCK[ratio] ?? 0;
  const { index } = group;
  return {
    window: aligned(V4_WINDOW_BLOCK * entry),
    entries: group.ratio === null ? 0 : aligned((V4_BLOCK / ratio) * entry),
    index: index ? aligned((V4_BLOCK / ratio) * indexKeyBytes(index, format.index)) : 0,
    state: aligned(stateTokens * width * STATE_BYTES),
    indexState: index ? aligned(stateTokens * index.dim * 4 * STATE_BYTES) : 0,
  };
}

/**
 * Pages that vLLM reserves for one DeepSeek V4 request of `tokens` with `inFlight` tokens scheduled at once:
 * entries, two groups of windows, and both compressor states (vLLM `kv_cache_utils`; issue 44376).
 */
export function compressedRequestPages(tokens: number, inFlight: number): number {
  const held = (window: number) => Math.min(window + inFlight, tokens);
  const pages = (length: number, block: number) => Math.ceil(length / block) + 1;
  const windows = 2 * pages(held(127), V4_WINDOW_BLOCK);
  const states = pages(held(7), V4_STATE_BLOCK[4] ?? 1) + pages(held(127), V4_STATE_BLOCK[128] ?? 1);
  return Math.ceil(tokens / V4_BLOCK) + windows + states;
}

/** What one DeepSeek V4 request takes of vLLM's pool; `null` for models without both of its ratios. */
export function compressedRequest(
  groups: readonly CompressedGroup[],
  format: KvCacheFormat,
  tokens: number,
  inFlight: number,
): SequencePages | null {
  const [sparse, dense] = [4, 128].map((ratio) => groups.find((group) => group.ratio === ratio));
  if (!sparse || !dense) return null;
  const layers = groups.reduce((sum, group) => sum + group.layers, 0);
  const own = compressedPages(sparse, format);
  const pageBytes =
    Math.ceil(layers / 2) * (own.entries + own.index + compressedPages(dense, format).entries);
  return { pages: compressedRequestPages(tokens, inFlight), pageBytes };
}

/** Part of the full pool that SGLang gives to DeepSeek V4's windows by default. */
export const SGLANG_WINDOW_RATIO = 0.1;
/** Tokens of SGLang's rings of compressor state. */
const SGLANG_RINGS: Readonly<Record<number, number>> = { 4: 8, 128: 128 };

/**
 * Bytes that SGLang's DeepSeek V4 pool takes for one full token (its pool configurator): compressed entries
 * and index keys, and by `windowRatio` windows and rings of state. Before 0.5.13 the dense layers had no ring.
 */
export function sglangBytesPerFullToken(
  groups: readonly CompressedGroup[],
  windowRatio: number,
  denseRing: boolean,
): number {
  let bytes = 0;
  for (const group of groups) {
    const entry = compressedEntryBytes(group, 'fp8');
    bytes += group.layers * windowRatio * entry;
    if (group.ratio === null) continue;
    const ring = group.index || denseRing ? (SGLANG_RINGS[group.ratio] ?? 0) / 128 : 0;
    const width = group.index ? 4 * group.entryDim + 4 * group.index.dim : 2 * group.entryDim;
    const index = group.index ? indexKeyBytes(group.index, 'fp8') : 0;
    bytes += (group.layers * (entry + index)) / group.ratio;
    bytes += group.layers * windowRatio * ring * width * STATE_BYTES;
  }
  return bytes;
}
