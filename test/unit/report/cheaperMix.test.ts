import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { withAskedMix } from '../../../src/report/figures/asking/askedMix.js';
import type { Ask } from '../../../src/report/figures/questions.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { planOf } from '../plans.js';

const TIERS = (bulk: string) => `decodeplan: 1
model: llama-3.1-70b
workloads:
  bulk: { context: 4K, speed: 20 tok/s, demand: ${bulk} }
  fast: { context: 4K, speed: 300 tok/s, demand: 1M tokens/day }
gpus: { type: h200-sxm, count: 0, price: 25K USD }
options:
  own: {}
  away: { hosted: { output: 3 USD/Mtok, speed: 400 tok/s } }
`;

const detailOf = (text: string) => {
  const plan = planOf(text);
  const result = evaluate(plan, { breakEven: false });
  return { result, said: verdict(plan, result).whole() };
};

void test('the verdict tells of a mix where it is cheaper than the best option alone, with both figures', () => {
  const { result, said } = detailOf(TIERS('3B tokens/day'));
  assert.deepEqual(result.mix.workloads, { bulk: 'own', fast: 'away' });
  const bill = result.mix.basis.priced.usdPerHour ?? Number.NaN;
  const alone = result.options['away']?.basis.priced.usdPerHour ?? Number.NaN;
  assert.ok(bill < alone);
  const less = Number(((1 - bill / alone) * 100).toPrecision(2));
  assert.match(
    said,
    new RegExp(
      `Cheaper still is a mix, at \\$[\\d.]+ an hour \\(decode only\\), ${less} % less than away alone: bulk on own; fast on away\\.$`,
    ),
  );
});

void test('nothing is said where one option is the best mix', () => {
  const { result, said } = detailOf(TIERS('1M tokens/day'));
  assert.deepEqual([...new Set(Object.values(result.mix.workloads))], ['away']);
  assert.doesNotMatch(said, /mix/);
});

void test('with sale prices it says what the mix leaves', () => {
  const sold = TIERS('3B tokens/day').replaceAll('tokens/day }', 'tokens/day, price: 2 USD/Mtok }');
  assert.match(
    detailOf(sold).said,
    /fast on away\. The mix earns \$\S+ an hour: all-in its margin is [\d.]+ %\.$/,
  );
  const half = TIERS('3B tokens/day').replace('3B tokens/day }', '3B tokens/day, price: 2 USD/Mtok }');
  assert.match(
    detailOf(half).said,
    /What the mix leaves is not known: fast without a sale price is left out\.$/,
  );
});

void test('while another mix is on its way that of the plan before is told, and never one of other options', () => {
  const answered = (names: readonly string[], usd: number) => {
    const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat: { context: 8K, output: 1K, speed: 30 tok/s, demand: 1B tokens/day }
options:
${names.map((name) => `  ${name}: { hosted: { output: ${usd} USD/Mtok, speed: 60 tok/s } }`).join('\n')}
`);
    return { plan, result: evaluate(plan, { breakEven: false }) };
  };
  const before = answered(['one', 'two'], 2);
  const known = { mix: before.result.mix, attachRate: before.result.attachRate };
  const ask = (() => ({ value: known, pending: true, failure: null })) as unknown as Ask;
  const bill = ({ mix }: ReturnType<typeof withAskedMix>) => mix.total.usdPerHour;
  const now = answered(['one', 'two'], 3);
  assert.equal(bill(withAskedMix({ ...now, ask })), bill(before.result));
  assert.deepEqual(withAskedMix({ ...now, ask }).options, now.result.options);
  const renamed = answered(['uno', 'due'], 3);
  assert.equal(withAskedMix({ ...renamed, ask }), renamed.result);
});
