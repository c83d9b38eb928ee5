import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  bytesLeft,
  lifeInMemory,
  placePrefixes,
  workingSetBytes,
} from '../../../../src/engine/memory/prefixSet.js';
import { normalQuantile } from '../../../../src/engine/memory/contextMix.js';
import { normalShare } from '../../../../src/engine/memory/normal.js';
import { logNormalGaps, type TurnGaps } from '../../../../src/engine/memory/turnGaps.js';
import { exponentialGaps } from './exponentialGaps.js';

const AGENTS = logNormalGaps({ p50: 2, p95: 120 });
const setOf = (gaps: TurnGaps) => ({ gaps, turnsPerSecond: 10, bytesEach: 1e9 });

void test('the share of a normal distribution is the inverse of its quantile', () => {
  for (const p of [0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999])
    assert.ok(Math.abs(normalShare(normalQuantile(p)) - p) < 1e-7);
  assert.equal(normalShare(Number.POSITIVE_INFINITY), 1);
  assert.equal(normalShare(Number.NEGATIVE_INFINITY), 0);
});

void test('gaps go through their median and 95th percentile', () => {
  assert.ok(Math.abs(AGENTS.within(2) - 0.5) < 1e-6);
  assert.ok(Math.abs(AGENTS.within(120) - 0.95) < 1e-6);
  assert.equal(AGENTS.within(0), 0);
});

void test('the time that a prefix stands is the area over the share that is used again', () => {
  for (const gaps of [AGENTS, exponentialGaps(24)])
    for (const most of [0.5, 5, 60, 900]) {
      const steps = 200_000;
      let area = 0;
      for (let i = 0; i < steps; i++) area += 1 - gaps.within(((i + 0.5) * most) / steps);
      assert.ok(Math.abs((area * most) / steps / gaps.keptSeconds(most) - 1) < 1e-5, `${most}`);
    }
  assert.equal(AGENTS.keptSeconds(0), 0);
  assert.equal(AGENTS.keptSeconds(Number.POSITIVE_INFINITY), AGENTS.meanSeconds);
});

void test('one gap stays one gap', () => {
  const gaps = logNormalGaps({ p50: 30, p95: 30 });
  assert.equal(gaps.meanSeconds, 30);
  assert.deepEqual([29, 30].map(gaps.within), [0, 1]);
  assert.deepEqual([10, 50].map(gaps.keptSeconds), [10, 30]);
});

void test('prefixes kept for the life that memory has fill it', () => {
  for (const gaps of [AGENTS, exponentialGaps(24)]) {
    const set = setOf(gaps);
    for (const part of [0.01, 0.2, 0.9]) {
      const memory = part * workingSetBytes(set);
      const life = lifeInMemory(set, memory);
      const filled = set.turnsPerSecond * set.bytesEach * gaps.keptSeconds(life);
      assert.ok(Math.abs(filled / memory - 1) < 1e-6);
    }
    assert.equal(lifeInMemory(set, workingSetBytes(set)), Number.POSITIVE_INFINITY);
    assert.equal(lifeInMemory(set, 0), 0);
  }
});

void test('more memory never finds less, tiers add up, and what fits is all found', () => {
  const part = fc.double({ min: 0, max: 1.5, noNaN: true });
  const set = setOf(AGENTS);
  const all = workingSetBytes(set);
  fc.assert(
    fc.property(part, part, (near, far) => {
      const one = placePrefixes(set, [near * all]);
      const two = placePrefixes(set, [near * all, far * all]);
      assert.ok(two.lostShare <= one.lostShare + 1e-12);
      const found = two.tiers.reduce((sum, { hitShare }) => sum + hitShare, 0);
      assert.ok(Math.abs(found + two.lostShare - 1) < 1e-9);
      const held = two.tiers.reduce((sum, { bytes }) => sum + bytes, 0);
      assert.ok(Math.abs(held - Math.min(all, (near + far) * all)) < 1e-3);
      if (near + far > 1) assert.ok(two.lostShare < 1e-9);
    }),
  );
});

void test('running sequences come before kept prefixes', () => {
  assert.equal(bytesLeft(100, 60, 10), 30);
  assert.equal(bytesLeft(100, 95, 10), 0);
});
