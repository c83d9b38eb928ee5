import assert from 'node:assert/strict';
import fc from 'fast-check';
import test from 'node:test';
import {
  fewestWhole,
  gridBetween,
  largestAtLeast,
  largestWhole,
} from '../../../../src/engine/shapes/roots.js';

const near = (value: number | undefined, expected: number) =>
  assert.ok(value !== undefined && Math.abs(value - expected) <= 1e-4 * expected, `${value} for ${expected}`);

void test('a grid has its ends, and the count that is asked for', () => {
  assert.deepEqual(gridBetween(2, 8, 4, false), [2, 4, 6, 8]);
  const steps = gridBetween(1, 1000, 4, true);
  [1, 10, 100, 1000].forEach((x, i) => near(steps[i], x));
  assert.equal(steps.at(-1), 1000);
  assert.deepEqual(gridBetween(3, 3, 5, true), [3]);
  assert.deepEqual(gridBetween(3, 9, 1, true), [3]);
  assert.deepEqual(gridBetween(3, 9, 2, false), [3, 9]);
});

void test('the largest whole number that holds, whatever it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 6000 }), (limit, last) => {
      assert.equal(
        largestWhole(limit, (n) => n <= last),
        Math.min(limit, last),
      );
    }),
  );
  assert.equal(
    largestWhole(0, () => true),
    0,
  );
});

void test('where a falling function is just as much as asked, that is enough', () => {
  // 1 / n is at least 1/7 up to and with 7, 1/4 with 4, and 1 with 1: few are tried one by one, many by secants.
  for (const last of [1, 2, 3, 4, 5, 7, 8, 9, 100, 1000])
    for (const limit of [8, 9, 2000]) {
      const expected = Math.min(last, limit);
      assert.equal(
        largestAtLeast(limit, (n) => 1 / n, 1 / last),
        expected,
        `${last} of ${limit}`,
      );
    }
  assert.equal(
    largestAtLeast(100, () => 1, 2),
    0,
  );
});

void test('straight reciprocals are found by a few secants, jumps and flat stretches by halving in between', () => {
  const calls = (f: (n: number) => number, least: number) => {
    let count = 0;
    const found = largestAtLeast(100_000, (n) => (count++, f(n)), least);
    assert.ok(f(found) >= least && f(found + 1) < least);
    return count;
  };
  for (const last of [50, 777, 12_345, 99_000])
    assert.ok(calls((n) => 1 / (5 + n), 1 / (5.5 + last)) <= 9, `${last}`);
  for (const last of [50, 777, 12_345, 99_000])
    assert.ok(calls((n) => (n <= last ? 1 : 0.1), 0.5) <= 80, `a jump after ${last}`);
  assert.ok(calls((n) => Math.exp(-n / 5000), Math.exp(-2.0001)) <= 40);
});

void test('the fewest that are enough, whatever they are, and none where hardly more than the limit would be', () => {
  const from = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(
      from,
      fc.integer({ min: 200, max: 5000 }),
      fc.integer({ min: 0, max: 5000 }),
      (minimum, limit, n) => {
        fc.pre(n <= limit);
        let asked = 0;
        const found = fewestWhole(minimum, limit, (one) => (asked++, one >= n));
        assert.equal(found, Math.max(minimum, n));
        assert.ok(asked <= 30, `${asked} are tried`);
        assert.equal(
          fewestWhole(minimum, limit, (one) => one > 2 * limit),
          null,
        );
      },
    ),
  );
});

void test('a grid in logarithm keeps its ratio from wherever it begins', () => {
  const [first = 0, second = 0, third = 0] = gridBetween(5, 320, 4, true);
  near(second / first, 4);
  near(third / second, 4);
});
