import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerSequence, residentBytes, shardFraction } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { modelById } from '../../../src/catalog/entries/models.js';
import type { ModelSpec } from '../../../src/catalog/shapes/types.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import { readCases, within } from './caseFiles.js';

interface PeerCase {
  readonly id: string;
  readonly input: Readonly<Record<string, number | string>>;
  readonly expected: Readonly<Record<string, number | string>>;
  readonly tolerance: { readonly abs_gib?: number; readonly rel?: number; readonly exact?: boolean };
}

const GiB = 2 ** 30;

function own(fields: Record<string, unknown>): ModelSpec {
  const result = modelFromConfig(fields, { id: 'own', name: 'own' });
  assert.ok(result.ok, result.ok ? '' : result.message);
  return result.model;
}

/** Full attention only, with the fields that these tools take. */
const grouped = (layers: number, kvHeads: number, headDim: number) =>
  own({
    num_hidden_layers: layers,
    num_attention_heads: kvHeads * 4,
    num_key_value_heads: kvHeads,
    head_dim: headDim,
    hidden_size: 4096,
  });
const latent = (layers: number, index: number | null = null) =>
  own({
    num_hidden_layers: layers,
    num_attention_heads: 64,
    hidden_size: 6144,
    kv_lora_rank: 512,
    qk_rope_head_dim: 64,
    qk_nope_head_dim: 128,
    v_head_dim: 128,
    ...(index === null ? {} : { index_head_dim: index, index_n_heads: 32, index_topk: 2048 }),
  });
const known = (id: string): ModelSpec => {
  const model = modelById(id);
  assert.ok(model, id);
  return model;
};

/** Models by case; where a case names no geometry, that of the model's own config. */
const MODELS: Readonly<Record<string, () => ModelSpec>> = {
  'llmd-kv-DeepSeek-R1': () => known('deepseek-ai/DeepSeek-R1'),
  'llmd-kv-qwen25-0.5b': () => grouped(24, 2, 64),
  'llmd-weights-qwen25-0.5b': () =>
    own({
      model_type: 'qwen2',
      num_hidden_layers: 24,
      num_attention_heads: 14,
      num_key_value_heads: 2,
      hidden_size: 896,
      intermediate_size: 4864,
      vocab_size: 151936,
      tie_word_embeddings: true,
    }),
  'eco-glm51-bf16': () => latent(78, 128),
  'eco-glm51-fp8': () => latent(78, 128),
  'eco-minimax-m27': () => known('minimax-m2'),
  'blis-llama8b-tp4': () => known('llama-3.1-8b'),
  'blis-glm52-mla-tp8': () => latent(78),
  'kaito-deepseekv3forcausallm': () => known('deepseek-v3'),
  'kaito-qwen3-8b': () => known('qwen3-8b'),
  'kaito-phi-3-mini-class': () => grouped(32, 8, 128),
  'kaito-phi-4': () => grouped(40, 10, 128),
  'unsloth-Gemma-3-27B': () => known('gemma-3-27b'),
  'unsloth-Qwen3.5-27B': () => known('qwen3.5-27b'),
  'unsloth-DeepSeek-V3.1': () => known('deepseek-v3'),
  'hfmem-minimax-m2': () => known('minimax-m2'),
  'fitllm-gemma31b-kv-full-bf16': () => known('gemma-4-31b'),
  'fitllm-hy3-kv-full-f16': () => grouped(80, 8, 128),
  'fitllm-qwen38-27b-kv-full-f16': () => grouped(16, 4, 256),
  'fitllm-qwen38-2.4t-kv-full-f16': () => grouped(23, 4, 256),
  'fitllm-qwen36-27b-linear-state': () => known('qwen3.6-27b'),
  'fitllm-hy3-linear-state-zero': () => grouped(80, 8, 128),
  'fitllm-spark-x25-4b-kv-1m-f16': () =>
    own({
      num_hidden_layers: 36,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      hidden_size: 2560,
      sliding_window: 512,
      layer_types: Array.from({ length: 36 }, (_, i) =>
        i % 4 === 3 ? 'full_attention' : 'sliding_attention',
      ),
    }),
  'fitllm-granite42-30b-kv-128k-f16': () => grouped(64, 8, 128),
  'fitllm-nex-n25-pro-kv-128k-f16': () => grouped(15, 2, 256),
  'jejin-AC6': () => known('llama-3.1-70b'),
};

