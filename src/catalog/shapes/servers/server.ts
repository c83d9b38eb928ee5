/** Serving engines by the plan's own names; the file's schema must know the same, or resolving it fails to compile. */
export type ServerName = 'vllm' | 'sglang' | 'trtllm' | 'tuned';

/** What a server takes of an accelerator's memory beside weights and KV cache. */
export interface ServerMemory {
  /** First version that behaves so, as `[major, minor]`. */
  readonly since: readonly [number, number];
  /** Peak of the sampler in bytes per vocabulary entry and sequence (logits in fp32 and their copies). */
  readonly samplerBytesPerVocabularyEntry: number;
  /** Sequences that the profiling run samples for. */
  readonly sampledSequences: number;
  /** Bytes per batched token and hidden element that live at the peak. */
  readonly hiddenBytes: number;
  /** Bytes per batched token, chosen expert and hidden element. */
  readonly expertBytes: number;
  /** Driver and communication buffers alone, with one rank, with a pipeline, and with tensor parallelism. */
  readonly aloneBytes: number;
  readonly pipelineBytes: number;
  readonly collectiveBytes: number;
  /** More for each doubling of the ranks beyond one. */
  readonly collectiveBytesPerDoubling: number;
}

/** A value for a plan that says nothing, and whose it is, in words. */
export interface ServerDefault {
  readonly value: number;
  readonly detail: string;
}

/**
 * All that a serving engine must answer but for its launch command, which is in `exchange/launch`. "Engine" is
 * the file's word for it; here it is a server, so that it is not taken for our own engine.
 */
export interface Server {
  /** Memory beside weights and KV cache, by version, the newest first. Not empty. */
  readonly memory: readonly [ServerMemory, ...ServerMemory[]];
  /**
   * How its KV pool is counted where a model has pages of several kinds: whole requests, as vLLM does;
   * by full tokens with a fixed part for windows, as SGLang does; or by the mean token.
   */
  readonly pool: 'requests' | 'full-tokens' | 'mean-token';
  /** Tokens in a page where neither the plan nor the model's kernels ask for more. */
  readonly pageTokens: number;
  /** Fraction of memory that it may use. */
  readonly memoryUtilization: ServerDefault;
  /** Tokens in one scheduler step. */
  readonly maxBatchedTokens: ServerDefault;
  /** Keeps the cache in 8 bits where the linear layers are, unless told otherwise; why, in words. */
  readonly eightBitCache: string | null;
  /** Servers whose step-time coefficients stand for its own where it has none, best first. */
  readonly nearest: readonly ServerName[];
}
