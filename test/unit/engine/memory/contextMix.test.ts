import assert from 'node:assert/strict';
import test from 'node:test';
import { contextMix, expectation, normalQuantile } from '../../../../src/engine/memory/contextMix.js';

void test('quantiles of the normal distribution are the published ones', () => {
  const QUANTILES = [
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.999, 3.090232306167813],
    [1e-6, -4.753424308822899],
  ] as const;
  for (const [p, z] of QUANTILES) {
    assert.ok(Math.abs(normalQuantile(p) - z) <= 2e-9 * Math.max(1, Math.abs(z)), `${p}`);
    assert.ok(Math.abs(normalQuantile(1 - p) + z) <= 1e-7 * Math.max(1, Math.abs(z)), `${1 - p}`);
  }
  for (const p of [-0.1, 0, 1, 1.1]) assert.throws(() => normalQuantile(p), RangeError);
});

void test('one length stays one length', () => {
  assert.deepEqual(contextMix({ p50: 4096, p95: 4096, max: 8192 }), [4096]);
  assert.deepEqual(contextMix({ p50: 4096, p95: 2048, max: 8192 }), [4096]);
});

void test('lengths spread as their median and 95th percentile say, none longer than the longest', () => {
  const mix = contextMix({ p50: 8000, p95: 32_000, max: 40_000 });
  assert.equal(mix.length, 32);
  assert.deepEqual(
    [...mix].sort((a, b) => a - b),
    mix,
  );
  // Half of them below the median; the thirty-first's middle lies at 30.5 of 32.
  assert.equal(mix.filter((tokens) => tokens < 8000).length, 16);
  const sigma = Math.log(4) / 1.6448536269514722;
  assert.equal(mix[30], Math.round(8000 * Math.exp(sigma * normalQuantile(30.5 / 32))));
  assert.equal(mix[31], 40_000);
  assert.equal(mix[0], Math.round(8000 * Math.exp(sigma * normalQuantile(0.5 / 32))));
  assert.equal(contextMix({ p50: 8000, p95: 32_000, max: 40_000 }), mix);
});

void test('a mean over a mix weighs each slice alike', () => {
  assert.equal(
    expectation([1, 2, 6], (tokens) => tokens * tokens),
    41 / 3,
  );
});
