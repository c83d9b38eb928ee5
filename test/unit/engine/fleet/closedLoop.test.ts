import assert from 'node:assert/strict';
import test from 'node:test';
import { closedLoop, loopWait, togetherSeconds } from '../../../../src/engine/time/request/colocated.js';
import { stepWait, waitAt } from '../../../../src/engine/time/request/queue.js';
import { turnAt } from '../../../../src/engine/time/request/turns.js';
import { answerOf } from './requestPlans.js';

/** Llama-3.1-70B on one B200: a closed loop, in JSON as plans may be written. */
const plan = (serving: object, change: object = {}) =>
  JSON.stringify({
    decodeplan: 1,
    model: 'llama-3.1-70b',
    workloads: { one: { concurrency: 128, context: 4608, input: 922, output: 7373 } },
    gpus: { type: 'b200-sxm', count: 1 },
    serving: { weights: 'fp8', kvCache: 'fp8', layout: { tensor: 1 }, ...serving },
    options: { own: { prefill: 'colocated' } },
    ...change,
  });

function requestOf(text: string) {
  const { request } = answerOf(text);
  assert.ok(request?.ttftSeconds);
  return { ...request, ttft: request.ttftSeconds };
}

void test('a server that reserves whole requests lets those wait that others take on', () => {
  const reserved = requestOf(plan({ engine: 'trtllm' }));
  const taken = requestOf(plan({ engine: 'vllm' }));
  // Measured with TensorRT-LLM: 136.6 s to the first token (InferenceX, 2025-10).
  assert.ok(reserved.ttft.p50 > 80 && reserved.ttft.p50 < 220, String(reserved.ttft.p50));
  assert.ok(taken.ttft.p50 < 5, String(taken.ttft.p50));
});

void test('users beyond the sequences that a server runs wait their turn, all alike', () => {
  const free = requestOf(plan({ engine: 'vllm' }));
  const limited = requestOf(plan({ engine: 'vllm', maxSequences: 32 }));
  // Three of four wait while one is answered.
  assert.ok(limited.ttft.p50 > 2 * limited.tpotSeconds * 7373);
  assert.ok(limited.tpotSeconds < free.tpotSeconds);
  assert.ok(limited.requestsPerSecond < free.requestsPerSecond);
  assert.ok(limited.ttft.p95 / limited.ttft.p50 < 1.5);
});

void test('a server that looks for requests rarely makes them wait half of these steps while others are answered', () => {
  // DeepSeek-R1 on four B300 with SGLang 0.5.12, looking once in 10 steps, and in 30 from 16 users on (InferenceX, 2026-05).
  const of = (concurrency: number, serving: object) =>
    requestOf(
      plan(
        { engine: 'sglang', weights: 'nvfp4', layout: { tensor: 4, expert: 4 }, ...serving },
        {
          model: 'deepseek-v3',
          gpus: { type: 'b300-sxm', count: 4 },
          workloads: { one: { concurrency, context: 1383, input: 922, output: 922 } },
        },
      ),
    );
  const [rare, often] = [of(32, { schedulerRecvInterval: 30 }), of(32, {})];
  const steps = (rare.parts.firstStep - often.parts.firstStep) / rare.tpotSeconds;
  assert.ok(steps > 13 && steps < 14.6, String(steps));
  // Measured: 327 ms, where a server that looked at each step would take less than half.
  assert.ok(rare.ttft.p50 > 0.245 && rare.ttft.p50 < 0.41, String(rare.ttft.p50));
  // Who is alone is looked for at once, and servers without the setting look at each step.
  assert.equal(of(1, { schedulerRecvInterval: 30 }).ttft.p50, of(1, {}).ttft.p50);
  const other = { engine: 'vllm' };
  assert.equal(of(32, { ...other, schedulerRecvInterval: 30 }).ttft.p50, of(32, other).ttft.p50);
});

void test('prompts that were asked meanwhile are computed together', () => {
  const step = { seconds: 0.02, acceptedLength: 1, verifiedDrafts: 0 };
  const prompt = { seconds: 0.1, addedSeconds: 0.03, chunks: 1, parts: { fixed: 0.05 } } as never;
  const loop = { decoding: 101, step, prompt };
  // 100 others ask 0.1 prompts a step; launches hide what takes less than they do.
  assert.ok(Math.abs(togetherSeconds(loop, { output: 1000 }, 31) - (100 * 30 * 0.03) / 1000 + 0.05) < 1e-9);
  assert.equal(togetherSeconds(loop, { output: 1000 }, 11), 0);
  assert.equal(togetherSeconds(loop, { output: 1000 }, 1), 0);
});

void test('the start of a closed loop is in the mean and the tail, not in the median', () => {
  const step = { seconds: 0.01, acceptedLength: 1, verifiedDrafts: 0 };
  const prompt = { seconds: 0.1, addedSeconds: 0.1, chunks: 1 } as never;
  const replica = { step: () => step, prompt: () => prompt, budget: 8192, ranks: 1, most: 64 };
  const wait = loopWait(closedLoop(replica, { input: 1000, cached: 0, output: 1000 }, 64));
  assert.equal(waitAt(wait, 0.5), 0);
  assert.ok(wait.meanSeconds > 0);
  // The last of all waits for the prompts of all others.
  assert.ok(Math.abs(waitAt(wait, 1) / (63 * 0.1) - 1) < 1e-9);
  assert.ok(waitAt(wait, 0.95) < waitAt(wait, 0.99));
});

