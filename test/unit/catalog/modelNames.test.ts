import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerToken, stateBytes } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { isObject, type JsonObject } from '../../../src/catalog/config/configFields.js';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { modelById, modelEntries } from '../../../src/catalog/entries/models.js';
import { namesBehind } from '../../../src/catalog/entries/modelNames.js';
import type { ModelSpec } from '../../../src/catalog/shapes/types.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import { readCases } from '../cases/caseFiles.js';

/** Id that a name means, and what its weights take in GB. */
const NAMES: readonly (readonly [string, string, number])[] = [
  ['Qwen/Qwen3-235B-A22B-FP8', 'qwen3-235b-a22b', 236],
  ['Qwen/Qwen3-235B-A22B-Instruct-2507', 'qwen3-235b-a22b', 470],
  ['Qwen/Qwen3-235B-A22B-Instruct-2507-FP8', 'qwen3-235b-a22b', 236],
  ['Qwen/Qwen3-30B-A3B-Thinking-2507', 'qwen3-30b-a3b', 61],
  ['Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4', 'qwen2.5-72b', 41],
  ['Qwen/Qwen2.5-72B-Instruct-GPTQ-Int8', 'qwen2.5-72b', 75],
  ['Qwen/Qwen2.5-72B-Instruct-AWQ', 'qwen2.5-72b', 41],
  ['RedHatAI/Meta-Llama-3.1-70B-Instruct-FP8-dynamic', 'llama-3.1-70b', 73],
  ['meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8', 'llama-4-maverick', 403],
  ['nvidia/DeepSeek-V3.1-NVFP4', 'deepseek-v3', 397],
  ['deepseek-ai/DeepSeek-V3.1-Terminus', 'deepseek-v3', 673],
  ['deepseek-ai/DeepSeek-R1-0528', 'deepseek-v3', 673],
  ['deepseek-v4-flash-0731', 'deepseek-v4-flash', 156],
  ['nvidia/Kimi-K2.7-Code-NVFP4', 'kimi-k2.5', 594],
  ['moonshotai/Kimi-K2-Thinking', 'kimi-k2.5', 0],
  ['moonshotai/Kimi-K2-Instruct-0905', 'kimi-k2', 0],
  ['cyankiwi/MiniMax-M2.7-AWQ-4bit', 'minimax-m2', 120],
  ['zai-org/GLM-5-FP8', 'glm-5', 746],
  ['zai-org/GLM-5.2-FP8', 'glm-5.2', 759],
  ['QuantTrio/GLM-4.7-AWQ', 'glm-4.6', 184],
  ['openai/gpt-oss-120b-BF16', 'gpt-oss-120b', 234],
  ['mistralai/Mistral-Large-3-675B-Instruct-2512', 'mistral-large-3', 675],
  ['Qwen3-4B-Instruct-2507', 'qwen3-4b', 8],
  ['nvidia/DeepSeek-R1-0528-NVFP4-v2', 'deepseek-v3', 380],
  ['Qwen/QwQ-32B-AWQ', 'qwen2.5-32b', 19.3],
  ['unsloth/Llama-3.3-70B-Instruct-bnb-4bit', 'llama-3.1-70b', 39.8],
  ['ISTA-DASLab/gemma-3-27b-it-GPTQ-4b-128g', 'gemma-3-27b', 0],
  ['Intel/Qwen3-235B-A22B-Instruct-2507-int4-AutoRound', 'qwen3-235b-a22b', 0],
  ['lmstudio-community/Qwen3-32B-MLX-4bit', 'qwen3-32b', 0],
  ['mistralai/Mistral-7B-Instruct-v0.2', 'mistral-7b-v0.2', 14.5],
  ['solidrust/Mistral-7B-Instruct-v0.3-AWQ', 'mistral-7b', 0],
  ['meta-llama/Meta-Llama-3-8B-Instruct', 'llama-3-8b', 16.1],
  ['meta-llama/Llama-2-13b-chat-hf', 'llama-2-13b', 26],
  ['deepseek-ai/DeepSeek-R1-0528-Qwen3-8B', 'qwen3-8b', 16.4],
  ['google/gemma-3-12b-pt', 'gemma-3-12b', 0],
  // Published files (bartowski's lists); others' mixtures of their own are known from the file alone.
  ['bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M', 'llama-3.1-8b', 4.92],
  ['Meta-Llama-3.1-8B-Instruct-Q8_0.gguf', 'llama-3.1-8b', 8.54],
  ['Qwen3-30B-A3B-Q4_K_M.gguf', 'qwen3-30b-a3b', 18.56],
  ['Qwen3-30B-A3B-Q5_K_S.gguf', 'qwen3-30b-a3b', 21.1],
  ['Qwen3-30B-A3B-Q5_K_M.gguf', 'qwen3-30b-a3b', 21.74],
  ['Qwen3-30B-A3B-Q6_K.gguf', 'qwen3-30b-a3b', 25.1],
  ['Qwen3-30B-A3B-Q8_0.gguf', 'qwen3-30b-a3b', 32.48],
  ['unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:UD-Q4_K_XL', 'qwen3-30b-a3b', 0],
  ['google/gemma-3-27b-it-qat-q4_0-gguf', 'gemma-3-27b', 16.2],
];

