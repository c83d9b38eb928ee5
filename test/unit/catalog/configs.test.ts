import assert from 'node:assert/strict';
import test from 'node:test';
import { fixedBytes, kvBytesPerToken } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { modelById } from '../../../src/catalog/entries/models.js';
import type { ModelSpec } from '../../../src/catalog/shapes/types.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';

/** Past every window, so that only what grows without bound is counted. */
const LONG = 1 << 20;

function read(config: Record<string, unknown>): ModelSpec {
  const result = modelFromConfig(config, { id: 'own', name: 'own' });
  assert.ok(result.ok, result.ok ? '' : result.message);
  return result.model;
}

const growth = (model: ModelSpec) => kvBytesPerToken(model, kvCacheFormat(model, 'bf16'), LONG);
const fixed = (model: ModelSpec) => fixedBytes(model, kvCacheFormat(model, 'bf16'), LONG);
const parameters = (model: ModelSpec) => model.weights.reduce((sum, w) => sum + w.parameters, 0);

interface Published {
  readonly config: Record<string, unknown>;
  /** 16-bit bytes that one more token adds beyond every window. */
  readonly growth: number;
  /** 16-bit bytes of full windows and states. */
  readonly fixed?: number;
  /** Parameters in the published checkpoint, and how near the count must be. */
  readonly parameters: number;
  readonly within: number;
}

const repeat = <T>(times: number, ...items: readonly T[]) =>
  Array.from({ length: times }, () => items).flat();

