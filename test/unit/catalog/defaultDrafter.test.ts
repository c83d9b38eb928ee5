import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../src/catalog/entries/models.js';
import { speculatorById } from '../../../src/catalog/entries/speculators.js';
import { defaultDrafter } from '../../../src/catalog/resolve/defaultDrafter.js';

const drafter = (method: string, model: string, draftLayers?: number) => {
  const [known, spec] = [speculatorById(method), modelById(model)];
  assert.ok(known && spec, `${method} ${model}`);
  return defaultDrafter({ ...known, draftLayers: draftLayers ?? known.draftLayers }, spec);
};

void test('dense heads weigh what published ones do, within a quarter', () => {
  // SpecForge's recipes, 2026-08-08: 16 bits, embedding and head shared. GB.
  const PUBLISHED = [
    ['eagle3', 'glm-5', 1, 3],
    ['eagle3', 'deepseek-v3', 1, 2.9],
    ['eagle3', 'qwen3-235b-a22b', 1, 1.18],
    ['eagle3', 'gpt-oss-120b', 1, 0.62],
    ['dspark', 'kimi-k3', 5, 4.5],
    ['dspark', 'glm-5', 5, 3.43],
    ['dspark', 'qwen3-8b', 5, 2.25],
  ] as const;
  for (const [method, model, layers, gigabytes] of PUBLISHED) {
    const { weightsBytes } = drafter(method, model, layers);
    assert.ok(
      Math.abs(weightsBytes / 1e9 / gigabytes - 1) < 0.28,
      `${method} ${model}: ${weightsBytes / 1e9}`,
    );
  }
  assert.equal(drafter('none', 'qwen3-8b').weightsBytes, 0);
});

void test('heads keep a cache of their own, and layers of the checkpoint one like the model', () => {
  assert.deepEqual(
    [drafter('eagle3', 'deepseek-v3'), drafter('dflash', 'qwen3-8b')].map(({ kvBytesPerToken, kvHeads }) => [
      kvBytesPerToken,
      kvHeads,
    ]),
    [
      [4096, 8],
      [5 * 4096, 8],
    ],
  );
  // One layer of DeepSeek-V3 keeps a latent of 576 elements, which ranks copy; one of Qwen3.5 that attends, keys and values.
  const latent = drafter('mtp', 'deepseek-v3');
  assert.deepEqual([latent.kvBytesPerToken, latent.kvBytesPerSequence, latent.kvHeads], [1152, 0, 1]);
  const attending = drafter('mtp', 'qwen3.5-27b');
  assert.deepEqual([attending.kvBytesPerToken, attending.kvHeads], [2 * 4 * 256 * 2, 4]);
  // DeepSeek V4's keeps a window of 128 entries of 584 bytes.
  const window = drafter('mtp', 'deepseek-v4-flash');
  assert.deepEqual([window.kvBytesPerToken, window.kvBytesPerSequence], [0, 128 * 584]);
});
