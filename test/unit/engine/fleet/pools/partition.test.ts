import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Layout, ResolvedPlan } from '../../../../../src/catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../../../../../src/engine/fleet/choose.js';
import { loadsOf, type Numbered } from '../../../../../src/engine/fleet/pools/load.js';
import { caseOf } from '../../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../../src/engine/fleet/optionResult.js';
import { poolsOf } from '../../../../../src/engine/fleet/pools/partition.js';
import { tightest } from '../../../../../src/engine/fleet/pools/shared.js';
import { devicesOfPools } from '../../../../../src/engine/fleet/pools/pool.js';
import { rowOf, type Site } from '../../../../../src/engine/fleet/reach.js';
import { candidateLayouts, devicesOf } from '../../../../../src/engine/memory/layouts.js';
import { clearCaches } from '../../../../../src/units/cacheRegistry.js';
import { planOf } from '../../../plans.js';

const resultOf = (plan: ResolvedPlan, option: string) => evaluateOption(caseOf(plan, plan.options[option]!));

/** LPX beside more GPUs than it needs: what stood idle used to queue on the racks. */
const idle = (racks: number) =>
  planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { fast: { concurrency: 4000, context: 8K, speed: 250 tok/s, demand: 30B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: ${racks} }
options:
  software: { speculation: { method: dspark } }
  lpx: { lpx: { racks: auto, role: ffn }, speculation: { method: dspark } }
`);

void test('accelerators that stand idle change no cost', () => {
  for (const option of ['software', 'lpx']) {
    const costs = [1, 4, 32, 1000].map((racks) => resultOf(idle(racks), option).total.usdPerHour);
    assert.ok(costs[0]);
    assert.deepEqual(
      costs.map((cost) => cost),
      costs.map(() => costs[0]),
      option,
    );
  }
});

const served = (racks: number | 'auto', volume = '300B tokens/day') =>
  resultOf(
    planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { x: { concurrency: 40000, context: 8K, speed: 250 tok/s, demand: ${volume} } }
gpus: { type: vera-rubin-nvl72, racks: 30 }
options: { lpx: { lpx: { racks: ${racks}, role: ffn }, speculation: { method: dspark } } }
`),
    'lpx',
  );

void test('no number of racks is cheaper than the one that is left to the engine', () => {
  for (const volume of ['3B tokens/day', '300B tokens/day', '5T tokens/day']) {
    const auto = served('auto', volume);
    const own = auto.lpx?.racks ?? 0;
    assert.ok(auto.total.usdPerHour && own > 0, volume);
    for (const racks of [3, 4, 6, 9, 12, 20, own - 1, own + 1, 2 * own]) {
      const { usdPerHour } = served(Math.max(1, racks), volume).total;
      if (usdPerHour !== null)
        assert.ok(auto.total.usdPerHour <= usdPerHour * (1 + 1e-9), `${volume}: ${racks}`);
    }
  }
});

void test('a role that is left to the engine is no dearer than any that is written', () => {
  const cost = (role: string) =>
    resultOf(
      planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat: { concurrency: 9000, context: 8K, speed: 30 tok/s, share: 60% }
  fast: { concurrency: 300, context: 16K, speed: 250 tok/s, share: 40% }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options: { lpx: { lpx: { racks: auto, role: ${role} }, speculation: { method: dspark } } }
`),
      'lpx',
    ).total.usdPerHour ?? Infinity;
  for (const role of ['ffn', 'drafter', 'decode']) assert.ok(cost('auto') <= cost(role) * (1 + 1e-9), role);
});

void test('LPX that decodes alone has racks for its KV cache, and no accelerator that does nothing', () => {
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-pro
workloads: { premium: { concurrency: 500, context: 32K, speed: 400 tok/s, demand: 5B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  auto: { lpx: { racks: auto, role: decode }, speculation: { method: dspark } }
  few: { lpx: { racks: 14, role: decode }, speculation: { method: dspark } }
`);
  const { lpx, workloads, feasible } = resultOf(plan, 'auto');
  const { premium } = workloads;
  assert.ok(lpx && premium?.memory && feasible);
  assert.ok(lpx.racks > lpx.minimumRacks);
  assert.equal(premium.cost.acceleratorsNeeded, 0);
  assert.ok(premium.memory.pressure <= 1);
  // One rack less does not hold it all.
  const less = { ...plan.options['auto']!, lpx: { ...plan.options['auto']!.lpx!, racks: lpx.racks - 1 } };
  assert.equal(evaluateOption(caseOf(plan, less)).feasible, false);
  assert.deepEqual(resultOf(plan, 'few').reasons.map(({ code }) => code)[0], 'lpx-overloaded');
});

