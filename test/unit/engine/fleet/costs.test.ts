import assert from 'node:assert/strict';
import test from 'node:test';
import type { Economics, Gpus, Option, ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { HostedSpec } from '../../../../src/catalog/shapes/types.js';
import { annuityPerYear, gpuCosts, costOfOwning } from '../../../../src/engine/fleet/costs.js';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption, optionCosts } from '../../../../src/engine/fleet/optionResult.js';
import { planOf } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';
import type { Reason } from '../../../../src/engine/shapes/reasons.js';

/** A reason in words; empty where there is none. */
const said = (reason: Reason | undefined) => (reason ? reasonText(reason) : '');

const YEAR = 8760 * 3600;
const PLAN = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 160, context: 4K, speed: 20 tok/s, price: 4 USD/Mtok }
  batch: { concurrency: 100, context: 8K, demand: 86.4M tokens/day }
gpus: { type: h100-sxm, count: 8, price: 30K USD }
serving: { layout: { tensor: 4 } }
options: { own: {} }
economics: { electricity: 0.1 USD/kWh, pue: 1.2 }
`);
const OWN: Option = PLAN.options['own']!;

const close = (actual: number | null, expected: number, what = '') => {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= 1e-12 * Math.abs(expected),
    `${what} ${actual}, not ${expected}`,
  );
};

void test('a price is paid back with interest over its years', () => {
  close(annuityPerYear(0, 4 * YEAR), 0.25);
  // A loan of 1 at 10 % over two years takes two payments of 121/210.
  close(annuityPerYear(0.1, 2 * YEAR), 121 / 210);
});

void test('owning costs capital, operations, power and the place it stands in; renting only the rent', () => {
  const economics: Economics = {
    ...PLAN.economics,
    capitalCost: 0,
    amortization: 5 * YEAR,
    operations: 0.05,
    pue: 1.5,
    electricity: 2e-8,
    hosting: 1e-8,
  };
  const capital = (1000 * 0.25) / YEAR;
  close(costOfOwning(1000, 700, economics), capital + 700 * (1.5 * 2e-8 + 1e-8));
  close(costOfOwning(1000, null, economics), capital);
  const gpus: Gpus = { ...PLAN.gpus!, price: 1000, rent: null };
  const watts = gpus.accelerator.powerWatts;
  assert.ok(watts !== null && gpus.allInPower);
  const { usdPerSecond, runningUsdPerSecond } = gpuCosts(gpus, economics);
  // Power at the utility holds cooling already; hosting is by what the hardware alone draws.
  close(usdPerSecond, capital + watts * (2e-8 + 1e-8 / 1.5));
  close(runningUsdPerSecond, (1000 * 0.05) / YEAR + watts * (2e-8 + 1e-8 / 1.5));
  const inside = gpuCosts({ ...gpus, allInPower: false }, economics);
  close(inside.usdPerSecond, costOfOwning(1000, watts, economics));
  assert.deepEqual([gpuCosts(gpus, economics).watts, inside.watts], [watts, watts * 1.5]);
  const paid = (change: Partial<Gpus>) => gpuCosts({ ...gpus, ...change }, economics);
  assert.deepEqual(paid({ rent: 0.5 }), { usdPerSecond: 0.5, runningUsdPerSecond: 0.5, watts });
  assert.deepEqual(paid({ price: null }), { usdPerSecond: null, runningUsdPerSecond: null, watts });
});

void test('what a workload costs is its part of the fleet that is needed, over the tokens it is served', () => {
  const { total, workloads, layout } = evaluateOption(caseOf(PLAN, OWN));
  const { chat, batch } = workloads;
  assert.ok(chat?.cost && batch?.cost && layout && total.usdPerHour !== null);
  // Whole replicas of four accelerators are paid for.
  const each = gpuCosts(PLAN.gpus!, PLAN.economics).usdPerSecond ?? 0;
  const replicas = total.usdPerHour / (each * 4 * 3600);
  close(Math.round(replicas), replicas);
  close((chat.cost.usdPerHour ?? 0) + (batch.cost.usdPerHour ?? 0), total.usdPerHour);
  // The demand is what is served; its cost an hour over its tokens an hour is the cost of a token.
  close(batch.cost.usdPerMillionTokens, ((batch.cost.usdPerHour ?? 0) / (1000 * 3600)) * 1e6);
  close(chat.cost.margin, 1 - (chat.cost.usdPerMillionTokens ?? 0) / 4);
  assert.equal(batch.cost.margin, null);
  const band = chat.cost.band;
  assert.ok(band && chat.cost.usdPerMillionTokens !== null);
  close(band.low * band.high, chat.cost.usdPerMillionTokens ** 2);
  assert.ok(band.low < chat.cost.usdPerMillionTokens);
  close(chat.cost.joulesPerToken, (batch.cost.joulesPerToken ?? 0) * ratio(chat.cost, batch.cost));
  assert.equal(chat.cost.lpxRacks, null);
  assert.equal(total.lpxUsdPerHour, 0);
  for (const workload of [null, 'chat', 'batch'])
    assert.equal(
      optionCosts(caseOf(PLAN, OWN), workload).priced,
      workload === null ? total.usdPerMillionTokens : workloads[workload]?.cost.usdPerMillionTokens,
    );
  assert.equal(optionCosts(caseOf(PLAN, OWN), 'nobody').priced, null);
});

/** Power and money are shared alike. */
function ratio(a: { usdPerMillionTokens: number | null }, b: { usdPerMillionTokens: number | null }): number {
  return (a.usdPerMillionTokens ?? 0) / (b.usdPerMillionTokens ?? 1);
}

void test('without a price or rent nothing has a cost, and it is said why; what fits and how fast is the same', () => {
  const unpriced: ResolvedPlan = { ...PLAN, gpus: { ...PLAN.gpus!, price: null } };
  const { total, workloads, feasible } = evaluateOption(caseOf(unpriced, OWN));
  assert.equal(feasible, evaluateOption(caseOf(PLAN, OWN)).feasible);
  assert.deepEqual([total.usdPerHour, total.usdPerMillionTokens], [null, null]);
  for (const { cost, decode } of Object.values(workloads)) {
    assert.deepEqual(
      [cost.usdPerHour, cost.usdPerMillionTokens, cost.band, cost.margin],
      [null, null, null, null],
    );
    assert.equal(said(cost.reason), 'no price or rent is known for these accelerators');
    assert.ok(cost.meetsSpeed && cost.joulesPerToken !== null && decode);
  }
  for (const workload of [null, 'chat', 'nobody'])
    assert.equal(optionCosts(caseOf(unpriced, OWN), workload).priced, null);
  const powerless = { ...PLAN.gpus!.accelerator, powerWatts: null };
  const dark = evaluateOption(caseOf({ ...PLAN, gpus: { ...PLAN.gpus!, accelerator: powerless } }, OWN));
  assert.equal(dark.workloads['chat']?.cost.joulesPerToken, null);
});

void test('a plan without accelerators serves nothing of its own, and says so', () => {
  const { feasible, reasons, workloads, total, layout, lpx } = evaluateOption(
    caseOf({ ...PLAN, gpus: null }, OWN),
  );
  assert.deepEqual([feasible, reasons, layout, lpx], [false, [{ code: 'no-gpus' }], null, null]);
  assert.deepEqual([...new Set(Object.values(total))], [null]);
  const { chat } = workloads;
  assert.ok(chat);
  assert.deepEqual(chat.reasons, reasons);
  assert.equal(said(chat.cost.reason), 'the plan names no GPUs');
  assert.equal(chat.cost.meetsSpeed, false);
  assert.equal(optionCosts(caseOf({ ...PLAN, gpus: null }, OWN), null).priced, null);
});

void test('one workload that cannot be served leaves the others their cost, and the whole without one', () => {
  const fast = PLAN.workloads['chat']!;
  const plan = { ...PLAN, workloads: { ...PLAN.workloads, chat: { ...fast, speed: 5000 } } };
  const { total, workloads, reasons } = evaluateOption(caseOf(plan, OWN));
  assert.deepEqual(
    [total.usdPerHour, total.usdPerMillionTokens, total.ownedTokensPerSecond],
    [null, null, 0],
  );
  const { chat, batch } = workloads;
  assert.ok(chat && batch);
  assert.ok(batch.cost.usdPerMillionTokens);
  assert.equal(batch.cost.reason, undefined);
  assert.match(said(chat.cost.reason), /tok\/s per user at best, 5,000 asked/);
  assert.deepEqual([batch.cost.meetsSpeed, chat.cost.meetsSpeed], [true, false]);
  assert.equal(chat.cost.acceleratorsNeeded, null);
  assert.match(reasons.map(said).join(), /^chat: reaches/);
});

const HOSTED: HostedSpec = {
  ...planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 160, context: 4K } }
options: { away: { hosted: { name: somewhere, output: 2 USD/Mtok, speed: 30 tok/s } } }
`).options['away']!.hosted!,
};

