import assert from 'node:assert/strict';
import test from 'node:test';
import { attentionCosts } from '../../../../src/engine/questions/bill/attentionCosts.js';
import { costsOf } from '../../../../src/engine/questions/comparison.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { askNow } from '../../../../src/report/figures/asking/askNow.js';
import { savingsInCost } from '../../../../src/report/figures/savings.js';
import { planOf } from '../../plans.js';

const textOf = (model: string, more = '') => `decodeplan: 1
model: ${model}
workloads: { long: { context: 64K, input: 60K, output: 1K, speed: 20 tok/s, demand: 1B tokens/day } }
gpus: { type: h200-sxm, count: 0, price: 30K USD }
buy: any
options:
  own: {}
${more}`;

const costs = (model: string) =>
  Object.fromEntries(
    attentionCosts(planOf(textOf(model)), 'own').map(({ variant, usdPerMillionTokens, reason }) => {
      assert.equal(usdPerMillionTokens === null, reason !== null, `${model}: ${variant}`);
      return [variant, usdPerMillionTokens];
    }),
  );

void test('a model costs with its own attention what it costs, and grouped heads lie between one and all', () => {
  for (const model of ['llama-3.1-70b', 'qwen3-32b']) {
    const found = costs(model);
    assert.equal(found['native'], costsOf(planOf(textOf(model)), 'own', null).priced, model);
    // Both group their heads by eight.
    assert.equal(found['gqa8'], found['native'], model);
    const [mqa, gqa8, mha] = [found['mqa'], found['gqa8'], found['mha'] ?? Infinity];
    assert.ok(mqa != null && gqa8 != null && mqa <= gqa8 && gqa8 < mha, `${model}: ${mqa}, ${gqa8}, ${mha}`);
  }
});

void test('what a compressed cache saves is told in the bill, and of no service', () => {
  const figureOf = (text: string) => {
    const plan = planOf(text);
    return savingsInCost({ plan, result: evaluate(plan, { breakEven: false }), ask: askNow(plan) });
  };
  const figure = figureOf(textOf('deepseek-v3'));
  assert.match(
    figure?.finding ?? '',
    /^A million tokens of deepseek-v3 cost \$[\d.]+ on own; with GQA-8 they would cost \$[\d.]+$|^With GQA-8 own could not serve deepseek-v3 at all; as it is, at \$[\d.]+$/i,
  );
  assert.deepEqual(figure?.parts[0]?.values.length, figure?.rows.length);
  const served = textOf(
    'deepseek-v3',
    '  api: { hosted: { input: 0.001 USD/Mtok, output: 0.01 USD/Mtok, speed: 100 tok/s } }\n',
  );
  assert.equal(figureOf(served), null);
});
