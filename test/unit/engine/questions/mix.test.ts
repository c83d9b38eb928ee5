import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { groundOf, type Ground } from '../../../../src/engine/questions/mix/ground.js';
import { exhaustive, explore, searched } from '../../../../src/engine/questions/mix/search.js';
import type { MixResult, PlanResult } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

const HEAD = 'decodeplan: 1\nmodel: deepseek-v4-pro\n';
const OPTIONS = `options:
  software: { speculation: { method: dspark } }
  lpx: { lpx: { racks: auto, role: ffn, price: 3M USD }, speculation: { method: dspark } }
`;
const CHAT =
  'chat: { concurrency: 3000, context: { p50: 8K, p95: 64K }, speed: 30 tok/s, demand: 4B tokens/day }';
const ULTRA = 'ultra: { concurrency: 60, context: 32K, speed: 400 tok/s, demand: 500M tokens/day }';
const GREEN = 'owned: { gpus: { type: vera-rubin-nvl72 } }';
const planWith = (workloads: readonly string[], rest: string, options = OPTIONS) =>
  planOf(`${HEAD}workloads:\n${workloads.map((one) => `  ${one}\n`).join('')}${rest}\n${options}`);
const answer = (plan: ResolvedPlan): PlanResult => evaluate(plan, { breakEven: false });
const near = (actual: number | null, expected: number | null, what: string, part = 1e-9) => {
  if (actual === null || expected === null) assert.equal(actual, expected, what);
  else
    assert.ok(
      Math.abs(actual - expected) <= part * Math.abs(expected),
      `${what}: ${actual} is not ${expected}`,
    );
};

void test('of one workload the best mix is its best option, in every number', () => {
  const plan = planWith([CHAT], 'owned: { gpus: { type: vera-rubin-nvl72, racks: 1 } }\nbuy: any');
  const { mix, options } = answer(plan);
  const name = mix.workloads['chat'] ?? '';
  const own = options[name];
  assert.ok(own);
  for (const of of ['priced', 'sunk'] as const) {
    near(mix.basis[of].usdPerHour, own.basis[of].usdPerHour, of);
    near(mix.basis[of].usdPerMillionTokens, own.basis[of].usdPerMillionTokens, of);
  }
  assert.deepEqual([mix.works, mix.purchase], [own.works, own.purchase]);
  near(mix.power.meterWatts, own.power.meterWatts, 'power');
});

void test('what a mix leaves is what its tokens sell for, less its whole bill', () => {
  const chat = CHAT.replace(/ \}$/, ', price: 2 USD/Mtok }');
  const ultra = ULTRA.replace(/ \}$/, ', price: 40 USD/Mtok }');
  const green = `${GREEN}\neconomics: { owned: priced }\nbuy: any`;
  const { mix, options } = answer(planWith([chat, ultra], green));
  const revenue = (4e9 * 2 + 500e6 * 40) / 1e6 / 24;
  near(mix.earnings.revenueUsdPerHour, revenue, 'revenue');
  near(mix.earnings.profitUsdPerHour, revenue - (mix.total.usdPerHour ?? 0), 'profit');
  near(mix.earnings.margin, 1 - (mix.total.usdPerHour ?? 0) / revenue, 'margin');
  near(mix.served['chat']?.margin ?? null, 1 - (mix.served['chat']?.usdPerMillionTokens ?? 0) / 2, 'chat');
  // Of one workload it is its option's, here as there.
  const alone = answer(planWith([chat], green));
  const own = alone.options[alone.mix.workloads['chat'] ?? '']?.finance.earnings;
  near(alone.mix.earnings.margin, own?.margin ?? null, 'alone');
  // What is not sold is not left out in silence, and what is not served brings nothing.
  const half = answer(planWith([chat, ULTRA], green)).mix;
  near(half.earnings.revenueUsdPerHour, (4e9 * 2) / 1e6 / 24, 'of one');
  assert.deepEqual(
    [half.earnings.margin, half.earnings.profitUsdPerHour, half.earnings.reason],
    [null, null, { code: 'unsold', workloads: 'ultra' }],
  );
  assert.deepEqual(half.served['ultra']?.reason, { code: 'no-sale-price' });
  const software = 'options:\n  software: { speculation: { method: dspark } }\n';
  const part = answer(planWith([chat, ultra], green, software)).mix;
  assert.equal(part.workloads['ultra'], null);
  near(part.earnings.revenueUsdPerHour, (4e9 * 2) / 1e6 / 24, 'of what is served');
  const none = answer(planWith([CHAT, ULTRA], green)).mix.earnings;
  assert.deepEqual(
    [none.revenueUsdPerHour, none.margin, none.reason],
    [null, null, { code: 'no-sale-price' }],
  );
  assert.ok(
    Object.values(options).every(
      ({ finance: { earnings: e } }) => (e.margin === null) === (e.profitUsdPerHour === null),
    ),
  );
});

