import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import {
  askedVariables,
  searchOf,
  variableById,
  variablesOf,
} from '../../../../src/engine/questions/variables.js';
import type { Variable } from '../../../../src/engine/questions/variables/variable.js';
import { acceptedLengthAt } from '../../../../src/engine/moves/stretches.js';
import { planOf } from '../../plans.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  agents: { concurrency: 80, context: { p50: 8K, p95: 32K, max: 64K }, speed: 40 tok/s, demand: 864M tokens/day }
  chat: { concurrency: 10, context: 4K }
gpus: { type: b200, count: 8 }
options:
  as-is: {}
  drafts: { speculation: { method: dspark, draftTokens: 3, acceptance: 2.5 } }
  lpx: { lpx: { racks: 4, price: 2M USD, role: ffn } }
  more: { lpx: { racks: 9, price: 5M USD, role: ffn } }
economics: { electricity: 0.1 USD/kWh, utilization: 60% }
`);
const PLAIN = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { only: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
`);

const named = (id: string): Variable => {
  const variable = variableById(id);
  assert.ok(variable);
  return variable;
};
const close = (actual: readonly number[], expected: readonly number[], what: string) => {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((x, i) =>
    assert.ok(Math.abs(x / (expected[i] ?? 0) - 1) < 1e-12, `${what}: ${actual.join()}`),
  );
};

/** Where each variable stands in the plan, where it is searched, and where the file holds it. */
const PLACES = [
  ['price', 2e6, [2e6 / 32, 16e6], 'options.lpx.lpx.price', 0.1e6, 20e6],
  ['speed', 40, [5, 2000], 'workloads.agents.speed', 5, 2000],
  ['demand', 10_000, [1250, 80_000], 'workloads.agents.demand', 1e3, 1e7],
  ['context', 8192, [1024, 1048576], 'workloads.agents.context', 1024, 1048576],
  ['acceptedLength', 2.5, [1.05, 4], 'options.drafts.speculation.acceptance', 1.05, 6],
  ['racks', 4, [1, 64], 'options.lpx.lpx.racks', 1, 64],
  [
    'electricity',
    0.1 / 3.6e6,
    [0.0125 / 3.6e6, 0.8 / 3.6e6],
    'economics.electricity',
    0.01 / 3.6e6,
    1 / 3.6e6,
  ],
  ['utilization', 0.6, [0.05, 1], 'economics.utilization', 0.05, 1],
] as const;

void test('each variable knows its value, its range and its place in the file', () => {
  for (const [id, current, range, path] of PLACES) {
    const variable = named(id);
    close([variable.current(PLAN, 'agents') ?? 0], [current], id);
    close(variable.range(PLAN, 'agents'), range, id);
    assert.equal(variable.path(PLAN, 'agents'), path);
  }
  assert.equal(variableById('title'), null);
});

