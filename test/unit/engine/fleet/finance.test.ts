import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { gpuCosts } from '../../../../src/engine/fleet/costs.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { FinanceYear, OptionFinance } from '../../../../src/engine/shapes/result.js';
import { reasonText } from '../../../../src/report/words/reasons.js';
import { planOf } from '../../plans.js';

const near = (actual: number | null | undefined, expected: number, what = '') =>
  assert.ok(
    actual != null && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what} ${actual}, not ${expected}`,
  );

/** A plan that owns nothing, or so many boards of eight. */
const planWith = (owned: number, economics = '', price = '4 USD/Mtok', more = '') =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 160, context: 4K, speed: 20 tok/s, demand: 300M tokens/day${price && `, price: ${price}`} }
gpus: { type: h100-sxm, count: ${owned}, price: 30K USD }
serving: { layout: { tensor: 4 } }
options:
  own: {}
  more: { gpus: { type: h200-sxm, price: 20K USD } }
  away: { hosted: { output: 1 USD/Mtok, speed: 100 tok/s } }
${more}economics: { electricity: 0.1 USD/kWh, pue: 1.2, amortization: 4 years, capitalCost: 10%/year${economics} }
`);

const financeOf = (plan: ResolvedPlan, option = 'own') => {
  const found = evaluate(plan, { breakEven: false }).options[option];
  assert.ok(found);
  return { ...found, finance: found.finance };
};

const spent = ({ capitalUsd, powerUsd, operationsUsd, rentUsd, hostedUsd }: FinanceYear) =>
  capitalUsd + powerUsd + operationsUsd + rentUsd + hostedUsd;

/** Present value at a rate, from the years alone. */
const valueAt = ({ yearly }: OptionFinance, rate: number, years: number) =>
  yearly.reduce(
    (sum, one) => sum + ((one.revenueUsd ?? 0) - spent(one)) / (1 + rate) ** Math.min(one.year, years),
    0,
  );

void test('all bought and nothing left, the present cost over its annuity is what a year costs', () => {
  const { finance, basis, purchase } = financeOf(planWith(0, '', ''));
  assert.equal(finance.capitalUsd, purchase.usd);
  assert.ok(finance.capitalUsd && finance.capitalUsd > 0);
  assert.equal(finance.yearly.length, 5);
  const [first] = finance.yearly;
  assert.ok(first && spent(first) === finance.capitalUsd);
  // The same money two ways: capital at once, or paid back with interest in what an hour costs.
  const perYear = (basis.priced.usdPerHour ?? 0) * 8760;
  const annuity = 0.1 / (1 - 1.1 ** -4);
  near(-(finance.netPresentValueUsd ?? 0) * annuity, perYear, 'a year');
  near((finance.runningUsdPerYear ?? 0) + finance.capitalUsd * annuity, perYear, 'running and capital');
  assert.equal(finance.revenueUsdPerYear, null);
  assert.equal(finance.internalRateOfReturn, null);
  assert.deepEqual(finance.returnReason, { code: 'no-sale-price' });
});

void test('what is owned takes no capital, and its running is what is still to spend', () => {
  const { finance, basis, works } = financeOf(planWith(64));
  assert.equal(works, 'owned');
  assert.equal(finance.capitalUsd, 0);
  near(finance.runningUsdPerYear, (basis.sunk.usdPerHour ?? 0) * 8760, 'running');
  assert.deepEqual(finance.returnReason, { code: 'no-capital' });
});

void test('the rate of return is where the present value is nothing', () => {
  const { finance } = financeOf(planWith(0));
  assert.ok(finance.internalRateOfReturn !== null && finance.capitalUsd);
  near(finance.revenueUsdPerYear, 300e6 * 365 * 4e-6, 'revenue');
  near(finance.netPresentValueUsd, valueAt(finance, 0.1, 4), 'at the cost of capital');
  assert.ok(
    Math.abs(valueAt(finance, finance.internalRateOfReturn, 4)) < 1e-6 * finance.capitalUsd,
    `${finance.internalRateOfReturn}`,
  );
  const poor = financeOf(planWith(0, '', '0.01 USD/Mtok')).finance;
  assert.equal(poor.internalRateOfReturn, null);
  assert.deepEqual(poor.returnReason, { code: 'never-returns' });
  assert.ok((poor.netPresentValueUsd ?? 0) < 0);
});

