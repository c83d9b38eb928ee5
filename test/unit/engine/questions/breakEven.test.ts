import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { breakEvens, findBreakEvens } from '../../../../src/engine/questions/breakEven.js';
import { comparisonOf, costOf } from '../../../../src/engine/questions/comparison.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { revenuePerToken } from '../../../../src/engine/fleet/costs.js';
import { variableById, variablesOf } from '../../../../src/engine/questions/variables.js';
import type { Variable } from '../../../../src/engine/questions/variables/variable.js';
import { planOf } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const EXAMPLE = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');

void test('a crossing that is reported is a crossing', () => {
  const plan = planOf(EXAMPLE);
  const found = breakEvens(plan);
  assert.ok(found.some(({ value }) => value !== null));
  for (const {
    variable,
    workload,
    value,
    bracket,
    baseline,
    challenger,
    cheaperBelow,
    cheaperAbove,
    reason,
  } of found) {
    if (value === null) {
      assert.ok(reason, variable);
      continue;
    }
    // No cost follows from what a workload sells for.
    if (variable === 'salePrice') continue;
    const along = variableById(variable);
    assert.ok(along);
    const cheaperAt = (x: number) => {
      const there = along.apply(plan, workload ?? Object.keys(plan.workloads)[0] ?? '', x);
      const [a, b] = [costOf(there, baseline, workload), costOf(there, challenger, workload)];
      assert.ok(a !== null && b !== null);
      return b < a ? challenger : baseline;
    };
    assert.equal(cheaperAt(bracket[0]), cheaperBelow, `${variable} below`);
    assert.equal(cheaperAt(bracket[1]), cheaperAbove, `${variable} above`);
    assert.ok(value >= bracket[0] && value <= bracket[1]);
  }
});

void test('any two options can be compared', () => {
  const plan = planOf(
    EXAMPLE.replace('{ baseline: software, challenger: lpx }', '{ baseline: as-is, challenger: bedrock }'),
  );
  assert.deepEqual(comparisonOf(plan), { baseline: 'as-is', challenger: 'bedrock', variables: [] });
  const found = breakEvens(plan);
  assert.ok(found.length > 10);
  for (const { variable, reason } of found)
    if (variable !== 'hostedPrice')
      assert.match(reason ? reasonText(reason) : '', /bedrock cannot .*no price is/);
  // What it would have to charge is known all the same: as much as the other costs.
  const asked = found.find(({ variable }) => variable === 'hostedPrice');
  assert.ok(asked?.value);
  assert.ok(Math.abs((asked.value * 1e6) / (costOf(plan, 'as-is', null) ?? 0) - 1) < 1e-3);
});

void test('each variable takes few looks, on every shipped example', () => {
  for (const file of readdirSync('examples').filter((name) => name.endsWith('.decodeplan'))) {
    const plan = planOf(readFileSync(`examples/${file}`, 'utf8'));
    const compared = comparisonOf(plan);
    assert.ok(compared);
    const [workload = ''] = Object.keys(plan.workloads);
    let all = 0;
    for (const variable of variablesOf(plan)) {
      let looks = 0;
      const counted: Variable = {
        ...variable,
        apply: (...asked) => {
          looks++;
          return variable.apply(...asked);
        },
      };
      findBreakEvens(plan, compared, counted, variable.perWorkload ? workload : null);
      assert.ok(looks <= 60, `${file}: ${variable.id} takes ${looks}`);
      all += looks;
    }
    assert.ok(all <= 30 * variablesOf(plan).length, `${file}: ${all} looks`);
  }
});

