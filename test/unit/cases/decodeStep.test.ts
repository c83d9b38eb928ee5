import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseCoefficients } from '../../../src/engine/coefficients.js';
import { sweepPoints } from '../../calibration/points.js';
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
  const { coefficients } = chooseCoefficients('vllm', 'blackwell', 'deepseek-v4-pro');
  for (const { id, series, measured, predict } of sweepPoints()) {
    const error = predict(coefficients) / measured - 1;
    assert.ok(Math.abs(error) <= 0.07, `${id}, ${series}: ${(100 * error).toFixed(1)} %`);
  }
});
