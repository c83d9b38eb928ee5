import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import {
  costOf,
  portfolioPlan,
  portfolioTotals,
  type PortfolioPlan,
  type PortfolioWorkload,
} from '../../../../src/engine/questions/portfolio.js';
import { planOf } from '../../plans.js';

const WORKLOAD: PortfolioWorkload = {
  workload: 'one',
  winner: 'a',
  kind: 'gpus',
  runnerUp: null,
  margin: null,
  tokensPerSecond: 100,
  usdPerMillionTokens: 2,
  gpuRacks: 1,
  decodeOnly: false,
};
const planWith = (
  workloads: readonly Partial<PortfolioWorkload>[],
  change: Partial<PortfolioPlan> = {},
): PortfolioPlan => ({
  workloads: workloads.map((own) => ({ ...WORKLOAD, ...own })),
  attachRate: { ofTokens: null, ofGpuRacks: null, lpxRacksPerGpuRack: null, perWorkload: {} },
  gpuRacks: 2,
  lpxRacks: 0,
  ...change,
});
const attaching = (ofTokens: number | null) => ({
  attachRate: { ofTokens, ofGpuRacks: null, lpxRacksPerGpuRack: null, perWorkload: {} },
});

void test('plans add up by the tokens of the workloads that have a winner and a volume', () => {
  const totals = portfolioTotals([
    planWith([{ margin: 0.5 }, { kind: 'lpx', tokensPerSecond: 300, usdPerMillionTokens: 6 }], {
      lpxRacks: 5,
    }),
    planWith([
      { kind: 'lpx-and-software', tokensPerSecond: 100, usdPerMillionTokens: null, margin: 1 },
      { kind: null, winner: null, usdPerMillionTokens: 100 },
      { tokensPerSecond: null },
    ]),
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
  assert.deepEqual([totals.gpuRacks, totals.lpxRacks, totals.lpxRacksPerGpuRack], [4, 5, 1.25]);
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
  assert.equal(costOf(planWith([{ tokensPerSecond: null }])), null);
});

void test('of nothing there is no share, no cost and no rack to attach to', () => {
  const { kinds, margin, attachRate, usdPerMillionTokens, lpxRacksPerGpuRack, tokensPerSecond } =
    portfolioTotals([planWith([{ kind: null }], { gpuRacks: 0 })]);
  assert.deepEqual(
    [kinds, margin, attachRate, usdPerMillionTokens, lpxRacksPerGpuRack, tokensPerSecond],
    [[], null, null, null, null, 0],
  );
});

void test('a plan brings the kind, volume, cost and racks of what wins each workload', () => {
  const plan = planOf(`decodeplan: 1
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
`);
  const result = evaluate(plan, { breakEven: false });
  const won = (winner: string | null, given: ResolvedPlan = plan) =>
    portfolioPlan(given, {
      ...result,
      attachRate: {
        ...result.attachRate,
        perWorkload: {
          asked: { winner, runnerUp: 'away', margin: 0.5 },
          made: { winner, runnerUp: null, margin: null },
        },
      },
    });
  const kinds = ['plain', 'drafts', 'lpx', 'both', 'away'].map((name) => won(name).workloads[0]?.kind);
  assert.deepEqual(kinds, ['gpus', 'software', 'lpx', 'lpx-and-software', 'hosted']);
  const { workloads, gpuRacks, lpxRacks } = won('both');
  const [asked, made] = workloads;
  const own = result.options['both']?.workloads;
  assert.ok(asked && made && own?.['made']?.decode);
  assert.deepEqual([asked.runnerUp, asked.margin], ['away', 0.5]);
  assert.ok(Math.abs((asked.tokensPerSecond ?? 0) - 1000) < 1e-9);
  const speed = own['made'].decode.tokensPerSecondPerUser;
  assert.equal(made.tokensPerSecond, 100 * speed * plan.economics.utilization);
  assert.equal(made.usdPerMillionTokens, own['made'].cost.usdPerMillionTokens);
  assert.equal(made.gpuRacks, (own['made'].cost.acceleratorsNeeded ?? 0) / 72);
  assert.equal(gpuRacks, asked.gpuRacks + made.gpuRacks);
  // Both workloads share the option's racks.
  assert.equal(lpxRacks, 3);
  // A service decodes as fast as it was asked to; without a speed nobody knows how much.
  assert.equal(won('away').workloads[1]?.tokensPerSecond, 100 * 40 * plan.economics.utilization);
  const { made: still } = plan.workloads;
  const unasked = { ...plan, workloads: { ...plan.workloads, made: { ...still!, speed: null } } };
  assert.equal(won('away', unasked).workloads[1]?.tokensPerSecond, null);
  assert.deepEqual([won('plain').lpxRacks, won(null).lpxRacks, won(null).gpuRacks], [0, 0, 0]);
  assert.deepEqual([won(null).workloads[0]?.kind, won(null).workloads[0]?.usdPerMillionTokens], [null, null]);
});
