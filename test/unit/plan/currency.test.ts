import assert from 'node:assert/strict';
import test from 'node:test';
import { hints } from '../../../src/language/hints.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planText } from '../language/marked.js';

const plan = (price: string, more = '') =>
  planText(
    `gpus: { type: h100-sxm, count: 8, price: ${price} }\nworkloads: { chat: { concurrency: 8, context: 8K, price: 2 EUR/Mtok } }${more}`,
  );
const RATE = '\ncurrency: { EUR: 1.25 USD } # my bank, 2026-10-01';

void test('a price in another currency counts at the plan’s own rate, ranges and rents too', () => {
  const { plan: read, problems } = analyze(plan('32K EUR', RATE));
  assert.deepEqual(problems, []);
  assert.equal(read?.gpus?.price, 40_000);
  assert.equal(analyze(plan('20K..40K EUR', RATE)).plan?.ranges['gpus.price']?.high, 50_000);
  const rent = analyze(plan('32K EUR, rent: 2 EUR/h', RATE)).plan?.gpus?.rent ?? 0;
  assert.ok(Math.abs(rent * 3600 - 2.5) < 1e-9);
  const other = analyze(plan('32K EUR', RATE.replace('1.25', '1.5'))).plan?.gpus?.price;
  assert.equal(other, 48_000);
});

void test('without a rate a currency is refused, and no rate is made up', () => {
  const { problems, plan: read } = analyze(plan('32K EUR'));
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['unknown-unit', 'unknown-unit'],
  );
  assert.match(
    problems[0]?.message ?? '',
    /^for `EUR` the plan gives no rate; add yours as `currency: \{ EUR: … USD \}`$/,
  );
  assert.notEqual(read?.gpus?.price, 32_000);
  assert.equal(analyze(plan('32K CHF', RATE)).problems.length, 1);
  assert.match(analyze(plan('32K US', RATE)).problems[0]?.message ?? '', /is not a unit here/);
});

void test('behind such a price stands what it counts as', () => {
  const text = plan('32K EUR', RATE);
  const found = hints(analyze(text), 0, text.length).map((hint) => hint.text);
  assert.ok(found.includes('= 40K USD') && found.includes('= 2.5 USD/Mtok'), found.join());
});
