import assert from 'node:assert/strict';
import test from 'node:test';
import { parseConfig, quantizationFileOf, withQuantization } from '../../../src/catalog/config/configText.js';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { kvBytesPerToken } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import cases from '../../cases/configs.json' with { type: 'json' };

/** Past every window, so that only what grows without bound is counted. */
const LONG = 1 << 22;

/**
 * What a configuration must be read as. `growth` follows from its dimensions alone, by arithmetic written down apart
 * from this project; `named` is what its own name says of its size, in billions; `most` and `cache` are what its own
 * quantization says.
 */
interface Expected {
  readonly growth?: number;
  readonly named?: number;
  /** Format of most of its weights. */
  readonly most?: string;
  readonly cache?: string;
  /** Architecture that it is refused by. */
  readonly refused?: string;
  /** Architecture that it is refused by as long as it is not known. */
  readonly refusedOrKnown?: string;
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly config: Record<string, unknown>;
  readonly beside?: unknown;
  readonly expected: Expected;
}

/** Names are rounded: Qwen3-VL-4B has 4.4. */
const WITHIN = 0.12;
const ALL: readonly Case[] = cases;

for (const { name, source, config, beside, expected } of ALL) {
  test(`${name} is read as its dimensions say, or refused by name`, () => {
    assert.ok(source.length > 0);
    const result = modelFromConfig(withQuantization(config, beside), { id: 'own', name: 'own' });
    const refused = expected.refused ?? (result.ok ? undefined : expected.refusedOrKnown);
    if (refused !== undefined) {
      assert.ok(!result.ok && result.code === 'unknown-model-type', 'refused');
      assert.match(result.message, new RegExp(`\`${refused}\``));
      return;
    }
    assert.ok(result.ok, result.ok ? '' : result.message);
    const { model } = result;
    if (expected.growth !== undefined)
      assert.equal(kvBytesPerToken(model, kvCacheFormat(model, 'bf16'), LONG), expected.growth);
    const counted = model.weights.reduce((sum, { parameters }) => sum + parameters, 0);
    if (expected.named !== undefined)
      assert.ok(
        Math.abs(counted / 1e9 / expected.named - 1) < WITHIN,
        `${counted / 1e9} for ${expected.named}`,
      );
    if (expected.cache !== undefined) assert.equal(model.nativeKvFormat, expected.cache);
    if (expected.most !== undefined) {
      const largest = [...model.weights].sort((x, y) => y.parameters - x.parameters)[0];
      assert.equal(largest?.format, expected.most);
      assert.ok(weightBytes(model, 'native') < 1.35 * counted, 'not counted as 16 bits');
    }
  });
}

test('a kind of layer that nobody knows is refused by its name', () => {
  const layers = (config: Record<string, unknown>) =>
    modelFromConfig(
      { model_type: 'qwen3', num_hidden_layers: 2, hidden_size: 64, num_attention_heads: 4, ...config },
      { id: 'own', name: 'own' },
    );
  for (const config of [
    { layer_types: ['full_attention', 'spectral_attention'] },
    { layers_block_type: ['attention', 'spectral_attention'] },
  ]) {
    const result = layers(config);
    assert.ok(!result.ok && result.code === 'unknown-layer-kind');
    assert.match(result.message, /`spectral_attention`/);
  }
  const letters = layers({ hybrid_override_pattern: '*Q' });
  assert.ok(!letters.ok && letters.message.includes('`Q`'));
});

test('a known wrapper does not stand for a text model that is not known', () => {
  const config = { model_type: 'mistral3', text_config: { model_type: 'mistral99', num_hidden_layers: 2 } };
  const result = modelFromConfig(config, { id: 'own', name: 'own' });
  assert.ok(!result.ok && result.code === 'unknown-model-type');
  assert.match(result.message, /`mistral99`/);
});

test('a window as long as the context keeps the whole past', () => {
  const dimensions = { num_hidden_layers: 2, hidden_size: 64, num_attention_heads: 4, vocab_size: 100 };
  const windowed = (sliding_window: number) =>
    modelFromConfig(
      { model_type: 'mistral', ...dimensions, sliding_window, max_position_embeddings: 4096 },
      { id: 'own', name: 'own' },
    );
  const [wide, narrow] = [windowed(4096), windowed(4095)];
  assert.ok(wide.ok && narrow.ok);
  assert.equal(kvBytesPerToken(wide.model, kvCacheFormat(wide.model, 'bf16'), LONG), 2 * 2 * 64 * 2);
  assert.equal(kvBytesPerToken(narrow.model, kvCacheFormat(narrow.model, 'bf16'), LONG), 0);
});

test('what Python writes is read, and strings that look like it are left alone', () => {
  assert.deepEqual(parseConfig('{"a": [0.0, Infinity, -Infinity, NaN], "b": "NaN \\" Infinity"}'), {
    a: [0, null, null, null],
    b: 'NaN " Infinity',
  });
  assert.throws(() => parseConfig('{"a": Infinit'));
});

