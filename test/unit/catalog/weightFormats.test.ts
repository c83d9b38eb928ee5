import assert from 'node:assert/strict';
import test from 'node:test';
import {
  weightFormat,
  weightFormatName,
  WEIGHT_FORMAT_NAMES,
} from '../../../src/catalog/shapes/weightFormats.js';
import { keptWide } from '../../../src/catalog/shapes/weights.js';
import { planOf } from '../plans.js';

void test('a weight takes its bits and its share of the scales, never less', () => {
  for (const name of WEIGHT_FORMAT_NAMES) {
    const { bytes, bits } = weightFormat(name);
    assert.ok(bytes >= bits / 8 && bytes < bits / 8 + 0.07, name);
  }
});

void test('a format multiplies at no narrower rate than its own bits, and quantizes inputs where it is below 16', () => {
  const rateBits = { bf16: 16, fp8: 8, fp4: 4 };
  for (const name of WEIGHT_FORMAT_NAMES) {
    const { bits, rate, quantizesInputs } = weightFormat(name);
    assert.ok(rateBits[rate] >= Math.min(16, bits), name);
    assert.equal(quantizesInputs, rateBits[rate] < 16, name);
  }
});

void test('formats go by their aliases too, and no two formats share a name', () => {
  const names = WEIGHT_FORMAT_NAMES.flatMap((name) => [name, ...weightFormat(name).aliases]);
  assert.equal(new Set(names).size, names.length);
  assert.equal(weightFormatName('FP8_BLOCK'), 'fp8-block');
  assert.equal(weightFormatName('AWQ'), 'int4');
  assert.equal(weightFormatName('toString'), null);
});

void test('layers are quantized; lookups, head, routers, norms and towers are not', () => {
  const layers = ['attention', 'recurrent', 'index', 'dense-ffn', 'experts', 'shared-experts'] as const;
  const kept = ['router', 'embedding', 'lookup', 'vision', 'head', 'other'] as const;
  assert.deepEqual(layers.filter(keptWide), []);
  assert.deepEqual(kept.filter(keptWide), kept);
});

void test('checkpoints in NVFP4 ask for an 8-bit cache, which a plan may refuse', () => {
  const cacheOf = (serving: string) => {
    const rest = 'workloads: { one: { concurrency: 1, context: 1K } }, gpus: { type: b200-sxm, count: 8 }';
    return planOf(`{ decodeplan: 1, model: kimi-k2.5, ${rest}, serving: ${serving} }`).serving.kvCache.key;
  };
  for (const engine of ['vllm', 'sglang', 'trtllm'])
    assert.equal(cacheOf(`{ engine: ${engine}, weights: nvfp4 }`), 'fp8', engine);
  assert.equal(cacheOf('{ weights: nvfp4, kvCache: bf16 }'), 'bf16');
  assert.equal(cacheOf('{ weights: nvfp4, kvCache: auto }'), 'fp8');
  assert.equal(cacheOf('{ engine: vllm }'), 'bf16');
});
