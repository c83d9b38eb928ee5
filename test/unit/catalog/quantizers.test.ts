import assert from 'node:assert/strict';
import test from 'node:test';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import type { WeightRole } from '../../../src/catalog/shapes/types.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';

const MIXTURE = {
  model_type: 'qwen3_moe',
  hidden_size: 1024,
  num_hidden_layers: 4,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 128,
  vocab_size: 1000,
  num_experts: 16,
  num_experts_per_tok: 2,
  moe_intermediate_size: 512,
  intermediate_size: 2048,
};

function modelOf(config: Record<string, unknown>) {
  const read = modelFromConfig(config, { id: 'own', name: 'own' });
  assert.ok(read.ok, read.ok ? '' : read.message);
  return read.model;
}

/** Formats of attention and of experts where a checkpoint is quantized so; what is not known of its weights, else. */
function formatsOf(quantization_config: Record<string, unknown>) {
  const { weights, unknown } = modelOf({ ...MIXTURE, quantization_config });
  const formatOf = (role: WeightRole) => weights.find((one) => one.role === role)?.format;
  return unknown.length ? unknown : [formatOf('attention'), formatOf('experts')];
}

const mx = (group_size: number, dtype: string) => ({ weight: { dtype, qscheme: 'per_group', group_size } });

void test('checkpoints of AMD’s Quark say their formats of all layers, of some, and of none', () => {
  const quark = (more: Record<string, unknown>) => formatsOf({ quant_method: 'quark', ...more });
  assert.deepEqual(quark({ global_quant_config: mx(32, 'fp4') }), ['mxfp4', 'mxfp4']);
  assert.deepEqual(quark({ global_quant_config: mx(32, 'fp4'), exclude: ['*self_attn*'] }), [
    'bf16',
    'mxfp4',
  ]);
  const perChannel = { weight: { dtype: 'fp8_e4m3', qscheme: 'per_channel' } };
  const experts = { '*mlp.experts*': mx(32, 'fp4_e2m1') };
  assert.deepEqual(quark({ global_quant_config: perChannel, layer_quant_config: experts }), ['fp8', 'mxfp4']);
  assert.deepEqual(quark({ global_quant_config: {}, layer_quant_config: experts }), ['bf16', 'mxfp4']);
  // Two stages: the last is what is stored.
  const stages = [
    { dtype: 'fp8_e4m3', qscheme: 'per_tensor' },
    { dtype: 'int4', qscheme: 'per_channel' },
  ];
  assert.deepEqual(quark({ global_quant_config: { weight: stages } }), ['int4', 'int4']);
  assert.match(String(quark({ global_quant_config: mx(32, 'fp6_e3m2') })), /weights/);
  assert.match(String(quark({})), /weights/);
});

void test('checkpoints of Intel’s AutoRound say a width, and layers apart that keep theirs', () => {
  const rounded = (more: Record<string, unknown>) => formatsOf({ quant_method: 'auto-round', ...more });
  assert.deepEqual(rounded({ bits: 4, group_size: 128, sym: true }), ['int4', 'int4']);
  assert.deepEqual(rounded({ bits: 8, group_size: 128 }), ['int8', 'int8']);
  assert.deepEqual(rounded({ bits: 4, data_type: 'mx_fp' }), ['mxfp4', 'mxfp4']);
  const apart = Object.fromEntries(
    [0, 1, 2, 3].map((layer) => [`model.layers.${String(layer)}.self_attn.q_proj`, { bits: 16 }]),
  );
  assert.deepEqual(rounded({ bits: 4, group_size: 128, extra_config: apart }), ['bf16', 'int4']);
  assert.match(String(rounded({ bits: 2, group_size: 128 })), /weights/);
});

void test('8-bit floats with a byte of scale for each 32 are a format of their own', () => {
  assert.deepEqual(formatsOf({ quant_method: 'mxfp8', ignored_layers: ['lm_head'] }), ['mxfp8', 'mxfp8']);
  assert.deepEqual(formatsOf({ quant_method: 'fp8', weight_block_size: [1, 32] }), ['mxfp8', 'mxfp8']);
  assert.deepEqual(formatsOf({ quant_method: 'fp8', weight_block_size: [128, 128] }), [
    'fp8-block',
    'fp8-block',
  ]);
  assert.deepEqual(formatsOf({ quant_method: 'mxfp8', moe_quant_algo: 'NVFP4' }), ['mxfp8', 'nvfp4']);
  const inner = { quant_method: 'modelopt', quantization: { quant_algo: 'MXFP8' } };
  assert.deepEqual(formatsOf(inner), ['mxfp8', 'mxfp8']);
});

void test('servers load a checkpoint in 32 bits in 16', () => {
  const bytes = (dtype: string) => weightBytes(modelOf({ ...MIXTURE, dtype }), 'native');
  assert.equal(bytes('float32'), bytes('bfloat16'));
});

/** Dimensions out of `model_preset.py` of mlc-ai/mlc-llm (2026-07-23), and the billions that their owners publish. */
const OLDER: readonly (readonly [Record<string, unknown>, number])[] = [
  [
    {
      model_type: 'qwen',
      hidden_size: 2048,
      intermediate_size: 11008,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      vocab_size: 151936,
      tie_word_embeddings: false,
      kv_channels: 128,
    },
    1.84,
  ],
  [
    {
      model_type: 'internlm',
      hidden_size: 4096,
      intermediate_size: 11008,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      vocab_size: 103168,
      tie_word_embeddings: false,
    },
    7.32,
  ],
  [
    {
      model_type: 'orion',
      hidden_size: 5120,
      intermediate_size: 15360,
      num_hidden_layers: 40,
      num_attention_heads: 40,
      vocab_size: 84608,
      tie_word_embeddings: false,
    },
    14.5,
  ],
  [
    {
      model_type: 'minicpm',
      hidden_size: 2304,
      intermediate_size: 5760,
      num_hidden_layers: 40,
      num_attention_heads: 36,
      vocab_size: 122753,
      tie_word_embeddings: true,
    },
    2.72,
  ],
];

void test('older architectures that are computed as Llama is have the parameters that are published', () => {
  for (const [config, billions] of OLDER) {
    const counted = modelOf(config).weights.reduce((sum, { parameters }) => sum + parameters, 0) / 1e9;
    assert.ok(Math.abs(counted / billions - 1) < 0.01, `${String(config['model_type'])}: ${String(counted)}`);
  }
});
