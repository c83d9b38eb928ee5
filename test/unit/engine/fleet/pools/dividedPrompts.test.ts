import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../../../../../src/engine/questions/evaluate.js';
import type { OptionResult } from '../../../../../src/engine/shapes/result.js';
import { planOf } from '../../../plans.js';

/** Who computes prompts is decided for each pool (fleet.md 1). */

interface Tier {
  readonly requests: number;
  readonly input: number;
  readonly output: number;
  readonly speed: number;
  readonly ttft: number | null;
}

const tier: fc.Arbitrary<Tier> = fc.record({
  requests: fc.constantFrom(1, 4, 20, 60),
  input: fc.constantFrom(1000, 6000, 40_000),
  output: fc.constantFrom(100, 600, 3000),
  speed: fc.constantFrom(15, 40, 90),
  ttft: fc.constantFrom(null, 2, 10),
});

type PrefillText = 'auto' | 'colocated' | typeof APART;

/** Accelerators that are sold one by one, so that no whole unit hides what a fleet saves. */
const TYPE = {
  memory: '192 GB',
  bandwidth: '8 TB/s',
  bf16: '2.2 PFLOPS',
  fp8: '4.5 PFLOPS',
  link: '900 GB/s',
  power: '1.2 kW',
};
const PRICE = '40000 USD';
const APART = { type: TYPE, price: PRICE };

function optionOf(
  tiers: readonly (readonly [string, Tier])[],
  prefill: PrefillText,
  more = {},
): OptionResult {
  const workloads = tiers.map(([name, { requests, input, output, speed, ttft }]) => [
    name,
    {
      requests: `${requests} req/s`,
      context: input + output,
      input,
      output,
      speed: `${speed} tok/s`,
      ...(ttft === null ? {} : { ttft: `${ttft} s` }),
    },
  ]);
  const plan = planOf(
    JSON.stringify({
      decodeplan: 1,
      model: 'deepseek-v4-flash',
      workloads: Object.fromEntries(workloads) as Record<string, object>,
      gpus: { type: TYPE, count: 0, price: PRICE },
      serving: { engine: 'vllm', kvCache: 'fp8' },
      options: { own: { prefill, ...more } },
    }),
  );
  const { own } = evaluate(plan, { breakEven: false }).options;
  assert.ok(own);
  return own;
}

const usdOf = ({ works, total }: OptionResult): number =>
  works === 'no' ? Number.POSITIVE_INFINITY : (total.usdPerHour ?? Number.POSITIVE_INFINITY);

/** The cheapest of all divisions, each half worked out as an option of its own that is written so. */
function bruteForce(tiers: readonly (readonly [string, Tier])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 2 ** tiers.length; set++) {
    const apart = tiers.filter((_, i) => set & (1 << i));
    const rest = tiers.filter((_, i) => !(set & (1 << i)));
    const usd =
      (apart.length > 0 ? usdOf(optionOf(apart, APART)) : 0) +
      (rest.length > 0 ? usdOf(optionOf(rest, 'colocated')) : 0);
    least = Math.min(least, usd);
  }
  return least;
}

void test('prompts are divided between steps of decoding and accelerators of their own as is cheapest', () => {
  fc.assert(
    fc.property(fc.array(tier, { minLength: 2, maxLength: 3 }), (list) => {
      const tiers = list.map((own, i) => [`w${i}`, own] as const);
      const found = usdOf(optionOf(tiers, 'auto'));
      const best = bruteForce(tiers);
      if (!Number.isFinite(best)) return;
      assert.ok(Math.abs(found - best) <= 1e-9 * best, `${found}, not ${best}`);
    }),
    { numRuns: 8 },
  );
});

const CHAT: Tier = { requests: 4, input: 6000, output: 600, speed: 100, ttft: 10 };
const RAG: Tier = { requests: 4, input: 40_000, output: 600, speed: 15, ttft: 2 };
const SHORT: Tier = { requests: 80, input: 1000, output: 100, speed: 20, ttft: null };
const TIERS = [
  ['chat', CHAT],
  ['rag', RAG],
  ['short', SHORT],
] as const;

void test('one option holds pools that compute prompts themselves, and others that do not', () => {
  const mixed = optionOf(TIERS, 'auto');
  for (const written of ['colocated', APART] as const)
    assert.ok(usdOf(mixed) < 0.95 * usdOf(optionOf(TIERS, written)), 'it is cheaper than either way for all');
  const [prompts] = mixed.pools.filter(({ role }) => role === 'prefill');
  assert.ok(prompts);
  const apart = mixed.pools.filter(({ role }) => role === 'decode').flatMap(({ workloads }) => workloads);
  assert.deepEqual([...prompts.workloads].toSorted(), [...apart].toSorted());
  assert.ok(mixed.pools.some(({ role }) => role === 'both'));
  const modes = Object.fromEntries(
    Object.entries(mixed.workloads).map(([name, { prefill }]) => [name, prefill?.mode]),
  );
  for (const [name] of TIERS)
    assert.equal(modes[name], apart.includes(name) ? 'disaggregated' : 'colocated', name);
});

void test('the parts of the bill of a divided option add up, on both bases', () => {
  for (const more of [{}, { lpx: { racks: 'auto', role: 'auto', price: '1M USD' } }]) {
    const { workloads, total, basis } = optionOf(TIERS, 'auto', more);
    const parts = Object.values(workloads).map(({ cost }) => cost);
    const near = (usd: number | null, of: number | null | undefined) =>
      assert.ok(usd !== null && of && Math.abs(usd / of - 1) < 1e-9, `${usd}, not ${of}`);
    const sum = (of: (cost: (typeof parts)[number]) => number | null) =>
      parts.reduce((all, cost) => all + (of(cost) ?? Number.NaN), 0);
    near(
      sum(({ usdPerHour }) => usdPerHour),
      total.usdPerHour,
    );
    near(
      sum((cost) => cost.basis.sunk.usdPerHour),
      basis.sunk.usdPerHour,
    );
  }
});

void test('of many workloads the division is no dearer than either way for all', () => {
  const tiers = Array.from({ length: 7 }, (_, i) => [`w${i}`, [CHAT, RAG, SHORT][i % 3] ?? CHAT] as const);
  const found = usdOf(optionOf(tiers, 'auto'));
  for (const written of ['colocated', APART] as const)
    assert.ok(found <= usdOf(optionOf(tiers, written)) * (1 + 1e-9));
});