const away = (change: Partial<HostedSpec>, plan = PLAN) =>
  evaluateOption(caseOf(plan, { ...OWN, hosted: { ...HOSTED, ...change } }));

void test('a hosted service costs its price for every token, and is held to the speed it publishes', () => {
  const { feasible, reasons, workloads, total, layout } = away({});
  assert.deepEqual([feasible, reasons, layout], [true, [], null]);
  const { chat, batch } = workloads;
  assert.ok(chat && batch);
  close(chat.cost.usdPerMillionTokens, 2);
  // 160 users at the 20 tok/s they ask for, as long as they are at their peak; of the other workload its demand.
  const { utilization } = PLAN.economics;
  close(chat.cost.usdPerHour, 160 * 20 * utilization * 2e-6 * 3600);
  close(batch.cost.usdPerHour, 1000 * 2e-6 * 3600);
  close(total.usdPerHour, (3200 * utilization + 1000) * 2e-6 * 3600);
  close(chat.cost.margin, 0.5);
  assert.deepEqual([total.ownedTokensPerSecond, total.lpxUsdPerHour, chat.cost.meetsSpeed], [null, 0, true]);
  assert.deepEqual([chat.cost.reason, chat.memory, chat.decode], [undefined, null, null]);
  assert.equal(away({ speedTokensPerSecond: 20 }).feasible, true);

  const slow = away({ speedTokensPerSecond: 19 });
  assert.deepEqual(slow.reasons.map(said), ['chat: 19 tok/s per user, 20 asked']);
  assert.deepEqual([slow.feasible, slow.workloads['chat']?.cost.meetsSpeed], [false, false]);
  assert.equal(said(slow.workloads['chat']?.cost.reason), '19 tok/s per user, 20 asked');
  assert.equal(slow.workloads['batch']?.cost.meetsSpeed, true);
});

