import type { KvCacheFormat } from '../resolvedPlan.js';
import type { CacheGroup, CompressedGroup } from '../types.js';

/** Bytes one sequence makes a decode step read: once for all tokens verified together, and once more for each. */
export interface Reads {
  readonly shared: number;
  readonly perQuery: number;
}

/** Layers as they would be with ordinary heads, each with a key and a value. Widths in elements. */
export interface OrdinaryHeads {
  readonly layers: number;
  readonly queryHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

/**
 * How a group's memory is cut by engines that give whole pages to a request (`engine/memory/paging.ts`).
 * `tokens`: pages of so many tokens. `state`: one page for a state of fixed size. `entries`: DeepSeek V4's
 * several kinds of page. `mean`: no rule of its own is known, so a mean token stands for it.
 */
export type Paging =
  | {
      readonly by: 'tokens';
      readonly layers: number;
      /** Tokens that a layer looks back on; `null` for the whole context. */
      readonly windowTokens: number | null;
      /** Elements of keys and values of one token in one layer. */
      readonly width: number;
      /** Bytes of one token in one layer. */
      readonly tokenBytes: (format: KvCacheFormat) => number;
    }
  | { readonly by: 'state'; readonly layers: number; readonly layerBytes: number }
  | { readonly by: 'entries'; readonly group: CompressedGroup }
  | { readonly by: 'mean' };

/**
 * How a prompt attends. `attention`: keys and values of heads. `latent`: a latent that is expanded into heads.
 * `sparse`: chosen latents, or entries that stand for several tokens, gathered for each query.
 */
export type PromptAttention = 'attention' | 'latent' | 'sparse';

/** What a decode step attends with: kernels that were measured each for itself. */
export interface DecodeKernel {
  /** Name of the kernel. */
  readonly name: string;
  /** Its times differ by the width of what is cached. */
  readonly byWidth: boolean;
  readonly attends: 'heads' | 'latent' | 'sparse' | 'compressed' | 'index' | 'state';
  readonly queryHeads: number;
  /** Tokens from which an indexer leaves some out; `null` where none selects. */
  readonly selectsBeyond: number | null;
}

/**
 * All that a family of cache must answer (memory.md sections 1 to 6). Nothing else asks which
 * family a group is of; what its layers weigh is answered in `config/weights`. Bytes and FLOPs are for the
 * group's layers together, for one sequence of `tokens`.
 */
export interface Family<G extends CacheGroup> {
  readonly residentBytes: (group: G, format: KvCacheFormat, tokens: number) => number;
  readonly readBytes: (group: G, format: KvCacheFormat, tokens: number) => Reads;
  /** FLOPs of attention for one query token. */
  readonly attentionFlops: (group: G, tokens: number) => number;
  /** Bytes of `residentBytes` that are state: they do not follow from the length. */
  readonly stateBytes: (group: G, format: KvCacheFormat) => number;
  /** Bytes of `residentBytes` that stay as they are whatever comes next: windows and states. */
  readonly fixedBytes: (group: G, format: KvCacheFormat, tokens: number) => number;
  /** Tokens from which the group's window is full, where it has nothing else; 0 without such a window. */
  readonly fullAt: (group: G) => number;
  /** Share of `residentBytes` that each of `tensor` ranks holds: 1 where it is copied. */
  readonly tensorShare: (group: G, tensor: number) => number;
  /** Ranks that one sequence's bytes are split over where `context` ranks are context parallel. */
  readonly contextRanks: (context: number) => number;
  /** The group with ordinary heads; `kept` where it has no growing cache, `dropped` where it is not needed. */
  readonly ordinaryHeads: (group: G) => OrdinaryHeads | 'kept' | 'dropped';
  /** All heads share one vector for each token: tensor parallelism copies it, and kernels have times of their own. */
  readonly latent: boolean;
  /** Tokens that an indexer beside the group chooses for each query; `null` where none chooses. */
  readonly indexedTokens: (group: G) => number | null;
  /** What prompts attend with, each measured for itself; `null` where nothing is attended to. */
  readonly promptAttention: (group: G) => PromptAttention | null;
  /** The group as engines keep it that give no window pages of its own: the whole context. */
  readonly wholeContext: (group: G) => G;
  /** Outputs of projections from the hidden state, over all layers, that every tensor rank computes whole. */
  readonly copiedOutputs: (group: G) => number;
  /** What a decode step attends with. */
  readonly decodeKernel: (group: G) => DecodeKernel;
  /** A prompt's cache goes to `each` rank as far as it holds it, copies included, or `once` for all of them. */
  readonly handedOver: 'each' | 'once';
  /** Its 8-bit form is packed with scales, and what DeepSeek ships. */
  readonly packed: boolean;
  /** Tokens in a page that kernels of this family ask for at least. */
  readonly pageTokens: number;
  readonly paging: (group: G) => Paging;
}

/** An answer of families that keep no such bytes. */
export const noBytes = (): number => 0;

/** An answer of families without windows of their own kind. */
export const asItIs = <G>(group: G): G => group;

/** An answer of families that no indexer chooses from. */
export const unindexed = (): null => null;

/** An answer of families that every tensor-parallel rank holds whole. */
export const copied = (): number => 1;

/** An answer of families whose tokens context parallelism deals out. */
export const dealtOut = (context: number): number => context;

/** An answer of families whose kernels take pages of any size. */
export const ANY_PAGE = 1;

/** Bytes of one element of a state: what the plan asks for, or `native`. */
export function stateElementBytes(format: KvCacheFormat, native: number): number {
  return format.state === 'native' ? native : format.state === 'fp32' ? 4 : 2;
}