void test('both bases are told, the deciding one first, and one alone where nothing is owned', () => {
  const plan = planOf(EXAMPLE);
  const price = variableById('price');
  const compared = comparisonOf(plan);
  assert.ok(price && compared);
  const [owner] = findBreakEvens(plan, compared, price, null);
  assert.ok(owner?.value && owner.otherBasis);
  assert.deepEqual([owner.basis, owner.otherBasis.basis], ['sunk', 'priced']);
  assert.deepEqual(owner.searched, [0, 17.5e6]);
  // Where enough accelerators are paid for, racks save nothing that is still to spend.
  const { gpus: five } = plan;
  assert.ok(five);
  const enough: ResolvedPlan = { ...plan, gpus: { ...five, count: 10 * 72, racks: 10 } };
  const [paid] = findBreakEvens(enough, compared, price, null);
  assert.ok(paid);
  assert.equal(paid.value, null);
  assert.ok((paid.otherBasis?.crossings[0]?.value ?? 0) > 0);
  const priced: ResolvedPlan = { ...plan, economics: { ...plan.economics, owned: 'priced' } };
  const [buyer] = findBreakEvens(priced, compared, price, null);
  assert.equal(buyer?.basis, 'priced');
  // Looked for first or beside another, it is the same place.
  assert.ok(Math.abs((buyer.value ?? 0) / (owner.otherBasis.crossings[0]?.value ?? 1) - 1) < 1e-3);
  const { gpus } = plan;
  assert.ok(gpus);
  const field: ResolvedPlan = { ...priced, gpus: { ...gpus, count: 0, racks: 0 } };
  const [green] = findBreakEvens(field, compared, price, null);
  assert.equal(green?.otherBasis, null);
});

void test('a sale price is told from which on a workload earns what it costs', () => {
  const plan = planOf(EXAMPLE);
  const sold = breakEvens(plan).filter(({ variable }) => variable === 'salePrice');
  assert.deepEqual(
    sold.map(({ workload }) => workload),
    ['agents', 'chat'],
  );
  const [found] = sold;
  assert.ok(found?.value);
  const sale = variableById('salePrice');
  assert.ok(sale);
  const there = sale.apply(plan, 'agents', found.value).workloads['agents'];
  const cost = costOf(plan, 'lpx', 'agents');
  assert.ok(there && cost);
  assert.ok(Math.abs(((revenuePerToken(there) ?? 0) * 1e6) / cost - 1) < 1e-9);
});

void test("V4-Pro's experts need 14 LPX racks in FP8, V4-Flash's 3", () => {
  const racks = (text: string, option: string) =>
    evaluate(planOf(text), { breakEven: false }).options[option]?.lpx?.minimumRacks;
  assert.equal(racks(EXAMPLE, 'lpx'), 14);
  assert.equal(racks(readFileSync('examples/lpx-at-the-edge.decodeplan', 'utf8'), 'lpx'), 3);
});

void test('scaling all money scales all costs, and cheaper racks never cost more', () => {
  const plan = planOf(EXAMPLE);
  const cost = (p: ResolvedPlan, option: string) => costOf(p, option, null) ?? Number.NaN;
  const price = variableById('price');
  assert.ok(price);
  const costs = [1e6, 2e6, 3e6, 5e6].map((x) => cost(price.apply(plan, '', x), 'lpx'));
  costs.slice(1).forEach((usd, i) => assert.ok(usd >= (costs[i] ?? 0)));
  const { gpus } = plan;
  assert.ok(gpus?.price);
  const doubled: ResolvedPlan = {
    ...plan,
    gpus: { ...gpus, price: 2 * gpus.price },
    economics: { ...plan.economics, electricity: 2 * plan.economics.electricity },
  };
  assert.ok(Math.abs(cost(doubled, 'software') / cost(plan, 'software') - 2) < 1e-9);
});

void test('results do not depend on the order of keys', () => {
  const text =
    'decodeplan: 1\nmodel: deepseek-v3\nworkloads: { a: { concurrency: 8, context: 8K }, b: { concurrency: 4, context: 32K } }\ngpus: { type: h200-sxm, count: 16 }\n';
  const swapped = text.replace(
    'a: { concurrency: 8, context: 8K }, b: { concurrency: 4, context: 32K }',
    'b: { context: 32K, concurrency: 4 }, a: { context: 8K, concurrency: 8 }',
  );
  const result = (t: string) => evaluate(planOf(t), { breakEven: false }).options['as-is'];
  assert.equal(result(text)?.total.usdPerMillionTokens, result(swapped)?.total.usdPerMillionTokens);
});