void test('what a plan does not say is searched where it usually lies', () => {
  const free = { ...PLAIN, economics: { ...PLAIN.economics, electricity: 0 } };
  for (const [id, , , , low, high] of PLACES) close(named(id).range(free, 'only'), [low, high], id);
  for (const id of ['price', 'speed', 'demand', 'acceptedLength', 'racks'])
    assert.equal(named(id).current(PLAIN, 'only'), null, id);
  for (const id of ['price', 'acceptedLength', 'racks'])
    assert.equal(named(id).path(PLAIN, 'only'), null, id);
  // Of a workload that is not there nothing is known either.
  for (const id of ['speed', 'demand', 'context']) assert.equal(named(id).current(PLAN, 'nobody'), null, id);
  close(named('demand').range(PLAN, 'nobody'), [1e3, 1e7], 'demand');
  const auto = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { only: { concurrency: 8, context: 4K } }
gpus: { type: b200, count: 8 }
options: { lpx: { lpx: { racks: auto, role: ffn } } }
`);
  assert.equal(named('racks').current(auto, 'only'), null);
});

void test('another value changes what is the variable’s, and nothing else', () => {
  const at = (id: string, value: number, workload = 'agents') => named(id).apply(PLAN, workload, value);
  assert.deepEqual(at('speed', 70), withWorkload({ speed: 70 }));
  assert.deepEqual(at('demand', 5), withWorkload({ demand: 5 }));
  assert.deepEqual(at('context', 2048), withWorkload({ context: { p50: 2048, p95: 8192, max: 16_384 } }));
  assert.deepEqual(at('context', 1e-6), withWorkload({ context: { p50: 1, p95: 1, max: 1 } }));
  for (const id of ['speed', 'demand', 'context']) assert.equal(at(id, 5, 'nobody'), PLAN);
  assert.deepEqual(at('electricity', 1).economics, { ...PLAN.economics, electricity: 1 });
  assert.deepEqual(at('utilization', 0.3).economics, { ...PLAN.economics, utilization: 0.3 });
  // Every option with LPX racks has them at the price, and as many.
  const priced = at('price', 7e6).options;
  assert.deepEqual([priced['lpx']?.lpx?.price, priced['more']?.lpx?.price], [7e6, 7e6]);
  assert.deepEqual(priced['drafts'], PLAN.options['drafts']);
  const counts = [0.2, 5.4, 5.6].map((n) => at('racks', n).options['more']?.lpx?.racks);
  assert.deepEqual(counts, [1, 5, 6]);
  assert.equal(at('racks', 3).options['as-is']?.lpx, null);
});

function withWorkload(change: object): ResolvedPlan {
  const agents = PLAN.workloads['agents'];
  assert.ok(agents);
  return { ...PLAN, workloads: { ...PLAN.workloads, agents: { ...agents, ...change } } };
}

void test('accepted lengths are stretched from one, never beyond all drafts and the bonus', () => {
  const lengthsAt = (value: number) =>
    named('acceptedLength').apply(PLAN, 'agents', value).options['drafts']?.speculation?.acceptance;
  const now = PLAN.options['drafts']?.speculation?.acceptance;
  assert.ok(now);
  const stretched = lengthsAt(3.25);
  assert.ok(stretched);
  assert.equal(stretched.betaMixture, null);
  now.acceptedLength.forEach((tau, i) =>
    close([stretched.acceptedLength[i] ?? 0], [Math.min(i + 2, 1 + (tau - 1) * 1.5)], `${i + 1} drafts`),
  );
  close([acceptedLengthAt(stretched, 3)], [3.25], 'as asked');
  lengthsAt(100)?.acceptedLength.forEach((tau, i) => assert.equal(tau, i + 2));
  // Drafts that are never accepted cannot be stretched.
  const never = { ...now, acceptedLength: [1, 1, 1] };
  const hopeless = named('acceptedLength').apply(
    {
      ...PLAN,
      options: {
        drafts: {
          ...PLAN.options['drafts']!,
          speculation: { ...PLAN.options['drafts']!.speculation!, acceptance: never },
        },
      },
    },
    'agents',
    3,
  );
  assert.equal(hopeless.options['drafts']?.speculation?.acceptance, never);
});

void test('an accepted length is that of as many drafts; the last known beyond them, one without any', () => {
  const profile = PLAN.options['drafts']?.speculation?.acceptance;
  assert.ok(profile);
  const known = { ...profile, acceptedLength: [1.7, 2.1] };
  assert.deepEqual(
    [0, 1, 2, 3, 9].map((drafts) => acceptedLengthAt(known, drafts)),
    [1, 1.7, 2.1, 2.1, 2.1],
  );
  assert.equal(acceptedLengthAt({ ...profile, acceptedLength: [] }, 2), 1);
});

void test('a plan is searched along what it has, or what it names of that', () => {
  const ids = (plan: ResolvedPlan) => variablesOf(plan).map(({ id }) => id);
  // Both are on accelerators whose price is not known, at the catalogue's rent.
  assert.deepEqual(ids(PLAN), [...PLACES.map(([id]) => id), 'gpuRent', 'power']);
  assert.deepEqual(ids(PLAIN), ['speed', 'demand', 'context', 'electricity', 'utilization', 'gpuRent']);
  const naming = (variables: NonNullable<ResolvedPlan['breakEven']>['variables']) => ({
    ...PLAIN,
    breakEven: { baseline: 'as-is', challenger: 'as-is', variables },
  });
  // What it names comes first, in its order; a report tells of nothing else.
  const some = naming(['context', 'price', 'speed']);
  assert.deepEqual(ids(some), ['context', 'speed', 'demand', 'electricity', 'utilization', 'gpuRent']);
  assert.deepEqual(
    askedVariables(some).map(({ id }) => id),
    ['context', 'speed'],
  );
  assert.deepEqual(ids(naming([])), ids(PLAIN));
  assert.deepEqual(askedVariables(naming([])), variablesOf(PLAIN));
});

const BOUGHT = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  agents: { concurrency: 80, context: 8K, input: 6K, output: 1K, speed: 40 tok/s, demand: 864M tokens/day, price: { input: 1 USD/Mtok, output: 4 USD/Mtok } }
  chat: { concurrency: 10, context: 4K }
gpus: { type: vera-rubin-nvl72, racks: 1, price: 7.2M USD }
options:
  own: {}
  apart: { prefill: { type: vera-rubin-nvl72, count: auto } }
  more: { gpus: { type: vera-rubin-nvl72, price: 3.6M USD }, lpx: { racks: 4, price: 2M USD } }
  away: { hosted: { output: 2 USD/Mtok, input: 0.5 USD/Mtok, cachedInput: 0.1 USD/Mtok, speed: 100 tok/s } }
  silent: { hosted: aws-trainium3-cerebras-cs3 }
breakEven: { baseline: own, challenger: away }
`);

void test('prices move wherever the plan holds them, and those of a service together', () => {
  const gpu = named('gpuPrice');
  assert.equal(gpu.current(BOUGHT, ''), 100_000);
  assert.equal(gpu.path(BOUGHT, ''), 'gpus.price');
  const dear = gpu.apply(BOUGHT, '', 50_000);
  const site = dear.options['apart']?.prefill;
  assert.deepEqual(
    [dear.gpus?.price, dear.options['more']?.gpus?.price, typeof site === 'object' && site.gpus.price],
    [50_000, 50_000, 50_000],
  );
  // Rented accelerators have no price to move.
  assert.equal(gpu.apply(PLAIN, '', 1), PLAIN);
  const service = named('hostedPrice');
  close([service.current(BOUGHT, '') ?? 0], [2e-6], 'hosted price');
  assert.equal(service.path(BOUGHT, ''), 'options.away.hosted');
  const cheap = service.apply(BOUGHT, '', 1e-6).options['away']?.hosted;
  close(
    [cheap?.outputUsdPerToken, cheap?.inputUsdPerToken, cheap?.cachedInputUsdPerToken].map((usd) => usd ?? 0),
    [1e-6, 0.25e-6, 0.05e-6],
    'all of its prices',
  );
  // One that publishes none is given a price of whole requests.
  const silent: ResolvedPlan = {
    ...BOUGHT,
    breakEven: { baseline: 'own', challenger: 'silent', variables: [] },
  };
  assert.equal(service.current(silent, ''), null);
  const told = service.apply(silent, '', 3e-6).options['silent']?.hosted;
  assert.deepEqual([told?.outputUsdPerToken, told?.inputUsdPerToken], [3e-6, 0]);
  const sale = named('salePrice');
  close([sale.current(BOUGHT, 'agents') ?? 0], [4e-6], 'sale price');
  assert.deepEqual(sale.apply(BOUGHT, 'agents', 8e-6).workloads['agents']?.price, {
    input: 2e-6,
    cachedInput: null,
    output: 8e-6,
  });
});

void test('searches reach farther than charts: prices from nothing, volumes a hundredfold either way', () => {
  const wide = (id: string) => searchOf(named(id), PLAN, 'agents');
  assert.deepEqual(wide('price'), { range: [0, 10e6], logarithmic: false });
  assert.deepEqual(wide('demand'), { range: [100, 1e6], logarithmic: true });
  assert.deepEqual(wide('speed'), { range: [5, 2000], logarithmic: true });
  assert.deepEqual(searchOf(named('gpuPrice'), BOUGHT, ''), { range: [0, 500_000], logarithmic: false });
  assert.ok(named('racks').whole && !named('price').whole);
});

const RENTED = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { agents: { concurrency: 80, context: 8K, speed: 40 tok/s, demand: 864M tokens/day } }
owned: { gpus: { type: h200-sxm, count: 8, price: 30K USD } }
options:
  own: {}
  market: { gpus: { type: b300-sxm, rent: 4 USD/h }, prefill: { type: b300-sxm, count: auto, rent: 5 USD/h } }
  other: { gpus: { type: gb300-nvl72, rent: 6 USD/h } }
  racks: { gpus: { type: gb300-nvl72, rent: 6 USD/h }, lpx: { racks: 9, role: ffn, rent: 120 USD/h } }
  bought: { lpx: { racks: 9, role: ffn, price: 2M USD } }
breakEven: { baseline: own, challenger: market }
`);

void test('rents move wherever the plan rents, those of what is compared first, and nothing that is bought', () => {
  const hour = 3600;
  const gpu = named('gpuRent');
  close([gpu.current(RENTED, '') ?? 0], [4 / hour], 'of the challenger');
  assert.equal(gpu.path(RENTED, ''), 'options.market.gpus.rent');
  const other = { ...RENTED, breakEven: { ...(RENTED.breakEven ?? assert.fail()), challenger: 'other' } };
  assert.equal(gpu.path(other, ''), 'options.other.gpus.rent');
  const { options, owned } = gpu.apply(RENTED, '', 1);
  const { market } = options;
  const site = market?.prefill;
  assert.deepEqual([market?.gpus?.rent, typeof site === 'object' && site.gpus.rent], [1, 1]);
  close([options['other']?.gpus?.rent ?? 0], [6 / hour], 'of another type');
  assert.deepEqual([owned.gpus?.rent, owned.gpus?.price], [null, 30_000]);
  const rack = named('rent');
  close([rack.current(RENTED, '') ?? 0], [120 / hour], 'of racks');
  assert.equal(rack.path(RENTED, ''), 'options.racks.lpx.rent');
  const moved = rack.apply(RENTED, '', 1).options;
  assert.deepEqual([moved['racks']?.lpx?.rent, moved['bought']?.lpx?.rent], [1, null]);
  const ids = variablesOf(RENTED).map(({ id }) => id);
  assert.ok(['price', 'rent', 'gpuPrice', 'gpuRent'].every((id) => ids.some((one) => one === id)));
  assert.deepEqual(
    variablesOf(BOUGHT).filter(({ id }) => id === 'rent' || id === 'gpuRent'),
    [],
  );
  assert.deepEqual(
    searchOf(gpu, RENTED, '').range.map((x) => Math.round(x * hour * 1e6) / 1e6),
    [0, 20],
  );
});

void test('where a plan stands is within what is searched and drawn, however far out it is', () => {
  const far = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { chat: { concurrency: 10, context: 512, speed: 5000 tok/s, demand: 1 tokens/day, requests: 0.0001 req/s } }
gpus: { type: b200, count: 8 }
options: { lpx: { lpx: { racks: 90, price: 2M USD, role: ffn } } }
`);
  for (const variable of variablesOf(far)) {
    const now = variable.current(far, 'chat');
    if (now === null) continue;
    for (const [low, high] of [variable.range(far, 'chat'), searchOf(variable, far, 'chat').range])
      assert.ok(low <= now && now <= high, `${variable.id}: ${now} in ${low}..${high}`);
  }
  assert.deepEqual(named('speed').range(far, 'chat'), [5, 10_000]);
});
