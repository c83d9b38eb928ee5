import assert from 'node:assert/strict';
import test from 'node:test';
import { indexedBytes, indexFileOf } from '../../../src/catalog/config/configText.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import { analyze } from '../../../src/report/answers/analysis.js';

const CONFIG = {
  model_type: 'llama',
  hidden_size: 4096,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  intermediate_size: 14336,
  vocab_size: 128256,
};
const COUNTED = 16060522496;

function modelWith(index: string | null, more: object = {}) {
  const file = (text: string) => ({ ok: true as const, text });
  const { plan, problems } = analyze(
    'decodeplan: 1\nmodel: { config: ./m/config.json }\nworkloads: { a: { concurrency: 1, context: 1K } }\ngpus: { type: h100-sxm, count: 1 }\n',
    new Map([
      ['./m/config.json', file(JSON.stringify({ ...CONFIG, ...more }))],
      ...(index === null ? [] : [['./m/model.safetensors.index.json', file(index)] as const]),
    ]),
  );
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return plan.model;
}
const index = (bytes: number) => JSON.stringify({ metadata: { total_size: bytes }, weight_map: { a: 'b' } });

void test('the index beside a config.json says the exact bytes of the weights', () => {
  assert.equal(weightBytes(modelWith(null), 'native'), COUNTED);
  const exact = COUNTED + 123_456_789;
  assert.ok(Math.abs(weightBytes(modelWith(index(exact)), 'native') - exact) < 1);
});

void test('an index of another checkpoint, or with layers that draft, does not count; the first is said', () => {
  const other = modelWith(index(2 * COUNTED));
  assert.equal(weightBytes(other, 'native'), COUNTED);
  assert.match(other.unknown.join(), /16\.1 GB by the dimensions, 32\.1 GB by the index/);
  const drafting = modelWith(index(COUNTED * 1.02), { num_nextn_predict_layers: 1 });
  assert.equal(
    weightBytes(drafting, 'native'),
    weightBytes(modelWith(null, { num_nextn_predict_layers: 1 }), 'native'),
  );
});

void test('an index that is cut off, broken or empty says nothing or what it says', () => {
  assert.equal(indexedBytes('{"metadata": {"total_size": 16060522496}, "weight_map": {"a'), COUNTED);
  for (const text of ['', '{', '{"metadata": {"total_size": "many"}}', '{"metadata": {"total_size": 0}}'])
    assert.equal(indexedBytes(text), null, text);
  assert.equal(weightBytes(modelWith('not json'), 'native'), COUNTED);
  assert.deepEqual(['./m/config.json', 'config.json', './m/other.json'].map(indexFileOf), [
    './m/model.safetensors.index.json',
    'model.safetensors.index.json',
    null,
  ]);
});
