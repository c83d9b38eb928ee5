import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { chooseCoefficients } from '../../../../src/engine/time/coefficients.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

/** The row of coefficients of a wafer, whatever engine is named. */
function wafer(engine: 'vllm' | 'sglang' | 'trtllm' | 'tuned') {
  const accelerator = gpuTypeById('cerebras-cs3')?.accelerator;
  const model = modelById('kimi-k2');
  assert.ok(accelerator && model);
  return chooseCoefficients({ serving: { engine, engineVersion: null }, accelerator, model }).coefficients;
}

/** Tokens per second of one user that were measured on CS-3 (Artificial Analysis, 2026-07; hardware-facts, vendor). */
const MEASURED = {
  'kimi-k2.5': 981,
  'gpt-oss-120b': 1697,
  'gemma-4-31b': 1851,
  'qwen3-235b-a22b': 1400,
};

const planOf = (model: string, more: object = {}, concurrency = 1, count = 64) =>
  JSON.stringify({
    decodeplan: 1,
    model,
    workloads: { one: { concurrency, context: 8192, input: 4096, output: 1024 } },
    gpus: { type: 'cerebras-cs3', count },
    options: { run: { prefill: 'colocated', ...more } },
  });

function answerOf(text: string) {
  const answer = analyze(text).result()?.options['run']?.workloads['one'];
  assert.ok(answer);
  return answer;
}

void test('a wafer decodes within its stated band of what was measured, far from launch times of GPUs', () => {
  for (const [model, measured] of Object.entries(MEASURED)) {
    const decode = answerOf(planOf(model)).decode;
    assert.ok(decode, model);
    const { tokensPerSecondPerUser: speed } = decode;
    const worst = Math.max(...wafer('vllm').errors.map(({ unseen }) => unseen));
    assert.ok(speed / measured < 1 + worst && measured / speed < 1 + worst, `${model}: ${speed}`);
  }
});

void test('the engine of a plan says nothing of the times of a wafer', () => {
  const speeds = (['vllm', 'sglang', 'trtllm', 'tuned'] as const).map((engine) => wafer(engine));
  assert.equal(new Set(speeds).size, 1);
});

void test('while there are stages to spare another sequence slows nobody; then they take turns', () => {
  const at = (concurrency: number) =>
    answerOf(planOf('gpt-oss-120b', { serving: { layout: { pipeline: 4 } } }, concurrency, 4)).decode;
  const [one, four, eight] = [at(1), at(4), at(8)];
  assert.ok(one && four && eight);
  assert.equal(four.stepSeconds, one.stepSeconds);
  assert.ok(Math.abs(eight.stepSeconds / one.stepSeconds - 2) < 1e-9);
});

void test('Trainium 3 computes prompts for wafers that decode', () => {
  const answer = answerOf(
    planOf('kimi-k2.5', { prefill: { type: 'trainium3', count: 64, link: '400 Gb/s' } }),
  );
  assert.equal(answer.prefill?.mode, 'disaggregated');
  assert.ok((answer.request?.kvTransferSeconds ?? 0) > 0);
  assert.ok((answer.request?.ttftSeconds?.mean ?? 0) > 0);
  // Hardware that nobody measured says so.
  assert.deepEqual(answer.prefill.band.basis, { code: 'prefill-carried' });
});