/** Fields as their `config.json` on Hugging Face has them, those that say nothing of sizes left out. */
const PUBLISHED: Readonly<Record<string, Published>> = {
  'meta-llama/Llama-3.2-1B': {
    config: {
      model_type: 'llama',
      attention_bias: false,
      head_dim: 64,
      hidden_size: 2048,
      intermediate_size: 8192,
      max_position_embeddings: 131072,
      num_attention_heads: 32,
      num_hidden_layers: 16,
      num_key_value_heads: 8,
      tie_word_embeddings: true,
      torch_dtype: 'bfloat16',
      vocab_size: 128256,
    },
    growth: 16 * 2 * 8 * 64 * 2,
    parameters: 1235814400,
    within: 0,
  },
  'Qwen/Qwen2.5-7B': {
    config: {
      model_type: 'qwen2',
      hidden_size: 3584,
      intermediate_size: 18944,
      max_position_embeddings: 131072,
      max_window_layers: 28,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      sliding_window: 131072,
      tie_word_embeddings: false,
      use_sliding_window: false,
      vocab_size: 152064,
    },
    growth: 28 * 2 * 4 * 128 * 2,
    parameters: 7615616512,
    within: 0,
  },
  'Qwen/Qwen3-0.6B': {
    config: {
      model_type: 'qwen3',
      head_dim: 128,
      hidden_size: 1024,
      intermediate_size: 3072,
      max_window_layers: 28,
      num_attention_heads: 16,
      num_hidden_layers: 28,
      num_key_value_heads: 8,
      sliding_window: null,
      tie_word_embeddings: true,
      use_sliding_window: false,
      vocab_size: 151936,
    },
    growth: 28 * 2 * 8 * 128 * 2,
    parameters: 596049920,
    within: 0,
  },
  'mistralai/Mistral-7B-v0.1': {
    config: {
      model_type: 'mistral',
      hidden_size: 4096,
      intermediate_size: 14336,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      sliding_window: 4096,
      tie_word_embeddings: false,
      vocab_size: 32000,
    },
    growth: 0,
    fixed: 32 * 2 * 8 * 128 * 2 * 4096,
    parameters: 7241732096,
    within: 0,
  },
  'google/gemma-2-2b': {
    config: {
      model_type: 'gemma2',
      head_dim: 256,
      hidden_size: 2304,
      intermediate_size: 9216,
      num_attention_heads: 8,
      num_hidden_layers: 26,
      num_key_value_heads: 4,
      sliding_window: 4096,
      vocab_size: 256000,
    },
    growth: 13 * 2 * 4 * 256 * 2,
    fixed: 13 * 2 * 4 * 256 * 2 * 4096,
    parameters: 2614341888,
    within: 0,
  },
  'google/gemma-3-1b-it': {
    config: {
      model_type: 'gemma3_text',
      head_dim: 256,
      hidden_size: 1152,
      intermediate_size: 6912,
      num_attention_heads: 4,
      num_hidden_layers: 26,
      num_key_value_heads: 1,
      sliding_window: 512,
      sliding_window_pattern: 6,
      vocab_size: 262144,
    },
    growth: 4 * 2 * 256 * 2,
    fixed: 22 * 2 * 256 * 2 * 512,
    parameters: 999885952,
    within: 0,
  },
  // Its text model leaves out heads, their width and the vocabulary: they are the defaults of Transformers.
  'google/gemma-3-4b-it': {
    config: {
      model_type: 'gemma3',
      text_config: {
        hidden_size: 2560,
        intermediate_size: 10240,
        model_type: 'gemma3_text',
        num_hidden_layers: 34,
        sliding_window: 1024,
      },
      vision_config: {
        hidden_size: 1152,
        intermediate_size: 4304,
        model_type: 'siglip_vision_model',
        num_attention_heads: 16,
        num_hidden_layers: 27,
      },
    },
    growth: 5 * 2 * 4 * 256 * 2,
    fixed: 29 * 2 * 4 * 256 * 2 * 1024,
    parameters: 4300079472,
    within: 0.003,
  },
  // 3840 / 16 is not the width of its heads.
  'google/gemma-3-12b-it': {
    config: {
      model_type: 'gemma3',
      text_config: {
        hidden_size: 3840,
        intermediate_size: 15360,
        model_type: 'gemma3_text',
        num_attention_heads: 16,
        num_hidden_layers: 48,
        num_key_value_heads: 8,
        sliding_window: 1024,
      },
      vision_config: {
        hidden_size: 1152,
        intermediate_size: 4304,
        model_type: 'siglip_vision_model',
        num_attention_heads: 16,
        num_hidden_layers: 27,
      },
    },
    growth: 8 * 2 * 8 * 256 * 2,
    fixed: 40 * 2 * 8 * 256 * 2 * 1024,
    parameters: 12187325040,
    within: 0.002,
  },
  'mistralai/Mistral-Small-3.1-24B-Instruct-2503': {
    config: {
      model_type: 'mistral3',
      text_config: {
        model_type: 'mistral',
        head_dim: 128,
        hidden_size: 5120,
        intermediate_size: 32768,
        num_attention_heads: 32,
        num_hidden_layers: 40,
        num_key_value_heads: 8,
        sliding_window: null,
        vocab_size: 131072,
      },
      vision_config: {
        model_type: 'pixtral',
        hidden_size: 1024,
        intermediate_size: 4096,
        num_attention_heads: 16,
        num_hidden_layers: 24,
      },
    },
    growth: 40 * 2 * 8 * 128 * 2,
    parameters: 24011361280,
    within: 0.002,
  },
  'Qwen/Qwen3-VL-8B-Instruct': {
    config: {
      model_type: 'qwen3_vl',
      text_config: {
        model_type: 'qwen3_vl_text',
        head_dim: 128,
        hidden_size: 4096,
        intermediate_size: 12288,
        num_attention_heads: 32,
        num_hidden_layers: 36,
        num_key_value_heads: 8,
        vocab_size: 151936,
      },
      tie_word_embeddings: false,
      vision_config: { depth: 27, hidden_size: 1152, intermediate_size: 4304, num_heads: 16 },
    },
    growth: 36 * 2 * 8 * 128 * 2,
    parameters: 8767123696,
    within: 0.02,
  },
  'microsoft/Phi-3-mini-4k-instruct': {
    config: {
      model_type: 'phi3',
      hidden_size: 3072,
      intermediate_size: 8192,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
      sliding_window: 2047,
      tie_word_embeddings: false,
      vocab_size: 32064,
    },
    growth: 0,
    fixed: 32 * 2 * 32 * 96 * 2 * 2047,
    parameters: 3821079552,
    within: 0,
  },
  'microsoft/Phi-3.5-MoE-instruct': {
    config: {
      model_type: 'phimoe',
      attention_bias: true,
      hidden_size: 4096,
      intermediate_size: 6400,
      num_attention_heads: 32,
      num_experts_per_tok: 2,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      num_local_experts: 16,
      sliding_window: 131072,
      tie_word_embeddings: false,
      vocab_size: 32064,
    },
    growth: 32 * 2 * 8 * 128 * 2,
    parameters: 41873153344,
    within: 0.001,
  },
  'allenai/OLMoE-1B-7B-0924': {
    config: {
      model_type: 'olmoe',
      hidden_size: 2048,
      intermediate_size: 1024,
      num_attention_heads: 16,
      num_experts: 64,
      num_experts_per_tok: 8,
      num_hidden_layers: 16,
      num_key_value_heads: 16,
      tie_word_embeddings: false,
      vocab_size: 50304,
    },
    growth: 16 * 2 * 16 * 128 * 2,
    parameters: 6919161856,
    within: 0,
  },
  'tiiuae/falcon-7b': {
    config: {
      model_type: 'falcon',
      alibi: false,
      hidden_size: 4544,
      multi_query: true,
      new_decoder_architecture: false,
      num_attention_heads: 71,
      num_hidden_layers: 32,
      parallel_attn: true,
      vocab_size: 65024,
    },
    growth: 32 * 2 * 64 * 2,
    parameters: 7217189760,
    within: 0.0001,
  },
  'tiiuae/falcon-40b': {
    config: {
      model_type: 'falcon',
      hidden_size: 8192,
      multi_query: true,
      new_decoder_architecture: true,
      num_attention_heads: 128,
      num_hidden_layers: 60,
      num_kv_heads: 8,
      vocab_size: 65024,
    },
    growth: 60 * 2 * 8 * 64 * 2,
    parameters: 41.8e9,
    within: 0.01,
  },
  'ibm-granite/granite-4.0-h-small': {
    config: {
      model_type: 'granitemoehybrid',
      hidden_size: 4096,
      intermediate_size: 768,
      layer_types: repeat(4, ...repeat(9, 'mamba'), 'attention'),
      mamba_d_conv: 4,
      mamba_d_head: 64,
      mamba_d_state: 128,
      mamba_expand: 2,
      mamba_n_groups: 1,
      mamba_n_heads: 128,
      num_attention_heads: 32,
      num_experts_per_tok: 10,
      num_hidden_layers: 40,
      num_key_value_heads: 8,
      num_local_experts: 72,
      shared_intermediate_size: 1536,
      tie_word_embeddings: true,
      vocab_size: 100352,
    },
    growth: 4 * 2 * 8 * 128 * 2,
    fixed: 36 * (128 * 64 * 128 * 2 + 3 * (128 * 64 + 2 * 128) * 2),
    parameters: 32e9,
    within: 0.02,
  },
  'ibm-ai-platform/Bamba-9B-v1': {
    config: {
      model_type: 'bamba',
      attn_layer_indices: [9, 18, 27],
      hidden_size: 4096,
      intermediate_size: 14336,
      mamba_d_conv: 4,
      mamba_d_head: 64,
      mamba_d_state: 128,
      mamba_expand: 2,
      mamba_n_groups: 1,
      mamba_n_heads: 128,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
      vocab_size: 128256,
    },
    growth: 3 * 2 * 8 * 128 * 2,
    fixed: 29 * (128 * 64 * 128 * 2 + 3 * (128 * 64 + 2 * 128) * 2),
    parameters: 9.78e9,
    within: 0.005,
  },
  'tiiuae/Falcon-H1-34B-Instruct': {
    config: {
      model_type: 'falcon_h1',
      head_dim: 128,
      hidden_size: 5120,
      intermediate_size: 21504,
      mamba_d_conv: 4,
      mamba_d_head: 128,
      mamba_d_ssm: 4096,
      mamba_d_state: 256,
      mamba_n_groups: 2,
      mamba_n_heads: 32,
      num_attention_heads: 20,
      num_hidden_layers: 72,
      num_key_value_heads: 4,
      tie_word_embeddings: false,
      vocab_size: 261120,
    },
    growth: 72 * 2 * 4 * 128 * 2,
    fixed: 72 * (32 * 128 * 256 * 2 + 3 * (4096 + 2 * 2 * 256) * 2),
    parameters: 33.6e9,
    within: 0.01,
  },
  'tencent/Hunyuan-A13B-Instruct': {
    config: {
      model_type: 'hunyuan_v1_moe',
      attention_head_dim: 128,
      cla_share_factor: 2,
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 3072,
      moe_intermediate_size: repeat(32, 3072),
      moe_topk: repeat(32, 8),
      num_attention_heads: 32,
      num_experts: 64,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      num_shared_expert: repeat(32, 1),
      tie_word_embeddings: true,
      use_cla: false,
      vocab_size: 128167,
    },
    growth: 32 * 2 * 8 * 128 * 2,
    parameters: 80.4e9,
    within: 0.01,
  },
  'mosaicml/mpt-7b': {
    config: {
      model_type: 'mpt',
      attn_config: { attn_type: 'multihead_attention', alibi: true },
      d_model: 4096,
      expansion_ratio: 4,
      max_seq_len: 2048,
      n_heads: 32,
      n_layers: 32,
      no_bias: true,
      torch_dtype: 'bfloat16',
      vocab_size: 50432,
    },
    growth: 32 * 2 * 32 * 128 * 2,
    parameters: 6649286656,
    within: 0.001,
  },
  'bigcode/starcoder': {
    config: {
      model_type: 'gpt_bigcode',
      multi_query: true,
      n_embd: 6144,
      n_head: 48,
      n_inner: 24576,
      n_layer: 40,
      n_positions: 8192,
      vocab_size: 49152,
    },
    growth: 40 * 2 * 128 * 2,
    parameters: 15517456384,
    within: 0.01,
  },
  'microsoft/phi-2': {
    config: {
      model_type: 'phi',
      hidden_size: 2560,
      intermediate_size: 10240,
      max_position_embeddings: 2048,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
      tie_word_embeddings: false,
      vocab_size: 51200,
    },
    growth: 32 * 2 * 32 * 80 * 2,
    parameters: 2779683840,
    within: 0.001,
  },
};

