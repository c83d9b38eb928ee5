import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { mergePlans } from '../../../../src/engine/questions/mix/merged.js';
import {
  winnersCost,
  portfolioFleets,
  portfolioPlan,
  portfolioTotals,
  type PortfolioPlan,
  type PortfolioWorkload,
} from '../../../../src/engine/questions/portfolio.js';
import type { AttachRate } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

const WORKLOAD: PortfolioWorkload = {
  workload: 'one',
  winner: 'a',
  kind: 'gpus',
  runnerUp: null,
  margin: null,
  tokensPerSecond: 100,
  usdPerMillionTokens: 2,
  revenueUsdPerMillionTokens: 3,
  leftOfRevenue: 1 / 3,
  lpx: false,
  tie: false,
  decodeOnly: false,
};
const NO_RATE: AttachRate = {
  ofTokens: null,
  ofTokensRange: null,
  ofRevenue: null,
  ofGpuRacks: null,
  lpxRacksPerGpuRack: null,
  lpxRacksPer72Gpus: null,
  ties: [],
  forcedBy: null,
  forcedUsdPerMillionTokens: null,
  perWorkload: {},
};
const planWith = (
  workloads: readonly Partial<PortfolioWorkload>[],
  change: Partial<PortfolioPlan> = {},
): PortfolioPlan => ({
  workloads: workloads.map((own) => ({ ...WORKLOAD, ...own })),
  attachRate: NO_RATE,
  accelerators: 144,
  gpuRacks: 2,
  lpxRacks: 0,
  usdPerHour: 10,
  basis: 'priced',
  stillToSpendUsdPerHour: 4,
  earnings: { revenueUsdPerHour: 15, profitUsdPerHour: 5, margin: 1 / 3 },
  purchaseUsd: 1e6,
  ...change,
});
const attaching = (ofTokens: number | null) => ({ attachRate: { ...NO_RATE, ofTokens } });

void test('plans add up by the tokens of the workloads that have a winner and a volume', () => {
  const totals = portfolioTotals([
    planWith([{ margin: 0.5 }, { kind: 'lpx', lpx: true, tokensPerSecond: 300, usdPerMillionTokens: 6 }], {
      lpxRacks: 5,
      attachRate: {
        ...NO_RATE,
        ofTokensRange: { low: 0.75, high: 0.75 },
        forcedBy: 'one',
        forcedUsdPerMillionTokens: 33,
      },
    }),
    planWith(
      [
        {
          kind: 'lpx-and-software',
          lpx: true,
          tie: true,
          tokensPerSecond: 100,
          usdPerMillionTokens: null,
          margin: 1,
        },
        { kind: null, winner: null, usdPerMillionTokens: 100 },
        { tokensPerSecond: null },
      ],
      { attachRate: { ...NO_RATE, ofTokensRange: { low: 0, high: 1 } } },
    ),
  ]);
  assert.deepEqual([totals.tokensPerSecond, totals.undecided], [500, 2]);
  // Of what is known: 100 at 2 and 300 at 6; half as dear again for 100, twice for 100.
  assert.equal(totals.usdPerMillionTokens, 5);
  assert.equal(totals.margin, 0.75);
  assert.deepEqual(totals.kinds, [
    { kind: 'lpx', share: 0.6 },
    { kind: 'gpus', share: 0.2 },
    { kind: 'lpx-and-software', share: 0.2 },
  ]);
  assert.equal(totals.attachRate, 0.8);
  // The 100 that tie may be LPX's or the rival's, as far as their own fleet can give them away.
  assert.deepEqual(totals.attachRateRange, { low: 0.6, high: 0.8 });
  assert.equal(portfolioTotals([planWith([{}])]).attachRateRange, null);
  assert.deepEqual([totals.gpuRacks, totals.lpxRacks, totals.lpxRacksPerGpuRack], [4, 5, 1.25]);
  assert.deepEqual([totals.accelerators, totals.lpxRacksPer72Gpus], [288, 1.25]);
  assert.deepEqual([totals.usdPerHour, totals.purchaseUsd], [20, 2e6]);
  assert.equal(totals.attachRateOfRevenue, 0.8);
  const sold = (usd: number | null) =>
    portfolioTotals([
      planWith([{ revenueUsdPerMillionTokens: usd }, { lpx: true, revenueUsdPerMillionTokens: 9 }]),
    ]);
  assert.deepEqual([sold(1).attachRateOfRevenue, sold(null).attachRateOfRevenue], [0.9, null]);
  assert.deepEqual(totals.forcedBy, [{ workload: 'one', usdPerMillionTokens: 33 }]);
  const [known, unknown] = [planWith([]), planWith([], { usdPerHour: null, purchaseUsd: null })];
  const together = portfolioTotals([known, unknown]);
  assert.deepEqual([together.usdPerHour, together.purchaseUsd], [null, null]);
});

