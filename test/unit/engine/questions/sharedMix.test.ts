import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { piecePrices, optionPlace } from '../../../../src/engine/fleet/pools/place.js';
import {
  devicesOfPools,
  replicasOfPools,
  type Pool,
  type Seat,
} from '../../../../src/engine/fleet/pools/pool.js';
import { rackedPools } from '../../../../src/engine/fleet/pools/racked.js';
import { sharedRacks } from '../../../../src/engine/fleet/pools/sharedRacks.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { groundOf, type Ground } from '../../../../src/engine/questions/mix/ground.js';
import { exhaustive } from '../../../../src/engine/questions/mix/search.js';
import type { MixResult } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

const HEAD = 'decodeplan: 1\nmodel: deepseek-v4-pro\n';
const FAST = 'fast: { concurrency: 60, context: 32K, speed: 300 tok/s, demand: 500M tokens/day }';
const AGENTS = 'agents: { concurrency: 200, context: 64K, speed: 150 tok/s, demand: 2B tokens/day }';
const DRAFTS = 'drafts: { lpx: { racks: auto, role: ffn, price: 3M USD }, speculation: { method: dspark } }';
const PLAIN = 'plain: { lpx: { racks: auto, role: ffn, price: 3M USD }, speculation: { method: mtp } }';
const GREEN = 'owned: { gpus: { type: vera-rubin-nvl72 } }\neconomics: { owned: priced }\nbuy: any';

const planWith = (workloads: readonly string[], options: readonly string[], rest = GREEN): ResolvedPlan =>
  planOf(
    `${HEAD}workloads:\n${workloads.map((one) => `  ${one}\n`).join('')}${rest}\noptions:\n${options
      .map((one) => `  ${one}\n`)
      .join('')}`,
  );
const mixOf = (plan: ResolvedPlan): MixResult => evaluate(plan, { breakEven: false }).mix;
const groundFor = (plan: ResolvedPlan): Ground =>
  groundOf(plan, evaluate(plan, { breakEven: false }).options);

/** Workloads of a plan beside racks in one option. */
function seatsOf(plan: ResolvedPlan, option: string, members: readonly number[]) {
  const own = plan.options[option];
  assert.ok(own);
  const asked = caseOf(plan, own);
  const entries = Object.entries(asked.workloads).filter((_, i) => members.includes(i));
  assert.ok(asked.gpus);
  const { place } = optionPlace({ ...asked, workloads: Object.fromEntries(entries) }, asked.gpus);
  assert.ok(place);
  const site = place.site({ role: 'ffn', apart: false });
  const prices = piecePrices(place);
  assert.ok(prices && site.lpx);
  const seats: Seat[] = place.loads.map((load) => ({ ...load, site }));
  return { seats, prices, minimum: site.lpx.minimumRacks };
}

void test('options that keep the same weights in LPX racks take turns on them', () => {
  const plan = planWith([FAST, AGENTS], [DRAFTS, PLAIN]);
  const ground = groundFor(plan);
  const apart = ground.weigh([0, 1]);
  const shared = ground.shared([0, 1]);
  const together = shared?.weigh();
  assert.ok(apart && shared && together);
  assert.ok(together.together.lpxRacks < apart.together.lpxRacks);
  assert.ok(together.usdPerSecond < apart.usdPerSecond);
  assert.ok(shared.least <= together.usdPerSecond, 'no cheaper than it was said to be at least');
  assert.ok(Number.isInteger(together.together.lpxRacks) && together.together.purchase.lpxRacks > 0);
  // What the two are billed for racks is what the racks cost.
  assert.deepEqual(
    together.workloads.map((one) => one?.onLpx),
    [true, true],
  );
  // One option has nothing to share with itself, and what is alone shares nothing.
  assert.equal(ground.shared([0, 0]), null);
  assert.equal(ground.shared([0, null]), null);
});

void test('a service in the same mix keeps nobody from sharing', () => {
  const api = 'api: { hosted: { output: 1 USD/Mtok, speed: 90 tok/s } }';
  const slow = 'slow: { concurrency: 100, context: 8K, speed: 20 tok/s, demand: 100M tokens/day }';
  const ground = groundFor(planWith([FAST, slow, AGENTS], [DRAFTS, PLAIN, api]));
  const [apart, shared] = [ground.weigh([0, 2, 1]), ground.shared([0, 2, 1])?.weigh()];
  assert.ok(apart && shared && shared.together.lpxRacks < apart.together.lpxRacks);
  assert.equal(shared.workloads[1]?.usdPerSecond, apart.workloads[1]?.usdPerSecond);
});

void test('racks that hold something else, or cost something else, are not shared', () => {
  const differs = [
    PLAIN.replace('price: 3M', 'price: 2M'),
    PLAIN.replace('racks: auto', 'racks: auto, storage: fp4'),
    PLAIN.replace('role: ffn', 'role: drafter'),
    PLAIN.replace('{ lpx', '{ serving: { weights: fp8 }, lpx'),
  ];
  for (const other of differs) {
    const ground = groundFor(
      planWith([FAST.replace('300', '60'), AGENTS.replace('150', '50')], [DRAFTS, other]),
    );
    assert.equal(ground.shared([0, 1]), null, other);
  }
});

void test('two options that write as many racks use the same ones', () => {
  const written = (one: string, racks: number) => one.replace('racks: auto', `racks: ${racks}`);
  const plan = (a: number, b: number) => planWith([FAST, AGENTS], [written(DRAFTS, a), written(PLAIN, b)]);
  const same = groundFor(plan(28, 28)).shared([0, 1])?.weigh();
  assert.equal(same?.together.lpxRacks, 28);
  assert.equal(groundFor(plan(28, 30)).shared([0, 1]), null);
});