for (const [name, published] of Object.entries(PUBLISHED)) {
  void test(`${name}: its config gives the cache and the parameters it has`, () => {
    const model = read(published.config);
    assert.equal(growth(model), published.growth, 'bytes per token');
    assert.equal(fixed(model), published.fixed ?? 0, 'bytes per sequence');
    const off = parameters(model) / published.parameters - 1;
    assert.ok(Math.abs(off) <= published.within, `${parameters(model)} parameters, off by ${off}`);
  });
}

void test('a nested config of a multimodal release is the model in the catalogue', () => {
  const k3 = read({
    architectures: ['KimiK3ForConditionalGeneration'],
    model_type: 'kimi_k3',
    text_config: {
      model_type: 'kimi_linear',
      first_k_dense_replace: 1,
      hidden_size: 7168,
      intermediate_size: 33792,
      kv_lora_rank: 512,
      linear_attn_config: {
        full_attn_layers: [...Array.from({ length: 23 }, (_, i) => 4 * (i + 1)), 93],
        head_dim: 128,
        num_heads: 96,
        short_conv_kernel_size: 4,
        use_full_rank_gate: true,
      },
      max_position_embeddings: 1048576,
      mla_use_output_gate: true,
      moe_intermediate_size: 3072,
      moe_layer_freq: 1,
      num_attention_heads: 96,
      num_experts: 896,
      num_experts_per_token: 16,
      num_hidden_layers: 93,
      num_key_value_heads: 96,
      num_shared_experts: 2,
      q_lora_rank: 1536,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      quantization_config: compressed(
        { num_bits: 4, type: 'float', group_size: 32, strategy: 'group' },
        'mxfp4-pack-quantized',
        [
          're:.*self_attn.*',
          're:.*shared_experts.*',
          're:.*mlp\\.(gate|up|gate_up|down)_proj.*',
          're:.*lm_head.*',
        ],
      ),
      routed_expert_hidden_size: 3584,
      v_head_dim: 128,
      vocab_size: 163840,
    },
    tie_word_embeddings: false,
    vision_config: {},
  });
  const known = modelById('kimi-k3');
  assert.ok(known);
  assert.deepEqual(k3.groups, known.groups);
  assert.deepEqual(k3.weights, known.weights);
  // 1,453.66 GiB of tensors are published, 0.83 GiB of them for pictures.
  assert.ok(Math.abs(weightBytes(k3, 'native') / 2 ** 30 - 1452.83) < 0.2);
});

