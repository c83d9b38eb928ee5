import assert from 'node:assert/strict';
import fc from 'fast-check';
import test from 'node:test';
import { explored, sidesOf, type SearchedAxis, type Probe } from '../../../../src/engine/shapes/passages.js';
import { gridBetween } from '../../../../src/engine/shapes/roots.js';

type Pair = readonly [number | null, number | null];
type Curves = (x: number) => Pair;

const LINEAR: SearchedAxis = { logarithmic: false, whole: false, most: 60 };

const looksAt = (curves: Curves, grid: readonly number[], axis: SearchedAxis = LINEAR): readonly Probe[] =>
  explored(
    (x) => {
      const [first, second] = curves(x);
      return [{ first, second }];
    },
    grid,
    axis,
  );

const sides = (curves: Curves, grid: readonly number[], axis: SearchedAxis = LINEAR) =>
  sidesOf(looksAt(curves, grid, axis), 0, axis);

const near = (value: number | undefined, expected: number, within = 1e-3) =>
  assert.ok(
    value !== undefined && Math.abs(value - expected) <= within * expected,
    `${value} for ${expected}`,
  );

void test('smooth curves pass each other where they do, and nowhere else', () => {
  const [found, ...others] = sides((x) => [x, 3 - x / 2], gridBetween(1, 5, 7, false)).passages;
  assert.ok(found && others.length === 0);
  near(found.value, 2);
  assert.ok(found.low <= 2 && found.high >= 2 && found.secondLowerAbove);
  assert.deepEqual(sides((x) => [x, x + 1], gridBetween(1, 10, 7, false)).passages, []);
});

void test('a jump is a passage: what is looked at on either side of it comes near', () => {
  const [found, ...others] = sides((x) => [1, x < 6.3 ? 0.5 : 2], [1, 5, 9]).passages;
  assert.ok(found && others.length === 0);
  near(found.value, 6.3);
  assert.ok(found.low < 6.3 && found.high >= 6.3 && found.high - found.low <= 1e-3 * found.high);
  assert.equal(found.aboutEqual, null);
});

void test('two passages in one cell are both found', () => {
  const { passages } = sides((x) => [x < 4 ? 1 : 3, 0.9 + x / 4], [1, 9]);
  assert.deepEqual(
    passages.map(({ value }) => Math.round(value * 10) / 10),
    [4, 8.4],
  );
});

void test('a passage right before a curve ends, or behind where it begins, is found', () => {
  const ends = sides((x) => [x > 7.9 ? null : x, 7.5], gridBetween(1, 9, 5, false)).passages;
  assert.equal(ends.length, 1);
  near(ends[0]?.value, 7.5);
  const begins = sides((x) => [x < 2.1 ? null : x, 2.5], gridBetween(1, 9, 5, false)).passages;
  near(begins[0]?.value, 2.5);
});

void test('what is on both sides of a gap, equal, or not finite passes nothing', () => {
  const none = (curves: Curves) => sides(curves, gridBetween(1, 9, 9, false));
  assert.deepEqual(none((x) => [x > 3 && x < 5 ? null : 4, x]).passages, []);
  assert.deepEqual(none(() => [1, 1]).passages, []);
  assert.ok(none(() => [1, 1]).same);
  assert.deepEqual(none(() => [Number.NaN, 1]).passages, []);
  // On either side of a gap each is the lower one: that is known, and is no passage.
  const { firstLower, secondLower } = none((x) => [x > 3 && x < 5 ? null : 4, x]);
  assert.ok(firstLower && secondLower);
});

void test('a stretch within 2 % of equal is one passage, and nothing is looked for within it', () => {
  // Steps make the curves pass each other ten times between 40 and 60; by then they are nearly equal.
  const steps: Curves = (x) => [
    x < 40 ? 90 : x > 60 ? 110 : 100 + (Math.floor(x * 2) % 2 === 0 ? 0.9 : -0.9),
    100,
  ];
  const looks = looksAt(steps, gridBetween(10, 90, 9, false));
  const { passages } = sidesOf(looks, 0, LINEAR);
  assert.equal(passages.length, 1);
  const [low, high] = passages[0]?.aboutEqual ?? [0, 0];
  near(low, 40, 0.05);
  near(high, 60, 0.05);
  assert.ok((passages[0]?.value ?? 0) > low && (passages[0]?.value ?? 0) < high);
  assert.ok(looks.length <= 40, `${looks.length}`);
  // As near as that over the whole range: about equal, and no passage.
  const all = sides((x) => [100 + (Math.floor(x / 10) % 2), 100], gridBetween(10, 90, 9, false));
  assert.deepEqual(all.passages, []);
  assert.ok(all.weak && !all.same && !all.firstLower && !all.secondLower);
});

