import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { sharedReasons } from '../../../../src/engine/shapes/reasons.js';
import { planOf } from '../../plans.js';

const optionOf = (workloads: string, rest = '') => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { ${workloads} }
gpus: { type: h100-sxm, count: 8 }
serving: { layout: { tensor: 1 } }
${rest}`);
  const option = evaluate(plan, { breakEven: false }).options['as-is'];
  assert.ok(option);
  return option;
};

void test('a reason that workloads share comes once, with their names, however these look', () => {
  const fast = '{ concurrency: 8, context: 4K, speed: 90000 tok/s }';
  const option = optionOf(`chat: ${fast}, "chat: long": ${fast}, slow: { concurrency: 8, context: 4K }`);
  const [shared, ...others] = sharedReasons(option);
  assert.deepEqual(shared?.workloads, ['chat', 'chat: long']);
  assert.match(shared.reason, /^reaches /);
  assert.deepEqual(others, []);
  assert.equal(option.reasons.length, 2);
});

void test('what an option itself lacks belongs to no workload', () => {
  const option = optionOf('chat: { concurrency: 8, context: 4K }', 'budget: { total: 1 USD/month }\n');
  assert.deepEqual(
    sharedReasons(option).map(({ workloads }) => workloads),
    [[]],
  );
});
