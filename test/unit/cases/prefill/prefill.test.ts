import assert from 'node:assert/strict';
import test from 'node:test';
import { measured, offBy, PREFILL_CASES, type Answers, type PrefillCase } from './cases.js';
import { costAnswers } from './cost.js';
import { flopsAnswers } from './flops.js';
import { handOverAnswers } from './handOver.js';
import { medianAnswers, mixedAnswers, settledTpot } from './mixed.js';
import { poolAnswers } from './pools.js';
import { prefixAnswers } from './prefix.js';
import { queueAnswers } from './queue.js';
import { aloneAnswers, chunkAnswers, lightAnswers, rateAnswers } from './time.js';

const ANSWERS: Readonly<Record<string, (one: PrefillCase) => Answers>> = {
  'prefill-flops': flopsAnswers,
  chunks: chunkAnswers,
  'kv-transfer': handOverAnswers,
  'mixed-step': mixedAnswers,
  'prefill-rate': rateAnswers,
  ttft: (one) => ('model' in one.input ? aloneAnswers(one) : medianAnswers(one)),
  'speed-of-light': lightAnswers,
  disaggregation: poolAnswers,
  'prefix-cache': prefixAnswers,
  queue: queueAnswers,
  cost: costAnswers,
};

/** Members that the engine does not answer, or not as near as the case asks, and why. */
const NOT_ANSWERED: Readonly<Record<string, string>> = {
  'cp8-glm5-b200 layerSeconds': 'times of one layer of kernels, of which the engine has no table',
  'cp8-glm5-b200 predictedLayerSeconds': 'what another planner says of them',
  'q-aic-vllm-1 factor': 'a rule of another planner, in place of a queue',
  'q-aic-vllm-16 factor': 'a rule of another planner, in place of a queue',
  'q-aic-vllm-64 factor': 'a rule of another planner, in place of a queue',
  'q-aic-vllm-256 factor': 'a rule of another planner, in place of a queue',
  'q-aic-vllm-1024 factor': 'a rule of another planner, in place of a queue',
  'ttft-median-dsr1-tp8-c16 predictedSeconds': 'given to a microsecond, which is coarser than its tolerance',
  'ttft-median-dsr1-tp8-c32 predictedSeconds': 'given to a microsecond, which is coarser than its tolerance',
};
/** Measured rates that the coefficients miss by more than a case allows. */
const MISSED: ReadonlySet<string> = new Set([]);

const members = PREFILL_CASES.flatMap((one) => {
  const answers = ANSWERS[one.group]?.(one) ?? {};
  return Object.keys(one.expected).map((name) => ({
    one,
    key: `${one.id} ${name}`,
    answer: answers[name],
    off: offBy(one, name, answers[name]),
  }));
});

void test('every group of cases has an answer', () => {
  assert.deepEqual([...new Set(PREFILL_CASES.map(({ group }) => group))].sort(), Object.keys(ANSWERS).sort());
});

for (const group of Object.keys(ANSWERS)) {
  void test(`cases of ${group} come out within their own tolerance`, () => {
    const wrong = members.filter(
      ({ one, key, off }) => one.group === group && off > 1 && !(key in NOT_ANSWERED) && !MISSED.has(key),
    );
    assert.deepEqual(
      wrong.map(({ key, answer, off }) => `${key}: ${answer}, off by ${off.toFixed(2)} tolerances`),
      [],
    );
  });
}

void test('what is said not to be answered is not', () => {
  const answered = members.filter(({ key, off }) => key in NOT_ANSWERED && off <= 1);
  assert.deepEqual(answered, []);
  for (const key of [...Object.keys(NOT_ANSWERED), ...MISSED])
    assert.ok(
      members.some((member) => member.key === key),
      key,
    );
});

void test('a prediction that a case rounds is right to its last digit', () => {
  for (const { key, answer, one } of members)
    if (key.endsWith('predictedSeconds'))
      assert.ok(Math.abs(Number(answer) - Number(one.expected['predictedSeconds'])) < 5.1e-7, key);
});

void test('users settled by Little’s law see the pace of simulated arrivals within 5 %', () => {
  const simulated = PREFILL_CASES.filter(({ expected }) => 'simulatedTpotSeconds' in expected);
  assert.ok(simulated.length >= 4);
  for (const one of simulated)
    assert.ok(Math.abs(settledTpot(one) / measured(one, 'simulatedTpotSeconds') - 1) < 0.05, one.id);
});
