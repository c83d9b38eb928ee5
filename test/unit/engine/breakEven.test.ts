import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/resolvedPlan.js';
import { breakEvens, comparisonOf, costOf } from '../../../src/engine/breakEven.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { variableById } from '../../../src/engine/variables.js';
import { planOf } from '../plans.js';

const EXAMPLE = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');

void test('a crossing that is reported is a crossing', () => {
  const plan = planOf(EXAMPLE);
  const found = breakEvens(plan);
  assert.ok(found.some(({ value }) => value !== null));
  for (const {
    variable,
    workload,
    value,
    bracket,
    baseline,
    challenger,
    cheaperBelow,
    cheaperAbove,
    reason,
  } of found) {
    if (value === null) {
      assert.ok(reason, variable);
      continue;
    }
    const along = variableById(variable);
    assert.ok(along);
    const cheaperAt = (x: number) => {
      const there = along.apply(plan, workload ?? Object.keys(plan.workloads)[0] ?? '', x);
      const [a, b] = [costOf(there, baseline, workload), costOf(there, challenger, workload)];
      assert.ok(a !== null && b !== null);
      return b < a ? challenger : baseline;
    };
    assert.equal(cheaperAt(bracket[0]), cheaperBelow, `${variable} below`);
    assert.equal(cheaperAt(bracket[1]), cheaperAbove, `${variable} above`);
    assert.ok(value >= bracket[0] && value <= bracket[1]);
  }
});

void test('any two options can be compared', () => {
  const plan = planOf(
    EXAMPLE.replace('{ baseline: software, challenger: lpx }', '{ baseline: as-is, challenger: bedrock }'),
  );
  assert.deepEqual(comparisonOf(plan), { baseline: 'as-is', challenger: 'bedrock', variables: [] });
  for (const { reason } of breakEvens(plan)) assert.match(reason ?? '', /bedrock cannot/);
});

void test("V4-Pro's experts need 14 LPX racks in FP8, V4-Flash's 3", () => {
  const racks = (text: string, option: string) =>
    evaluate(planOf(text), { breakEven: false }).options[option]?.lpx?.minimumRacks;
  assert.equal(racks(EXAMPLE, 'lpx'), 14);
  assert.equal(racks(readFileSync('examples/lpx-at-the-edge.decodeplan', 'utf8'), 'lpx'), 3);
});

void test('scaling all money scales all costs, and cheaper racks never cost more', () => {
  const plan = planOf(EXAMPLE);
  const cost = (p: ResolvedPlan, option: string) => costOf(p, option, null) ?? Number.NaN;
  const price = variableById('price');
  assert.ok(price);
  const costs = [1e6, 2e6, 3e6, 5e6].map((x) => cost(price.apply(plan, '', x), 'lpx'));
  costs.slice(1).forEach((usd, i) => assert.ok(usd >= (costs[i] ?? 0)));
  const { gpus } = plan;
  assert.ok(gpus?.price);
  const doubled: ResolvedPlan = {
    ...plan,
    gpus: { ...gpus, price: 2 * gpus.price },
    economics: { ...plan.economics, electricity: 2 * plan.economics.electricity },
  };
  assert.ok(Math.abs(cost(doubled, 'software') / cost(plan, 'software') - 2) < 1e-9);
});

void test('results do not depend on the order of keys', () => {
  const text =
    'decodeplan: 1\nmodel: deepseek-v3\nworkloads: { a: { concurrency: 8, context: 8K }, b: { concurrency: 4, context: 32K } }\ngpus: { type: h200-sxm, count: 16 }\n';
  const swapped = text.replace(
    'a: { concurrency: 8, context: 8K }, b: { concurrency: 4, context: 32K }',
    'b: { context: 32K, concurrency: 4 }, a: { context: 8K, concurrency: 8 }',
  );
  const result = (t: string) => evaluate(planOf(t), { breakEven: false }).options['as-is'];
  assert.equal(result(text)?.total.usdPerMillionTokens, result(swapped)?.total.usdPerMillionTokens);
});

void test('more context never needs less memory', () => {
  const text = (context: string) =>
    `decodeplan: 1\nmodel: gpt-oss-120b\nworkloads: { one: { concurrency: 64, context: ${context} } }\ngpus: { type: h100-sxm, count: 2 }\nserving: { layout: { tensor: 2 } }\n`;
  const pressure = ['1K', '4K', '16K', '64K', '128K'].map(
    (c) =>
      evaluate(planOf(text(c)), { breakEven: false }).options['as-is']?.workloads['one']?.memory?.pressure ??
      0,
  );
  pressure.slice(1).forEach((p, i) => assert.ok(p >= (pressure[i] ?? 0)));
});