void test('layers that do one thing each are counted by the list of what they do', () => {
  const sizes = {
    model_type: 'nemotron_h',
    hidden_size: 2688,
    vocab_size: 131072,
    num_attention_heads: 32,
    num_key_value_heads: 2,
    head_dim: 128,
    mamba_num_heads: 64,
    mamba_head_dim: 64,
    ssm_state_size: 128,
    conv_kernel: 4,
    n_groups: 8,
    intermediate_size: 1856,
    moe_intermediate_size: 1856,
    moe_shared_expert_intermediate_size: 3712,
    n_routed_experts: 128,
    n_shared_experts: 1,
    num_experts_per_tok: 6,
  };
  const letters = 'MEM*EM-E';
  const words = { M: 'mamba', E: 'moe', '*': 'attention', '-': 'mlp' } as const;
  const named = Array.from(letters, (letter) => words[letter as keyof typeof words]);
  const byLetters = read({ ...sizes, num_hidden_layers: letters.length, hybrid_override_pattern: letters });
  // Newer configs leave the number of layers out.
  const byNames = read({ ...sizes, layers_block_type: named });
  assert.deepEqual(byNames, byLetters);
  assert.equal(byNames.moe?.layers, 3);
  assert.equal(
    parameters({ ...byNames, weights: byNames.weights.filter((w) => w.role === 'dense-ffn') }),
    2 * 2688 * 1856,
  );
});

