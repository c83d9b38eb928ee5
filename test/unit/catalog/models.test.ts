import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerSequence, kvBytesPerToken, stateBytes } from '../../../src/catalog/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/formats.js';
import { modelById, modelEntries } from '../../../src/catalog/models.js';
import type { ModelSpec } from '../../../src/catalog/types.js';

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

void test('published parameter totals are counted within 1.1 %', () => {
  const checked = [
    'deepseek-v3',
    'llama-3.1-70b',
    'qwen3-235b-a22b',
    'gpt-oss-120b',
    'mixtral-8x7b',
    'kimi-k2',
  ];
  for (const id of checked) {
    const { weights, publishedParameters } = model(id);
    const total = weights.reduce((sum, { parameters }) => sum + parameters, 0);
    assert.ok(
      publishedParameters !== null && Math.abs(total / publishedParameters - 1) < 0.011,
      `${id}: ${total}`,
    );
  }
});
