import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { meetsTargets } from '../../../../src/engine/questions/passes.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

const H100 = 'type: h100-sxm, price: 30K USD';
const answerTo = (rest: string, option = '{}') => {
  const { plan, problems } = analyze(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, speed: 20 tok/s, demand: 2B tokens/day } }
serving: { layout: { tensor: 4 } }
options: { plain: ${option} }
${rest}
`);
  assert.deepEqual(problems, [], rest);
  assert.ok(plan);
  const result = evaluate(plan, { breakEven: false });
  const answer = result.options['plain'];
  assert.ok(answer);
  return { option: answer, passes: meetsTargets(plan, result.options), basis: result.basis };
};
const owning = (count: number, rest = '', option = '{}') =>
  answerTo(`gpus: { ${H100}, count: ${count} }\n${rest}`, option);
const usd = ({ option }: ReturnType<typeof answerTo>, basis: 'priced' | 'sunk') => {
  const { usdPerHour } = option.basis[basis];
  assert.ok(usdPerHour !== null);
  return usdPerHour;
};
const used = ({ option }: ReturnType<typeof answerTo>) =>
  option.pools.reduce((sum, { accelerators }) => sum + accelerators, 0);

void test('where nothing is owned, whole units of all that is needed are bought', () => {
  for (const { option, passes, basis } of [answerTo(`gpus: { ${H100} }`), owning(0)]) {
    assert.deepEqual([option.works, option.feasible, passes, basis], ['purchase', true, false, 'priced']);
    const { accelerators, usd: capital } = option.purchase;
    assert.ok(accelerators && accelerators % 8 === 0);
    assert.equal(capital, accelerators * 30e3);
    assert.deepEqual(option.basis.priced, option.basis.sunk);
  }
});

void test('an option that is short is completed by buying, unless `buy` forbids it', () => {
  const short = owning(4);
  assert.equal(short.option.works, 'purchase');
  assert.deepEqual([short.passes, owning(4, 'buy: any').passes], [false, true]);
  const { option, passes } = owning(4, 'buy: none');
  assert.deepEqual([option.works, option.feasible, passes], ['no', false, false]);
  assert.equal(option.reasons[0]?.code, 'buy-none');
});

void test('more that is owned is never dearer and leaves the all-in cost alone, which bounds what is still to spend', () => {
  const all = [0, 4, 8, 12, 16, 24, 40, 80, 800].map((count) => owning(count, 'economics: { owned: sunk }'));
  let before = Number.POSITIVE_INFINITY;
  for (const one of all) {
    assert.ok(usd(one, 'sunk') <= usd(one, 'priced') * (1 + 1e-12));
    assert.ok(usd(one, 'sunk') <= before * (1 + 1e-12));
    before = usd(one, 'sunk');
    assert.equal(usd(one, 'priced'), one.option.total.usdPerHour);
    assert.equal(usd(one, 'priced'), all[0]?.option.total.usdPerHour);
  }
});

void test('the fleet that is priced works as owned once it is owned', () => {
  const there = owning(used(owning(0)), 'buy: none');
  assert.deepEqual([there.option.works, there.passes, there.option.purchase.usd], ['owned', true, 0]);
});

void test('a count that the option writes is the most that it uses, and what `check` lets it buy', () => {
  const needed = used(owning(4));
  const writing = (count: number) => {
    const { option, passes } = owning(4, '', `{ gpus: { ${H100}, count: ${count} } }`);
    return [option.works, passes];
  };
  assert.deepEqual(writing(needed), ['purchase', true]);
  assert.deepEqual(writing(needed - 1), ['no', false]);
});

void test('a fleet that draws more than the budget does not work; rent that is there is no purchase', () => {
  const { option } = owning(800);
  const watts = option.power.meterWatts;
  assert.ok(watts !== null && option.works === 'owned');
  assert.equal(owning(800, `budget: { power: ${watts * 1.01} W }`).option.works, 'owned');
  const over = owning(800, `budget: { power: ${watts * 0.99} W }`).option;
  assert.deepEqual([over.works, over.reasons[0]?.code], ['no', 'over-budget']);
  const rented = answerTo('gpus: { type: h100-sxm, count: 800, rent: 2 USD/h }');
  assert.deepEqual([rented.option.works, rented.passes, rented.basis], ['owned', true, 'priced']);
  assert.equal(usd(rented, 'sunk'), usd(rented, 'priced'));
});