void test('of users who ask again at once the best mix is the one that makes a token cheapest', () => {
  const options = `options:
  slow: {}
  fast: { speculation: { method: eagle3, acceptance: 2.4 } }
`;
  const head = 'decodeplan: 1\nmodel: llama-3.1-70b\n';
  const one = 'a: { concurrency: 48, context: 8K, speed: 20 tok/s }';
  const loop = (...workloads: string[]) =>
    answer(
      planOf(
        `${head}workloads:\n${workloads.map((own) => `  ${own}\n`).join('')}gpus: { type: h100-sxm, count: 8 }\n${options}`,
      ),
    );
  const { mix, attachRate, options: both } = loop(one);
  // As many accelerators cost the same an hour, and make twice the tokens.
  assert.equal(both['slow']?.basis.priced.usdPerHour, both['fast']?.basis.priced.usdPerHour);
  assert.equal(mix.workloads['a'], 'fast');
  near(
    mix.basis.priced.usdPerMillionTokens,
    both['fast']?.basis.priced.usdPerMillionTokens ?? null,
    'a token',
  );
  const { winner, runnerUp, margin } = attachRate.perWorkload['a'] ?? {};
  const [slow, fast] = [both['slow'], both['fast']].map((own) => own?.basis.priced.usdPerMillionTokens ?? 0);
  assert.deepEqual([winner, runnerUp], ['fast', 'slow']);
  near(margin ?? null, (slow ?? 0) / (fast ?? 1) - 1, 'what the next costs more');
  assert.deepEqual({ ...loop(one, one.replace('a:', 'b:')).mix.workloads }, { a: 'fast', b: 'fast' });
});

void test('a tier that one option alone reaches leaves the others where they are cheapest', () => {
  const plan = planWith([CHAT, ULTRA], `${GREEN}\neconomics: { owned: priced }\nbuy: any`);
  const { mix, attachRate, options } = answer(plan);
  assert.equal(options['software']?.works, 'no');
  assert.equal(mix.workloads['ultra'], 'lpx');
  assert.equal(attachRate.forcedBy, 'ultra');
  assert.ok((attachRate.forcedUsdPerMillionTokens ?? 0) > 10);
  assert.ok(mix.works === 'purchase' && mix.reasons.length === 0);
});

void test('what nothing serves is left out, and the rest is answered', () => {
  const beyond = 'beyond: { concurrency: 4, context: 8K, speed: 90000 tok/s, demand: 1M tokens/day }';
  const { mix, attachRate } = answer(planWith([CHAT, beyond], `${GREEN}\nbuy: any`));
  assert.deepEqual([mix.works, mix.workloads['beyond']], ['no', null]);
  assert.ok(mix.workloads['chat'] !== null && mix.basis.priced.usdPerHour !== null);
  assert.deepEqual(mix.reasons, [
    { code: 'of-workload', workload: 'beyond', reason: { code: 'no-option-priced' } },
  ]);
  assert.ok(attachRate.ofTokens !== null);
});

void test('a mix keeps what the plan allows to buy, over all its options together', () => {
  const bound = planWith([CHAT, ULTRA], 'owned: { gpus: { type: vera-rubin-nvl72, racks: 1 } }\nbuy: none');
  const { mix } = answer(bound);
  assert.deepEqual(mix.workloads, { chat: 'software', ultra: null });
  assert.deepEqual([mix.purchase.accelerators, mix.purchase.lpxRacks, mix.lpxRacks], [0, 0, 0]);
  const poor = { ...bound, buy: 'any' as const, budget: { total: 1e-6, perToken: null, power: null } };
  assert.deepEqual(answer(poor).mix.workloads, { chat: null, ultra: null });
});