test('the file of quantization is looked for beside its own config only', () => {
  assert.equal(quantizationFileOf('./a/config.json'), './a/hf_quant_config.json');
  assert.equal(quantizationFileOf('m_config.json'), 'm_hf_quant_config.json');
  assert.equal(quantizationFileOf('m.json'), 'm.hf_quant_config.json');
  assert.equal(quantizationFileOf('a/hf_quant_config.json'), null);
  assert.equal(quantizationFileOf('a/config.yaml'), null);
});

test('index keys of block-sparse attention are counted once a token (MiniMax-M3)', () => {
  // vllm-project/vllm#51494 and the config of MiniMaxAI/MiniMax-M3: 57 of 60 layers, one key of 128 a token.
  const result = modelFromConfig(
    {
      model_type: 'minimax_m3',
      num_hidden_layers: 60,
      hidden_size: 6144,
      num_attention_heads: 64,
      num_key_value_heads: 4,
      head_dim: 128,
      vocab_size: 200064,
      sparse_attention_config: {
        sparse_attention_freq: [0, 0, 0, ...new Array<number>(57).fill(1)],
        sparse_block_size: 128,
        sparse_topk_blocks: 16,
        sparse_index_dim: 128,
        sparse_num_index_heads: 4,
      },
    },
    { id: 'own', name: 'own' },
  );
  assert.ok(result.ok);
  assert.equal(kvBytesPerToken(result.model, kvCacheFormat(result.model, 'bf16'), LONG), 122880 + 14592);
});

test('layers with an index of their own are counted by their list, or by how often one has it (GLM-5.2)', () => {
  const glm = ALL.find(({ name }) => name === 'GLM-5.2-FP8');
  assert.ok(glm);
  const { indexer_types: listed, ...rest } = glm.config;
  assert.ok(Array.isArray(listed));
  const growthOf = (config: Record<string, unknown>) => {
    const result = modelFromConfig(config, { id: 'own', name: 'own' });
    assert.ok(result.ok);
    return kvBytesPerToken(result.model, kvCacheFormat(result.model, 'bf16'), LONG);
  };
  const frequent = { ...rest, index_topk_freq: 4, index_skip_topk_offset: 3 };
  assert.equal(growthOf(frequent), growthOf(glm.config));
  assert.equal(growthOf(frequent), 95_232);
  const { index_topk_freq: _freq, index_skip_topk_offset: _from, ...none } = frequent;
  assert.equal(growthOf(none), 109_824);
});

const reading = (config: unknown) => modelFromConfig(config, { id: 'own', name: 'own' });

/** Fields of a text model within a model for pictures, as Transformers writes them: without those of its class. */
const PICTURES = {
  vision_config: {
    model_type: 'clip_vision_model',
    hidden_size: 1024,
    intermediate_size: 4096,
    num_hidden_layers: 24,
  },
};

test('a text model within another leaves out what its class says, and one alone does not', () => {
  const llava = reading({
    model_type: 'llava',
    text_config: { model_type: 'llama', vocab_size: 32064 },
    ...PICTURES,
  });
  assert.ok(llava.ok);
  // Published: 7.06 billion (llava-hf/llava-1.5-7b-hf).
  const total = llava.model.weights.reduce((sum, { parameters }) => sum + parameters, 0);
  assert.ok(Math.abs(total / 7.06e9 - 1) < 0.01, String(total));
  const mistral = reading({
    model_type: 'llava_next',
    text_config: { model_type: 'mistral', vocab_size: 32064, sliding_window: null },
    ...PICTURES,
  });
  assert.ok(mistral.ok && mistral.model.attention === 'GQA-8' && mistral.model.layers === 32);
  const alone = reading({ model_type: 'llama', vocab_size: 32064 });
  assert.ok(!alone.ok && alone.code === 'missing-fields');
});

test('Phi-3.5 Vision names its tower, and another tower is not guessed', () => {
  const config = {
    model_type: 'phi3_v',
    hidden_size: 3072,
    intermediate_size: 8192,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 32,
    vocab_size: 32064,
    max_position_embeddings: 131072,
    sliding_window: 262144,
    tie_word_embeddings: false,
    img_processor: { name: 'clip_vision_model', image_dim_out: 1024 },
  };
  const read3 = reading(config);
  assert.ok(read3.ok);
  // Published: 4.15 billion, with its projection.
  const total = read3.model.weights.reduce((sum, { parameters }) => sum + parameters, 0);
  assert.ok(Math.abs(total / 4.15e9 - 1) < 0.01, String(total));
  const other = reading({ ...config, img_processor: { name: 'clip_vision_model', image_dim_out: 1280 } });
  assert.ok(!other.ok && other.message.includes('img_processor'));
});

test('architectures whose neighbours in spelling would count them wrongly are refused with what is missing', () => {
  for (const [model_type, why] of [
    ['minicpm3', /latent or whole keys and values/],
    ['mamba2', /states alone/],
    ['rwkv5', /states alone/],
    ['zamba2', /share blocks of attention/],
    ['molmo', /vision tower/],
  ] as const) {
    const result = reading({ model_type, num_hidden_layers: 24, hidden_size: 2048 });
    assert.ok(!result.ok && result.code === 'unknown-model-type', model_type);
    assert.match(result.message, why);
    assert.doesNotMatch(result.message, /nearest/);
  }
});
