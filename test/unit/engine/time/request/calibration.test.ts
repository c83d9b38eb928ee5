import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../../src/catalog/entries/models.js';
import { promptKernel } from '../../../../../src/engine/time/prefill/promptKernel.js';
import { promptTime } from '../../../../../src/engine/time/prefill/promptTime.js';
import { calibratedPrompts } from '../../../../../src/engine/time/request/promptCalibration.js';
import { servingOf, SINGLE } from '../../../plans.js';

function kernelOf(id: string, gpu: string) {
  const [model, type] = [modelById(id), gpuTypeById(gpu)];
  assert.ok(model && type);
  return promptKernel({
    model,
    serving: servingOf(model, 'bf16'),
    accelerator: type.accelerator,
    layout: SINGLE,
  });
}

const BUDGET = 8192;

void test('a measured rate is met: every part of the computing follows it', () => {
  const kernel = kernelOf('llama-3.1-8b', 'h200-sxm');
  const prompt = { tokens: 8192, cached: 0 };
  const own = promptTime(kernel, prompt, BUDGET).batchedSeconds;
  const measured = { input: 8192, seconds: null, option: null, tokensPerSecond: 8192 / (own * 1.5) };
  const fitted = calibratedPrompts(kernel, [measured], { devices: 1, budget: BUDGET });
  const ratio = promptTime(fitted, prompt, BUDGET).batchedSeconds / own;
  assert.ok(Math.abs(ratio / 1.5 - 1) < 2e-3, `${ratio}`);
});

void test('a measured rate beyond the data sheet is held to light', () => {
  const kernel = kernelOf('llama-3.1-8b', 'h200-sxm');
  const measured = { input: 8192, seconds: null, option: null, tokensPerSecond: 1e9 };
  const fitted = calibratedPrompts(kernel, [measured], { devices: 1, budget: BUDGET });
  const time = promptTime(fitted, { tokens: 8192, cached: 0 }, BUDGET);
  assert.ok(time.batchedSeconds >= time.batchedLightSeconds * (1 - 1e-9));
});

void test('a prompt of one token reads only the experts that it chooses', () => {
  const kernel = kernelOf('deepseek-v3', 'gb300-nvl72');
  const [one, long] = [1, 4096].map((tokens) => promptTime(kernel, { tokens, cached: 0 }, BUDGET));
  assert.ok(one && long);
  const { denseSeconds, expertSeconds } = kernel;
  assert.ok(Math.abs(one.lightSeconds / (denseSeconds + (expertSeconds * 8) / 256) - 1) < 1e-9);
  assert.ok(long.lightSeconds >= denseSeconds + expertSeconds);
  assert.ok(one.seconds >= one.lightSeconds);
});