/** Bytes of a sequence without states. */
function cacheBytes(model: ModelSpec, bytes: number, tokens: number, indexBytes = bytes): number {
  const word = (n: number) => (n === 1 ? 'fp8-per-tensor' : 'bf16');
  const format = { ...kvCacheFormat(model, word(bytes)), index: word(indexBytes) };
  return kvBytesPerSequence(
    { ...model, groups: model.groups.filter(({ kind }) => kind !== 'recurrent') },
    format,
    tokens,
  );
}

/** States as Transformers keeps them: all rows of the convolution, the newest too. */
function transformersStates(model: ModelSpec): number {
  return model.groups.reduce((sum, group) => {
    if (group.kind !== 'recurrent') return sum;
    const rows = 4 / 3;
    return (
      sum +
      group.layers *
        (group.stateElements * group.stateBytesPerElement +
          group.convElements * group.convBytesPerElement * rows)
    );
  }, 0);
}

const CHECKPOINTS: Readonly<Record<string, () => number>> = {
  'kaito-qwen3-8b': () => weightBytes(known('qwen3-8b'), 'native'),
  'kaito-phi-4': () =>
    weightBytes(
      own({
        model_type: 'phi3',
        num_hidden_layers: 40,
        num_attention_heads: 40,
        num_key_value_heads: 10,
        hidden_size: 5120,
        intermediate_size: 17920,
        vocab_size: 100352,
      }),
      'native',
    ),
  'kaito-phi-3-mini-class': () =>
    weightBytes(
      own({
        model_type: 'phi3',
        num_hidden_layers: 32,
        num_attention_heads: 24,
        num_key_value_heads: 8,
        hidden_size: 3072,
        intermediate_size: 8192,
        vocab_size: 200064,
        tie_word_embeddings: true,
      }),
      'native',
    ),
};

/** Every figure that a case expects, computed. */
function computed({ id, input }: PeerCase, name: string): number | null {
  const model = (MODELS[id] ?? (() => known('')))();
  const bytes = Number(
    input['kv_dtype_bytes'] ?? (input['kvBits'] === undefined ? 2 : Number(input['kvBits']) / 8),
  );
  const index = Number(input['indexer_dtype_bytes'] ?? bytes);
  const tokens = Number(input['tokens'] ?? input['ctx'] ?? 1);
  switch (name) {
    case 'kv_gib':
      return cacheBytes(model, bytes, tokens) / GiB;
    case 'total_bytes':
    case 'kv_total_bytes':
    case 'kv_bytes':
      return cacheBytes(model, bytes, tokens, index);
    case 'bytes_per_token':
      return cacheBytes(model, bytes, 1);
    case 'mla_bytes_per_token':
    case 'indexer_bytes_per_token': {
      const kind = name === 'mla_bytes_per_token' ? 'latent' : 'index';
      return cacheBytes(
        { ...model, groups: model.groups.filter((group) => group.kind === kind) },
        bytes,
        1,
        index,
      );
    }
    case 'bytes_per_token_per_gpu':
      return model.groups.reduce(
        (sum, group) =>
          sum +
          residentBytes(group, kvCacheFormat(model, 'bf16'), 1) * shardFraction(group, Number(input['tp'])),
        0,
      );
    case 'weights_gib':
      return weightBytes(model, id === 'jejin-AC6' ? 'int4' : 'native') / GiB;
    case 'weights_bytes':
      return weightBytes(model, 'native');
    case 'linear_state_bytes':
      return transformersStates(model);
    case 'checkpoint':
      return CHECKPOINTS[id]?.() ?? null;
    default:
      throw new Error(`nothing computes ${name}`);
  }
}

for (const c of readCases<PeerCase>('kv-cache-peers')) {
  void test(c.id, () => {
    for (const [name, expected] of Object.entries(c.expected)) {
      const actual = computed(c, name);
      if (actual === null) continue;
      if (name === 'checkpoint') {
        assert.ok(
          Math.abs(actual / GiB - Number.parseFloat(String(expected))) < 0.011,
          `${name}: ${actual / GiB} against ${expected}`,
        );
        continue;
      }
      const { abs_gib: abs, ...others } = c.tolerance;
      const tolerance = abs === undefined ? others : { abs };
      assert.ok(within(actual, Number(expected), tolerance), `${name}: ${actual} against ${expected}`);
    }
  });
}
