import assert from 'node:assert/strict';
import test from 'node:test';
import { costOf } from '../../../../src/engine/questions/comparison.js';
import { uncertainInputs, withInput } from '../../../../src/engine/questions/uncertainInputs.js';
import { variableById, variablesOf } from '../../../../src/engine/questions/variables.js';
import { planOf } from '../../plans.js';

const planText = (input: string, extra = '') => `decodeplan: 1
model: llama-3.1-8b
workloads:
  chat: { concurrency: 16, context: 8K, input: ${input}, output: 500, cachedInput: 50%, requests: 8 req/s }
gpus: { type: h100-sxm, count: 8 }
options:
  same: { prefill: colocated }
  split: { prefill: { count: 2 } }
  api: { hosted: { output: 1 USD/Mtok, input: 0.2 USD/Mtok, cachedInput: 0.02 USD/Mtok, speed: 50 tok/s } }
${extra}`;
const PLAN = planOf(planText('{ p50: 6K, p95: 12K }'));

void test('prompts, hits, arrivals and prefill accelerators are searched where a plan has them', () => {
  const ids = variablesOf(PLAN).map(({ id }) => id);
  for (const id of ['input', 'cachedInput', 'requests', 'prefill'] as const) assert.ok(ids.includes(id), id);
  const decodeOnly = planOf(planText('6K').replace('input: 6K, ', '').replace(' cachedInput: 50%,', ''));
  const without = variablesOf(decodeOnly).map(({ id }) => id);
  for (const id of ['input', 'cachedInput', 'prefill'] as const) assert.ok(!without.includes(id), id);
});

void test('each moves what it names: longer prompts cost more, hits less', () => {
  const cost = (id: string, value: number, option: string) => {
    const variable = variableById(id);
    assert.ok(variable);
    const usd = costOf(variable.apply(PLAN, 'chat', value), option, null);
    assert.ok(usd !== null, `${id} ${value} ${option}`);
    return usd;
  };
  for (const option of ['same', 'api']) {
    assert.ok(cost('input', 1024, option) < cost('input', 16384, option), option);
    assert.ok(cost('cachedInput', 0.9, option) < cost('cachedInput', 0, option), option);
  }
  const longer = variableById('input')?.apply(PLAN, 'chat', 12288).workloads['chat']?.input;
  assert.deepEqual(longer, { p50: 12288, p95: 24576, max: 24576 });
  const more = variableById('prefill')?.apply(PLAN, 'chat', 5).options['split']?.prefill;
  assert.equal(typeof more === 'object' && more.count, 5);
  assert.equal(variableById('prefill')?.current(PLAN, 'chat'), 2);
});

void test('a range of a length moves all of it, a range of hits moves the hits', () => {
  const plan = planOf(planText('4K..8K').replace('50%', '40..80%'));
  const inputs = uncertainInputs(plan);
  const at = (path: string) => inputs.find((one) => one.path === path);
  const [length, hits] = [at('workloads.chat.input'), at('workloads.chat.cachedInput')];
  assert.ok(length && hits);
  assert.deepEqual(withInput(plan, length, 4096).workloads['chat']?.input, {
    p50: 4096,
    p95: 4096,
    max: 4096,
  });
  assert.equal(withInput(plan, hits, 0.8).workloads['chat']?.cachedInput, 0.8);
});
