/**
 * What the catalogue knows, as plain data: the same shapes hold a catalogue entry, a user's own
 * `config.json` and numbers written inline in a plan. SI units throughout; unknown is `null`, never zero.
 */

/** Where a figure comes from. */
export interface Source {
  readonly title: string;
  readonly url?: string;
  /** ISO date, possibly shortened to a month or a year. */
  readonly date: string;
  /** Repository `owner/name` and path, for facts read from code. */
  readonly repo?: string;
  readonly path?: string;
  readonly commit?: string;
}

/** How far a figure can be trusted. */
export type Confidence = 'vendor' | 'measured' | 'analyst' | 'press' | 'derived' | 'assumption';

/** Names of the number formats that weights can be stored in. */
export type WeightFormat =
  | 'fp32'
  | 'bf16'
  | 'fp16'
  | 'fp8'
  | 'fp8-block'
  | 'mxfp8'
  | 'int8'
  | 'nvfp4'
  | 'mxfp4'
  | 'int4'
  | 'int4-g32'
  | 'int8-g32';

/** Mixtures of formats that GGUF files are quantized to, by what they are called there. */
export type WeightMixture =
  | 'q8_0'
  | 'q6_k'
  | 'q5_k_m'
  | 'q5_k_s'
  | 'q5_0'
  | 'q4_k_m'
  | 'q4_k_s'
  | 'q4_0'
  | 'iq4_nl'
  | 'iq4_xs'
  | 'q3_k_l'
  | 'q3_k_m'
  | 'q3_k_s'
  | 'q2_k';

/** How a plan may ask for all weights to be served: as stored, in one format, or in a mixture. */
export type WeightsServed = WeightFormat | WeightMixture | 'native';

/** A sum of layers that keep their past in the same way. See `cacheGroups.ts` for what each kind means. */
export type CacheGroup = AttentionGroup | LatentGroup | IndexGroup | CompressedGroup | RecurrentGroup;

/** Layers that store a key and a value vector per KV head: MHA, GQA, MQA; full, sliding or chunked. */
export interface AttentionGroup {
  readonly kind: 'attention';
  readonly layers: number;
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** Tokens that a layer looks back on; `null` for the whole context. */
  readonly windowTokens: number | null;
  /** Tokens that one query attends to after block-sparse selection; `null` for all. */
  readonly attendTokens: number | null;
}

/** Multi-head latent attention: one compressed vector and one rotary part per token and layer. */
export interface LatentGroup {
  readonly kind: 'latent';
  readonly layers: number;
  readonly queryHeads: number;
  readonly latentDim: number;
  readonly ropeDim: number;
  /** Rank that queries go by way of; left out where they do not, or it is not known. */
  readonly queryRank?: number;
  readonly nopeDim: number;
  readonly valueDim: number;
  /** Tokens that one query attends to after sparse selection (DSA); `null` for all. */
  readonly attendTokens: number | null;
}

/** Keys that a sparse-attention indexer scans (DSA and alike), stored apart from the main cache. */
export interface IndexGroup {
  readonly kind: 'index';
  readonly layers: number;
  readonly heads: number;
  readonly dim: number;
}

/** DeepSeek V4 layers: entries compressed along the sequence, beside a short raw window. */
export interface CompressedGroup {
  readonly kind: 'compressed';
  /** Layers that own such entries. */
  readonly layers: number;
  readonly queryHeads: number;
  /** Tokens that one entry stands for; `null` where only the window is kept. */
  readonly ratio: number | null;
  readonly entryDim: number;
  readonly ropeDim: number;
  readonly windowTokens: number;
  /** The lightning indexer over the compressed entries; `null` where attention to them is dense. */
  readonly index: { readonly heads: number; readonly dim: number; readonly topK: number } | null;
  /** Elements of compressor state a layer keeps for a sequence of any length. */
  readonly stateElements: number;
  /** Bytes per entry and index key where the model fixes them whatever the cache format. */
  readonly fixedEntryBytes?: number;
  readonly fixedIndexBytes?: number;
}

/** Linear attention and state-space layers: a state of fixed size. */
export interface RecurrentGroup {
  readonly kind: 'recurrent';
  readonly layers: number;
  readonly stateElements: number;
  readonly stateBytesPerElement: number;
  readonly convElements: number;
  readonly convBytesPerElement: number;
  /** FLOP of one prompt token in one layer, its share of the chunked scan included. */
  readonly promptFlopsPerToken: number;
}

