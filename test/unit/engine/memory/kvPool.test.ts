import assert from 'node:assert/strict';
import test from 'node:test';
import { mostSequences, poolPressure, type KvPool } from '../../../../src/engine/memory/kvPool.js';
import { demandAt } from './demandAt.js';

const MIX = { p50: 8000, p95: 64_000, max: 128_000 };

function poolOf(bytes: number, change: Partial<KvPool> = {}, context = MIX): KvPool {
  const sequenceBytes = (tokens: number) => tokens;
  return {
    bytes,
    pools: 1,
    acceleratorShare: 1,
    demand: demandAt(context, sequenceBytes),
    sequenceBytes,
    ...change,
  };
}

void test('each pool holds whole sequences; without room none, and without a cache any number', () => {
  const single = { p50: 3, p95: 3, max: 3 };
  const fits = (bytes: number) => mostSequences(poolOf(bytes, { pools: 3 }, single));
  assert.deepEqual([10, 9, 2, 0, -1].map(fits), [9, 9, 0, 0, 0]);
  const empty = poolOf(1, { demand: { meanBytes: 0, atOnce: () => 0 } });
  assert.equal(mostSequences(empty), Number.MAX_SAFE_INTEGER);
});

void test('what is admitted fits by the rule that judges, and one more in each pool does not', () => {
  for (let bytes = 1e3; bytes < 1e11; bytes *= 1.7)
    for (const pools of [1, 8]) {
      const pool = poolOf(bytes, { pools });
      const most = mostSequences(pool);
      assert.ok(most === 0 || poolPressure(pool, most) <= 1, `${most} in ${bytes}`);
      assert.ok(poolPressure(pool, most + pools) > 1, `${most} in ${bytes}`);
    }
});

void test('guests of a pool take their bytes, and prompts on their way a place', () => {
  const pool = poolOf(2e6);
  const most = mostSequences(pool);
  const guests = { bytes: 5e5, sequences: 3 };
  const fewer = mostSequences(pool, guests);
  assert.equal(fewer + 3, mostSequences(poolOf(1.5e6)));
  assert.ok(
    fewer < most && poolPressure(pool, fewer, guests) <= 1 && poolPressure(pool, fewer + 1, guests) > 1,
  );
  assert.equal(mostSequences(pool, { bytes: 3e6, sequences: 0 }), 0);
});

void test('a pool that has a sequence now and then must hold all of it; no sequence takes nothing', () => {
  const pool = poolOf(MIX.p95 / 2);
  assert.ok(Math.abs(poolPressure(pool, 0.1) - 2) < 1e-9);
  assert.equal(poolPressure(pool, 0.1), poolPressure(pool, 1));
  assert.equal(poolPressure(pool, 0), 0);
  assert.equal(poolPressure(poolOf(0), 1), Number.POSITIVE_INFINITY);
});
