import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { spreadWithHits, waitAt, waitOf } from '../../../../../src/engine/time/request/queue.js';

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

void test('of very many servers those that no request finds busy change nothing, to the last bit', () => {
  for (const [servers, load] of [
    [40, 30],
    [5000, 3],
    [65536, 0.2],
    [65536, 900],
  ] as const) {
    let blocked = 1;
    for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
    const chance = blocked / (1 - (load / servers) * (1 - blocked));
    const wait = waitOf({ requestsPerSecond: load, serviceSeconds: 1, serviceScv: 1 }, servers);
    assert.deepEqual(wait, { meanSeconds: chance / (servers - load), chance });
  }
});

void test('parts of a server are between whole ones: with more of them nobody waits longer', () => {
  const servers = fc.double({ min: 1, max: 40, noNaN: true });
  fc.assert(
    fc.property(servers, servers, fc.double({ min: 0.05, max: 0.99, noNaN: true }), (a, b, part) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)];
      const arrivals = { requestsPerSecond: part * few, serviceSeconds: 1, serviceScv: 1 };
      const [wait, less] = [waitOf(arrivals, few), waitOf(arrivals, many)];
      assert.ok(less.meanSeconds <= wait.meanSeconds * (1 + 1e-12) && less.chance <= wait.chance + 1e-12);
      // At the same load of each server, too.
      const same = waitOf({ ...arrivals, requestsPerSecond: part * many }, many);
      for (const p of [0.5, 0.95, 0.99])
        assert.ok(waitAt(same, p) <= waitAt(wait, p) + 1e-9, `${few}, ${many}`);
      assert.ok(same.meanSeconds <= wait.meanSeconds + 1e-9, `${few}, ${many}`);
      const next = waitOf(arrivals, few + 1e-9);
      assert.ok(Math.abs(next.meanSeconds - wait.meanSeconds) <= 1e-4 * wait.meanSeconds + 1e-9);
    }),
  );
});

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-9, `${value} for ${expected}`);

void test('queues of textbooks: one server by chance and by the clock, two servers, and too much to do', () => {
  const byChance = { requestsPerSecond: 0.5, serviceSeconds: 1, serviceScv: 1 };
  const one = waitOf(byChance);
  near(one.meanSeconds, 1);
  near(one.chance, 0.5);
  near(waitOf({ ...byChance, serviceScv: 0 }).meanSeconds, 0.5);
  const two = waitOf({ ...byChance, requestsPerSecond: 1 }, 2);
  near(two.chance, 1 / 3);
  near(two.meanSeconds, 1 / 3);
  for (const rate of [1, 3])
    assert.deepEqual(waitOf({ ...byChance, requestsPerSecond: rate }), {
      meanSeconds: Number.POSITIVE_INFINITY,
      chance: 1,
    });
});

void test('who does not wait waits for nothing, and the others exponentially', () => {
  const wait = { meanSeconds: 1, chance: 0.5 };
  assert.equal(waitAt(wait, 0.5), 0);
  assert.equal(waitAt(wait, 0.2), 0);
  near(waitAt(wait, 0.95), 2 * Math.log(10));
  assert.equal(waitAt({ meanSeconds: 0, chance: 0 }, 0.99), 0);
});

void test('hits spread the work of prompts: not at all where all of each is served, and up to three', () => {
  assert.equal(spreadWithHits(10, 0), 3);
  assert.equal(spreadWithHits(10, 10), 1);
  assert.equal(spreadWithHits(10, 20), 1);
  near(spreadWithHits(10, 8), 1.5);
  assert.equal(spreadWithHits(10, 1), 3);
});
