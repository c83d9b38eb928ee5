import assert from 'node:assert/strict';
import fc from 'fast-check';
import test from 'node:test';
import {
  crossings,
  gridBetween,
  largestAtLeast,
  largestWhole,
  type Pair,
} from '../../../../src/engine/shapes/roots.js';

const near = (value: number | undefined, expected: number) =>
  assert.ok(value !== undefined && Math.abs(value - expected) <= 1e-4 * expected, `${value} for ${expected}`);

void test('smooth curves cross where they cross, and nowhere else', () => {
  const found = crossings((x) => [x, 3 - x / 2], gridBetween(1, 10, 7, false));
  assert.equal(found.length, 1);
  near(found[0]?.value, 2);
  assert.ok(found[0] && found[0].low <= 2 && found[0].high >= 2);
  assert.deepEqual(
    crossings((x) => [x, x + 1], gridBetween(1, 10, 7, false)),
    [],
  );
});

void test('a jump is a crossing: its bracket holds it', () => {
  const [found, ...others] = crossings((x) => [1, x < 6.3 ? 0 : 2], [1, 5, 9]);
  assert.equal(others.length, 0);
  near(found?.value, 6.3);
});

void test('two crossings in one cell are both found', () => {
  // Ends of the cell stand the same way round.
  const found = crossings((x) => [x < 4 ? 1 : 3, 0.9 + x / 4], [1, 9]);
  assert.deepEqual(
    found.map(({ value }) => Math.round(value * 10) / 10),
    [4, 8.4],
  );
});

void test('a crossing right before a curve ends is found', () => {
  const found = crossings((x): Pair => (x > 7.9 ? null : [x, 7.5]), gridBetween(1, 9, 5, false));
  assert.equal(found.length, 1);
  near(found[0]?.value, 7.5);
  const begins = crossings((x): Pair => (x < 2.1 ? null : [x, 2.5]), gridBetween(1, 9, 5, false));
  near(begins[0]?.value, 2.5);
});

void test('curves on both sides of a gap, and equal ones, do not cross', () => {
  assert.deepEqual(
    crossings((x): Pair => (x > 3 && x < 5 ? null : [4, x]), gridBetween(1, 9, 9, false)),
    [],
  );
  assert.deepEqual(
    crossings(() => [1, 1], [1, 2, 3]),
    [],
  );
  assert.deepEqual(
    crossings(() => [Number.NaN, 1], [1, 2, 3]),
    [],
  );
});

void test('any two rising lines cross at most once, where algebra says', () => {
  const slope = fc.double({ min: 0.1, max: 10, noNaN: true });
  const at = fc.double({ min: 1.1, max: 99, noNaN: true });
  fc.assert(
    fc.property(slope, slope, at, (a, b, x0) => {
      fc.pre(Math.abs(a - b) > 0.01);
      const found = crossings((x) => [a * (x - x0), b * (x - x0)], gridBetween(1, 100, 25, true));
      assert.equal(found.length, 1);
      assert.ok(Math.abs((found[0]?.value ?? 0) - x0) <= 2e-4 * x0);
    }),
  );
});

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

void test('curves that stay apart are looked at where they are asked for, and nowhere else', () => {
  const looked = (pairAt: (x: number) => Pair) => {
    let count = 0;
    crossings((x) => (count++, pairAt(x)), [1, 2, 3]);
    return count;
  };
  // Apart in height, whichever is above; equal all the way; on other sides (two of three cells to bisect).
  assert.equal(
    looked((x) => [x, x + 5]),
    3,
  );
  assert.equal(
    looked((x) => [x + 5, x]),
    3,
  );
  assert.equal(
    looked(() => [1, 1]),
    3,
  );
  // A cell in which both pass the same heights is halved, four times if they stay close: 15 more looks.
  assert.equal(
    looked((x) => [x, x + 0.01]),
    3 + 2 * 15,
  );
  assert.equal(
    looked((x) => [x + 0.01, x]),
    3 + 2 * 15,
  );
  assert.equal(
    looked((x) => [x, x + 0.5]),
    3 + 2 * 3,
  );
  assert.equal(
    looked(() => null),
    3,
  );
  // Where a curve ends, its cell is halved ten times towards the end.
  assert.equal(
    looked((x) => (x > 2.5 ? null : [x, x + 5])),
    13,
  );
});

void test('a crossing is narrowed to a ten-thousandth, on both sides of it', () => {
  const [found, ...others] = crossings((x) => [x, 20], [10, 40]);
  assert.ok(found && others.length === 0);
  assert.ok(found.low <= 20 && found.high >= 20 && found.low < found.high);
  assert.ok(found.high - found.low <= 1e-4 * found.high && found.high - found.low > 2e-5 * found.high);
  assert.equal(found.value, (found.low + found.high) / 2);
  // A curve that is missing in between has no place where they cross.
  assert.deepEqual(
    crossings((x): Pair => (x > 19 && x < 21 ? null : [x, 20]), [10, 40]),
    [],
  );
});

void test('which curve is lower beyond a crossing is told also where it is narrowed to a place where both are equal', () => {
  const lower = (pairAt: (x: number) => Pair) => crossings(pairAt, [1, 9]).map((one) => one.secondLowerAbove);
  assert.deepEqual(
    lower((x) => [x, 5]),
    [true],
  );
  assert.deepEqual(
    lower((x) => [5, x]),
    [false],
  );
  assert.deepEqual(
    lower((x) => (x < 3 ? [1, 2] : x < 6 ? [2, 2] : [2, 1])),
    [true],
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
