import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { workloadReason, type Reason } from '../../../src/engine/shapes/reasons.js';
import * as l10n from '../../../src/l10n/l10n.js';
import { told } from '../../../src/report/answers/told.js';
import { basisText, optionReasons, reasonText } from '../../../src/report/words/reasons.js';
import { planOf } from '../plans.js';

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

const FAST = '{ concurrency: 8, context: 4K, speed: 90000 tok/s }';

void test('a reason that workloads share comes once, with their names, however these look', () => {
  const option = optionOf(`chat: ${FAST}, "chat: long": ${FAST}, slow: { concurrency: 8, context: 4K }`);
  const [shared = '', ...others] = optionReasons(option);
  assert.match(shared, /^chat, chat: long: reaches /);
  assert.deepEqual(others, []);
  assert.deepEqual(
    option.reasons.map((reason) => reason.code === 'of-workload' && reason.workload),
    ['chat', 'chat: long'],
  );
});

void test('many workloads that share a reason are counted', () => {
  assert.match(
    optionReasons(optionOf(`a: ${FAST}, b: ${FAST}, c: ${FAST}`))[0] ?? '',
    /^3 workloads: reaches /,
  );
});

void test('what an option itself lacks belongs to no workload', () => {
  const option = optionOf('chat: { concurrency: 8, context: 4K }', 'budget: { total: 1 USD/month }\n');
  const [own = '', ...others] = optionReasons(option);
  assert.match(own, /^costs \$\S+ a month, the budget is \$1 a month$/);
  assert.deepEqual(others, []);
});

void test('a reason of a workload is its own reason under its name', () => {
  const reason: Reason = { code: 'too-slow', best: 12.345, asked: 20 };
  assert.equal(
    reasonText(workloadReason('chat', reason)),
    'chat: reaches 12.3 tok/s per user at best, 20 asked',
  );
});

void test('a spread says what it rests on', () => {
  assert.equal(
    basisText({ code: 'carried', engine: 'vllm', generation: 'hopper' }),
    'carried over from vllm on hopper, not measured here',
  );
  assert.equal(basisText({ code: 'measured', evidence: 'twelve steps' }), 'twelve steps');
});

void test('data is told with sentences in place of codes, in the language of the reader', () => {
  const data = {
    code: { code: 'no-gpus' as const },
    reasons: [{ code: 'not-served' as const }, { code: 'no-layout' as const }],
    band: { low: 1, basis: { code: 'prefill-carried' as const } },
    nothing: null,
  };
  assert.deepEqual(told(data), {
    code: 'the plan names no GPUs',
    reasons: ['not served', 'no layout of this model fits these accelerators'],
    band: { low: 1, basis: 'carried' },
    nothing: null,
  });
  l10n.config({ 'the plan names no GPUs': 'keine GPUs' });
  try {
    assert.equal(told(data).code, 'keine GPUs');
  } finally {
    l10n.config(null);
  }
});

void test('what is no code stays as it is', () => {
  const data = { code: 'other', deep: [{ code: 7 }] };
  assert.deepEqual(told(data), data);
});