void test('names of checkpoints mean the model behind them, in the format they name', () => {
  for (const [name, id, gigabytes] of NAMES) {
    const model = modelById(name);
    assert.equal(model?.id, id, name);
    if (gigabytes > 0) assert.ok(Math.abs(weightBytes(model, 'native') / 1e9 / gigabytes - 1) < 0.02, name);
  }
});

void test('a checkpoint in NVFP4 keeps in 16 bits by its name what its own config keeps', () => {
  const stored = (model: ModelSpec) =>
    new Map(model.weights.filter(({ role }) => role !== 'vision').map(({ role, format }) => [role, format]));
  const configs = readCases<{ name: string; config: JsonObject }>('configs').filter(({ config }) => {
    const own = config['quantization_config'];
    // Configs that name a format for each layer say more than a name can.
    return isObject(own) && own['quant_algo'] === 'NVFP4';
  });
  assert.ok(configs.length >= 10);
  for (const { name, config } of configs) {
    const [own, named] = [modelFromConfig(config, { id: name, name }), modelById(name)];
    if (!own.ok || !named) continue;
    assert.deepEqual(stored(named), stored(own.model), name);
  }
});

void test('a name that no model is behind means none, and words within a name are not taken off', () => {
  for (const name of [
    'nonsense-fp8',
    'fp8',
    '',
    'Qwen/Qwen3-9999B',
    'llama-3.1',
    'unknown/DeepSeek-V9-Instruct',
    // Of a repository of GGUF files nothing says which one.
    'unsloth/Qwen3-32B-GGUF',
    'Qwen3-32B-Q9_K.gguf',
  ])
    assert.equal(modelById(name), null, name);
  assert.deepEqual(
    namesBehind('a/B-Instruct-2507-FP8').map(({ name }) => name),
    ['b-instruct-2507-fp8', 'b-instruct-2507', 'b-instruct', 'b'],
  );
});

void test('an 8-bit checkpoint has the scales that its owner’s tools give it', () => {
  const formats = (name: string) => {
    const model = modelById(name);
    const dense = model?.weights.find(({ role }) => role === 'dense-ffn' || role === 'experts');
    return [dense?.format, model?.nativeKvFormat];
  };
  // One scale a tensor: `hf_quant_config.json` of NVIDIA's, model cards of Neural Magic's and AMD's.
  assert.deepEqual(formats('nvidia/Llama-3.3-70B-Instruct-FP8'), ['fp8', 'fp8']);
  assert.deepEqual(formats('amd/Llama-3.1-70B-Instruct-FP8-KV'), ['fp8', 'fp8']);
  assert.deepEqual(formats('neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8'), ['fp8', 'bf16']);
  assert.deepEqual(formats('RedHatAI/Qwen3-32B-FP8-block'), ['fp8-block', 'bf16']);
  assert.deepEqual(formats('Qwen/Qwen3-32B-FP8'), ['fp8-block', 'bf16']);
  assert.deepEqual(formats('zai-org/GLM-4.6-FP8'), ['fp8-block', 'bf16']);
});