void test('plans spread from the lowest over the middle to the highest, each counted once', () => {
  const rates = (...values: (number | null)[]) =>
    portfolioTotals(values.map((value) => planWith([], attaching(value)))).spread.attachRate;
  assert.deepEqual(rates(0.9, 0.1, 0.5), { low: 0.1, median: 0.5, high: 0.9 });
  assert.deepEqual(rates(1, 0.25, null, 0, 0.75), { low: 0, median: 0.5, high: 1 });
  assert.deepEqual(rates(0.3), { low: 0.3, median: 0.3, high: 0.3 });
  assert.equal(rates(null), null);
  const { spread } = portfolioTotals([
    planWith([{ usdPerMillionTokens: 9 }]),
    planWith([{ usdPerMillionTokens: 10 }, { usdPerMillionTokens: 4, tokensPerSecond: 200 }]),
    planWith([{ usdPerMillionTokens: null }]),
  ]);
  assert.deepEqual(spread.usdPerMillionTokens, { low: 6, median: 7.5, high: 9 });
  assert.equal(winnersCost(planWith([{ tokensPerSecond: null }])), null);
});

void test('of nothing there is no share, no cost and no rack to attach to', () => {
  const { kinds, margin, attachRate, usdPerMillionTokens, lpxRacksPerGpuRack, tokensPerSecond } =
    portfolioTotals([planWith([{ kind: null }], { gpuRacks: 0 })]);
  assert.deepEqual(
    [kinds, margin, attachRate, usdPerMillionTokens, lpxRacksPerGpuRack, tokensPerSecond],
    [[], null, null, null, null, 0],
  );
});

const PLAN = `decodeplan: 1
model: deepseek-v4-flash
workloads:
  asked: { share: 50%, concurrency: 100, context: 8K, speed: 40 tok/s, demand: 86.4M tokens/day }
  made: { share: 50%, concurrency: 100, context: 8K, speed: 40 tok/s }
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  plain: {}
  drafts: { speculation: { method: dspark, draftTokens: 3 } }
  lpx: { lpx: { racks: 3, role: ffn, price: 1M USD } }
  both: { lpx: { racks: 3, role: ffn, price: 1M USD }, speculation: { method: dspark, draftTokens: 3 } }
  away: { hosted: { name: somewhere, output: 1 USD/Mtok, speed: 50 tok/s } }
`;

void test('a plan brings the kind, volume, cost and racks of what serves each workload', () => {
  const plan = planOf(PLAN);
  const result = evaluate(plan, { breakEven: false });
  const won = (winner: string | null, lpx = false) =>
    portfolioPlan(plan, {
      ...result,
      mix: {
        ...result.mix,
        served: { asked: { tokensPerSecond: 1000, usdPerMillionTokens: 2, margin: null, lpx } },
        accelerators: 36,
        lpxRacks: 3,
      },
      attachRate: {
        ...result.attachRate,
        ties: ['asked'],
        lpxRacksPerGpuRack: 6,
        perWorkload: {
          asked: { winner, runnerUp: 'away', margin: 0.5 },
          made: { winner: null, runnerUp: null, margin: null },
        },
      },
    });
  const kinds = ['plain', 'drafts', 'lpx', 'both', 'away'].map(
    (name) => won(name, name === 'lpx' || name === 'both').workloads[0]?.kind,
  );
  assert.deepEqual(kinds, ['gpus', 'software', 'lpx', 'lpx-and-software', 'hosted']);
  // Of an option with racks that leave this workload to its accelerators.
  assert.equal(won('both').workloads[0]?.kind, 'software');
  const { workloads, gpuRacks, lpxRacks, accelerators } = won('both', true);
  const [asked, made] = workloads;
  assert.deepEqual(asked, {
    ...{ workload: 'asked', winner: 'both', runnerUp: 'away', margin: 0.5, kind: 'lpx-and-software' },
    ...{
      lpx: true,
      tie: true,
      tokensPerSecond: 1000,
      usdPerMillionTokens: 2,
      revenueUsdPerMillionTokens: null,
      leftOfRevenue: null,
      decodeOnly: true,
    },
  });
  assert.deepEqual([gpuRacks, lpxRacks, accelerators], [0.5, 3, 36]);
  assert.deepEqual([made?.kind, made?.tokensPerSecond, made?.usdPerMillionTokens], [null, null, null]);
});

