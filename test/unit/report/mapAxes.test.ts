import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { breakEvenVariables } from '../../../src/engine/questions/charts.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { mapValues, roundConcurrencyMap, roundWinnerMap } from '../../../src/report/figures/mapAxes.js';
import { decadeTicks, laddered } from '../../../src/report/figures/ticks.js';

/** Where maps are looked at. */

const root = process.env['DECODEPLAN_ROOT'] ?? '.';
const { plan } = analyze(readFileSync(`${root}/examples/agentic-deepseek-v4-pro.decodeplan`, 'utf8'));
assert.ok(plan);
const known = breakEvenVariables(plan, 'agents');

void test('a map has round values, and the plan’s own', () => {
  const speed = known.find(({ id }) => id === 'speed');
  assert.ok(speed);
  assert.deepEqual(mapValues(speed, 11), [5, 10, 20, 50, 75, 100, 200, 500, 1000, 2000]);
  assert.deepEqual(
    mapValues({ ...speed, current: 130 }, 11),
    [5, 10, 20, 50, 100, 130, 200, 500, 1000, 2000],
  );
  const context = known.find(({ id }) => id === 'context');
  assert.ok(context);
  assert.ok(mapValues(context, 11).includes(96 * 1024));
  const racks = known.find(({ id }) => id === 'racks');
  assert.ok(racks);
  assert.deepEqual(mapValues(racks, 11), [1, 10, 20, 30, 40, 50, 60]);
});

void test('every variable can be a side of a map, within its range and in order', () => {
  for (const variable of known) {
    const values = mapValues(variable, 11);
    assert.ok(values.length >= 2 && values.length <= 13, `${variable.id}: ${values.length}`);
    assert.ok(
      values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity)),
      variable.id,
    );
    const [low, high] = [variable.low * 0.998, variable.high * 1.002];
    assert.ok(
      values.every((value) => value >= low && value <= high),
      variable.id,
    );
    if (variable.current !== null) assert.ok(values.includes(variable.current), variable.id);
  }
});

void test('the plan stands on both maps, and a variable it does not have makes an empty one', () => {
  const map = roundWinnerMap(plan, 'speed', 'price', 'agents');
  assert.ok(map.x.includes(100) && map.y.includes(3.5e6));
  assert.equal(map.winner.length, map.y.length);
  assert.ok(map.winner.every((row) => row.length === map.x.length));
  assert.deepEqual(roundWinnerMap(plan, 'nothing', 'price', 'agents').winner, []);
  const { tokens, pressure } = roundConcurrencyMap(plan, 'lpx', 'chat');
  assert.ok(tokens.includes(64 * 1024));
  assert.ok(pressure.every((row) => row.length === tokens.length));
});

void test('rounded values are few, in range and in order', () => {
  const ends = fc.tuple(
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    fc.double({ min: 3, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, ([low, factor]) => {
      const values = laddered(low, low * factor, 11);
      assert.ok(values.length >= 1 && values.length <= 13);
      assert.ok(values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity)));
    }),
  );
});

void test('an axis has two ticks where there is room for two, however short it is', () => {
  for (const [low, high] of [
    [0.7, 1.5],
    [0.9, 1.4],
    [0.3, 3],
    [1.2, 40],
  ] as const)
    for (const most of [2, 3, 6]) {
      const ticks = decadeTicks(low, high, most);
      const said = `${low} to ${high}, ${most}: ${ticks.join(', ')}`;
      assert.ok(ticks.length >= 2 && ticks.length <= most, said);
      assert.ok(
        ticks.every((tick) => tick >= low * 0.999 && tick <= high * 1.001),
        said,
      );
    }
});