void test('options of a mix fill the same whole racks, and share what is owned', () => {
  const two = `options:
  one: { speculation: { method: dspark } }
  two: { speculation: { method: dspark }, serving: { kvCache: bf16 } }
`;
  const plan = planWith([CHAT, CHAT.replace('chat', 'more')], `${GREEN}\nbuy: any`, two);
  const ground = groundOf(plan, answer(plan).options);
  const [alone, both] = [ground.weigh([0, null]), ground.weigh([0, 1])];
  assert.ok(alone && both);
  const rack = 72;
  assert.equal(alone.together.purchase.accelerators % rack, 0);
  assert.equal(both.together.purchase.accelerators, Math.ceil(both.together.accelerators / rack) * rack);
  assert.equal(both.together.purchase.gpuRacks, both.together.purchase.accelerators / rack);
  const other = ground.weigh([null, 1]);
  assert.ok(other && both.usdPerSecond <= alone.usdPerSecond + other.usdPerSecond + 1e-9);
  const owning = planWith(
    [CHAT, CHAT.replace('chat', 'more')],
    'owned: { gpus: { type: vera-rubin-nvl72, racks: 2 } }\nbuy: any',
    two,
  );
  const there = groundOf(owning, answer(owning).options).weigh([0, 1]);
  assert.ok(there && there.together.accelerators > 0);
  assert.equal(there.together.purchase.accelerators, 0);
  near(
    there.together.usdPerSecond.priced,
    both.together.usdPerSecond.priced,
    'what is owned changes no price',
  );
});

void test('the same workloads make the same mix in whatever order they stand', () => {
  const rest = `${GREEN}\neconomics: { owned: priced }\nbuy: any`;
  const [a, b] = [answer(planWith([CHAT, ULTRA], rest)), answer(planWith([ULTRA, CHAT], rest))];
  near(a.mix.basis.priced.usdPerHour, b.mix.basis.priced.usdPerHour, 'cost');
  assert.deepEqual({ ...a.mix.workloads }, { ...b.mix.workloads });
  near(a.attachRate.ofTokens, b.attachRate.ofTokens, 'rate');
});

/** Mixes of made-up costs: each workload its own, each option a fixed part that its workloads share. */
function groundWith(own: readonly (readonly number[])[], fixed: readonly number[]): Ground {
  const weigh: Ground['weigh'] = (assignment) => {
    const used = new Set(assignment);
    const usd = assignment.reduce(
      (sum: number, option, i) => sum + (option === null ? 0 : (own[i]?.[option] ?? 0)),
      0,
    );
    const shared = fixed.reduce((sum, cost, option) => sum + (used.has(option) ? cost : 0), 0);
    return {
      assignment,
      usdPerSecond: usd + shared,
      weight: assignment.filter((option) => option !== null).length,
      workloads: [],
      tokensPerSecond: null,
      together: { power: { meterWatts: null } } as never,
    };
  };
  const options = fixed.map((_, option) => `option ${option}`);
  return {
    options,
    weigh,
    names: own.map((_, i) => `workload ${i}`),
    candidates: own.map(() => options.map((_, option) => option)),
    weights: own.map(() => 1),
    shared: () => null,
    parts: () => 0,
  };
}

const cost = fc.integer({ min: 0, max: 100 });

void test('a search among many mixes finds the best in 95 of 100, and is never off by much', () => {
  let found = 0;
  let tried = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cost, cost, cost), { minLength: 2, maxLength: 6 }),
      fc.tuple(cost, cost, cost),
      (own, fixed) => {
        const ground = groundWith(own, fixed);
        const [all, some] = [exhaustive(ground).best.usdPerSecond, searched(ground).best.usdPerSecond];
        tried++;
        if (some <= all) found++;
        assert.ok(some >= all && some <= all * 1.15 + 1e-9, `${some} for ${all}`);
      },
    ),
    {
      numRuns: 400,
      // Several workloads have to leave an option together, as none of them pays for another alone.
      examples: [
        [
          [
            [0, 0, 0],
            [0, 14, 0],
            [0, 0, 10],
            [0, 1, 32],
            [0, 27, 0],
          ],
          [73, 31, 31],
        ],
      ],
    },
  );
  assert.ok(found / tried > 0.95, `${found} of ${tried}`);
});