const FLEET = `decodeplan: 1
model: deepseek-v4-pro
WORKLOADS
gpus: { type: vera-rubin-nvl72, racks: 8 }
serving: { engine: trtllm, kvCache: fp8 }
buy: any
options:
  dspark: { speculation: { method: dspark } }
  lpx-dspark: { lpx: { racks: auto, role: ffn }, speculation: { method: dspark } }
`;
const FIVE = [
  'chat: { concurrency: 20000, context: { p50: 8K, p95: 64K }, speed: 30 tok/s, demand: 25B tokens/day }',
  'rag: { concurrency: 5000, context: { p50: 64K, p95: 128K }, speed: 40 tok/s, demand: 10B tokens/day }',
  'agents: { concurrency: 4000, context: { p50: 96K, p95: 512K, max: 1M }, speed: 80 tok/s, demand: 15B tokens/day }',
  'coding-fast: { concurrency: 600, context: 64K, speed: 180 tok/s, demand: 4B tokens/day }',
  'ultra: { concurrency: 60, context: 32K, speed: 400 tok/s, demand: 500M tokens/day }',
];
const fleetPlan = (workloads: readonly string[], change: (text: string) => string = (text) => text) => {
  const plan = planOf(
    change(FLEET.replace('WORKLOADS', `workloads:\n${workloads.map((one) => `  ${one}`).join('\n')}`)),
  );
  return { plan, answer: portfolioPlan(plan, evaluate(plan, { breakEven: false })) };
};
const wholeOf = (plans: readonly ReturnType<typeof fleetPlan>[]) =>
  portfolioTotals(portfolioFleets(plans).map(({ answer }) => answer));

void test('the same workloads make the same portfolio in one file and in five, in any order', () => {
  const one = wholeOf([fleetPlan(FIVE)]);
  assert.equal(one.forcedBy[0]?.workload, 'ultra');
  for (const five of [FIVE, FIVE.toReversed()]) {
    const many = wholeOf(five.map((workload) => fleetPlan([workload])));
    for (const name of [
      'tokensPerSecond',
      'usdPerHour',
      'attachRate',
      'lpxRacks',
      'accelerators',
      'purchaseUsd',
    ] as const) {
      const [a, b] = [one[name], many[name]];
      assert.ok(
        a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.abs(a),
        `${name}: ${a} is not ${b}`,
      );
    }
    assert.deepEqual(many.attachRateRange, one.attachRateRange);
    assert.deepEqual(
      many.forcedBy.map(({ workload }) => workload),
      ['ultra'],
    );
  }
});

void test('however workloads are drawn and spread over files, they make one portfolio', () => {
  const drawn = fc.record({
    context: fc.constantFrom(8, 32, 96),
    speed: fc.constantFrom(30, 80, 180, 350),
    demand: fc.integer({ min: 1, max: 300 }),
  });
  const random = fc.record({
    drawn: fc.array(drawn, { minLength: 2, maxLength: 4 }),
    racks: fc.constantFrom(0, 2, 8),
    price: fc.constantFrom(500, 2000, 4000),
    files: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
  });
  fc.assert(
    fc.property(random, ({ drawn: list, racks, price, files }) => {
      const change = (text: string) =>
        text
          .replace('racks: 8', racks > 0 ? `racks: ${racks}` : 'count: 0')
          .replace('role: ffn', `role: ffn, price: ${price}K USD`);
      const workloads = list.map(
        ({ context, speed, demand }, i) =>
          `w${i}: { context: ${context}K, speed: ${speed} tok/s, demand: ${demand * 100}M tokens/day }`,
      );
      const groups = [0, 1, 2].map((file) => workloads.filter((_, i) => files[i] === file));
      const one = wholeOf([fleetPlan(workloads, change)]);
      const many = wholeOf(
        groups.filter((group) => group.length > 0).map((group) => fleetPlan(group, change)),
      );
      for (const name of [
        'tokensPerSecond',
        'usdPerHour',
        'attachRate',
        'lpxRacks',
        'purchaseUsd',
      ] as const) {
        const [a, b] = [one[name], many[name]];
        assert.ok(
          a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.abs(a)),
          `${name}: ${a}, ${b}`,
        );
      }
    }),
    { numRuns: 8 },
  );
});

void test('plans are one fleet where model, hardware, limits and prices are the same', () => {
  const first = fleetPlan(FIVE.slice(0, 1));
  const second = fleetPlan(FIVE.slice(1, 2), (text) => text.replace('dspark:', 'drafted:'));
  const others = [
    (text: string) => text.replace('deepseek-v4-pro', 'deepseek-v4-flash'),
    (text: string) => text.replace('racks: 8', 'racks: 9'),
    (text: string) => text.replace('buy: any', 'buy: none'),
    (text: string) => `${text}economics: { electricity: 0.2 USD/kWh }\n`,
    (text: string) => `${text}budget: { power: 90 MW }\n`,
  ].map((change) => fleetPlan(FIVE.slice(2, 3), change));
  assert.deepEqual(
    portfolioFleets([first, ...others, second]).map(({ plans }) => plans),
    [[0, 6], [1], [2], [3], [4], [5]],
  );
  // Options that are the same are one, whatever their names; workloads of one name are two.
  const { plan, names } = mergePlans([first.plan, second.plan, first.plan])[0]!;
  assert.deepEqual(Object.keys(plan.options), ['dspark', 'lpx-dspark']);
  assert.deepEqual(Object.keys(plan.workloads), ['chat', 'rag', 'chat 2']);
  assert.deepEqual(names.get(2), { chat: 'chat 2' });
});
