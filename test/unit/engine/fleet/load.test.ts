import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  closedLoopRate,
  consistencyOf,
  inFlightAt,
  loadOf,
  volumeOf,
  volumeRatio,
  type Loaded,
} from '../../../../src/engine/fleet/load.js';

const exactly = (tokens: number) => ({ p50: tokens, p95: tokens, max: tokens });
const LOAD: Loaded = {
  concurrency: 100,
  demand: 6000,
  requests: null,
  input: exactly(4000),
  output: exactly(500),
  speed: 50,
};
const close = (actual: number | null | undefined, expected: number) => {
  assert.ok(actual != null && Math.abs(actual / expected - 1) < 1e-9, `${String(actual)} is not ${expected}`);
};

const NOBODY = { code: 'no-times-reached' } as const;

void test('the volume is the larger of demand and requests, and none of either is a closed loop', () => {
  assert.equal(volumeOf({ ...LOAD, requests: 10 }), 6000);
  close(volumeOf({ ...LOAD, requests: 20 }), 10000);
  close(volumeOf({ ...LOAD, demand: null, requests: 20 }), 10000);
  assert.equal(volumeOf({ ...LOAD, demand: null, requests: 20, output: null }), null);
  close(volumeRatio({ ...LOAD, requests: 24 }), 2);
});

void test('a volume is an average: the peak is over utilization, in requests, prompts and decoded tokens', () => {
  const load = loadOf(LOAD, 0.6, { ttft: 2, tpot: 0.02 }, NOBODY);
  close(load.average?.outputTokensPerSecond, 6000);
  close(load.peak?.outputTokensPerSecond, 10000);
  close(load.peak?.requestsPerSecond, 20);
  close(load.peak?.inputTokensPerSecond, 80000);
  // 20 requests a second are 2 s each in prefill and 10 s in decoding.
  close(load.inFlight, 240);
  close(load.decoding, 200);
  assert.equal(load.closedLoop, false);
});

void test('what is in flight is never less than the concurrency that the plan asks for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10000 }),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      (concurrency, peak) => {
        assert.ok(inFlightAt({ ...LOAD, concurrency }, peak, { ttft: 1, tpot: 0.02 }) >= concurrency);
      },
    ),
  );
  assert.equal(inFlightAt({ ...LOAD, concurrency: 300 }, 10000, { ttft: 2, tpot: 0.02 }), 300);
});

void test('a closed loop makes what its users do at the times that they see, as Little says', () => {
  const closed = { ...LOAD, demand: null };
  close(closedLoopRate(closed, { ttft: 2, tpot: 0.02 }), (100 * 500) / (2 + 500 * 0.02));
  const load = loadOf(closed, 0.5, { ttft: 2, tpot: 0.02 }, NOBODY);
  assert.equal(load.closedLoop, true);
  assert.equal(load.inFlight, 100);
  close(load.average?.outputTokensPerSecond, (load.peak?.outputTokensPerSecond ?? 0) / 2);
  // In flight at the rate that it makes, it comes back to its users.
  close(
    inFlightAt({ ...closed, concurrency: 1 }, load.peak?.outputTokensPerSecond ?? 0, { ttft: 2, tpot: 0.02 }),
    100,
  );
});

void test('without times a volume is known and what is in flight is not', () => {
  const load = loadOf(LOAD, 0.6, null, NOBODY);
  close(load.peak?.outputTokensPerSecond, 10000);
  assert.deepEqual([load.inFlight, load.decoding, load.reason], [null, null, NOBODY]);
  assert.equal(loadOf({ ...LOAD, demand: null }, 0.6, null, NOBODY).peak, null);
});

void test('users who cannot make the volume at their speed, and users who make more, are told both ways', () => {
  const found = consistencyOf(LOAD, 0.6);
  close(found?.ratio, 0.5);
  close(found?.concurrency, 200);
  close(found?.volume, 3000);
  close(found?.speedEach, 100);
  const consistent = (concurrency: number) => loadOf({ ...LOAD, concurrency }, 0.6, null, NOBODY).consistent;
  assert.deepEqual([179, 180, 200, 220, 221].map(consistent), [false, true, true, true, false]);
  assert.equal(consistencyOf({ ...LOAD, speed: null }, 0.6), null);
  assert.equal(loadOf({ ...LOAD, concurrency: 200, requests: 24 }, 0.6, null, NOBODY).consistent, false);
});
