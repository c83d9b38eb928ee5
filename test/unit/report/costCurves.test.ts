import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { breakEvenVariables } from '../../../src/engine/questions/charts.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { costOverInput, costOverSpeed } from '../../../src/report/figures/costs.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { planOf } from '../plans.js';

const PLAIN = { bands: false };
const textOf = (name: string) => readFileSync(`examples/${name}.decodeplan`, 'utf8');

function subjectOf(text: string) {
  const plan = planOf(text);
  return { plan, result: evaluate(plan, { breakEven: false }), ask: askNow(plan) };
}

function over(text: string, workload: string, id: string) {
  const subject = subjectOf(text);
  const variable = breakEvenVariables(subject.plan, workload).find((one) => one.id === id);
  assert.ok(variable);
  return costOverInput(subject, workload, variable, PLAIN);
}

void test('over other inputs than speed, too, lines fade beyond the plan and turn where racks change', () => {
  const figure = over(textOf('agentic-deepseek-v4-pro'), 'agents', 'demand');
  const points = figure.series.flatMap((one) => one.points);
  assert.ok(points.some(({ beyond }) => beyond === true));
  assert.ok(points.some(({ beyond, y }) => beyond === undefined && y !== null));
  assert.ok(points.some(({ note }) => note?.includes('LPX rack')));
  assert.match(figure.subtitle, /faint: takes more than the plan has/);
});

void test('a price takes no more hardware: nothing fades along it that the plan itself can have', () => {
  const figure = over(textOf('small-team-llama-70b'), 'assistants', 'electricity');
  assert.ok(figure.series.every(({ points }) => points.every(({ beyond }) => beyond === undefined)));
  assert.doesNotMatch(figure.subtitle, /faint/);
});

void test('where more speed costs less, and only there, the reason stands under the title', () => {
  for (const name of [
    'agentic-deepseek-v4-pro',
    'small-team-llama-70b',
    'long-context-mla',
    'rag-llama-70b',
  ]) {
    const subject = subjectOf(textOf(name));
    const [workload = ''] = Object.keys(subject.plan.workloads);
    const { series, subtitle } = costOverSpeed(subject, workload, null, PLAIN);
    const falls = series.some(({ points }) =>
      points.some(({ y, beyond }, i) => !beyond && y !== null && y < 0.99 * (points[i - 1]?.y ?? 0)),
    );
    assert.equal(subtitle.includes('where a line falls'), falls, name);
  }
});
