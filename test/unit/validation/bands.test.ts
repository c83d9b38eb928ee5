import assert from 'node:assert/strict';
import test from 'node:test';
import { nextError } from '../../calibration/bands.js';

/** Steady numbers, 0..1. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

void test('of too few runs no band is stated', () => {
  assert.equal(nextError([0.1, 0.2, 0.1, 0.3]), null);
  assert.notEqual(nextError([0.1, 0.2, 0.1, 0.3, 0.1]), null);
});

void test('the edge of a band is the run that nine of ten of so many and one more are within', () => {
  const errors = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1) * (i + 1));
  assert.equal(nextError(errors(9)), 9);
  assert.equal(nextError(errors(19)), 18);
  const between = nextError(errors(14)) ?? 0;
  assert.ok(Math.abs(between - 13.5) < 1e-9);
});

void test('nine of ten of the next runs are within the band, however few it is known from', () => {
  const random = seeded();
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const runs of [5, 6, 7, 8, 9, 12, 20, 60]) {
    let held = 0;
    const times = 4000;
    for (let i = 0; i < times; i++) {
      const band = nextError(Array.from({ length: runs }, normal));
      assert.ok(band !== null);
      if (Math.abs(normal()) <= band) held++;
    }
    assert.ok(Math.abs(held / times - 0.9) < 0.02, `${runs} runs: ${held / times}`);
  }
});