/** What a weight tensor is for: decides how a layout splits it and which format it is stored in. */
export type WeightRole =
  | 'attention'
  | 'dense-ffn'
  | 'experts'
  | 'shared-experts'
  | 'router'
  | 'embedding'
  /** Embeddings for each layer: held, and looked up a row at a time. */
  | 'lookup'
  /** The tower that encodes pictures: held, but idle while decoding. */
  | 'vision'
  | 'head'
  | 'recurrent'
  | 'index'
  | 'other';

/** All tensors of one role together. */
export interface WeightClass {
  readonly role: WeightRole;
  readonly parameters: number;
  /** Parameters that one token passes through (all of them, but for routed experts and input embeddings). */
  readonly activeParameters: number;
  /** Of the active ones, norms and biases: they are read, but no matrix product runs over them. */
  readonly activeVectors?: number;
  /** Bytes of the checkpoint's tensors, where its files say them; else they follow from parameters and format. */
  readonly storedBytes?: number;
  readonly format: WeightFormat;
  /**
   * Where 8-bit products have the scales of their inputs from: kept in the checkpoint, or measured in every step, which
   * takes a kernel before each. Left out where nobody says it.
   */
  readonly inputScales?: 'stored' | 'measured';
}

/**
 * Matrices that each of some layers has one of, by the name that adapters know them by. Their parameters are those that
 * the weight classes count: this says what shape they have.
 */
export interface LinearModule {
  readonly name: LinearName;
  /** What belongs to these layers, or to the ends of the model. */
  readonly role: WeightRole;
  readonly layers: number;
  readonly inputs: number;
  readonly outputs: number;
  /** What tensor ranks split of it; `none` is copied to each of them. */
  readonly split: 'outputs' | 'inputs' | 'none';
  /** Heads that its outputs are of, where ranks beyond so many copy them. */
  readonly heads?: number;
  /** Experts of a layer that have one each; left out where there are none. */
  readonly experts?: number;
  /** Checkpoints hold it in one piece with its neighbour of the same experts. */
  readonly fused?: true;
}

/** Names of linear modules as checkpoints of Hugging Face and adapters write them. */
export type LinearName =
  | 'q_proj'
  | 'k_proj'
  | 'v_proj'
  | 'o_proj'
  | 'q_a_proj'
  | 'q_b_proj'
  | 'kv_a_proj_with_mqa'
  | 'kv_b_proj'
  | 'gate_proj'
  | 'up_proj'
  | 'down_proj'
  | 'gate'
  | 'shared_expert_gate'
  | 'embed_tokens'
  | 'lm_head';

/** Routed experts of a mixture-of-experts model. */
export interface MoeSpec {
  readonly layers: number;
  readonly routedExperts: number;
  readonly expertsPerToken: number;
  readonly sharedExperts: number;
  readonly expertHidden: number;
}

/** A model architecture: everything the engine needs to know of a model. */
export interface ModelSpec {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  /** Attention in the field's words, as in "MLA" or "GQA + sliding window". */
  readonly attention: string;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly vocabulary: number;
  readonly queryHeads: number;
  readonly headDim: number;
  readonly maxContextTokens: number | null;
  readonly groups: readonly CacheGroup[];
  readonly weights: readonly WeightClass[];
  readonly moe: MoeSpec | null;
  /** Shapes of the matrices that adapters can change; left out where not all of them are known. */
  readonly linears?: readonly LinearModule[];
  /** vLLM puts adapters beside its embeddings and its head, too. */
  readonly adaptsVocabulary?: true;
  /** Published totals; `null` where not published. The engine prefers the counts in `weights`. */
  readonly publishedParameters: number | null;
  readonly publishedActiveParameters: number | null;
  /** The repository that the plan names, where it is not the entry's own. */
  readonly repository?: string;
  /** The format the cache is stored in when the plan says nothing, as a name of `serving.kvCache`. */
  readonly nativeKvFormat: string;
  readonly nativeIndexFormat: string;
  /** What known checkpoints in other formats ask of the cache, by the format of their weights; `null` asks nothing. */
  readonly cachesAsked?: Readonly<Partial<Record<string, string | null>>>;
  /** Multi-token-prediction layers that ship with the checkpoint. */
  readonly mtpLayers: number;
  /**
   * Layers that each token of a prompt passes through: those behind only read entries that earlier layers own, and the
   * last token alone needs them (DeepSeek V4.1). Left out where it is all.
   */
  readonly promptLayers?: number;
  /** What is not known of this model, in words; results that need it are `null` with this reason. */
  readonly unknown: readonly string[];
  readonly sources: readonly Source[];
  readonly notes: readonly string[];
}

