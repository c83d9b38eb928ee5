import {
  bailingHybrid,
  cohereMoe,
  dbrx,
  deepseekV41,
  exaoneMoe,
  glm5Next,
  hyV4,
  inkling,
  jamba,
  laguna,
  lfm2,
  longcat,
  mpt,
  nemotronNas,
  phi3Vision,
  qwen1,
  qwen4,
  step3,
  type OwnWords,
} from './ownWords.js';

/**
 * Architectures by Hugging Face `model_type`. `plain` is attention with one key and value per KV head in
 * every layer, unless the config's own fields say otherwise (windows, latent, experts, recurrent layers).
 */
export interface ModelTypeFacts {
  /** Every how many layers one has full attention where the config does not list its layers. */
  readonly fullEvery?: number;
  /** Windowed layers are chunks that start afresh, not sliding windows. */
  readonly chunked?: boolean;
  /** Query and key norms with weights in each layer. */
  readonly queryKeyNorm?: boolean;
  /** Those norms span all heads, not one. */
  readonly normsSpanHeads?: boolean;
  /** The router is stored in 32 bits, with a correction for each expert. */
  readonly wideRouter?: boolean;
  /** Biases on query, key and value projections. */
  readonly qkvBias?: boolean;
  /** Bias on the output projection too, and sinks for each head (gpt-oss). */
  readonly outputBiasAndSinks?: boolean;
  /** Biases in routed experts and router (gpt-oss). */
  readonly expertBias?: boolean;
  /** Feed-forward layers have two matrices, not three. */
  readonly ungatedFfn?: boolean;
  /** Norm vectors of hidden size in one layer. */
  readonly normsPerLayer?: number;
  /** `intermediate_size` is the expert's, dense layers use `intermediate_size_mlp` (Llama 4). */
  readonly expertsUseIntermediateSize?: boolean;
  /** Query projections carry an output gate of the same size. */
  readonly outputGate?: boolean;
  /** Embeddings are tied where the config does not say. */
  readonly tied?: boolean;
  /** Every layer attends and keeps a state side by side. */
  readonly parallelState?: boolean;
  /** One key and value for all heads unless the config says otherwise (Falcon). */
  readonly multiQuery?: boolean;
  /** Inner width over hidden width of a feed-forward part where the config does not say. */
  readonly ffnMultiple?: number;
  /** Without routed experts, `shared_intermediate_size` is the width of the feed-forward part. */
  readonly denseUsesShared?: boolean;
  /** vLLM puts adapters beside embeddings and head: `embedding_modules` of its class (2026-08). */
  readonly adaptsVocabulary?: boolean;
  /** vLLM keeps one A for the gate and the up projection of an expert: `is_3d_moe_weight` of its class (2026-08). */
  readonly fusedExperts?: boolean;
  /** What configs of this architecture say in words of its own, in the common ones. */
  readonly says?: OwnWords;
  /** Fields that published configs leave out because they equal those of the class in Transformers. */
  readonly defaults?: Readonly<Record<string, number>>;
  /** The same of a text model within another model's config, which Transformers writes without them. */
  readonly nestedDefaults?: Readonly<Record<string, number>>;
}

/** `configuration_llama.py`, `configuration_mistral.py` and `configuration_qwen2.py` of Transformers (2026-08). */
const LLAMA_DEFAULTS = {
  vocab_size: 32000,
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
} as const;
const MISTRAL_DEFAULTS = { ...LLAMA_DEFAULTS, intermediate_size: 14336, num_key_value_heads: 8 } as const;
const QWEN2_DEFAULTS = { ...LLAMA_DEFAULTS, vocab_size: 151936, intermediate_size: 22016 } as const;

/** `configuration_gemma3.py` of Hugging Face Transformers. */
const GEMMA3_DEFAULTS = {
  vocab_size: 262208,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  sliding_window: 4096,
  max_position_embeddings: 131072,
} as const;

/** `configuration_gemma3n.py`. */
const GEMMA3N_DEFAULTS = {
  vocab_size: 262400,
  hidden_size: 2048,
  intermediate_size: 16384,
  num_hidden_layers: 35,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 256,
  sliding_window: 512,
  max_position_embeddings: 32768,
  num_kv_shared_layers: 15,
  vocab_size_per_layer_input: 262144,
  hidden_size_per_layer_input: 256,
  laurel_rank: 64,
  altup_num_inputs: 4,
} as const;

