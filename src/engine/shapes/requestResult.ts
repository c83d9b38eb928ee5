/**
 * The answer about whole requests, from arrival to last token. Member names are fixed by the result JSON. Seconds,
 * tokens, bytes and fractions 0..1; `band`s are factors on the value beside them.
 */
import type { Basis, Reason } from './reasons.js';

/** Factors around a value that measured errors of its class justify. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Seconds of computing one prompt; they add up to `secondsPerPrompt`. */
export interface PrefillParts {
  readonly linear: number;
  readonly attention: number;
  /** Scans of sparse-attention indexers. */
  readonly index: number;
  /** Reading weights that the products do not hide. */
  readonly weights: number;
  /** Reading weights that lie with the host, as far as the rest does not hide it. */
  readonly host: number;
  readonly communication: number;
  /** Launching kernels that the rest does not hide. */
  readonly fixed: number;
}

export interface PrefillResult {
  readonly mode: 'colocated' | 'disaggregated';
  /** Prompt tokens that one accelerator computes a second when every step is full of them. */
  readonly tokensPerSecondPerAccelerator: number;
  /** One prompt alone, cached tokens left out. */
  readonly secondsPerPrompt: number;
  readonly chunks: number;
  /** FLOP of all layers for one prompt; embedding and head are left out. */
  readonly flopsPerPrompt: number;
  /** Attention's and its indexers' part of them. */
  readonly attentionShare: number;
  readonly bound: keyof PrefillParts;
  readonly speedOfLightSeconds: number;
  readonly band: Band & { readonly basis: Basis };
  readonly parts: PrefillParts;
  /** Accelerators that the prompts of the peak keep busy, not rounded; `null` where the rate is not known. */
  readonly acceleratorsNeeded: number | null;
  readonly perDecodeAccelerator: number | null;
  /** Part of the decode accelerators' time that goes to prompts; 0 where they are computed elsewhere. */
  readonly stepShare: number | null;
  /** How full what computes the prompts is, at peak. */
  readonly utilization: number | null;
  readonly reason?: Reason;
}

/** Seconds from a request's arrival to its first token; they add up to the mean. */
export interface TtftParts {
  readonly overhead: number;
  readonly queue: number;
  readonly prefill: number;
  readonly reload: number;
  readonly transfer: number;
  readonly firstStep: number;
}

export interface TtftSeconds {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface RequestResult {
  /** At peak; in a closed loop the rate of the loop. */
  readonly requestsPerSecond: number;
  /** `null` where requests arrive faster than they are served. */
  readonly ttftSeconds: TtftSeconds | null;
  readonly parts: TtftParts;
  /** Between two tokens of one user, prompts of others in the steps included. */
  readonly tpotSeconds: number;
  /** Of `tpotSeconds`. */
  readonly band: Band & { readonly basis: Basis };
  /** Mean time from arrival to last token. */
  readonly endToEndSeconds: number | null;
  readonly meetsTtft: boolean;
  readonly kvTransferBytes: number;
  readonly kvTransferSeconds: number;
  /** Most requests a second at which all targets hold; `null` where none can be met. */
  readonly maxRequestsPerSecond: number | null;
  readonly reason?: Reason;
}

export interface PrefixCacheResult {
  /** Part of the prompt's tokens that the plan says is served from the cache, in whole pages. */
  readonly hit: number;
  /** Part of them that is found and worth bringing back; what is missing is computed again. */
  readonly servedHit: number;
  /** FLOP of a prompt that this saves. */
  readonly savedFlops: number;
  /** KV bytes of all prefixes that wait for their next turn, with copies on several ranks; `null` without `turnDelay`. */
  readonly workingSetBytes: number | null;
  /** Of those, in accelerator memory and in the tiers beside it. */
  readonly memoryBytes: number | null;
  readonly offloadBytes: number | null;
  /** Mean time to bring a prompt's cached part back, over all prompts. */
  readonly reloadSeconds: number | null;
  /** Time to compute the whole cached part again. */
  readonly recomputeSeconds: number;
  /** Bytes per second to one accelerator from which bringing back is faster; `null` where nothing would be computed. */
  readonly breakEvenBytesPerSecond: number | null;
  /** Longest wait for which keeping a prefix in accelerator memory costs less than computing it again. */
  readonly holdSeconds: number | null;
  /** Accelerator memory, then the tiers of `kvOffload` in their order; empty without `turnDelay`. */
  readonly tiers: readonly PrefixTierResult[];
  readonly reason?: Reason;
}

/** What one tier does for kept prefixes. */
export interface PrefixTierResult {
  /** Bytes of waiting prefixes that it holds. */
  readonly bytes: number;
  /** Part of the asked hits that it serves, 0..1. */
  readonly hitShare: number;
  /** Time to bring one prompt's whole cached part back from it. */
  readonly reloadSeconds: number;
  /** A tier that is slower than computing again holds nothing. */
  readonly fasterThanRecompute: boolean;
  /** Longest wait for which keeping a prefix here costs less than computing it again; `null` without prices. */
  readonly holdSeconds: number | null;
}