void test('an entry is found by its own names before those of others', () => {
  for (const { id, aliases } of modelEntries())
    for (const name of [id, ...aliases, id.toUpperCase()]) assert.equal(modelById(name)?.id, id, name);
});

/** Bytes a token in 16 bits at 1M tokens, and MB of what does not grow: published or counted by hand from the configs. */
const CACHES: readonly (readonly [string, number, number])[] = [
  ['qwen3-0.6b', 114688, 0],
  ['qwen3-1.7b', 114688, 0],
  ['qwen3-4b', 147456, 0],
  ['qwen3-coder-480b-a35b', 253952, 0],
  ['qwen3-vl-235b-a22b', 192512, 0],
  ['qwen2.5-7b', 57344, 0],
  ['qwen2.5-14b', 196608, 0],
  ['qwen3.8-2.4t-a95b', 94208, 587.3],
  ['glm-4.5-air', 188416, 0],
  ['glm-4.7', 376832, 0],
  ['glm-4.7-flash', 54144, 0],
  ['glm-5.3-flash', 11968, 147.6],
  ['hy3', 327680, 0],
  ['hy4-preview', 95232, 0],
  ['kimi-linear-48b-a3b', 8064, 43.4],
  ['longcat-flash', 64512, 0],
  ['mistral-large-3', 70272, 0],
  ['mistral-small-3.2-24b', 163840, 0],
  ['mistral-small-4-119b', 23040, 0],
  ['mistral-nemo', 163840, 0],
  ['mimo-7b', 147456, 0],
  ['step-3.7-flash', 49152, 0],
  ['phi-4', 204800, 0],
  ['phi-4-mini', 131072, 0],
  ['granite-4.0-h-small', 16384, 77.3],
  ['llama-3.2-3b', 114688, 0],
  ['yi-34b', 245760, 0],
  ['codellama-34b', 196608, 0],
  ['phi-mini-moe', 131072, 0],
  ['mistral-7b', 131072, 0],
  ['mistral-medium-3.5-128b', 360448, 0],
  ['llama-2-70b', 327680, 0],
  ['ernie-4.5-21b-a3b', 57344, 0],
];

void test('caches of models that are widely served are as their configs make them', () => {
  for (const [name, bytes, state] of CACHES) {
    const model = modelById(name);
    assert.ok(model, name);
    const format = kvCacheFormat(model, 'bf16');
    assert.equal(kvBytesPerToken(model, format, 1 << 20), bytes, name);
    assert.ok(
      Math.abs(stateBytes(model, format) / 1e6 - state) < 0.1,
      `${name} ${stateBytes(model, format)}`,
    );
  }
});

void test('DeepSeek-V4.1-Flash holds its tables of n-grams: 890 bytes a token, half a terabyte of weights', () => {
  const model = modelById('deepseek-ai/DeepSeek-V4.1-Flash');
  assert.ok(model);
  assert.equal(kvBytesPerToken(model, kvCacheFormat(model, null), 1 << 20), 890);
  const tables = model.weights.find(({ role }) => role === 'lookup');
  assert.equal(tables?.parameters, (384006168 + 384016682) * 256);
  assert.equal(tables.activeParameters, 0);
  // 511 GB on disk, with the scales of all formats.
  assert.ok(Math.abs(weightBytes(model, 'native') / 511e9 - 1) < 0.04);
});
