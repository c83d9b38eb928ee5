import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { caseOf } from '../../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../../src/engine/fleet/optionResult.js';
import { costOf } from '../../../../../src/engine/questions/comparison.js';
import { fitOf, type Fit, type FitKind } from '../../../../../src/engine/questions/fit/fit.js';
import { allLevers } from '../../../../../src/report/figures/levers.js';
import type { ResolvedPlan } from '../../../../../src/catalog/shapes/resolvedPlan.js';
import { planOf } from '../../../plans.js';

const TEAM = `decodeplan: 1
model: llama-3.3-70b
workloads:
  chat: { concurrency: 60, context: 8K, speed: 20 tok/s, price: 2 USD/Mtok }
gpus: { type: h100-sxm, count: 64 }
options: { as-is: {} }
`;

const asked = (plan: ResolvedPlan, kind: FitKind, option: string, workload: string | null = null) =>
  fitOf(plan, { for: kind, option, workload });

/** The plan with what was found, moved as a slider moves it. */
function moved(plan: ResolvedPlan, fit: Fit, factor = 1): ResolvedPlan {
  assert.ok(fit.changes, JSON.stringify(fit));
  return fit.changes.reduce((there, { path, value }) => {
    const lever = allLevers(there).find((one) => one.path === path);
    assert.ok(lever, path);
    return lever.apply(there, lever.whole ? Math.round(value + (factor - 1)) : value * factor);
  }, plan);
}

const works = (plan: ResolvedPlan, name: string) => {
  const option = plan.options[name];
  assert.ok(option);
  return evaluateOption(caseOf(plan, option)).works;
};

void test('the smallest fleet works, and one accelerator fewer does not', () => {
  const plan = planOf(TEAM);
  const fit = asked(plan, 'fleet', 'as-is');
  assert.equal(works(moved(plan, fit), 'as-is'), 'owned');
  const [change] = fit.changes ?? [];
  assert.equal(change?.path, 'gpus.count');
  assert.ok(change.value < 64);
  const unit = plan.gpus?.unit ?? 1;
  assert.notEqual(works(moved(plan, fit, 1 - unit), 'as-is'), 'owned');
});

void test('a fleet that the file counts in racks is sized in racks', () => {
  const plan = planOf(readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8'));
  const fit = asked(plan, 'fleet', 'software');
  const [change] = fit.changes ?? [];
  assert.equal(change?.path, 'gpus.racks');
  assert.ok(Number.isInteger(change.value));
  assert.equal(works(moved(plan, fit), 'software'), 'owned');
});

void test('the largest load works, and one sequence more does not', () => {
  const plan = planOf(TEAM);
  const fit = asked(plan, 'load', 'as-is', 'chat');
  assert.equal(fit.changes?.[0]?.path, 'workloads.chat.concurrency');
  assert.equal(works(moved(plan, fit), 'as-is'), 'owned');
  assert.notEqual(works(moved(plan, fit, 2), 'as-is'), 'owned');
});

void test('at the LPX price that pays the challenger is cheaper, and a little above it is not', () => {
  const plan = planOf(readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8'));
  const fit = asked(plan, 'price', 'lpx');
  if (fit.changes === null) {
    assert.ok(['always', 'never'].includes(fit.reason.code));
    return;
  }
  assert.ok(fit.changes.length > 1, 'options with the same price move together');
  const cheaper = (there: ResolvedPlan) =>
    (costOf(there, 'lpx', null) ?? Infinity) < (costOf(there, 'software', null) ?? Infinity);
  assert.ok(cheaper(moved(plan, fit)));
  assert.ok(!cheaper(moved(plan, fit, 1.02)));
});

void test('the sale price that pays covers the cost, and a hair less does not', () => {
  const plan = planOf(TEAM);
  const fit = asked(plan, 'salePrice', 'as-is', 'chat');
  const price = fit.changes?.[0]?.value ?? 0;
  const cost = (costOf(plan, 'as-is', 'chat') ?? 0) / 1e6;
  assert.ok(price >= cost && price < cost * 1.02, `${price} for ${cost}`);
});

void test('prices of several kinds of tokens move together', () => {
  const plan = planOf(readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8'));
  const { changes } = asked(plan, 'salePrice', 'software', 'agents');
  assert.deepEqual(
    changes?.map(({ path }) => path.split('.').at(-1)),
    ['output', 'input', 'cachedInput'],
  );
  const [output, input] = changes.map(({ value }) => value);
  assert.ok(Math.abs((input ?? 0) / (output ?? 1) / (0.435 / 0.87) - 1) < 1e-9);
});

void test('where there is no such value, the reason is told', () => {
  const plan = planOf(TEAM);
  const why = (fit: Fit) => fit.reason?.code;
  assert.equal(why(asked(plan, 'price', 'as-is')), 'no-comparison');
  const hosted = planOf(readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8'));
  assert.equal(why(asked(hosted, 'fleet', 'bedrock')), 'hosted');
  const unsold = planOf(TEAM.replace(', price: 2 USD/Mtok', ''));
  assert.equal(why(asked(unsold, 'salePrice', 'as-is', 'chat')), 'no-sale-price');
  const still = planOf(TEAM.replace('concurrency: 60,', 'demand: 1M tokens/day,'));
  assert.equal(why(asked(still, 'load', 'as-is', 'chat')), 'no-load');
  const fast = planOf(TEAM.replace('20 tok/s', '9000 tok/s'));
  assert.equal(why(asked(fast, 'fleet', 'as-is')), 'no-fleet');
  assert.equal(why(asked(fast, 'load', 'as-is', 'chat')), 'no-number');
});
