import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { meetsTargets } from '../../../../src/engine/questions/passes.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const plan = (budget: string, gpus = '{ type: h100-sxm, count: 2, rent: 2 USD/h }') =>
  analyze(
    `decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 8, context: 4K } }\ngpus: ${gpus}\nserving: { layout: { tensor: 1 } }\n${budget}`,
  );
const verdict = (text: string, gpus?: string) => {
  const analysis = plan(text, gpus);
  assert.deepEqual(analysis.problems, []);
  const result = analysis.result();
  assert.ok(result && analysis.plan);
  return {
    ok: meetsTargets(analysis.plan, result.options),
    option: result.options['as-is'],
    diagnostics: analysis.diagnostics(),
  };
};

void test('an option within the budget works, one over it does not, and says by how much', () => {
  const free = verdict('');
  assert.ok(free.ok);
  const hourly = free.option?.total.usdPerHour ?? 0;
  assert.ok(verdict(`budget: { total: ${hourly * 1.001} USD/h }\n`).ok);
  const { ok, option, diagnostics } = verdict('budget: { total: 100 USD/month }\n');
  assert.equal(ok, false);
  assert.match(
    option?.reasons.map(reasonText).join() ?? '',
    /^costs \$\d[\d.]*K? a month, the budget is \$100 a month$/,
  );
  assert.deepEqual(
    diagnostics.map(({ code, path, severity }) => [code, path, severity]),
    [['over-budget', 'budget.total', 'warning']],
  );
});

void test('a month is a twelfth of a year of 8,760 hours', () => {
  const hourly = verdict('').option?.total.usdPerHour ?? 0;
  assert.ok(verdict(`budget: { total: ${hourly * 730 * 1.0001} USD/month }\n`).ok);
  assert.equal(verdict(`budget: { total: ${hourly * 730 * 0.9999} USD/month }\n`).ok, false);
});

void test('a token has a budget too', () => {
  const usd = verdict('').option?.total.usdPerMillionTokens ?? 0;
  assert.ok(verdict(`budget: { perToken: ${usd * 1.001} USD/Mtok }\n`).ok);
  assert.equal(verdict(`budget: { perToken: ${usd * 0.999} USD/Mtok }\n`).ok, false);
});

void test('a cost that is not known does not keep a budget', () => {
  const unpriced =
    '{ type: { name: own, memory: 80 GB, bandwidth: 3 TB/s, fp8: 1 PFLOPS, bf16: 500 TFLOPS }, count: 2 }';
  const { ok, option } = verdict('budget: { total: 1M USD/month }\n', unpriced);
  assert.equal(ok, false);
  assert.match(option?.reasons.map(reasonText).join() ?? '', /has no known cost, the budget is \$1M a month/);
});

void test('a budget is read strictly', () => {
  assert.match(plan('budget: { total: 100 }\n').problems[0]?.message ?? '', /needs a unit/);
  assert.match(plan('budget: { totl: 1 USD/h }\n').problems[0]?.message ?? '', /totl/);
});
