import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../src/engine/fleet/optionResult.js';
import type { OptionResult, OwnedBasis } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

/** What must hold of owned hardware and of racks that are left open, on random plans (fleet.md 2 and 3, lpx.md 3). */

interface Workload {
  readonly load: object;
  readonly context: number;
  readonly speed: number | null;
  readonly request: object;
}

interface Knobs {
  readonly type: string;
  readonly workloads: readonly Workload[];
  readonly role: string;
  readonly drafts: boolean;
  readonly rackPrice: number;
  readonly basis: OwnedBasis;
  readonly prefill: string;
}

const workload: fc.Arbitrary<Workload> = fc.record({
  load: fc.oneof(
    fc.constantFrom(20, 300, 4000).map((concurrency) => ({ concurrency })),
    fc.constantFrom(1, 20, 200).map((billions) => ({ demand: `${billions}B tokens/day` })),
  ),
  context: fc.constantFrom(4096, 16_384, 65_536),
  speed: fc.constantFrom(20, 60, 150, 300),
  request: fc.constantFrom({}, {}, { input: 3000, output: 500 }),
});

const knobs: fc.Arbitrary<Knobs> = fc.record({
  type: fc.constantFrom('vera-rubin-nvl72', 'gb300-nvl72', 'b300-sxm'),
  workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
  role: fc.constantFrom('auto', 'ffn', 'drafter', 'decode'),
  drafts: fc.boolean(),
  rackPrice: fc.constantFrom(100_000, 1_000_000, 4_000_000),
  basis: fc.constantFrom<OwnedBasis>('priced', 'sunk'),
  prefill: fc.constantFrom('auto', 'colocated'),
});

interface Owned {
  readonly gpus: number;
  readonly lpx: number;
}

function answers(k: Knobs, owned: Owned, racks: number | 'auto' = 'auto', more: object = {}) {
  const { type, workloads, role, drafts, rackPrice, basis, prefill } = k;
  const common = {
    prefill,
    ...(drafts || role === 'drafter' ? { speculation: { method: 'dspark' } } : {}),
  };
  const plan = planOf(
    JSON.stringify({
      decodeplan: 1,
      model: 'deepseek-v4-flash',
      workloads: Object.fromEntries(
        workloads.map(({ load, context, speed, request }, i) => [
          `w${i}`,
          { ...load, context, ...(speed === null ? {} : { speed: `${speed} tok/s` }), ...request },
        ]),
      ),
      gpus: { type, count: owned.gpus },
      owned: { lpx: owned.lpx },
      options: {
        software: common,
        lpx: { ...common, lpx: { racks, role, price: `${rackPrice} USD` } },
      },
      economics: { owned: basis },
      ...more,
    }),
  );
  const of = (name: 'software' | 'lpx') => {
    const option = plan.options[name];
    assert.ok(option);
    return evaluateOption(caseOf(plan, option));
  };
  return { software: of('software'), lpx: of('lpx') };
}

const onBasis = ({ basis }: OptionResult, which: OwnedBasis): number =>
  basis[which].usdPerHour ?? Number.POSITIVE_INFINITY;

const NEAR = 1 + 1e-9;
const counts = fc.constantFrom(0, 8, 64, 72, 144, 720, 7200);

void test('more that is owned never makes an option dearer, nor changes what it costs all-in', () => {
  fc.assert(
    fc.property(
      knobs,
      fc.tuple(counts, counts),
      fc.tuple(fc.constantFrom(0, 1, 5), fc.constantFrom(0, 2, 40)),
      (k, [gpus, moreGpus], [lpx, moreLpx]) => {
        const less = answers(k, { gpus, lpx });
        const more = answers(k, { gpus: gpus + moreGpus, lpx: lpx + moreLpx });
        for (const name of ['software', 'lpx'] as const) {
          const [a, b] = [less[name], more[name]];
          assert.equal(onBasis(b, 'priced'), onBasis(a, 'priced'), `${name}, all-in`);
          assert.ok(onBasis(b, 'sunk') <= onBasis(a, 'sunk') * NEAR, `${name}, still to spend`);
          for (const one of [a, b])
            assert.ok(onBasis(one, 'sunk') <= onBasis(one, 'priced') * NEAR, `${name}: sunk above priced`);
        }
      },
    ),
    { numRuns: 20 },
  );
});

void test('where nothing is owned both bases are one number, to the last digit', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      for (const { basis, workloads, works } of Object.values(answers(k, { gpus: 0, lpx: 0 }))) {
        if (works === 'no') continue;
        assert.deepEqual(basis.sunk, basis.priced);
        for (const { cost } of Object.values(workloads)) assert.deepEqual(cost.basis.sunk, cost.basis.priced);
      }
    }),
    { numRuns: 25 },
  );
});

void test('no number of racks is cheaper than the one that is left open, whichever basis decides', () => {
  fc.assert(
    fc.property(knobs, fc.constantFrom(1, 2, 3, 5, 8, 13, 30, 100), counts, (k, racks, gpus) => {
      const owned = { gpus, lpx: 0 };
      const auto = answers(k, owned).lpx;
      const written = answers(k, owned, racks).lpx;
      if (written.works === 'no') return;
      assert.notEqual(auto.works, 'no');
      assert.ok(onBasis(auto, 'priced') <= onBasis(written, 'priced') * NEAR, `${auto.lpx?.racks} racks`);
    }),
    { numRuns: 30 },
  );
});

void test('the fleet that is priced, put in as what is owned, works and buys nothing', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      const first = answers(k, { gpus: 0, lpx: 0 });
      for (const name of ['software', 'lpx'] as const) {
        const { works, purchase, lpx } = first[name];
        if (works === 'no') continue;
        const owned = { gpus: purchase.accelerators ?? 0, lpx: purchase.lpxRacks ?? 0 };
        const again = answers(k, owned, 'auto', { buy: 'none' })[name];
        assert.equal(again.works, 'owned', name);
        assert.equal(again.purchase.usd, 0, name);
        assert.equal(again.lpx?.racks, lpx?.racks);
      }
    }),
    { numRuns: 30 },
  );
});