void test('what a hosted service does not publish is not made up', () => {
  const silent = away({ speedTokensPerSecond: null });
  assert.deepEqual(silent.reasons.map(said), ['chat: no speed is published for somewhere']);
  assert.equal(silent.workloads['chat']?.cost.meetsSpeed, false);
  const unpriced = away({ outputUsdPerToken: null });
  assert.deepEqual(unpriced.reasons.map(said), [
    'chat: no price is published for somewhere',
    'batch: no price is published for somewhere',
  ]);
  const { total, workloads } = unpriced;
  assert.deepEqual([total.usdPerHour, total.usdPerMillionTokens], [null, null]);
  const { cost } = workloads['chat']!;
  assert.deepEqual([cost.usdPerHour, cost.usdPerMillionTokens, cost.margin], [null, null, null]);
  // Nobody says how fast these users read: their tokens, and with them the cost an hour, are not known.
  const { chat } = PLAN.workloads;
  const still = { ...PLAN, workloads: { chat: { ...chat!, speed: null } } };
  assert.equal(away({ speedTokensPerSecond: null }, still).total.usdPerHour, null);
  close(away({}, still).total.usdPerHour, 160 * 30 * PLAN.economics.utilization * 2e-6 * 3600);
});

const of = (tokens: number | null) => (tokens === null ? null : { p50: tokens, p95: tokens, max: tokens });

/** The one workload of a plan with prompts and answers of these lengths. */
const asking = (input: number | null, output: number | null) => {
  const { chat } = PLAN.workloads;
  return { ...PLAN, workloads: { chat: { ...chat!, input: of(input), output: of(output) } } };
};

void test('a hosted service charges for the prompt tokens of a request, over the tokens that it decodes', () => {
  const price = { inputUsdPerToken: 0.435e-6, outputUsdPerToken: 0.87e-6 };
  for (const [input, output, usd] of [
    // 60 prompt tokens a decoded one: 60 x 0.435 + 0.87.
    [60_000, 1_000, 26.97],
    [30_000, 4_000, 7.5 * 0.435 + 0.87],
  ] as const) {
    const { total, workloads } = away(price, asking(input, output));
    const { cost } = workloads['chat']!;
    close(cost.usdPerMillionTokens, usd);
    close(total.usdPerMillionTokens, usd);
    // Requests a second on average, each with its prompt and its answer.
    const requests = (160 * 20 * PLAN.economics.utilization) / output;
    close(cost.usdPerHour, requests * (input * 0.435e-6 + output * 0.87e-6) * 3600);
    assert.equal(cost.decodeOnly, false);
  }
});

void test('without both lengths only decoded tokens are charged, and the result says so', () => {
  const price = { inputUsdPerToken: 0.435e-6, outputUsdPerToken: 0.87e-6 };
  for (const plan of [asking(null, null), asking(60_000, null), asking(null, 1_000)]) {
    const { cost } = away(price, plan).workloads['chat']!;
    close(cost.usdPerMillionTokens, 0.87);
    assert.equal(cost.decodeOnly, true);
  }
  assert.equal(evaluateOption(caseOf(PLAN, OWN)).workloads['chat']?.cost.decodeOnly, true);
});

void test('prompt tokens without a published price leave the cost unknown, never free', () => {
  const { feasible, total, workloads } = away({ inputUsdPerToken: null }, asking(60_000, 1_000));
  const { cost } = workloads['chat']!;
  assert.deepEqual(
    [feasible, total.usdPerMillionTokens, total.usdPerHour, cost.usdPerMillionTokens, cost.usdPerHour],
    [false, null, null, null, null],
  );
  assert.equal(said(cost.reason), 'no price for input tokens is published for somewhere');
});

void test('the total of a hosted service is the whole bill over all tokens, by share where no rate is known', () => {
  const { chat } = PLAN.workloads;
  const asks = (share: number, input: number) =>
    ({ ...chat!, share, input: of(input), output: of(1000), speed: null, demand: null }) as const;
  const plan = { ...PLAN, workloads: { short: asks(0.25, 1000), long: asks(0.75, 3000) } };
  const price = { inputUsdPerToken: 1e-6, outputUsdPerToken: 2e-6, speedTokensPerSecond: null };
  const { total } = away(price, plan);
  close(total.usdPerMillionTokens, 0.25 * (2 + 1) + 0.75 * (2 + 3));
  assert.equal(total.usdPerHour, null);
});