void test('windows begin at the layer that a Qwen config names', () => {
  const qwen = read({
    model_type: 'qwen2',
    hidden_size: 3584,
    intermediate_size: 18944,
    num_attention_heads: 28,
    num_hidden_layers: 28,
    num_key_value_heads: 4,
    use_sliding_window: true,
    sliding_window: 4096,
    max_window_layers: 20,
    vocab_size: 152064,
  });
  assert.equal(growth(qwen), 20 * 2 * 4 * 128 * 2);
  assert.equal(fixed(qwen), 8 * 2 * 4 * 128 * 2 * 4096);
});

void test('layers that share the cache of a neighbour keep none (Hunyuan-Large)', () => {
  const config = PUBLISHED['tencent/Hunyuan-A13B-Instruct']?.config;
  assert.equal(growth(read({ ...config, use_cla: true })), 16 * 2 * 8 * 128 * 2);
});

for (const name of ['mllama', 'zamba2', 'mamba2', 'xlnet', 'rwkv7', 'constructor']) {
  void test(`the architecture ${name} is refused by its name`, () => {
    const result = modelFromConfig(
      { model_type: name, hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32 },
      { id: 'own', name: 'own' },
    );
    assert.ok(!result.ok && result.code === 'unknown-model-type');
    assert.match(result.message, new RegExp(`\`${name}\``));
  });
}