void test('a flat slope tells how far both are about equal, a steep one does not', () => {
  const flat = sides((x) => [x ** 0.1, 50 ** 0.1], gridBetween(1, 100, 12, false)).passages[0];
  near(flat?.value, 50, 0.01);
  near(flat?.aboutEqual?.[0], 50 * 1.02 ** -10, 0.03);
  near(flat?.aboutEqual?.[1], 50 * 1.02 ** 10, 0.03);
  assert.equal(sides((x) => [x, 50], gridBetween(1, 100, 12, false)).passages[0]?.aboutEqual, null);
});

void test('a side that is left again at once is a step, not a passage', () => {
  const sliver: Curves = (x) => [x > 50 && x < 50.5 ? 2 : 1, 1.5];
  assert.deepEqual(sides(sliver, [10, 30, 50.2, 70]).passages, []);
});

void test('of many jumps each that is told is come near to, and nothing is called equal that was not seen to be', () => {
  const jump = fc.record({ at: fc.double({ min: 0.02, max: 0.98, noNaN: true }), first: fc.boolean() });
  const axis: SearchedAxis = { ...LINEAR, logarithmic: true };
  fc.assert(
    fc.property(fc.array(jump, { minLength: 3, maxLength: 9 }), (jumps) => {
      // Along a logarithmic axis of four decades costs are a third apart, and change sides at each jump.
      const places = jumps.map(({ at }) => 10 ** (4 * at)).toSorted((a, b) => a - b);
      const cheaper = (x: number) => places.filter((place) => place <= x).length % 2 === 0;
      const curves = (x: number): Pair => (cheaper(x) ? [1, 1.3] : [1.3, 1]);
      const { passages } = sides(curves, gridBetween(1, 1e4, 13, true), axis);
      for (const { low, high, aboutEqual, secondLowerAbove } of passages) {
        assert.equal(aboutEqual, null);
        assert.equal(secondLowerAbove, cheaper(low) && !cheaper(high));
        assert.ok(high - low <= 0.051 * high, `${low} to ${high}`);
      }
    }),
    { numRuns: 200 },
  );
});

void test('only whole numbers are looked at where only they make a difference', () => {
  const axis: SearchedAxis = { ...LINEAR, whole: true };
  const looks = looksAt((x) => [x, 20.5], gridBetween(1, 64, 8, false), axis);
  assert.ok(looks.every(({ x }) => Number.isInteger(x)));
  const [found] = sidesOf(looks, 0, axis).passages;
  assert.deepEqual([found?.value, found?.low, found?.high], [21, 20, 21]);
});

void test('any two powers pass each other at most once, where algebra says', () => {
  const power = fc.double({ min: 0.1, max: 10, noNaN: true });
  const at = fc.double({ min: 1.1, max: 99, noNaN: true });
  const axis: SearchedAxis = { ...LINEAR, logarithmic: true };
  fc.assert(
    fc.property(power, power, at, (a, b, x0) => {
      const [left, right] = [Math.abs(a - b) * Math.log(x0), Math.abs(a - b) * Math.log(100 / x0)];
      // Curves that never come apart by more than 2 % do not pass each other.
      fc.pre(Math.min(left, right) > 0.03);
      const looks = looksAt((x) => [(x / x0) ** a, (x / x0) ** b], gridBetween(1, 100, 13, true), axis);
      const { passages } = sidesOf(looks, 0, axis);
      assert.equal(passages.length, 1);
      assert.ok(Math.abs((passages[0]?.value ?? 0) - x0) <= 2e-3 * x0);
      assert.ok(looks.length <= 60);
    }),
  );
});

void test('curves that stay apart are looked at where they are asked for, and nowhere else', () => {
  const looked = (curves: Curves) => looksAt(curves, [1, 2, 3]).length;
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
  assert.equal(
    looked(() => [null, null]),
    3,
  );
  // Cells in which both pass the same heights are halved twice.
  assert.equal(
    looked((x) => [x, x + 0.3]),
    3 + 2 * 3,
  );
  // A smooth passage takes a handful.
  assert.ok(looked((x) => [x, 2.3]) <= 3 + 6);
  // A curve that ends is followed to a thirty-second of a cell.
  assert.equal(
    looked((x) => [x > 2.4 ? null : x, x + 5]),
    3 + 5,
  );
});

void test('no more is looked at than is allowed, however much there is to see', () => {
  const wild: Curves = (x) => [2 + Math.sin(x * 37), 2 + Math.cos(x * 41)];
  for (const most of [13, 20, 60])
    assert.ok(looksAt(wild, gridBetween(1, 50, 13, false), { ...LINEAR, most }).length <= most);
});
