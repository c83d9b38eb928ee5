import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { SWEEP_RELEASE, sweepCoefficients, sweepPoints } from '../../calibration/points.js';
import { stepCases, stepMilliseconds } from '../../validation/steps.js';
import { within } from './caseFiles.js';

for (const c of stepCases()) {
  void test(c.id, () => {
    const actual = stepMilliseconds(c);
    assert.ok(within(actual, c.expected.tpot_ms, c.tolerance), `${actual} against ${c.expected.tpot_ms}`);
  });
}

void test('mean error of a step is under 5 % on dense models and under 10 % with experts', () => {
  const mean = (experts: boolean) => {
    const errors = stepCases()
      .filter(({ input }) => input.model.includes('DeepSeek') === experts)
      .map((c) => Math.abs(stepMilliseconds(c) / c.expected.tpot_ms - 1));
    return errors.reduce((sum, e) => sum + e, 0) / errors.length;
  };
  assert.ok(mean(false) < 0.05);
  assert.ok(mean(true) < 0.1);
});

void test('speeds of V4-Pro on eight B300 are within 7 % at every load and draft length', () => {
  const { coefficients } = sweepCoefficients();
  for (const { id, series, measured, predict } of sweepPoints()) {
    const error = predict(coefficients) / measured - 1;
    assert.ok(Math.abs(error) <= 0.07, `${id}, ${series}: ${(100 * error).toFixed(1)} %`);
  }
});

void test('vLLM on one H100 steps as its measured coefficients say, within 10 %', () => {
  // specbench-coef: 5.886 ms a step, 21.01 us a token, 39.26 ns a cached token. Its 1.207 ms of host time are no kernel's.
  const measured = (batch: number, context: number) =>
    5.88590713e-3 + 2.10103129e-5 * batch + 3.92645679e-8 * batch * context;
  for (const [batch, context] of [
    [1, 1024],
    [8, 4096],
    [32, 2048],
    [128, 1024],
    [128, 4096],
  ] as const) {
    const text = `decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: ${batch}, context: ${context} } }\ngpus: { type: h100-sxm, count: 1 }\nserving: { engine: vllm, kvCache: bf16, layout: { tensor: 1 } }\n`;
    const { plan } = analyze(text);
    assert.ok(plan);
    const decode = evaluate(plan, { breakEven: false }).options['as-is']?.workloads['one']?.decode;
    assert.ok(decode);
    const error = decode.stepSeconds / measured(batch, context) - 1;
    assert.ok(Math.abs(error) <= 0.1, `${batch} at ${context}: ${(100 * error).toFixed(1)} %`);
  }
});

void test('steps beyond the captured graphs take as much longer as was measured', () => {
  const { coefficients } = sweepCoefficients();
  // V4-Flash on four B300, 1,537 to 4,097 tokens: eager times less the captured curve carried on.
  const captured = (tokens: number) => 5.0 + 6.16 * (1 - Math.exp(-0.00642 * tokens)) + 0.00878 * tokens;
  for (const [tokens, milliseconds] of [
    [1537, 104.49],
    [2047, 103.63],
    [4097, 133.45],
  ] as const) {
    const eager = captured(tokens) + 43 * 1e3 * (coefficients.eagerLayerSeconds ?? 0);
    assert.ok(Math.abs(eager / milliseconds - 1) <= 0.1, `${tokens}: ${eager} against ${milliseconds}`);
  }
  const text = (graphs: string) =>
    `decodeplan: 1\nmodel: deepseek-v4-flash\nworkloads: { one: { concurrency: 1100, context: 1K } }\ngpus: { type: b300, count: 4 }\nserving: { engine: vllm, engineVersion: ${SWEEP_RELEASE}, ${graphs} layout: { tensor: 4, expert: 4 } }\n`;
  const step = (graphs: string) => {
    const { plan } = analyze(text(graphs));
    assert.ok(plan);
    return evaluate(plan, { breakEven: false }).options['as-is']?.workloads['one']?.decode?.stepSeconds ?? 0;
  };
  assert.ok(step('graphTokens: 1024,') > step('') + 0.05);
});