void test('of users who wait for a turn most begin within a bunch of endings, and the last with the next one', () => {
  // Simulated loops of 200 sequences, ten rounds, answers of 0.8 to 1 of the longest: median wait of an answer's time.
  for (const [over, median] of [
    [0.1, 0.046],
    [0.2, 0.102],
    [0.3, 0.17],
    [0.5, 0.415],
    [0.7, 0.78],
    [1, 1],
    [2, 2],
  ] as const) {
    const turn = { seconds: over, answerSeconds: 1 };
    const at = turnAt(turn, 0.5);
    assert.ok(Math.abs(at - median) < 0.09, `${over}: ${at} for ${median}`);
    const order = [0.01, 0.5, 0.9, 0.95, 0.99, 1].map((p) => turnAt(turn, p));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  }
  assert.equal(turnAt({ seconds: 0, answerSeconds: 1 }, 0.99), 0);
});

void test('measured servers that run fewer sequences than they have users are met within a factor of 1.6', () => {
  // DeepSeek-R1, TensorRT-LLM with prompts apart (InferenceX, 2026-02): users, sequences, seconds of an answer, median wait.
  for (const [users, most, answer, wait] of [
    [563, 512, 98, 4.55],
    [30, 24, 17.9, 2.03],
    [192, 128, 9.8, 4.3],
    [9, 6, 14.5, 4.8],
    [6, 3, 12.8, 12.6],
  ] as const) {
    const at = turnAt({ seconds: ((users - most) * answer) / most, answerSeconds: answer }, 0.5);
    assert.ok(Math.abs(Math.log(at / wait)) < Math.log(1.6), `${users} on ${most}: ${at} for ${wait}`);
  }
});

void test('ranks that step together make a prompt wait for half of the step under way', () => {
  const busy = stepWait(100, 1);
  assert.ok(Math.abs(busy.meanSeconds - 0.5) < 1e-9 && Math.abs(busy.chance - 1) < 1e-9);
  // Seldom asked, the chance is the part of the time that steps take.
  assert.ok(Math.abs(stepWait(0.001, 1).chance - 0.001) < 1e-5);
  assert.deepEqual(stepWait(0, 1), { meanSeconds: 0, chance: 0 });
});

void test('a prompt that was handed over waits for decode steps only where others decode', () => {
  const options = { own: { prefill: { count: 8, serving: { layout: { tensor: 8 } } } } };
  const of = (concurrency: number) => {
    const workloads = { one: { concurrency, context: 1400, input: 922, output: 922 } };
    const { parts, tpotSeconds } = requestOf(plan({ engine: 'vllm' }, { options, workloads }));
    return parts.firstStep / tpotSeconds;
  };
  assert.ok(of(1) < 1.6 && of(32) > 15, `${of(1)} ${of(32)}`);
});

void test('the host of a replica that computes prompts bounds how many short ones it takes', () => {
  const options = { own: { prefill: { count: 8, serving: { layout: { tensor: 8 } } } } };
  const rate = (input: number) => {
    const workloads = { one: { concurrency: 32, context: 1400, input, output: 922 } };
    const { prefill } = answerOf(plan({ engine: 'vllm' }, { options, workloads }));
    return (8 * (prefill?.tokensPerSecondPerAccelerator ?? 0)) / input;
  };
  // One in 14 ms, whether they have 16 tokens or 64.
  assert.ok(Math.abs(rate(16) * 0.014 - 1) < 1e-9 && Math.abs(rate(64) * 0.014 - 1) < 1e-9);
  assert.ok(rate(8192) < 1 / 0.014);
});

void test('decode that runs few sequences makes the users of a pool of prompts wait', () => {
  const pool = { own: { prefill: { count: 8, serving: { layout: { tensor: 8 } } } } };
  const short = { one: { concurrency: 64, context: 1400, input: 922, output: 922 } };
  const of = (serving: object) =>
    requestOf(plan({ engine: 'trtllm', ...serving }, { options: pool, workloads: short }));
  const [free, limited] = [of({}), of({ maxSequences: 16 })];
  assert.ok(limited.ttft.p50 > 10 * free.ttft.p50);
  assert.ok(limited.requestsPerSecond < free.requestsPerSecond);
});

void test('no replica of any plan takes on more sequences than the server is told to run', () => {
  const plain = (serving: object, one: object) =>
    answerOf(plan({ engine: 'vllm', ...serving }, { workloads: { one: { context: 4608, ...one } } }));
  const rank = { maxSequences: 8, layout: { tensor: 1, attentionData: 2 } };
  const two = { type: 'b200-sxm', count: 2 };
  const volume = { demand: '100M tokens/day' };
  for (const load of [
    { concurrency: 128, speed: '20 tok/s' },
    volume,
    { ...volume, input: 922, output: 700 },
  ]) {
    const [free, limited] = [plain({}, load), plain({ maxSequences: 8 }, load)];
    assert.ok((limited.decode?.batch ?? 9) <= 8, JSON.stringify(load));
    assert.ok((limited.cost.acceleratorsNeeded ?? 0) > (free.cost.acceleratorsNeeded ?? Infinity));
    assert.deepEqual(limited.reasons, []);
  }
  // What is there is all there is: the others do not run, and that is said.
  const given = plain({ maxSequences: 8 }, { concurrency: 64 });
  assert.deepEqual(given.reasons, [{ code: 'sequences-over-limit', most: 8, asked: 64 }]);
  assert.equal(given.decode?.batch, 8);
  const ranks = answerOf(
    plan({ engine: 'vllm', ...rank }, { gpus: two, workloads: { one: { concurrency: 16, context: 4608 } } }),
  );
  assert.deepEqual(ranks.reasons, [], 'so many on each rank');
});
