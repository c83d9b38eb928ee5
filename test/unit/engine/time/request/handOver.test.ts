import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { modelById } from '../../../../../src/catalog/entries/models.js';
import { kvBytesPerSequence } from '../../../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../../../src/catalog/shapes/formats.js';
import {
  exposedSeconds,
  handOverBytes,
  handOverSeconds,
  transferSeconds,
} from '../../../../../src/engine/time/request/handOver.js';

function cacheOf(id: string) {
  const model = modelById(id);
  assert.ok(model);
  return { model, format: kvCacheFormat(model, null) };
}

void test('heads are sent to each rank that holds them, what all ranks hold alike once', () => {
  const heads = cacheOf('qwen3-235b-a22b');
  const logical = kvBytesPerSequence(heads.model, heads.format, 1000);
  const sent = [1, 2, 4, 8, 16].map((tensor) => handOverBytes(heads.model, heads.format, tensor, 1000));
  assert.deepEqual(
    sent.map((bytes) => bytes / logical),
    [1, 1, 1, 2, 4],
  );
  for (const id of ['deepseek-v3', 'deepseek-v3.2', 'deepseek-v4-pro', 'qwen3-next-80b-a3b']) {
    const { model, format } = cacheOf(id);
    assert.equal(handOverBytes(model, format, 2, 9000), kvBytesPerSequence(model, format, 9000), id);
  }
});

void test('a hand-over of nothing takes no time, and a larger one takes longer', () => {
  assert.equal(handOverSeconds(0, { bytesPerSecond: 1e9 }), 0);
  assert.ok(handOverSeconds(1, { bytesPerSecond: 1e9 }) > 0);
  assert.equal(transferSeconds(10, 5, 1), 3);
  assert.ok(handOverSeconds(1e9, { bytesPerSecond: 1e9 }) > 1, 'no link is faster than its data sheet');
});

void test('layer by layer, between one layer and all of a hand-over is waited for', () => {
  const seconds = fc.double({ min: 1e-4, max: 10, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, fc.integer({ min: 1, max: 128 }), (transfer, prefill, layers) => {
      const handOver = { transferSeconds: transfer, prefillSeconds: prefill, layers };
      const seen = exposedSeconds(handOver, 'vllm');
      assert.ok(seen >= (transfer / layers) * (1 - 1e-12));
      assert.ok(seen <= transfer);
      assert.equal(exposedSeconds(handOver, 'sglang'), transfer);
    }),
  );
});