void test('tokens are those that are asked for, or those that the users make', () => {
  const plan = (users: number, demand: string) =>
    planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { few: { concurrency: ${users}, context: 8K, speed: 250 tok/s${demand} } }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options: { software: { speculation: { method: dspark } } }
economics: { utilization: 60% }
`);
  const asked = resultOf(plan(10, ', demand: 30B tokens/day'), 'software').workloads['few'];
  assert.ok(Math.abs((asked?.decode?.tokensPerSecond ?? 0) / (30e9 / 86400 / 0.6) - 1) < 1e-9);
  const loop = resultOf(plan(10, ''), 'software').workloads['few'];
  assert.ok(loop?.decode);
  const { tokensPerSecond, tokensPerSecondPerUser } = loop.decode;
  assert.ok(Math.abs(tokensPerSecond / (10 * tokensPerSecondPerUser) - 1) < 1e-9);
});

const knobs = fc.record({
  concurrency: fc.integer({ min: 1, max: 20_000 }),
  context: fc.integer({ min: 1000, max: 60_000 }),
  speed: fc.integer({ min: 15, max: 120 }),
  demand: fc.integer({ min: 1, max: 200 }),
  racks: fc.boolean(),
});
type Knobs = { concurrency: number; context: number; speed: number; demand: number; racks: boolean };

const planWith = ({ concurrency, context, speed, demand, racks }: Knobs, gpus = 8) =>
  planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  x: { concurrency: ${concurrency}, context: ${context}, speed: ${speed} tok/s, demand: ${demand}B tokens/day }
gpus: { type: vera-rubin-nvl72, count: ${gpus} }
options: { one: { speculation: { method: dspark }${racks ? ', lpx: { racks: auto, role: ffn }' : ''} } }
`);
const usdPerHour = (plan: ResolvedPlan) => resultOf(plan, 'one').total.usdPerHour ?? Infinity;

void test('neither more that is owned nor fewer users cost more, and more volume never costs less', () => {
  fc.assert(
    fc.property(knobs, fc.double({ min: 1, max: 4, noNaN: true }), (k, factor) => {
      const cost = usdPerHour(planWith(k));
      assert.equal(usdPerHour(planWith(k, 5000)), cost);
      const fewer = usdPerHour(
        planWith({ ...k, concurrency: Math.max(1, Math.floor(k.concurrency / factor)) }),
      );
      assert.ok(fewer <= cost * (1 + 1e-9), `fewer users: ${fewer} over ${cost}`);
      const more = usdPerHour(planWith({ ...k, demand: Math.ceil(k.demand * factor) }));
      assert.ok(more >= cost * 0.995, `more volume: ${more} under ${cost}`);
    }),
    { numRuns: 25 },
  );
});

void test('the fleet that is priced works as what is owned', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      const { workloads, total } = resultOf(planWith(k), 'one');
      const needed = workloads['x']?.cost.acceleratorsNeeded;
      if (needed === null || needed === undefined) return;
      const again = resultOf(planWith(k, needed), 'one');
      assert.deepEqual(again.reasons, []);
      assert.equal(again.total.usdPerHour, total.usdPerHour);
      const speed = again.workloads['x']?.decode?.tokensPerSecondPerUser ?? 0;
      assert.ok(speed >= k.speed * (1 - 1e-9));
    }),
    { numRuns: 25 },
  );
});

/** The fewest accelerators of any partition into pools, written out without any of the search's short cuts. */
function bruteForce(site: Site, loads: readonly Numbered[]): number {
  const [first, ...rest] = loads;
  if (!first) return 0;
  let fewest = Infinity;
  for (let mask = 0; mask < 2 ** rest.length; mask++) {
    const block = [first, ...rest.filter((_, i) => mask & (1 << i))];
    const others = rest.filter((_, i) => !(mask & (1 << i)));
    fewest = Math.min(fewest, blockDevices(site, block) + bruteForce(site, others));
  }
  return fewest;
}

function blockDevices(site: Site, block: readonly Numbered[]): number {
  const target = tightest(block);
  const sizes = site.layouts.map((layout: Layout, i) => {
    let need = 0;
    for (const { load } of block) need += rowOf(site, { ...load, ...target })(i).need ?? Infinity;
    return devicesOf(layout) * Math.max(1, Math.ceil(need - 1e-9));
  });
  return Math.min(...sizes);
}