for (const [name, missing] of Object.entries({
  deepseek_v41: 'kv_source_layer_ids',
  step3p5: 'num_attention_groups',
  qwen4_exp: 'indexer_budget',
  laguna: 'layer_types',
  inkling_model: 'local_layer_ids',
  bailing_hybrid: 'layer_group_size',
  lfm2: 'layer_types',
  jamba: 'attn_layer_period',
  dbrx: 'ffn_config',
  'nemotron-nas': 'block_configs',
})) {
  void test(`a config of ${name} that does not say its layers is refused, not taken for plain attention`, () => {
    const result = modelFromConfig(
      { model_type: name, hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32 },
      { id: 'own', name: 'own' },
    );
    assert.ok(!result.ok && result.code === 'missing-fields');
    assert.match(result.message, new RegExp(`\`${missing}\``));
  });
}

void test("Mistral's own params.json is read in its words", () => {
  const large = read({
    dim: 7168,
    n_layers: 61,
    head_dim: 128,
    hidden_dim: 16384,
    n_heads: 128,
    n_kv_heads: 128,
    vocab_size: 131072,
    tied_embeddings: false,
    q_lora_rank: 1536,
    qk_rope_head_dim: 64,
    qk_nope_head_dim: 128,
    kv_lora_rank: 512,
    v_head_dim: 128,
    quantization: { qformat_weight: 'fp8_e4m3', qscheme_act: 'TENSOR' },
    moe: {
      num_experts: 128,
      num_experts_per_tok: 4,
      expert_hidden_dim: 4096,
      num_shared_experts: 1,
      first_k_dense_replace: 3,
    },
  });
  assert.equal(growth(large), 61 * 576 * 2);
  const parameters = large.weights.reduce((sum, one) => sum + one.parameters, 0);
  assert.ok(Math.abs(parameters / 675e9 - 1) < 0.01, String(parameters));
  assert.equal(large.weights.find(({ role }) => role === 'experts')?.format, 'fp8');
});

void test('where no model_type is named, the name of the architecture stands for it', () => {
  const config = {
    architectures: ['BailingMoeV3ForCausalLM'],
    num_hidden_layers: 24,
    hidden_size: 1536,
    num_attention_heads: 16,
    head_dim: 128,
    layer_group_size: 4,
    short_conv_kernel_size: 4,
    kv_lora_rank: 512,
    qk_rope_head_dim: 64,
    vocab_size: 157184,
    intermediate_size: 4608,
  };
  assert.equal(growth(read(config)), 6 * 576 * 2);
});

const moe = {
  model_type: 'deepseek_v3',
  first_k_dense_replace: 3,
  hidden_size: 7168,
  intermediate_size: 18432,
  kv_lora_rank: 512,
  moe_intermediate_size: 2048,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_attention_heads: 128,
  num_experts_per_tok: 8,
  num_hidden_layers: 61,
  q_lora_rank: 1536,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  vocab_size: 129280,
};

function compressed(weights: object, format: string, ignore: readonly string[]) {
  return {
    quant_method: 'compressed-tensors',
    format,
    config_groups: { group_0: { targets: ['Linear'], weights } },
    ignore,
  };
}

const everyLayer = (module: string) => Array.from({ length: 61 }, (_, i) => `model.layers.${i}.${module}`);

