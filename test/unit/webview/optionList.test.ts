import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { optionsFigure } from '../../../src/report/figures/overview/options.js';
import { optionColumns } from '../../../src/report/words/optionColumns.js';
import { optionMargin } from '../../../src/report/words/fleet/margin.js';
import { firstInSight, listedOptions, NO_WISH, sortedBy } from '../../../webview/views/optionOrder.js';
import { hugePlan } from '../../fixtures/hugePlan.js';

/** The list of options: what stands beside each, and how a reader finds one among many. */

function answered(text: string) {
  const analysis = analyze(text);
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  return {
    plan: analysis.plan,
    result,
    columns: optionColumns(analysis.plan, result.options),
  };
}

const fifty = answered(hugePlan(3, 50));
const listed = (change: Partial<typeof NO_WISH>) =>
  listedOptions(optionsFigure(fifty), { ...NO_WISH, ...change });

void test('options stand in the order of the file until another is asked for', () => {
  assert.deepEqual(
    listed({}).map(({ name }) => name),
    Object.keys(fifty.plan.options),
  );
});

void test('each column with values puts options in its order, those without a value last either way', () => {
  for (const { heading, value } of fifty.columns) {
    if (!value) continue;
    for (const descending of [false, true]) {
      const keys: (number | null)[] = listed({ by: heading, descending }).map(({ name }) => {
        const option = fifty.result.options[name];
        return option ? value(option, fifty.plan, name) : null;
      });
      const known = keys.filter((key) => key !== null);
      assert.deepEqual(keys.slice(0, known.length), known, heading);
      const sorted = known.toSorted((a, b) => (descending ? b - a : a - b));
      assert.deepEqual(known, sorted, heading);
    }
  }
});

void test('a part of a name and what works narrow the list', () => {
  assert.deepEqual(
    listed({ name: ' NUMBER-4 ' }).map(({ name }) => name.slice(14)),
    ['4', '40', '41', '42', '43', '44', '45', '46', '47', '48', '49'],
  );
  const working = listed({ onlyWorking: true });
  assert.ok(working.length > 0 && working.length < 50);
  assert.ok(working.every(({ name }) => fifty.result.options[name]?.feasible));
});

void test('a heading sorts up, then down, then as the file', () => {
  const up = sortedBy(NO_WISH, 'Power');
  assert.deepEqual([up.by, up.descending], ['Power', false]);
  const down = sortedBy(up, 'Power');
  assert.deepEqual([down.by, down.descending], ['Power', true]);
  assert.equal(sortedBy(down, 'Power').by, null);
  assert.deepEqual(sortedBy(down, 'Works').descending, false);
});

void test('a margin stands beside options only where something is sold, and is that of the prices', () => {
  assert.ok(!fifty.columns.some(({ heading }) => heading === 'Margin'));
  const text = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');
  const { plan, result, columns } = answered(text);
  assert.ok(columns.some(({ heading }) => heading === 'Margin'));
  for (const option of Object.values(result.options)) {
    const margins = Object.values(option.workloads).flatMap(({ cost }) => cost.margin ?? []);
    const found = optionMargin(plan, option);
    assert.equal(found !== null, margins.length > 0);
    if (found)
      assert.ok(found.margin >= Math.min(...margins) - 1e-6 && found.margin <= Math.max(...margins) + 1e-6);
  }
});

void test('the text follows a list that is scrolled past its first rows', () => {
  const rows = (top: number) => [0, 1, 2].map((i) => ({ top: top + i * 50, bottom: top + i * 50 + 50 }));
  assert.equal(firstInSight(rows(10)), null);
  assert.equal(firstInSight(rows(-60)), 1);
  assert.equal(firstInSight(rows(-95)), 2);
  assert.equal(firstInSight(rows(-500)), null);
  // A list on another tab has no places.
  assert.equal(firstInSight([0, 1].map(() => ({ top: 0, bottom: 0 }))), null);
});
