import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { comparisonOf } from '../../../src/engine/questions/comparison.js';
import { leadingOption } from '../../../src/report/words/insight.js';
import { optionsFigure } from '../../../src/report/figures/overview/options.js';
import { optionColumns } from '../../../src/report/words/optionColumns.js';
import { optionMargin } from '../../../src/report/words/fleet/margin.js';
import {
  firstInSight,
  listedOptions,
  NO_WISH,
  shortList,
  sortedBy,
} from '../../../webview/views/optionOrder.js';
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

void test('of fifty options a dozen are read: those of the verdict and the comparison, and the cheapest that work', () => {
  const figure = optionsFigure(fifty);
  const { rows, wanted, isLong } = shortList(figure, NO_WISH);
  const names = rows.map(({ name }) => name);
  assert.deepEqual([names.length, wanted, isLong], [12, 50, true]);
  const { baseline, challenger } = comparisonOf(fifty.plan) ?? { baseline: '', challenger: '' };
  for (const name of [leadingOption(fifty.result), baseline, challenger])
    assert.ok(names.includes(name ?? ''), `${name}`);
  const cost = (name: string) =>
    fifty.result.options[name]?.basis[fifty.result.basis].usdPerMillionTokens ?? Infinity;
  const works = (name: string) => fifty.result.options[name]?.feasible === true;
  const compared = new Set([baseline, challenger]);
  const read = names.filter((name) => !compared.has(name));
  const left = figure.rows.map(({ name }) => name).filter((name) => !names.includes(name));
  // No option that is left out works at less than one that is read.
  for (const one of left.filter(works))
    for (const other of read) assert.ok(works(other) && cost(one) >= cost(other));
  assert.deepEqual(
    names,
    Object.keys(fifty.plan.options).filter((name) => names.includes(name)),
  );
});

void test('all options are read once they are asked for, as are few; of another order the first are', () => {
  const figure = optionsFigure(fifty);
  assert.equal(shortList(figure, { ...NO_WISH, all: true }).rows.length, 50);
  const found = shortList(figure, { ...NO_WISH, name: ' NUMBER-4 ' });
  assert.deepEqual([found.rows.length, found.isLong], [11, false]);
  const wish = { ...NO_WISH, by: 'Power', descending: true };
  const sorted = listedOptions(figure, wish).map(({ name }) => name);
  assert.deepEqual(
    shortList(figure, wish).rows.map(({ name }) => name),
    sorted.slice(0, 12),
  );
  const last = figure.rows.at(-1)?.name;
  assert.ok(shortList(figure, NO_WISH, ({ name }) => name === last).rows.some(({ name }) => name === last));
});

void test('a column stands in the list where it tells something of an option', () => {
  const headings = (text: string) => answered(text).columns.map(({ heading }) => heading);
  const rented = headings(hugePlan(1, 2));
  assert.ok(!rented.includes('LPX racks'));
  const hosted = headings(`decodeplan: 1
model: deepseek-v4-pro
workloads: { chat: { concurrency: 10, context: 8K, input: 7K, output: 1K, speed: 40 tok/s, demand: 1B tokens/day } }
options: { quote: { hosted: { name: quote, input: 0.5 USD/Mtok, output: 0.9 USD/Mtok, speed: 45 tok/s } } }
`);
  assert.deepEqual(hosted, ['Works', 'USD / M tokens', 'Cost a year', 'Speed per user']);
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