/** One accelerator (a GPU, TPU, LPU, wafer). Peak rates are dense. */
export interface AcceleratorSpec {
  readonly id: string;
  readonly name: string;
  /** Hardware generation that step-time coefficients belong to, as in `hopper`. */
  readonly generation: string;
  /** Memory as marketed, in bytes. */
  readonly memoryBytes: number;
  /** Memory that software can see, in bytes; falls back to `memoryBytes`. */
  readonly physicalMemoryBytes: number | null;
  readonly memoryBandwidthBytesPerSecond: number;
  readonly flopsPerSecond: {
    readonly bf16: number | null;
    readonly fp8: number | null;
    readonly fp4: number | null;
  };
  /** All-in power at the meter for one accelerator with its share of the host, in watts. */
  readonly powerWatts: number | null;
  /** Links to its neighbours, one direction, bytes per second. */
  readonly linkBytesPerSecond: number | null;
  /** Link to its host's memory, one direction, bytes per second at the data sheet. */
  readonly hostLinkBytesPerSecond: number | null;
  /** Accelerators reachable over those links. */
  readonly scaleUpDomain: number;
  readonly priceUsd: number | null;
  /** USD per second for one accelerator: of a contract, else of the market. */
  readonly rentUsdPerSecond: number | null;
}

/** A Groq 3 LPX rack. */
export interface LpxRackSpec {
  readonly id: string;
  readonly name: string;
  readonly lpus: number;
  readonly sramBytesPerLpu: number;
  readonly sramBandwidthBytesPerSecondPerLpu: number;
  readonly fp8FlopsPerSecondPerLpu: number;
  /** Share of SRAM left for weights and KV after buffers. */
  readonly usableSramFraction: number;
  /** Second tier: DDR5 behind the fabric logic. */
  readonly slowTierBytes: number;
  readonly slowTierBandwidthBytesPerSecond: number | null;
  /** Ethernet into a rack, bytes per second, and its one-way latency. */
  readonly linkBytesPerSecond: number;
  readonly linkLatencySeconds: number;
  /** Serial chip-to-chip latency against the SRAM that must be reached: `[bytes, seconds]`, ascending. */
  readonly reachLatency: readonly (readonly [number, number])[];
  /** Serial time a layer costs even with no work, low and high. */
  readonly layerFloorSeconds: { readonly low: number; readonly likely: number; readonly high: number };
  readonly powerWatts: number;
  readonly priceUsd: number;
}

/** A speculative-decoding method and what it needs beside the target. */
export interface SpeculatorSpec {
  readonly id:
    | 'none'
    | 'mtp'
    | 'eagle3'
    | 'eagle3.1'
    | 'p-eagle'
    | 'dflash'
    | 'dflash2'
    | 'domino'
    | 'dspark'
    | 'ngram'
    | 'draft-model';
  readonly name: string;
  /** Drafts come from one pass for the whole block, not one pass a token. */
  readonly parallelDraft: boolean;
  /** Layers of the drafter, for its KV and its time relative to the target. */
  readonly draftLayers: number;
  /** Verification length follows the load. */
  readonly loadAdaptive: boolean;
}

/** Acceptance of one method on one model: accepted length (bonus token included) by number of drafts. */
export interface AcceptanceProfile {
  readonly id: string;
  readonly method: SpeculatorSpec['id'];
  /** Catalogue id of the model it was measured on. */
  readonly model: string;
  /** `acceptedLength[k-1]` with `k` drafts. */
  readonly acceptedLength: readonly number[];
  /** Spread between requests, where known: survival x^j d^(j(j-1)/2) with x ~ Beta(a, b). */
  readonly betaMixture: { readonly a: number; readonly b: number; readonly d: number } | null;
  readonly conditions: string;
  readonly sources: readonly Source[];
  readonly confidence: Confidence;
}

/** A service that sells decoded tokens. Prices in USD per token. */
export interface HostedSpec {
  readonly id: string;
  readonly name: string;
  readonly inputUsdPerToken: number | null;
  readonly cachedInputUsdPerToken: number | null;
  readonly outputUsdPerToken: number | null;
  readonly speedTokensPerSecond: number | null;
  readonly sources: readonly Source[];
  readonly confidence: Confidence;
  readonly notes: readonly string[];
}