/** `configuration_gemma4.py`, but for per-layer embeddings, which only the small models have. */
const GEMMA4_DEFAULTS = {
  vocab_size: 262144,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  global_head_dim: 512,
  sliding_window: 512,
  max_position_embeddings: 131072,
} as const;

const INKLING: ModelTypeFacts = { expertsUseIntermediateSize: true, queryKeyNorm: true, says: inkling };

export const MODEL_TYPES: Readonly<Record<string, ModelTypeFacts>> = {
  llama: { adaptsVocabulary: true, nestedDefaults: LLAMA_DEFAULTS },
  mistral: { adaptsVocabulary: true, nestedDefaults: MISTRAL_DEFAULTS },
  mistral3: {},
  ministral: {},
  ministral3: {},
  mistral4: {},
  mixtral: { expertsUseIntermediateSize: true },
  qwen: { qkvBias: true, says: qwen1 },
  qwen2: { qkvBias: true, nestedDefaults: QWEN2_DEFAULTS },
  qwen2_moe: { qkvBias: true },
  qwen2_vl: { qkvBias: true },
  qwen2_5_vl: { qkvBias: true },
  qwen3: { queryKeyNorm: true },
  qwen3_moe: { queryKeyNorm: true },
  qwen3_vl: { queryKeyNorm: true },
  qwen3_vl_moe: { queryKeyNorm: true, fusedExperts: true },
  qwen3_next: { fullEvery: 4, outputGate: true, queryKeyNorm: true },
  qwen3_5: { fullEvery: 4, outputGate: true, queryKeyNorm: true },
  qwen3_5_moe: { fullEvery: 4, outputGate: true, queryKeyNorm: true, fusedExperts: true },
  qwen3_omni_moe: { queryKeyNorm: true },
  qwen4_exp: { fullEvery: 4, outputGate: true, queryKeyNorm: true, says: qwen4 },
  deepseek: {},
  deepseek_v2: {},
  deepseek_v3: {},
  deepseek_v32: {},
  deepseek_v4: {},
  // Copies in which the experts are stored in 8 bits.
  deepseek_ref: {},
  deepseek_v4_1: {},
  deepseek_v41: { says: deepseekV41 },
  kimi_k2: {},
  kimi_k25: {},
  kimi_k3: {},
  kimi_vl: {},
  kimi_linear: {},
  glm4: {},
  glm4_moe: { qkvBias: true },
  glm4_moe_lite: { fusedExperts: true, defaults: { first_k_dense_replace: 1 } },
  glm_moe_dsa: {},
  glm4v: {},
  glm4v_moe: { qkvBias: true },
  glm5_next: { says: glm5Next },
  gemma: { tied: true, defaults: { head_dim: 256 } },
  gemma2: { fullEvery: 2, normsPerLayer: 4, tied: true, defaults: { head_dim: 256, sliding_window: 4096 } },
  gemma3: { fullEvery: 6, normsPerLayer: 4, queryKeyNorm: true, tied: true, defaults: GEMMA3_DEFAULTS },
  gemma3_text: { fullEvery: 6, normsPerLayer: 4, queryKeyNorm: true, tied: true, defaults: GEMMA3_DEFAULTS },
  gemma3n: { fullEvery: 5, normsPerLayer: 4, queryKeyNorm: true, tied: true, defaults: GEMMA3N_DEFAULTS },
  gemma3n_text: {
    fullEvery: 5,
    normsPerLayer: 4,
    queryKeyNorm: true,
    tied: true,
    defaults: GEMMA3N_DEFAULTS,
  },
  gemma4: { fullEvery: 6, normsPerLayer: 4, queryKeyNorm: true, tied: true, defaults: GEMMA4_DEFAULTS },
  gemma4_text: { fullEvery: 6, normsPerLayer: 4, queryKeyNorm: true, tied: true, defaults: GEMMA4_DEFAULTS },
  gemma4_unified: {
    fullEvery: 6,
    normsPerLayer: 4,
    queryKeyNorm: true,
    tied: true,
    defaults: GEMMA4_DEFAULTS,
  },
  gpt_oss: {
    fullEvery: 2,
    outputBiasAndSinks: true,
    qkvBias: true,
    expertBias: true,
    expertsUseIntermediateSize: true,
    fusedExperts: true,
  },
  llama4: { fullEvery: 4, chunked: true, expertsUseIntermediateSize: true },
  llama4_text: { fullEvery: 4, chunked: true, expertsUseIntermediateSize: true },
  minimax: { expertsUseIntermediateSize: true },
  minimax_text_01: { expertsUseIntermediateSize: true },
  minimax_m1: { expertsUseIntermediateSize: true },
  minimax_m2: {
    expertsUseIntermediateSize: true,
    queryKeyNorm: true,
    normsSpanHeads: true,
    wideRouter: true,
  },
  minimax_m3: { expertsUseIntermediateSize: true },
  minimax_m3_vl: { expertsUseIntermediateSize: true },
  nemotron: { ungatedFfn: true },
  nemotron_h: { ungatedFfn: true, normsPerLayer: 1 },
  'nemotron-nas': { says: nemotronNas },
  mimo: { qkvBias: true },
  mimo_v2: {},
  mimo_v2_flash: {},
  step3p5: { queryKeyNorm: true, says: step3 },
  step3p7: { queryKeyNorm: true, says: step3 },
  longcat_flash: { says: longcat },
  laguna: { queryKeyNorm: true, says: laguna },
  inkling_mm_model: INKLING,
  inkling_model: INKLING,
  afmoe: { queryKeyNorm: true, outputGate: true, normsPerLayer: 4 },
  mellum: { queryKeyNorm: true },
  phi3: {},
  phi3_v: { says: phi3Vision },
  phimoe: { expertsUseIntermediateSize: true },
  granite: { adaptsVocabulary: true },
  granitemoe: { expertsUseIntermediateSize: true },
  granitemoehybrid: { expertsUseIntermediateSize: true, denseUsesShared: true },
  bamba: {},
  cohere: { tied: true },
  cohere2: { fullEvery: 4, tied: true },
  cohere2_moe: { expertsUseIntermediateSize: true, tied: true, normsPerLayer: 1, says: cohereMoe },
  hunyuan_v1_dense: {},
  hunyuan_v1_moe: {},
  hy_v3: {},
  hy_v4: { says: hyV4 },
  ernie4_5: {},
  ernie4_5_moe: {},
  bailing_moe: {},
  bailing_moe_v2: {},
  bailing_hybrid: { says: bailingHybrid },
  bailing_moe_v2_5: { says: bailingHybrid },
  bailing_moe_v3: { says: bailingHybrid },
  olmo: {},
  olmo2: {},
  olmo3: { fullEvery: 4 },
  olmoe: { expertsUseIntermediateSize: true, queryKeyNorm: true, normsSpanHeads: true },
  starcoder2: { ungatedFfn: true },
  yi: {},
  // Computed as Llama is (vLLM's registry of models, 2026-08).
  internlm: { qkvBias: true },
  aquila: {},
  xverse: {},
  orion: {},
  minicpm: { expertsUseIntermediateSize: true, tied: true },
  internlm2: {},
  internlm3: {},
  exaone: {},
  exaone4: { fullEvery: 4 },
  exaone_moe: { fullEvery: 4, queryKeyNorm: true, says: exaoneMoe },
  seed_oss: { qkvBias: true },
  smollm3: {},
  stablelm: {},
  falcon: { ungatedFfn: true, multiQuery: true, ffnMultiple: 4, normsPerLayer: 1 },
  falcon_h1: { parallelState: true },
  jamba: { expertsUseIntermediateSize: true, says: jamba },
  lfm2: { queryKeyNorm: true, tied: true, says: lfm2 },
  lfm2_moe: { queryKeyNorm: true, tied: true, says: lfm2 },
  dbrx: { says: dbrx },
  gpt2: { ungatedFfn: true, ffnMultiple: 4, qkvBias: true, tied: true },
  opt: { ungatedFfn: true, qkvBias: true, tied: true },
  bloom: { ungatedFfn: true, ffnMultiple: 4, qkvBias: true, tied: true },
  gpt_neox: { ungatedFfn: true },
  gptj: { ungatedFfn: true, ffnMultiple: 4, normsPerLayer: 1 },
  mpt: { ungatedFfn: true, tied: true, says: mpt },
  gpt_bigcode: { ungatedFfn: true, ffnMultiple: 4, qkvBias: true, tied: true, multiQuery: true },
  phi: { ungatedFfn: true, qkvBias: true, normsPerLayer: 1 },
  baichuan: {},
  dots1: {},
  solar: {},
  solar_open: {},
  chatglm: { qkvBias: true },
  arcee: { ungatedFfn: true },
  apertus: { ungatedFfn: true },
};
