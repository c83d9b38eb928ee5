/** Serving engines by the plan's own names: those of `src/plan/servingSchema.ts`, which `catalogCheck/sameTypes.ts` holds. */
export type ServerName = 'vllm' | 'sglang' | 'trtllm' | 'tuned';

/** What a server takes of an accelerator's memory beside weights and KV cache, and how it gives the rest out. */
export interface ServerMemory {
  /** First version that behaves so, as `[major, minor]`. */
  readonly since: readonly [number, number];
  /** Peak of the sampler in bytes per vocabulary entry and sequence (logits in fp32 and their copies). */
  readonly samplerBytesPerVocabularyEntry: number;
  /** Sequences that it runs at once where nobody says: on large accelerators, and on others. */
  readonly sequences: { readonly large: number; readonly others: number };
  /** Prompts of longer models go in chunks, whose start samples nothing; `null`: it samples in any case. Tokens. */
  readonly sampledUpTo: number | null;
  /** Bytes per batched token and hidden element that live while the sampler peaks. */
  readonly hiddenBytes: number;
  /** Bytes per batched token, chosen expert and hidden element. */
  readonly expertBytes: number;
  /** Peak of a dense layer: bytes per batched token, for each hidden and each inner element. */
  readonly layer: { readonly hiddenBytes: number; readonly innerBytes: number };
  /** Driver and communication buffers alone, with one rank, with a pipeline, and with tensor parallelism. */
  readonly aloneBytes: number;
  readonly pipelineBytes: number;
  readonly collectiveBytes: number;
  /** More for each doubling of the ranks beyond one. */
  readonly collectiveBytesPerDoubling: number;
  /** The same where ranks talk over a bus, as most workstation cards do. */
  readonly busBytes: number;
  /** What the host holds of memory that it shares, as files read and code compiled while the server starts. */
  readonly hostBytes: number;
  /** Captured graphs that are taken off the pool; 0 where they come out of what is kept free. */
  readonly graphBytes: number;
  /** Layers with a window keep pages for the window only. */
  readonly windowPages: boolean;
  /** What its start-up log counts as tokens of windowed models: pages of each group, or requests times their length. */
  readonly counts: 'pages' | 'requests';
  /** It keeps prefixes of models with recurrent layers unless told otherwise. */
  readonly keepsStates: boolean;
  /** Batches in flight that compressed caches keep pages for. */
  readonly compressedInFlight: number;
}

/** Parts that KV memory is dealt out in while a server starts, whatever its requests ask for later. */
export interface FixedPools {
  /** Tokens that layers with a window have room for, for each token of the other layers. */
  readonly windowShare: number;
  /** Part of the memory that recurrent states are given, 0..1. */
  readonly statesShare: number;
  /** States that each sequence is counted as while prefixes are kept. */
  readonly statesOfSequence: number;
}

/** What has slots for adapters, where nobody says it. */
export interface AdapterSlots {
  /** Routers, and embeddings and head of models that have them adapted. */
  readonly beyondLayers: boolean;
  /** One A for the gate and the up projection of experts that checkpoints hold in one piece. */
  readonly fusesExperts: boolean;
  /** The name of a dense projection means that of the routed experts as well. */
  readonly namesMeanExperts: boolean;
  /** Can split both matrices of an adapter over tensor ranks. */
  readonly fullySharded: boolean;
}

/** A value for a plan that says nothing, and whose it is, in words. */
export interface ServerDefault {
  readonly value: number;
  readonly detail: string;
}

/** What of an accelerator defaults follow from. */
export interface Card {
  readonly memoryBytes: number;
  /** What its driver reports; `null` where that is not known. */
  readonly physicalMemoryBytes: number | null;
  readonly generation: string;
}

/** Bytes of a card as servers ask its driver for them; as marketed where it is not known what that says. */
export const reportedBytes = ({ memoryBytes, physicalMemoryBytes }: Card): number =>
  physicalMemoryBytes ?? memoryBytes;

/**
 * All that a serving engine must answer but for its launch command, which is in `exchange/launch`. "Engine" is
 * the file's word for it; here it is a server, so that it is not taken for our own engine.
 */
export interface Server {
  /** Whose accelerators it runs on; `null`: nobody runs it, it is what a stack could reach. */
  readonly runsOn: 'all' | 'nvidia' | null;
  /** Memory beside weights and KV cache, by version, the newest first. Not empty. */
  readonly memory: readonly [ServerMemory, ...ServerMemory[]];
  /**
   * What its fraction of memory is a fraction of. `all`: of all memory, and everything comes out of it. `static`: of
   * what is free before weights load, for weights and KV cache; the rest of it is for activations and graphs. `free`:
   * of what weights, activations and buffers leave.
   */
  readonly fractionOf: 'all' | 'static' | 'free';
  /**
   * Tensor ranks each hold all of a model with compressed caches but its routed experts, as starts of DeepSeek V4 show: of
   * vLLM 0.25 and 0.26, and of SGLang.
   */
  readonly copiesCompressedModels: boolean;
  /**
   * How its KV pool is counted where a model has pages of several kinds: whole requests, as vLLM does;
   * by full tokens with a fixed part for windows, as SGLang does; or by the mean token.
   */
  readonly pool: 'requests' | 'full-tokens' | 'mean-token';
  /** How it deals KV memory out; `null`: sequences share all of it. */
  readonly fixedPools: FixedPools | null;
  /** Takes a request on only where all that it may ever hold has room; others stop running ones where room runs out. */
  readonly reservesRequests: boolean;
  /** Can be told to look for new requests only once in several decode steps. */
  readonly receivesRarely: boolean;
  /** Tokens in a page where neither the plan nor the model's kernels ask for more. */
  readonly pageTokens: number;
  /** Fraction of memory that it may use. */
  readonly memoryUtilization: ServerDefault;
  /** Tokens in one scheduler step, by the card that it runs on; `null` where no card is said. */
  readonly batchedTokens: (card: Card | null) => ServerDefault;
  /** Keeps the cache in 8 bits where the linear layers are, unless told otherwise; why, in words. */
  readonly eightBitCache: string | null;
  /** How it keeps adapters; `null`: in a cache of another kind, whose size does not follow from slots and ranks. */
  readonly adapters: AdapterSlots | null;
  /** Copies the weights that lie with the host before it computes with them; others read them in place. */
  readonly copiesOffloaded: boolean;
  /** Servers whose step-time coefficients stand for its own where it has none, best first. */
  readonly nearest: readonly ServerName[];
}
