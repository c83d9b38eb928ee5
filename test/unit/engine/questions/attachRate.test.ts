import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { attachRate } from '../../../../src/engine/questions/attachRate.js';
import type { Ground, Weighed } from '../../../../src/engine/questions/mix/ground.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { exhaustive } from '../../../../src/engine/questions/mix/search.js';
import type { SharedWorkload } from '../../../../src/engine/questions/mix/share.js';
import { planOf } from '../../plans.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  agents: { concurrency: 80, context: 8K, demand: 75 tok/s, price: 4 USD/Mtok }
  chat: { concurrency: 40, context: 4K, demand: 25 tok/s, price: 12 USD/Mtok }
gpus: { type: vera-rubin-nvl72, racks: 2 }
options:
  plain: {}
  lpx: { lpx: { racks: 4, role: ffn, price: 2M USD } }
  away: { hosted: { output: 1 USD/Mtok, speed: 100 tok/s } }
`);
const TOKENS = [75, 25];
const NAMES = Object.keys(PLAN.workloads);
const OPTIONS = Object.keys(PLAN.options);

/** What each option asks for each workload, USD per second; `null` where it cannot serve it. */
type Costs = Readonly<Record<string, readonly [number | null, number | null]>>;

interface Assumed {
  /** What a mix costs more once no LPX rack is in it: racks that several share are saved by none of them alone. */
  readonly withoutRacks?: number;
  readonly lpxError?: number;
  readonly error?: number;
  readonly racks?: number;
  readonly basis?: number;
}

/** Mixes that cost the sum of what their workloads do, and so many racks where LPX is among them. */
function rateOf(
  costs: Costs,
  { lpxError = 1, error = 1, racks = 4, basis = 1, withoutRacks = 0 }: Assumed = {},
) {
  const served = (option: string, member: number): SharedWorkload | null => {
    const usdPerSecond = costs[option]?.[member] ?? null;
    if (usdPerSecond === null) return null;
    const lpx = option === 'lpx';
    return {
      ...{ tokensPerSecond: TOKENS[member] ?? 0, usdPerSecond, onLpx: lpx, gpuRacks: 0.5 },
      ...{ error, lpxError: lpx ? lpxError : 1 },
    };
  };
  const weigh: Ground['weigh'] = (assignment) => {
    const workloads = assignment.map((option, i) =>
      option === null ? null : served(OPTIONS[option] ?? '', i),
    );
    const own = workloads.reduce((sum, one) => sum + (one?.usdPerSecond ?? 0), 0);
    const priced = own + (workloads.some((one) => one?.onLpx) ? 0 : withoutRacks);
    const lpxRacks = workloads.some((one) => one?.onLpx) ? racks : 0;
    const together = {
      lpxRacks,
      accelerators: 36 * workloads.filter(Boolean).length,
      usdPerSecond: { priced, sunk: null },
      power: { meterWatts: null },
    };
    return {
      assignment,
      workloads,
      usdPerSecond: priced * basis,
      weight: assignment.reduce(
        (sum: number, option, i) => (option === null ? sum : sum + (TOKENS[i] ?? 0)),
        0,
      ),
      together: together as unknown as Weighed['together'],
      tokensPerSecond: 100,
    };
  };
  const candidates = NAMES.map((_, i) =>
    OPTIONS.flatMap((option, number) => (served(option, i) === null ? [] : [number])),
  );
  const ground: Ground = {
    names: NAMES,
    options: OPTIONS,
    candidates,
    weights: TOKENS,
    weigh,
    shared: () => null,
    parts: () => 0,
  };
  return (plan: ResolvedPlan = PLAN) => attachRate(plan, ground, exhaustive(ground));
}

const near = (actual: number | null, expected: number) => {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
};

void test('each workload goes where it costs least, and the next best adds to its bill', () => {
  const rate = rateOf({ plain: [3, 1], lpx: [2, 4], away: [2.5, 1.5] })();
  assert.deepEqual(rate.perWorkload, {
    agents: { winner: 'lpx', runnerUp: 'away', margin: 0.25 },
    chat: { winner: 'plain', runnerUp: 'away', margin: 0.5 },
  });
  // The bill on the basis that picks winners is a tenth: so is what the next best adds, and the part stays.
  assert.equal(
    rateOf({ plain: [3, 1], lpx: [2, 4], away: [2.5, 1.5] }, { basis: 0.1 })().perWorkload[
      'agents'
    ]?.margin?.toFixed(9),
    '0.250000000',
  );
});

void test('the rate is of tokens, of revenue and of racks', () => {
  const rate = rateOf({ plain: [3, 1], lpx: [2, 4] })();
  near(rate.ofTokens, 0.75);
  // 75 tokens at 4 USD and 25 at 12.
  near(rate.ofRevenue, 0.5);
  near(rate.ofGpuRacks, 0.5);
  near(rate.lpxRacksPerGpuRack, 4);
  near(rate.lpxRacksPer72Gpus, 4);
  assert.equal(rate.reason, undefined);
  const none = rateOf({ plain: [1, 1], lpx: [2, 4] })();
  assert.deepEqual([none.ofTokens, none.ofRevenue, none.lpxRacksPer72Gpus, none.forcedBy], [0, 0, 0, null]);
  const unpriced = {
    ...PLAN,
    workloads: { ...PLAN.workloads, chat: { ...PLAN.workloads['chat']!, price: null } },
  };
  assert.equal(rateOf({ plain: [3, 1], lpx: [2, 4] })(unpriced).ofRevenue, null);
});

void test('what no option serves carries no weight, and where nothing is served there is no rate', () => {
  const rate = rateOf({ plain: [null, null], lpx: [2, null] })();
  assert.deepEqual(rate.perWorkload['chat'], { winner: null, runnerUp: null, margin: null });
  assert.deepEqual([rate.ofTokens, rate.perWorkload['agents']?.runnerUp], [1, null]);
  const nothing = rateOf({ plain: [null, null], lpx: [null, null] })();
  assert.deepEqual(
    [nothing.ofTokens, nothing.ofTokensRange, nothing.reason],
    [null, null, { code: 'no-option-priced' }],
  );
});

void test('a workload that only LPX serves forces it, and its tokens cost what the bill grows by', () => {
  const rate = rateOf({ plain: [3, null], lpx: [2.5, 4] })();
  assert.equal(rate.forcedBy, 'chat');
  near(rate.forcedUsdPerMillionTokens, (4 / 25) * 1e6);
  // Where a service serves it too, at whatever price, nothing is forced.
  const free = rateOf({ plain: [3, null], lpx: [2.5, 4], away: [null, 400] })();
  assert.deepEqual([free.forcedBy, free.forcedUsdPerMillionTokens, free.ofTokens], [null, null, 1]);
});

void test('costs that only LPX’s own assumptions keep apart are a tie, and ties are given away on both sides', () => {
  const costs: Costs = { plain: [2.1, 1], lpx: [2, 1.05] };
  // 5 % apart on one engine and one kind of accelerator: their shared error does not matter.
  const sure = rateOf(costs, { error: 1.5 })();
  assert.deepEqual([sure.ties, sure.ofTokensRange], [[], { low: 0.75, high: 0.75 }]);
  // A reach of 10 %: 1.28 of its deviations (a triangle's, reach over the root of 6) are 5.1 %.
  const tied = rateOf(costs, { lpxError: 1.1 })();
  assert.deepEqual(tied.ties, ['agents', 'chat']);
  assert.deepEqual([tied.ofTokens, tied.ofTokensRange], [0.75, { low: 0, high: 1 }]);
  const wide = rateOf(costs, { lpxError: 1.09 })();
  assert.deepEqual(wide.ties, []);
  // A service errs in nothing that the model does: there all of the model's error counts.
  const bought = rateOf({ plain: [null, 1], lpx: [2, 9], away: [2.1, 9] }, { error: 1.1 })();
  assert.deepEqual(bought.ties, ['agents']);
});

void test('workloads that are ties each on its own are not both given away where together they are none', () => {
  const costs: Costs = { plain: [2.02, 1.01], lpx: [2, 1] };
  const each = rateOf(costs, { lpxError: 1.1 })();
  assert.deepEqual([each.ties, each.ofTokensRange], [['agents', 'chat'], { low: 0, high: 1 }]);
  // Without any rack the mix costs another tenth: the larger is given away, the smaller stays.
  const both = rateOf(costs, { lpxError: 1.1, withoutRacks: 0.3 })();
  assert.deepEqual(
    [both.ties, both.ofTokens, both.ofTokensRange],
    [['agents', 'chat'], 1, { low: 0.25, high: 1 }],
  );
});

void test('a bill that grows by what sums leave in their last digits does not grow', () => {
  const { perWorkload } = rateOf({ plain: [2 + 1e-14, null], lpx: [2, 1] })();
  assert.equal(perWorkload['agents']?.margin, 0);
});

void test('where every option has racks, none is said to be forced: no option without them was compared', () => {
  const forcedIn = (rival: string) =>
    evaluate(
      planOf(`decodeplan: 1
model: deepseek-v4-pro
workloads: { ultra: { context: 32K, speed: 420 tok/s, demand: 500M tokens/day } }
owned: { gpus: { type: vera-rubin-nvl72 } }
serving: { engine: vllm, kvCache: fp8 }
buy: any
options:
  fp8: { lpx: { racks: auto, role: ffn, price: 3M USD }, speculation: { method: dspark } }
  fp4: { lpx: { racks: auto, role: ffn, storage: fp4, price: 3M USD }, speculation: { method: dspark } }
${rival}`),
      { breakEven: false },
    ).attachRate.forcedBy;
  assert.equal(forcedIn(''), null);
  assert.equal(forcedIn('  software: { speculation: { method: dspark } }\n'), 'ultra');
});