void test('of mixes that cost the same the one that draws less power is best', () => {
  const ground = groundWith([[5, 5]], [0, 0]);
  const drawing = (watts: readonly number[]): Ground => ({
    ...ground,
    weigh: (assignment) => {
      const one = ground.weigh(assignment);
      const meterWatts = watts[assignment[0] ?? 0] ?? null;
      return one && { ...one, together: { power: { meterWatts } } as never };
    },
  });
  assert.deepEqual(exhaustive(drawing([9, 8])).best.assignment, [1]);
  assert.deepEqual(searched(drawing([8, 9])).best.assignment, [0]);
});

void test('of many pairs of option and workload one by one is searched, and few are all weighed', () => {
  const row = [1, 2, 3];
  assert.equal(explore(groundWith([row, row, row], [1, 1, 1])).exact, true);
  assert.equal(
    explore(
      groundWith(
        Array.from({ length: 9 }, () => row),
        [1, 1, 1],
      ),
    ).exact,
    false,
  );
});

/** Plans of two tiers with LPX at a price, on owned racks or on none. */
const random = fc.record({
  price: fc.integer({ min: 1, max: 60 }),
  demand: fc.integer({ min: 1, max: 40 }),
  speed: fc.integer({ min: 40, max: 320 }),
  owned: fc.constantFrom(GREEN, 'owned: { gpus: { type: vera-rubin-nvl72, racks: 2 } }'),
  basis: fc.constantFrom('priced', 'sunk'),
});

const drawn = ({
  price,
  demand,
  speed,
  owned,
  basis,
}: typeof random extends fc.Arbitrary<infer T> ? T : never): ResolvedPlan =>
  planWith(
    [
      `fast: { concurrency: 200, context: 32K, speed: ${speed} tok/s, demand: ${demand * 100}M tokens/day }`,
      `slow: { concurrency: 2000, context: 16K, speed: 30 tok/s, demand: ${demand}B tokens/day }`,
    ],
    `${owned}\neconomics: { owned: ${basis} }\nbuy: any`,
    `options:
  software: { speculation: { method: dspark } }
  lpx: { lpx: { racks: auto, role: ffn, price: ${price * 100}K USD }, speculation: { method: dspark } }
`,
  );

const usdOf = (mix: MixResult, basis: 'priced' | 'sunk') => mix.basis[basis].usdPerHour ?? Infinity;

void test('the best mix is never dearer than an option that serves the whole plan', () => {
  fc.assert(
    fc.property(random, (one) => {
      const plan = drawn(one);
      const { mix, options, basis } = answer(plan);
      for (const [name, option] of Object.entries(options)) {
        const usd = option.basis[basis].usdPerHour;
        if (option.works === 'no' || usd === null) continue;
        assert.ok(
          usdOf(mix, basis) <= usd * (1 + 1e-9),
          `${name} at ${usd} beats the mix at ${usdOf(mix, basis)}`,
        );
      }
      assert.ok(usdOf(mix, 'sunk') <= usdOf(mix, 'priced') * (1 + 1e-9));
    }),
    { numRuns: 25 },
  );
});

void test('dearer LPX never attaches to more, nor to more racks', () => {
  fc.assert(
    fc.property(random, fc.integer({ min: 1, max: 60 }), (one, more) => {
      const [cheap, dear] = [answer(drawn(one)), answer(drawn({ ...one, price: one.price + more }))];
      assert.ok((dear.attachRate.ofTokens ?? 0) <= (cheap.attachRate.ofTokens ?? 0) + 1e-9);
      assert.ok(dear.mix.lpxRacks <= cheap.mix.lpxRacks);
      assert.ok(usdOf(dear.mix, dear.basis) >= usdOf(cheap.mix, cheap.basis) * (1 - 1e-9));
    }),
    { numRuns: 25 },
  );
});
