import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { openLoop, saturatingRequestsPerSecond } from '../../../../../src/engine/time/request/openLoop.js';
import { shareWithin, waitAt, waitOf } from '../../../../../src/engine/time/request/queue.js';

const STEP = {
  fixedSeconds: 0.012,
  secondsPerSequence: 6e-5,
  secondsPerPromptToken: 2e-5,
  acceptedLength: 2,
};
const TOKENS = { input: 4000, cached: 1000, output: 500 };

void test('a step takes what is in it: its fixed time, its sequences and its prompt tokens', () => {
  const most = saturatingRequestsPerSecond(STEP, TOKENS);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (part) => {
      const loop = openLoop(STEP, TOKENS, part * most);
      assert.ok(loop);
      const taken =
        STEP.fixedSeconds +
        STEP.secondsPerSequence * loop.decoding +
        STEP.secondsPerPromptToken * loop.promptTokensPerStep;
      assert.ok(Math.abs(taken / loop.stepSeconds - 1) < 1e-9);
      assert.ok(Math.abs(loop.utilization - part) < 1e-9);
      assert.ok(loop.stepShare < loop.utilization);
    }),
  );
  assert.equal(openLoop(STEP, TOKENS, most * 1.0001), null);
});

void test('a higher hit never makes steps longer', () => {
  const at = (cached: number) =>
    openLoop(STEP, { ...TOKENS, cached }, 5)?.tpotSeconds ?? Number.POSITIVE_INFINITY;
  const hits = [0, 500, 1000, 2000, 3999].map(at);
  for (const [i, seconds] of hits.entries()) assert.ok(seconds <= (hits[i - 1] ?? Number.POSITIVE_INFINITY));
});

void test('waits grow with the load and shrink with servers, and percentiles are in order', () => {
  const load = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(
    fc.property(
      load,
      load,
      fc.integer({ min: 1, max: 32 }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (a, b, servers, serviceScv) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const wait = (part: number, count: number) =>
          waitOf({ requestsPerSecond: part * servers, serviceSeconds: 1, serviceScv }, count);
        const heavy = wait(high, servers);
        assert.ok(wait(low, servers).meanSeconds <= heavy.meanSeconds);
        assert.ok(wait(high, servers + 1).meanSeconds <= heavy.meanSeconds);
        const p95 = waitAt(heavy, 0.95);
        assert.ok(waitAt(heavy, 0.5) <= p95 && p95 <= waitAt(heavy, 0.99));
        if (p95 > 0) assert.ok(Math.abs(shareWithin(heavy, p95) - 0.95) < 1e-9);
      },
    ),
  );
});