void test('a part of what is served sells: its revenue is told, no value and no return of all that is bought', () => {
  const financeOf = (priceOfBulk: string) => {
    const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, speed: 20 tok/s, demand: 300M tokens/day, price: 9 USD/Mtok }
  bulk: { context: 4K, speed: 20 tok/s, demand: 900M tokens/day${priceOfBulk} }
gpus: { type: h100-sxm, count: 0, price: 30K USD }
options: { own: {} }
`);
    return evaluate(plan, { breakEven: false }).options['own']?.finance;
  };
  const [part, all] = [financeOf(''), financeOf(', price: 1 USD/Mtok')];
  assert.ok(part && all);
  assert.equal(part.internalRateOfReturn, null);
  assert.match(part.returnReason ? reasonText(part.returnReason) : '', /bulk without a sale price/);
  // All costs less a part of the revenue is neither what the years bring nor what they cost.
  assert.equal(part.netPresentValueUsd, null);
  assert.deepEqual(part.valueReason, part.returnReason);
  assert.ok(part.revenueUsdPerYear !== null);
  assert.ok(all.internalRateOfReturn !== null && all.returnReason === undefined);
  assert.ok(all.netPresentValueUsd !== null && all.valueReason === undefined);
});

void test('the last year is in proportion, and ends with what is left', () => {
  const { finance } = financeOf(planWith(0, ', residual: 10%'));
  near(finance.residualUsd, (finance.capitalUsd ?? 0) * 0.1, 'residual');
  near(finance.yearly.at(-1)?.capitalUsd, -(finance.residualUsd ?? 0), 'last year');
  const plan = planWith(0);
  const short = { ...plan, economics: { ...plan.economics, amortization: 2.5 * 8760 * 3600 } };
  const { yearly } = financeOf(short).finance;
  assert.deepEqual(
    yearly.map(({ year }) => year),
    [0, 1, 2, 3],
  );
  near(yearly[3]?.powerUsd, (yearly[1]?.powerUsd ?? 0) / 2, 'half a year');
  near(
    financeOf(short).finance.netPresentValueUsd,
    valueAt(financeOf(short).finance, 0.1, 2.5),
    'at its end',
  );
});

void test('a service is paid for by the token, and takes no capital', () => {
  const { finance } = financeOf(planWith(0), 'away');
  assert.deepEqual([finance.capitalUsd, finance.residualUsd], [0, 0]);
  near(finance.runningUsdPerYear, 300e6 * 365 * 1e-6, 'a year');
  assert.ok(finance.yearly.slice(1).every(({ hostedUsd, powerUsd }) => hostedUsd > 0 && powerUsd === 0));
});

void test('pay-back is what is bought more over what a year saves, or it is said why there is none', () => {
  const plan = planWith(0, '', '', 'breakEven: { baseline: away, challenger: own }\n');
  const result = evaluate(plan, { breakEven: false }).options;
  const [own, away] = [result['own']?.finance, result['away']?.finance];
  assert.ok(own && away && own.capitalUsd && own.runningUsdPerYear && away.runningUsdPerYear);
  assert.deepEqual(away.paybackReason, { code: 'is-baseline' });
  const saved = away.runningUsdPerYear - own.runningUsdPerYear;
  if (saved > 0) near(own.paybackMonths, (12 * own.capitalUsd) / saved, 'months');
  else assert.deepEqual(own.paybackReason, { code: 'saves-nothing', baseline: 'away' });
  // A baseline that does not work gives no pay-back.
  const slow = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 160, context: 4K, speed: 20 tok/s } }
gpus: { type: h100-sxm, count: 64, price: 30K USD }
options: { own: {}, away: { hosted: { output: 1 USD/Mtok, speed: 10 tok/s } } }
breakEven: { baseline: away, challenger: own }
`);
  const { finance } = financeOf(slow);
  assert.deepEqual(
    [finance.paybackMonths, finance.paybackReason],
    [null, { code: 'baseline-not-working', baseline: 'away' }],
  );
});

void test('on every shipped example what an option still has to spend is its finance a year', () => {
  for (const file of readdirSync('examples').filter((name) => name.endsWith('.decodeplan'))) {
    const plan = planOf(readFileSync(`examples/${file}`, 'utf8'));
    const { economics } = plan;
    const years = economics.amortization / (8760 * 3600);
    const rate = economics.capitalCost;
    const annuity = rate === 0 ? 1 / years : rate / (1 - (1 + rate) ** -years);
    for (const [name, { finance, basis }] of Object.entries(evaluate(plan, { breakEven: false }).options)) {
      const { capitalUsd, runningUsdPerYear } = finance;
      if (capitalUsd === null || runningUsdPerYear === null) {
        assert.ok(finance.reason, `${file} ${name}`);
        continue;
      }
      const perYear = (basis.sunk.usdPerHour ?? Number.NaN) * 8760;
      assert.ok(
        Math.abs((runningUsdPerYear + capitalUsd * annuity) / perYear - 1) < 1e-6,
        `${file} ${name}: ${runningUsdPerYear} and ${capitalUsd} for ${perYear}`,
      );
    }
  }
});

void test('power that is not known is a cost that is not known, never nothing, and says so', () => {
  const plan = planWith(0);
  assert.ok(plan.gpus);
  const dark = { ...plan.gpus, accelerator: { ...plan.gpus.accelerator, powerWatts: null } };
  assert.equal(gpuCosts(dark, plan.economics).usdPerSecond, null);
  assert.equal(gpuCosts(dark, plan.economics).runningUsdPerSecond, null);
  // Where power and its place cost nothing it need not be known.
  const free = { ...plan.economics, electricity: 0, hosting: 0 };
  assert.ok((gpuCosts(dark, free).usdPerSecond ?? 0) > 0);
  const { finance, workloads, total } = financeOf({ ...plan, gpus: dark });
  assert.equal(total.usdPerHour, null);
  assert.equal(finance.netPresentValueUsd, null);
  const reason = workloads['chat']?.cost.reason;
  assert.match(reason ? reasonText(reason) : '', /no power is known/);
});
