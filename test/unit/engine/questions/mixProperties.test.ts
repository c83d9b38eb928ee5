import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { PlanResult } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

/** What must always hold of the best mix, on plans whose options may share racks. */

interface Drawn {
  readonly price: number;
  readonly demand: number;
  readonly speed: number;
  readonly racks: number;
  readonly lpx: number;
  readonly basis: 'priced' | 'sunk';
}

const random: fc.Arbitrary<Drawn> = fc.record({
  price: fc.integer({ min: 5, max: 60 }),
  demand: fc.integer({ min: 1, max: 40 }),
  speed: fc.integer({ min: 60, max: 330 }),
  racks: fc.integer({ min: 0, max: 2 }),
  lpx: fc.constantFrom(0, 1, 14),
  basis: fc.constantFrom('priced', 'sunk'),
});

const optionsAt = (price: number): readonly string[] => [
  'software: { speculation: { method: dspark } }',
  `drafts: { lpx: { racks: auto, role: ffn, price: ${price * 100}K USD }, speculation: { method: dspark } }`,
  `plain: { lpx: { racks: auto, role: ffn, price: ${price * 100}K USD }, speculation: { method: mtp } }`,
];

function drawn({ price, demand, speed, racks, lpx, basis }: Drawn, options = optionsAt(price)): ResolvedPlan {
  const gpus = `{ type: vera-rubin-nvl72${racks > 0 ? `, racks: ${racks}` : ''} }`;
  return planOf(`decodeplan: 1
model: deepseek-v4-pro
workloads:
  fast: { concurrency: 100, context: 32K, speed: ${speed} tok/s, demand: ${demand * 100}M tokens/day }
  slow: { concurrency: 800, context: 16K, speed: 50 tok/s, demand: ${demand}B tokens/day }
owned: { gpus: ${gpus}, lpx: ${lpx} racks }
economics: { owned: ${basis} }
buy: any
options:
${options.map((one) => `  ${one}\n`).join('')}`);
}

const answer = (plan: ResolvedPlan): PlanResult => evaluate(plan, { breakEven: false });
const usdOf = ({ mix }: PlanResult, of: 'priced' | 'sunk') =>
  mix.basis[of].usdPerHour ?? Number.POSITIVE_INFINITY;
const served = ({ mix }: PlanResult) => Object.values(mix.workloads).filter((one) => one !== null).length;
const RUNS = { numRuns: 10 };

void test('the hardware of the best mix, put in as what is owned, serves it and buys nothing', () => {
  fc.assert(
    fc.property(random, (one) => {
      const green = { ...one, racks: 0, lpx: 0, basis: 'priced' as const };
      const bought = answer(drawn(green));
      const { gpuRacks: racks, lpxRacks: lpx } = bought.mix.purchase;
      assert.ok(racks !== null && lpx !== null);
      const there = answer(drawn({ ...green, racks, lpx }));
      assert.ok(Math.abs(usdOf(there, 'priced') / usdOf(bought, 'priced') - 1) < 1e-9);
      assert.deepEqual([there.mix.purchase.gpuRacks, there.mix.purchase.lpxRacks], [0, 0]);
      assert.equal(served(there), served(bought));
    }),
    RUNS,
  );
});

void test('more that is owned never makes the best mix dearer, nor changes what it costs all-in where that decides', () => {
  fc.assert(
    fc.property(
      random,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 20 }),
      (one, racks, lpx) => {
        const [less, more] = [
          answer(drawn(one)),
          answer(drawn({ ...one, racks: one.racks + racks, lpx: one.lpx + lpx })),
        ];
        const [was, is] = [usdOf(less, one.basis), usdOf(more, one.basis)];
        assert.ok(is <= was * (1 + 1e-9), `${is} of ${was}`);
        if (one.basis === 'priced') assert.ok(Math.abs(is / was - 1) < 1e-9, `${is} of ${was}`);
      },
    ),
    RUNS,
  );
});

void test('more volume never costs the best mix less, as long as it serves as much', () => {
  fc.assert(
    fc.property(random, fc.integer({ min: 1, max: 20 }), (one, more) => {
      const [less, larger] = [answer(drawn(one)), answer(drawn({ ...one, demand: one.demand + more }))];
      if (served(less) !== served(larger)) return;
      assert.ok(usdOf(larger, one.basis) >= usdOf(less, one.basis) * 0.995);
    }),
    RUNS,
  );
});

void test('options give the same answers in whatever order they stand, and equal ones equal answers', () => {
  fc.assert(
    fc.property(random, (one) => {
      const all = optionsAt(one.price);
      const twin = (all[1] ?? '').replace('drafts', 'twin');
      const [a, b] = [answer(drawn(one, [...all, twin])), answer(drawn(one, [twin, ...all.toReversed()]))];
      for (const name of Object.keys(a.options)) assert.deepEqual(a.options[name], b.options[name], name);
      assert.deepEqual(a.options['twin'], a.options['drafts']);
      assert.ok(Math.abs(usdOf(a, one.basis) / usdOf(b, one.basis) - 1) < 1e-9);
      // A second of the same adds nothing.
      assert.ok(Math.abs(usdOf(a, one.basis) / usdOf(answer(drawn(one)), one.basis) - 1) < 1e-9);
    }),
    RUNS,
  );
});