/** What checkpoints store by role: attention, routed experts, shared experts, dense feed-forward. */
const QUANTIZED: readonly (readonly [string, object, readonly [string, string, string, string]])[] = [
  [
    'fp8 in blocks',
    { quant_method: 'fp8', weight_block_size: [128, 128] },
    ['fp8-block', 'fp8-block', 'fp8-block', 'fp8-block'],
  ],
  ['fp8', { quant_method: 'fbgemm_fp8' }, ['fp8', 'fp8', 'fp8', 'fp8']],
  [
    // nvidia/DeepSeek-V4-Flash-NVFP4 at ai-dynamo/aiconfigurator@095f58a; its list of layers is a text of Python.
    'fp8 in blocks, the experts quantized anew by ModelOpt',
    {
      quant_method: 'fp8',
      weight_block_size: [128, 128],
      quant_algo: 'MIXED_PRECISION',
      moe_quant_algo: 'NVFP4',
      quantized_layers: "{'layers.0.ffn.experts': {'group_size': 16, 'quant_algo': 'NVFP4'}}",
      ignore: ['*.attn.*', '*.ffn.shared_experts.*', 'head', 'mtp.*'],
    },
    ['fp8-block', 'nvfp4', 'fp8-block', 'fp8-block'],
  ],
  [
    'AWQ',
    { quant_method: 'awq', bits: 4, group_size: 128, modules_to_not_convert: ['gate'] },
    ['int4', 'int4', 'int4', 'int4'],
  ],
  ['GPTQ in 8 bits', { quant_method: 'gptq', bits: 8 }, ['int8', 'int8', 'int8', 'int8']],
  [
    'NVFP4 by ModelOpt, attention kept',
    {
      quant_method: 'modelopt',
      quant_algo: 'NVFP4',
      ignore: ['lm_head', ...everyLayer('self_attn*'), ...everyLayer('mlp.gate')],
    },
    ['bf16', 'nvfp4', 'nvfp4', 'nvfp4'],
  ],
  [
    'NVFP4 but for one layer',
    { quant_method: 'modelopt', quant_algo: 'NVFP4', ignore: ['model.layers.0.self_attn.q_proj'] },
    ['nvfp4', 'nvfp4', 'nvfp4', 'nvfp4'],
  ],
  [
    'int4 in groups of 32, experts alone',
    compressed({ num_bits: 4, type: 'int', group_size: 32 }, 'pack-quantized', [
      're:.*self_attn.*',
      're:.*shared_experts.*',
      're:.*mlp\\.(gate|up|gate_up|down)_proj.*',
    ]),
    ['bf16', 'int4-g32', 'bf16', 'bf16'],
  ],
  [
    'mxfp4 experts',
    { quant_method: 'mxfp4', modules_to_not_convert: ['model.layers.*.self_attn', 'lm_head'] },
    ['bf16', 'mxfp4', 'bf16', 'bf16'],
  ],
  [
    'a format for each group',
    {
      quant_method: 'compressed-tensors',
      format: 'mixed-precision',
      config_groups: {
        group_0: {
          format: 'float-quantized',
          targets: ['re:.*attn.*(fused_wqa_wkv|wq_b|wo_a|wo_b)$'],
          weights: { num_bits: 8, type: 'float', strategy: 'block' },
        },
        group_1: {
          format: 'nvfp4-pack-quantized',
          targets: ['re:.*ffn.*(gate|up|down)_proj$'],
          weights: { num_bits: 4, type: 'float', group_size: 16 },
        },
      },
      ignore: [],
    },
    ['fp8-block', 'nvfp4', 'nvfp4', 'nvfp4'],
  ],
];

for (const [name, quantization_config, expected] of QUANTIZED) {
  void test(`${name}: each part of the weights is in the format it is stored in`, () => {
    const model = read({ ...moe, quantization_config });
    const roles = ['attention', 'experts', 'shared-experts', 'dense-ffn'] as const;
    assert.deepEqual(
      roles.map((role) => model.weights.find((w) => w.role === role)?.format),
      expected,
    );
    assert.equal(model.weights.find((w) => w.role === 'head')?.format, 'bf16');
  });
}

void test('a quantization that is not known leaves the bytes of the weights unknown, not guessed', () => {
  const model = read({ ...moe, quantization_config: { quant_method: 'aqlm' } });
  assert.deepEqual(model.weights, []);
  assert.match(model.unknown.join(), /quantization_config/);
  assert.equal(growth(model), 70272);
});

void test('layers between full ones are not taken for full ones where their state is not said', () => {
  const config = {
    model_type: 'qwen3_next',
    full_attention_interval: 4,
    head_dim: 256,
    hidden_size: 2048,
    intermediate_size: 5120,
    num_attention_heads: 16,
    num_hidden_layers: 48,
    num_key_value_heads: 2,
    vocab_size: 151936,
  };
  const result = modelFromConfig(config, { id: 'own', name: 'own' });
  assert.ok(!result.ok && result.code === 'missing-fields');
  assert.match(result.message, /linear_num_value_heads/);
});
