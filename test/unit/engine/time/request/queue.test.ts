import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { waitAt, waitOf } from '../../../../../src/engine/time/request/queue.js';

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
        const { meanSeconds, chance } = heavy;
        // Of all, 5 % wait longer: exponentially, among those that wait.
        if (p95 > 0) assert.ok(Math.abs(chance * Math.exp((-chance * p95) / meanSeconds) - 0.05) < 1e-9);
      },
    ),
  );
});
