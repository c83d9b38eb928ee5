import { familyOf } from '../../../catalog/shapes/families/families.js';
import type { CacheGroup } from '../../../catalog/shapes/types.js';

/** New tokens of a prompt, after tokens whose cache is there already. */
export interface Chunk {
  readonly tokens: number;
  readonly cached: number;
}

/** FLOP of a chunk's attention by what does it; a multiply and an add are two. */
export interface AttentionFlops {
  readonly attention: number;
  /** Scans of sparse-attention indexers. */
  readonly index: number;
  /** Turning the cached latent back into keys and values, once for each later chunk. */
  readonly reexpand: number;
}

/** Pairs of a new token and a token it attends to, itself included: the causal half. request.md 1. */
export function causalPairs({ tokens, cached }: Chunk): number {
  return tokens * cached + (tokens * (tokens + 1)) / 2;
}

/** The same where a token looks back on `most` tokens at most. */
export function limitedPairs({ tokens, cached }: Chunk, most: number): number {
  const growing = Math.min(tokens, Math.max(0, most - cached));
  return causalPairs({ tokens: growing, cached }) + (tokens - growing) * most;
}

/** Pairs of a new token and an entry that stands for `ratio` tokens, of at most `most` entries. */
export function entryPairs({ tokens, cached }: Chunk, ratio: number, most: number): number {
  return entriesUpTo(cached + tokens, ratio, most) - entriesUpTo(cached, ratio, most);
}

/** Sum over the first `n` tokens of the entries before each, in closed form. */
function entriesUpTo(n: number, ratio: number, most: number): number {
  const full = Math.floor(n / ratio);
  // Token i sees floor(i / ratio) entries: `ratio` tokens see each number but the last.
  const rising = Math.min(full, most);
  const below = (rising * (rising - 1)) / 2;
  return ratio * below + (n - ratio * rising + 1) * rising;
}

const NONE: AttentionFlops = { attention: 0, index: 0, reexpand: 0 };

type FlopsOf = {
  readonly [Kind in CacheGroup['kind']]: (
    group: Extract<CacheGroup, { kind: Kind }>,
    chunk: Chunk,
    indexed: number | null,
  ) => AttentionFlops;
};

/** FLOP of each family over a chunk (request.md 1). `indexed`: tokens that a sparse indexer selects. */
const FLOPS: FlopsOf = {
  attention: ({ layers, queryHeads, keyDim, valueDim, windowTokens, attendTokens }, chunk) => {
    const most = Math.min(windowTokens ?? Number.POSITIVE_INFINITY, attendTokens ?? Number.POSITIVE_INFINITY);
    const pairs = Number.isFinite(most) ? limitedPairs(chunk, most) : causalPairs(chunk);
    return { ...NONE, attention: 2 * layers * queryHeads * (keyDim + valueDim) * pairs };
  },
  // Dense latent attention expands the latent in prefill; with a sparse indexer it runs in its absorbed form.
  latent: ({ layers, queryHeads, latentDim, ropeDim, nopeDim, valueDim, attendTokens }, chunk) => {
    if (attendTokens !== null) {
      const pairs = limitedPairs(chunk, attendTokens);
      return { ...NONE, attention: 2 * layers * queryHeads * (2 * latentDim + ropeDim) * pairs };
    }
    return {
      index: 0,
      attention: 2 * layers * queryHeads * (nopeDim + ropeDim + valueDim) * causalPairs(chunk),
      reexpand: 2 * layers * chunk.cached * latentDim * queryHeads * (nopeDim + valueDim),
    };
  },
  // While everything fits the selection there is nothing to select.
  index: ({ layers, heads, dim }, chunk, indexed) =>
    indexed !== null && chunk.cached + chunk.tokens <= indexed
      ? NONE
      : { ...NONE, index: 2 * layers * heads * dim * causalPairs(chunk) },
  compressed: ({ layers, queryHeads, entryDim, ratio, windowTokens, index }, chunk) => {
    const entries = ratio === null ? 0 : entryPairs(chunk, ratio, index?.topK ?? Number.POSITIVE_INFINITY);
    const seen = limitedPairs(chunk, windowTokens) + entries;
    const scanned = ratio === null || !index ? 0 : entryPairs(chunk, ratio, Number.POSITIVE_INFINITY);
    return {
      reexpand: 0,
      attention: 4 * layers * queryHeads * entryDim * seen,
      index: index ? 2 * layers * index.heads * index.dim * scanned : 0,
    };
  },
  recurrent: ({ layers, promptFlopsPerToken }, chunk) => ({
    ...NONE,
    attention: layers * promptFlopsPerToken * chunk.tokens,
  }),
};

/** FLOP of all attention of a model over one chunk. */
export function attentionFlopsOf(groups: readonly CacheGroup[], chunk: Chunk): AttentionFlops {
  const indexed = groups.reduce<number | null>(
    (found, group) => found ?? familyOf(group).indexedTokens(group),
    null,
  );
  let [attention, index, reexpand] = [0, 0, 0];
  for (const group of groups) {
    // The table is keyed by the discriminant, which TypeScript does not follow through an index.
    const of = FLOPS[group.kind] as (
      group: CacheGroup,
      chunk: Chunk,
      indexed: number | null,
    ) => AttentionFlops;
    const flops = of(group, chunk, indexed);
    attention += flops.attention;
    index += flops.index;
    reexpand += flops.reexpand;
  }
  return { attention, index, reexpand };
}

/** A prompt computed in chunks of at most `size` tokens. Chunks change nothing but what is expanded again. */
export function promptFlops(groups: readonly CacheGroup[], prompt: Chunk, size: number): AttentionFlops {
  const whole = attentionFlopsOf(groups, prompt);
  const chunks = Math.ceil(prompt.tokens / size);
  if (chunks <= 1) return whole;
  // Each chunk expands what was cached before it: an arithmetic series.
  const cached = chunks * prompt.cached + (size * chunks * (chunks - 1)) / 2;
  const perToken = attentionFlopsOf(groups, { tokens: 0, cached: 1 }).reexpand;
  return { ...whole, reexpand: perToken * cached };
}
