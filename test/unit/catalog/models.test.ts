import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerSequence, kvBytesPerToken, stateBytes } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { modelById, modelEntries } from '../../../src/catalog/entries/models.js';
import type { ModelSpec } from '../../../src/catalog/shapes/types.js';
import { linearFlopsPerToken } from '../cases/prefill/flops.js';

function model(id: string): ModelSpec {
  const found = modelById(id);
  assert.ok(found, id);
  return found;
}

void test('every catalogue entry goes through the config reader', () => {
  assert.ok(modelEntries().length >= 58);
  for (const { id } of modelEntries()) assert.equal(model(id).id, id);
});

void test('DeepSeek-V3 keeps 70,272 bytes a token in 16 bits', () => {
  const v3 = model('deepseek-v3');
  assert.equal(kvBytesPerToken(v3, kvCacheFormat(v3, 'bf16'), 8192), 70272);
});

void test('DeepSeek-V4-Pro keeps 5.280 GB at 1M tokens with fp8 entries and a 4-bit index, without state', () => {
  const pro = model('deepseek-v4-pro');
  const format = kvCacheFormat(pro, 'fp8');
  assert.equal(kvBytesPerSequence(pro, format, 1048576) - stateBytes(pro, format), 5280404480);
});

/** Published totals that count more than the text model, or are rounded: why, and how far the count may be off. */
const COUNTED_OTHERWISE: Readonly<Record<string, readonly [string, number]>> = {
  'qwen3-next-80b-a3b': ['with its layer for multi-token prediction', 0.021],
  'gemma-3n-e4b': ['with towers for pictures and sound', 0.15],
  'gemma-4-e4b': ['with towers for pictures and sound', 0.08],
  'glm-4.7-flash': ['with its layer for multi-token prediction', 0.035],
  'glm-5.3-flash': ['with its layer for multi-token prediction', 0.026],
  'qwen3.8-flash-next': ['with its layer for multi-token prediction', 0.025],
  'hy4-preview': ['holds more than the text model', 0.024],
  'deepseek-v4.1-flash': ['the backbone, without its tables of n-grams', 0.36],
  'nemotron-3-nano-30b': ['named 30B, holds 31.6B', 0.055],
};

void test("a prompt's tokens pass half the layers of DeepSeek-V4.1-Flash, and all of other models", () => {
  const v41 = model('deepseek-v4.1-flash');
  assert.equal(v41.promptLayers, 21);
  const active = linearFlopsPerToken(v41) / 2;
  // Published: 8 B of 16 B.
  assert.ok(Math.abs(active / 8e9 - 1) < 0.03, String(active));
  for (const { id } of modelEntries()) if (id !== v41.id) assert.equal(model(id).promptLayers, undefined, id);
});

void test('published parameter totals of all models are counted within 2 %, or it is said why not', () => {
  for (const { id } of modelEntries()) {
    const { weights, publishedParameters } = model(id);
    if (weights.length === 0 || publishedParameters === null) continue;
    const total = weights.reduce((sum, { parameters }) => sum + parameters, 0);
    const [why, within] = COUNTED_OTHERWISE[id] ?? ['', 0.02];
    assert.ok(Math.abs(total / publishedParameters - 1) < within, `${id}: ${total} ${why}`);
  }
});

void test('towers for pictures are counted by their own configs', () => {
  const tower = (id: string) => model(id).weights.find(({ role }) => role === 'vision')?.parameters ?? 0;
  // By hand: 27 layers of 4 × 1152² and 2 × 1152 × 4304, and 4608 × (4608 + 5120) behind them.
  assert.equal(tower('qwen3.5-27b'), 27 * (4 * 1152 ** 2 + 2 * 1152 * 4304) + 4608 * (4608 + 5120));
  // Gated, with positions for rows and columns.
  assert.equal(tower('gemma-4-26b-a4b'), 27 * (4 * 1152 ** 2 + 3 * 1152 * 4304) + 2 * 10240 * 1152);
  // Behind it 5632 × 4096, 4096², and 4096 × 5120.
  const adapter = 5632 * 4096 + 4096 ** 2 + 4096 * 5120;
  assert.equal(tower('llama-4-scout'), 34 * (4 * 1408 ** 2 + 2 * 1408 * 5632) + adapter);
  for (const id of ['qwen3.5-27b', 'gemma-4-26b-a4b', 'llama-4-scout'])
    assert.equal(model(id).weights.find(({ role }) => role === 'vision')?.format, 'bf16', id);
});