void test('shared racks are the cheapest of all numbers, with whatever queues on them', () => {
  const plan = planWith([FAST, AGENTS], [DRAFTS, PLAIN]);
  const [a, b] = [seatsOf(plan, 'drafts', [0]), seatsOf(plan, 'plain', [1])];
  const { rack, gpu } = a.prices;
  const found = sharedRacks(
    [a, b].map(({ seats }) => ({ seats, one: false, gpu })),
    { rack, minimum: a.minimum, written: null, limit: Number.POSITIVE_INFINITY },
  );
  assert.ok(found);
  const usd = (racks: number, pools: readonly (readonly Pool[])[]) =>
    racks * rack + pools.reduce((sum, own) => sum + devicesOfPools(own) * gpu, 0);
  const queued = ({ seats }: typeof a, racks: number, others: number) =>
    rackedPools({ seats, racks, others, one: false });
  let best = Number.POSITIVE_INFINITY;
  for (let racks = a.minimum; racks <= 3 * a.minimum; racks++)
    for (let first = 1; first <= 24; first++)
      for (let second = 1; second <= 24; second++) {
        const pools = [queued(a, racks, second), queued(b, racks, first)];
        const [one, two] = pools.map((own) =>
          own.every(({ served }) => served) ? replicasOfPools(own) : Infinity,
        );
        if ((one ?? Infinity) <= first && (two ?? Infinity) <= second)
          best = Math.min(best, usd(racks, pools));
      }
  const own = usd(found.racks, found.pools);
  assert.ok(own <= best * (1 + 1e-9), `${own} at ${found.racks} racks is beaten by ${best}`);
});

void test('accelerators for prompts are shared by options that compute them alike', () => {
  const ask = (name: string, rate: number) =>
    `${name}: { requests: ${rate} req/s, context: 16K, input: 12K, output: 500, speed: 20 tok/s, ttft: 4 s }`;
  const options = [
    'one: { prefill: { type: h200-sxm } }',
    'two: { prefill: { type: h200-sxm }, speculation: { method: eagle3, acceptance: 2 } }',
  ];
  const plan = planOf(
    `decodeplan: 1\nmodel: llama-3.1-70b\nworkloads:\n  ${ask('a', 2)}\n  ${ask('b', 3)}\nowned: { gpus: { type: h200-sxm } }\neconomics: { owned: priced }\nbuy: any\noptions:\n  ${options.join('\n  ')}\n`,
  );
  const ground = groundFor(plan);
  const apart = ground.weigh([0, 1]);
  const shared = ground.shared([0, 1]);
  const together = shared?.weigh();
  assert.ok(apart && shared && together);
  assert.ok(together.together.accelerators <= apart.together.accelerators);
  assert.ok(shared.least <= together.usdPerSecond);
});

/** Plans of two tiers whose options all use racks, or may. */
const random = fc.record({
  price: fc.integer({ min: 5, max: 60 }),
  demand: fc.integer({ min: 1, max: 20 }),
  speed: fc.integer({ min: 80, max: 320 }),
  owned: fc.constantFrom(0, 1),
  lpx: fc.constantFrom(0, 14),
  basis: fc.constantFrom('priced', 'sunk'),
});

const optionsAt = (price: number): readonly string[] => [
  'software: { speculation: { method: dspark } }',
  DRAFTS.replace('3M', `${price * 100}K`),
  PLAIN.replace('3M', `${price * 100}K`),
];

const drawn = (
  { price, demand, speed, owned, lpx, basis }: typeof random extends fc.Arbitrary<infer T> ? T : never,
  options = optionsAt(price),
): ResolvedPlan =>
  planWith(
    [
      `fast: { concurrency: 100, context: 32K, speed: ${speed} tok/s, demand: ${demand * 100}M tokens/day }`,
      `slow: { concurrency: 800, context: 16K, speed: 60 tok/s, demand: ${demand}B tokens/day }`,
    ],
    options,
    `owned: { gpus: { type: vera-rubin-nvl72${owned > 0 ? `, racks: ${owned}` : ''} }, lpx: ${lpx} racks }\neconomics: { owned: ${basis} }\nbuy: any`,
  );

const usdOf = ({ basis }: MixResult, of: 'priced' | 'sunk') =>
  basis[of].usdPerHour ?? Number.POSITIVE_INFINITY;
const served = ({ workloads }: MixResult) => Object.values(workloads).filter((one) => one !== null).length;

void test('one option more never makes the best mix dearer, nor serves less', () => {
  fc.assert(
    fc.property(random, fc.integer({ min: 0, max: 2 }), (one, left) => {
      const all = optionsAt(one.price);
      const [few, many] = [
        mixOf(
          drawn(
            one,
            all.filter((_, i) => i !== left),
          ),
        ),
        mixOf(drawn(one, all)),
      ];
      assert.ok(served(many) >= served(few));
      if (served(many) === served(few))
        assert.ok(usdOf(many, one.basis) <= usdOf(few, one.basis) * (1 + 1e-9));
    }),
    { numRuns: 12 },
  );
});

void test('no mix is passed over for what it costs at least', () => {
  fc.assert(
    fc.property(random, (one) => {
      const ground = groundFor(drawn(one));
      const eager: Ground = {
        ...ground,
        shared: (assignment) => {
          const own = ground.shared(assignment);
          return own && { ...own, least: 0 };
        },
      };
      assert.equal(exhaustive(ground).best.usdPerSecond, exhaustive(eager).best.usdPerSecond);
    }),
    { numRuns: 12 },
  );
});
