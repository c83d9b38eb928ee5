import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { findBreakEvens } from '../../../src/engine/questions/breakEven.js';
import { breakEvenVariables } from '../../../src/engine/questions/charts.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { variableById } from '../../../src/engine/questions/variables.js';
import { askSpeedCurves } from '../../../src/report/figures/asking/costCurves.js';
import { costOverInput, costOverSpeed } from '../../../src/report/figures/costs.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import type { LineFigure } from '../../../src/report/figures/figure.js';
import type { Ask } from '../../../src/report/figures/questions.js';
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
  assert.match(figure.subtitle, /faint: does not work with what the plan has/);
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

const MANY = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { share: 100%, concurrency: 100, context: { p50: 4K, p95: 16K }, speed: 30 tok/s } }
gpus: { type: h100-sxm, count: 16 }
options:
${Array.from({ length: 10 }, (_, i) => `  spare-${i}: { gpus: { type: h100-sxm, count: ${160 + 16 * i}, rent: 9 USD/h } }`).join('\n')}
  cheap: {}`;

void test('of many options those that are named are asked for first, and told before the others have come', () => {
  const all = subjectOf(MANY);
  const asked: string[] = [];
  const none: Ask = (_kind, question) => {
    if (question !== null && 'option' in question) asked.push(question.option);
    return { value: null, pending: true, failure: null };
  };
  askSpeedCurves({ ...all, ask: none }, 'chat');
  assert.equal(asked.length, 11);
  assert.ok(asked.slice(0, 6).includes('cheap'), asked.join(' '));
  const named = new Set(asked.slice(0, 6));
  const some: Ask = (kind, question) =>
    question !== null && 'option' in question && !named.has(question.option)
      ? { value: null, pending: true, failure: null }
      : all.ask(kind, question);
  const [part, whole] = [some, all.ask].map((ask) => costOverSpeed({ ...all, ask }, 'chat', null, PLAIN));
  assert.ok(part && whole);
  assert.equal(part.finding, whole.finding);
  assert.match(part.subtitle, /lines of 5 of 11 options are still being worked out/);
  assert.doesNotMatch(whole.subtitle, /worked out/);
  const shown = ({ series }: LineFigure) => series.filter(({ style }) => style !== null);
  assert.deepEqual(
    shown(part).map(({ id, points }) => [id, points]),
    shown(whole).map(({ id, points }) => [id, points]),
  );
});

void test('where lines change places more often than a search finds, no title tells the stretches', () => {
  const text = MANY.replace('options:', 'breakEven: { baseline: spare-0, challenger: cheap }\noptions:');
  const all = subjectOf(text);
  const speed = breakEvenVariables(all.plan, 'chat').find(({ id }) => id === 'speed') ?? null;
  const [found] = findBreakEvens(
    all.plan,
    { baseline: 'spare-0', challenger: 'cheap' },
    variableById('speed')!,
    'chat',
  );
  assert.ok(found);
  const told = (cheaperBelow: string, cheaperAbove: string) => {
    const ask: Ask = (kind, question) => {
      const answer = all.ask(kind, question);
      const wrong = [{ ...found, value: 40, cheaperBelow, cheaperAbove }];
      return kind === 'breakEven' ? { ...answer, value: wrong as typeof answer.value } : answer;
    };
    return costOverSpeed({ ...all, ask }, 'chat', speed, PLAIN).finding;
  };
  assert.match(told('spare-0', 'cheap'), /cheap and spare-0 change places again and again over/);
});