void test('more context never needs less memory', () => {
  const text = (context: string) =>
    `decodeplan: 1\nmodel: gpt-oss-120b\nworkloads: { one: { concurrency: 64, context: ${context} } }\ngpus: { type: h100-sxm, count: 2 }\nserving: { layout: { tensor: 2 } }\n`;
  const pressure = ['1K', '4K', '16K', '64K', '128K'].map(
    (c) =>
      evaluate(planOf(text(c)), { breakEven: false }).options['as-is']?.workloads['one']?.memory?.pressure ??
      0,
  );
  pressure.slice(1).forEach((p, i) => assert.ok(p >= (pressure[i] ?? 0)));
});

void test('left unsaid, racks are held against the first option that drafts, else the first other one', () => {
  const asked = (options: string, breakEven = '') =>
    comparisonOf(
      planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: b200, count: 8 }
options: ${options}
${breakEven}`),
    );
  const [plain, drafts, lpx] = [
    'plain: {}',
    'drafts: { speculation: { method: dspark, draftTokens: 2 } }',
    'lpx: { lpx: { racks: 1, role: drafter }, speculation: { method: dspark, draftTokens: 2 } }',
  ];
  const pair = (baseline: string, challenger: string) => ({ baseline, challenger });
  assert.deepEqual(asked(`{ ${plain}, ${drafts}, ${lpx} }`), pair('drafts', 'lpx'));
  assert.deepEqual(asked(`{ ${lpx}, ${drafts}, ${plain} }`), pair('drafts', 'lpx'));
  assert.deepEqual(asked(`{ ${lpx}, ${plain} }`), pair('plain', 'lpx'));
  assert.deepEqual(asked(`{ ${plain}, ${drafts} }`), pair('plain', 'drafts'));
  assert.equal(asked(`{ ${lpx} }`), null);
  assert.equal(asked(`{ ${plain} }`), null);
  assert.deepEqual(
    asked(`{ ${lpx}, ${plain} }`, 'breakEven: { baseline: lpx, challenger: plain, variables: [speed] }'),
    { ...pair('lpx', 'plain'), variables: ['speed'] },
  );
});

/** What two hosted services cost at a place, in USD a token; `null` where they serve nothing. */
type Prices = (x: number) => readonly [number | null, number | null];

/** Break-evens of two hosted services along a variable that sets what they cost, from 1 to 9. */
function along(prices: Prices) {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 8, context: 4K } }
options:
  a: { hosted: { name: A, output: 1 USD/Mtok } }
  b: { hosted: { name: B, output: 1 USD/Mtok } }
`);
  const variable: Variable = {
    ...variableById('utilization')!,
    range: () => [1, 9],
    apply: (given, _workload, x) => {
      const [a, b] = prices(x);
      const at = (name: string, outputUsdPerToken: number | null) => {
        const option = given.options[name];
        assert.ok(option?.hosted);
        return { ...option, hosted: { ...option.hosted, outputUsdPerToken } };
      };
      return { ...given, options: { a: at('a', a), b: at('b', b) } };
    },
  };
  return findBreakEvens(plan, { baseline: 'a', challenger: 'b' }, variable, 'one').map(
    ({ value, cheaperBelow, cheaperAbove, bracket, reason }) => {
      assert.ok(value === null ? bracket[0] === 1 && bracket[1] === 9 : reason === null);
      return [
        value && Math.round(value * 100) / 100,
        cheaperBelow,
        cheaperAbove,
        reason && reasonText(reason),
      ];
    },
  );
}

void test('a break-even tells which option is cheaper on either side of it', () => {
  assert.deepEqual(
    along((x) => [x, 4]),
    [[4, 'a', 'b', null]],
  );
  assert.deepEqual(
    along((x) => [5, x]),
    [[5, 'b', 'a', null]],
  );
  assert.deepEqual(
    along((x) => [Math.abs(x - 5), 2]),
    [
      [3, 'b', 'a', null],
      [7, 'a', 'b', null],
    ],
  );
});