const tiers = (count: number) =>
  fc.array(
    fc.record({
      concurrency: fc.integer({ min: 1, max: 400 }),
      context: fc.constantFrom(4096, 16384, 65536),
      speed: fc.constantFrom(null, 20, 40, 80),
    }),
    { minLength: count, maxLength: count },
  );

const plain = planWith({ concurrency: 1, context: 1000, speed: 20, demand: 1, racks: false });

/** Where the workloads of that plan may run without racks. */
function siteOfPlan(): Site {
  const { model, serving, gpus } = plain;
  const option = plain.options['one']!;
  return {
    model,
    serving,
    accelerator: gpus!.accelerator,
    layouts: candidateLayouts(model, gpus!.accelerator, 144),
    speculation: option.speculation,
    dynamo: option.dynamo,
    measured: { steps: [], prefill: [], memory: null },
    scale: null,
    lpx: null,
    apart: false,
  };
}

type Tier = { concurrency: number; context: number; speed: number | null };

function loadsOfTiers(list: readonly Tier[]): readonly Numbered[] {
  const [x] = Object.values(plain.workloads);
  const workloads = Object.fromEntries(
    list.map(({ concurrency, context, speed }, i) => [
      `w${i}`,
      { ...x!, concurrency, speed, demand: null, context: { p50: context, p95: context, max: context } },
    ]),
  );
  return loadsOf({ workloads, utilization: 1 }).map((load, member) => ({ member, load }));
}

void test('other choices of workloads leave the pools of a choice as they are', () => {
  const toldOf = (site: Site, loads: readonly Numbered[]) =>
    poolsOf({ site, loads, one: false }).map(({ parts, replicas, devicesPerReplica }) => ({
      parts: parts.map(({ member, allocated, point: { need, batch } }) => ({
        member,
        allocated,
        need,
        batch,
      })),
      replicas,
      devicesPerReplica,
    }));
  fc.assert(
    fc.property(tiers(8), (list) => {
      const loads = loadsOfTiers(list);
      const choices = [loads, loads.slice(1)];
      const site = siteOfPlan();
      // Backwards, so that workloads come in another order than the plan's.
      const kept = choices.toReversed().map((choice) => toldOf(site, choice));
      const anew = choices.toReversed().map((choice) => {
        clearCaches();
        return toldOf(siteOfPlan(), choice);
      });
      assert.deepEqual(kept, anew);
    }),
    { numRuns: 1 },
  );
});

void test('pools are the best of all partitions of a few workloads', () => {
  const site = siteOfPlan();
  const check = (count: number, slack: number, numRuns: number) => {
    fc.assert(
      fc.property(tiers(count), (list) => {
        const loads = loadsOfTiers(list);
        const found = devicesOfPools(poolsOf({ site, loads, one: false }));
        const best = bruteForce(site, loads);
        assert.ok(found >= best && found <= best * slack, `${found}, not ${best}`);
      }),
      { numRuns },
    );
  };
  check(2, 1, 20);
  check(4, 1.002, 15);
  check(6, 1.002, 5);
});

void test('tiers of different speeds have pools of their own, and small ones share their replicas', () => {
  const pools = (...workloads: string[]) => {
    const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
${workloads.map((text, i) => `  w${i}: { ${text}, share: ${100 / workloads.length}% }`).join('\n')}
gpus: { type: vera-rubin-nvl72, racks: 4 }
options: { one: { speculation: { method: dspark } } }
`);
    const { fleet } = chooseFleet(caseOf(plan, plan.options['one']!), plan.gpus!);
    assert.ok(fleet);
    return fleet.pools;
  };
  const apart = pools(
    'concurrency: 9000, context: 8K, speed: 30 tok/s',
    'concurrency: 100, context: 16K, speed: 600 tok/s',
  );
  assert.deepEqual(
    apart.map(({ parts }) => parts.length),
    [1, 1],
  );
  assert.notEqual(apart[0]?.devicesPerReplica, apart[1]?.devicesPerReplica);
  const shared = pools(
    'concurrency: 3, context: 8K, speed: 30 tok/s',
    'concurrency: 3, context: 16K, speed: 30 tok/s',
  );
  assert.deepEqual(
    shared.map(({ parts }) => parts.length),
    [2],
  );
});
