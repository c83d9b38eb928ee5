import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../src/catalog/entries/models.js';
import { weightMixtureName, WEIGHT_MIXTURE_NAMES } from '../../../src/catalog/shapes/weightMixtures.js';
import { weightBytes, weightClassBytes } from '../../../src/catalog/shapes/weights.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planOf } from '../plans.js';

const model = (name: string) => {
  const found = modelById(name);
  assert.ok(found, name);
  return found;
};

/** Bits a weight of Llama-3.1-8B (`tools/quantize/README.md`, ggml-org/llama.cpp, read 2026-12-01). */
const PUBLISHED = {
  iq4_xs: 4.4597,
  iq4_nl: 4.6818,
  q2_k: 3.1593,
  q3_k_s: 3.6429,
  q3_k_l: 4.2979,
  q4_k_s: 4.6672,
  q4_k_m: 4.8944,
  q5_k_s: 5.5704,
  q5_k_m: 5.7036,
  q6_k: 6.5633,
  q8_0: 8.5008,
} as const;

void test('mixtures take the bits a weight that llama.cpp publishes of them', () => {
  const llama = model('llama-3.1-8b');
  const weights = llama.weights.reduce((sum, { parameters }) => sum + parameters, 0);
  for (const mixture of Object.keys(PUBLISHED) as (keyof typeof PUBLISHED)[]) {
    const bits = (8 * weightBytes(llama, mixture)) / weights;
    assert.ok(Math.abs(bits / PUBLISHED[mixture] - 1) < 0.004, `${mixture}: ${bits}`);
  }
  // The same page: sizes of files in Q4_K_M.
  for (const [name, gigabytes] of [
    ['llama-3.1-8b', 4.9],
    ['llama-3.1-70b', 43.1],
  ] as const)
    assert.ok(Math.abs(weightBytes(model(name), 'q4_k_m') / 1e9 / gigabytes - 1) < 0.015, name);
});

void test('wider mixtures take more', () => {
  for (const name of ['llama-3.1-8b', 'qwen3-30b-a3b', 'deepseek-v4-flash', 'gemma-3-27b'])
    WEIGHT_MIXTURE_NAMES.slice(1).forEach((narrow, i) => {
      const wide = WEIGHT_MIXTURE_NAMES[i] ?? narrow;
      assert.ok(weightBytes(model(name), narrow) <= weightBytes(model(name), wide), `${name}, ${narrow}`);
    });
});

void test('a mixture is served alike by its name, and by the name of a file that is stored in it', () => {
  const plan = (name: string, serving: string) =>
    planOf(`{ decodeplan: 1, model: "${name}", workloads: { one: { concurrency: 1, context: 1K } },
      gpus: { type: h200-sxm, count: 1 }, serving: ${serving} }`);
  const asked = plan('qwen3-30b-a3b', '{ weights: Q4_K_M }');
  assert.equal(asked.serving.weights, 'q4_k_m');
  const stored = plan('Qwen3-30B-A3B-Q4_K_M.gguf', '{}');
  assert.deepEqual(
    weightClassBytes(asked.model, asked.serving.weights).map(({ role, bytes, format }) => [
      role,
      bytes,
      format,
    ]),
    weightClassBytes(stored.model, 'native').map(({ role, bytes, format }) => [role, bytes, format]),
  );
});

void test('mixtures go by the names that people write', () => {
  for (const name of ['Q4_K_M', 'q4-k-m', 'gguf-q4_k_m', 'Q4_K_XL', 'Q4_K'])
    assert.equal(weightMixtureName(name), 'q4_k_m', name);
  assert.equal(weightMixtureName('q9_9'), null);
  assert.equal(weightMixtureName('toString'), null);
});

void test('a server that no plan can name is told by its name, with what to choose', () => {
  const { problems } = analyze(
    '{ decodeplan: 1, model: llama-3.1-8b, workloads: { one: { concurrency: 1, context: 1K } }, serving: { engine: llama.cpp } }',
  );
  assert.match(problems.map(({ message }) => message).join('\n'), /speed of llama\.cpp are not known here/);
});