void test('without a break-even it is said which option is cheaper all along, or why there is none', () => {
  const none = (prices: Prices) => {
    const [found, ...others] = along(prices);
    assert.ok(found && others.length === 0);
    const [value, cheaperBelow, cheaperAbove, reason] = found;
    assert.equal(value, null);
    assert.equal(cheaperBelow, cheaperAbove);
    return [cheaperBelow, reason];
  };
  assert.deepEqual(
    none(() => [2, 1]),
    ['b', 'b is cheaper over the whole range'],
  );
  assert.deepEqual(
    none(() => [1, 2]),
    ['a', 'a is cheaper over the whole range'],
  );
  assert.deepEqual(
    none((x) => [1, x < 4 ? 1 : 2]),
    ['a', 'a is cheaper or costs the same over the whole range'],
  );
  // What differs by rounding alone is the same.
  assert.deepEqual(
    none((x) => [x, x * (1 + 1e-12)]),
    [null, 'both cost the same over the whole range'],
  );
  assert.deepEqual(
    none(() => [null, null]),
    [null, 'neither option can serve this anywhere in the range'],
  );
  assert.deepEqual(
    none(() => [null, 1]),
    [null, '“a” cannot serve this anywhere in the range'],
  );
  assert.deepEqual(
    none(() => [1, null]),
    [null, 'b cannot serve this anywhere in the range'],
  );
  assert.deepEqual(
    none((x) => (x < 5 ? [1, null] : [null, 1])),
    [null, 'nowhere in the range do both options serve'],
  );
  // Where one of them does not serve, nothing is said of the whole range.
  assert.deepEqual(
    none((x) => [1, x < 4 ? null : 2]),
    ['a', 'a is cheaper wherever both serve'],
  );
  assert.deepEqual(
    none((x) => (x < 3 ? [1, 2] : x < 6 ? [1, null] : [2, 1])),
    [null, '“a” is cheaper in one part of the range and b in another, and between them one does not serve'],
  );
});

void test('a workload that is alone is searched along every variable, of several only its own', () => {
  const plan = planOf(EXAMPLE);
  const names = Object.keys(plan.workloads);
  assert.ok(names.length > 1);
  const searched = (of: ResolvedPlan) => {
    const found = breakEvens(of).map(({ variable, workload }) => `${variable}: ${workload}`);
    return [...new Set(found)];
  };
  const several = searched({ ...plan, breakEven: { ...plan.breakEven!, variables: ['speed', 'price'] } });
  // As the plan names them.
  assert.deepEqual(several, [...names.map((name) => `speed: ${name}`), 'price: null']);
  const [first = ''] = names;
  const single = { ...plan, workloads: { [first]: plan.workloads[first]! } };
  assert.deepEqual(searched({ ...single, breakEven: { ...plan.breakEven!, variables: ['price'] } }), [
    `price: ${first}`,
  ]);
  assert.deepEqual(breakEvens({ ...plan, breakEven: null, options: {} }), []);
});

void test('the rent at which a rented option breaks even is the rent at which both cost the same', () => {
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { agents: { concurrency: 800, context: 8K, speed: 40 tok/s, demand: 4B tokens/day } }
owned: { gpus: { type: h200-sxm } }
buy: any
options:
  bought: { gpus: { type: h200-sxm, price: 30K USD } }
  rented: { gpus: { type: h200-sxm, rent: 9 USD/h } }
breakEven: { baseline: bought, challenger: rented, variables: [gpuRent] }
`);
  const [found] = breakEvens(plan);
  assert.ok(found?.value);
  assert.deepEqual([found.variable, found.cheaperBelow, found.unit], ['gpuRent', 'rented', 'USD/s']);
  const along = variableById('gpuRent');
  assert.ok(along);
  const there = along.apply(plan, '', found.value);
  const [a, b] = [costOf(there, 'bought', null), costOf(there, 'rented', null)];
  assert.ok(a && b && Math.abs(a / b - 1) < 1e-3, `${a} and ${b}`);
});
