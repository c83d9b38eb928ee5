import assert from 'node:assert/strict';
import test from 'node:test';
import { breakEvens } from '../../../../src/engine/questions/breakEven.js';
import { pathKey } from '../../../../src/plan/path.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { findingText } from '../../../../src/report/words/findings.js';

const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, input: 3K, output: 500, speed: 20 tok/s, demand: 100M tokens/day, price: 2 USD/Mtok }
gpus: { type: h200-sxm, count: 0, price: 25K USD }
buy: any
options:
  own: {}
  one: { gpus: { type: h200-sxm, count: 1, price: 25K USD } }
  away: { hosted: { output: 1 USD/Mtok, input: 0.3 USD/Mtok, speed: 50 tok/s } }
economics: { owned: priced }
`;

const answered = (text: string) => {
  const analysis = analyze(text);
  const result = analysis.result();
  assert.deepEqual(analysis.problems, []);
  assert.ok(result);
  return { result, codes: analysis.findings().map(({ code, path }) => `${code} ${path}`), analysis };
};

void test('a baseline that does not work is said at its place, with one that does; the rest is answered', () => {
  const { result, codes, analysis } = answered(`${PLAN}breakEven: { baseline: one, challenger: away }\n`);
  assert.equal(result.options['one']?.feasible, false);
  assert.ok(codes.includes('baseline-not-working breakEven.baseline'), codes.join());
  const found = analysis.findings().find(({ code }) => code === 'baseline-not-working');
  assert.deepEqual(found?.code === 'baseline-not-working' && found.data.other, 'own');
  const { finance } = result.options['own'] ?? {};
  assert.equal(finance?.paybackMonths, null);
  assert.deepEqual(finance.paybackReason, { code: 'baseline-not-working', baseline: 'one' });
  assert.ok((finance.netPresentValueUsd ?? Number.NaN) > -1e9);
  // A baseline that works is nothing to speak of.
  const { codes: fine } = answered(`${PLAN}breakEven: { baseline: own, challenger: away }\n`);
  assert.ok(!fine.some((code) => code.startsWith('baseline-not-working')));
});

void test('variables that the plan has not are named, the others are searched', () => {
  const { analysis, codes } = answered(
    `${PLAN.replace(', price: 2 USD/Mtok', '')}breakEven: { baseline: own, challenger: away, variables: [salePrice, price, hostedPrice] }\n`,
  );
  assert.deepEqual(codes, [
    'variable-not-in-plan breakEven.variables.0',
    'variable-not-in-plan breakEven.variables.1',
  ]);
  assert.ok(analysis.plan);
  assert.deepEqual(
    breakEvens(analysis.plan).map(({ variable, value }) => [variable, value !== null]),
    [['hostedPrice', true]],
  );
});

void test('prices of decoded tokens alone are marked where a service bills prompts, and only there', () => {
  const code = 'sale-price-without-prompts workloads.chat.price';
  const output = PLAN.replace('price: 2 USD/Mtok', 'price: { output: 2 USD/Mtok }');
  assert.ok(answered(output).codes.includes(code));
  // One value covers the whole request.
  assert.ok(!answered(PLAN).codes.includes(code));
  const whole = PLAN.replace('price: 2 USD/Mtok', 'price: { input: 0.4 USD/Mtok, output: 2 USD/Mtok }');
  assert.ok(!answered(whole).codes.includes(code));
  assert.ok(!answered(output.replace('input: 0.3 USD/Mtok, ', '')).codes.includes(code));
});

void test('a workload without a sale price is named where another has one; costs hold it, revenue does not', () => {
  const two = PLAN.replace(
    '  chat: {',
    '  rag: { share: 50%, context: 4K, demand: 1M tokens/day }\n  chat: { share: 50%, ',
  );
  const { codes, result } = answered(two);
  assert.ok(codes.includes('workload-without-price workloads.rag'));
  assert.deepEqual(result.options['own']?.finance.revenueReason, { code: 'unsold', workloads: 'rag' });
});

void test('capital that costs nothing and years under one give plain numbers, and are said', () => {
  const free = answered(PLAN.replace('owned: priced', 'owned: priced, capitalCost: 0%/year'));
  assert.ok(free.codes.includes('capital-costs-nothing economics.capitalCost'));
  const { finance, total } = free.result.options['own'] ?? {};
  assert.ok(finance && total?.usdPerHour != null);
  const { capitalUsd, runningUsdPerYear, revenueUsdPerYear, netPresentValueUsd } = finance;
  const years = 4;
  const plain = years * ((revenueUsdPerYear ?? 0) - (runningUsdPerYear ?? 0)) - (capitalUsd ?? 0);
  assert.ok(Math.abs((netPresentValueUsd ?? 0) - plain) < 1e-6 * Math.abs(plain));
  const short = answered(PLAN.replace('owned: priced', 'owned: priced, amortization: 6 months'));
  assert.ok(short.codes.includes('amortization-under-a-year economics.amortization'));
  const own = short.result.options['own']?.finance;
  assert.deepEqual(
    own?.yearly.map(({ year }) => year),
    [0, 1],
  );
  assert.ok(Math.abs((own.yearly[1]?.revenueUsd ?? 0) - (own.revenueUsdPerYear ?? 0) / 2) < 1e-6);
});

void test('a comparison of an option with itself is said at its place', () => {
  const { codes } = answered(`${PLAN}breakEven: { baseline: own, challenger: own }\n`);
  assert.ok(codes.includes('compares-with-itself breakEven.challenger'), codes.join());
  const two = answered(`${PLAN}breakEven: { baseline: own, challenger: away }\n`);
  assert.ok(!two.codes.join().includes('compares-with-itself'));
});

void test('a service of the plan that leaves out what it takes to judge it is told of, the rest is answered', () => {
  const away = (hosted: string) => answered(PLAN.replace(/hosted: \{[^}]*\}/, `hosted: ${hosted}`));
  const missing = (hosted: string) =>
    away(hosted)
      .analysis.findings()
      .flatMap(({ code, data, path }) => (code === 'hosted-without-number' ? [[data, path]] : []));
  const said = (member: string) => [[{ option: 'away', member }, 'options.away.hosted']];
  assert.deepEqual(missing('{ output: 1 USD/Mtok, speed: 50 tok/s }'), said('input'));
  assert.deepEqual(missing('{ output: 1 USD/Mtok, input: 0.3 USD/Mtok }'), said('speed'));
  assert.deepEqual(missing('{ output: 1 USD/Mtok, input: 0.3 USD/Mtok, speed: 50 tok/s }'), []);
  // What the catalogue does not know is no fault of the plan.
  assert.deepEqual(missing('aws-trainium3-cerebras-cs3'), []);
  const { result } = away('{ output: 1 USD/Mtok, speed: 50 tok/s }');
  assert.equal(result.options['away']?.total.usdPerHour, null);
  assert.ok((result.options['own']?.total.usdPerHour ?? 0) > 0);
});

void test('what is owned for nothing, and counts that contradict each other, are said at their place', () => {
  const codesOf = (owned: string, options = 'own: {}') =>
    answered(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { context: 4K, speed: 20 tok/s, demand: 100M tokens/day } }
owned: ${owned}
buy: any
options: { ${options} }
`).codes.filter((code) => /^owned-unused|^count-beside/.test(code));
  const rubin = 'gpus: { type: vera-rubin-nvl72, racks: 1 }';
  assert.deepEqual(codesOf(`{ ${rubin}, lpx: 4 racks }`), ['owned-unused owned.lpx']);
  assert.deepEqual(codesOf(`{ ${rubin}, lpx: 4 racks }`, 'own: {}, lpx: { lpx: { racks: auto } }'), []);
  assert.deepEqual(codesOf(`{ ${rubin} }`, 'new: { gpus: { type: gb300-nvl72 } }'), [
    'owned-unused owned.gpus',
  ]);
  assert.deepEqual(codesOf('{ gpus: { type: vera-rubin-nvl72, count: 10, racks: 2 } }'), [
    'count-beside-racks owned.gpus.racks',
  ]);
  assert.deepEqual(codesOf('{ gpus: { type: vera-rubin-nvl72, count: 144, racks: 2 } }'), []);
});

void test('where an option may have all that it lacks and fails otherwise, nobody is told that accelerators are too few', () => {
  const short = PLAN.replace('count: 0', 'count: 1').replace(/ {2}(?:one|away).*\n/g, '');
  const codes = (text: string) => answered(text).codes;
  assert.ok(codes(short.replace('buy: any', 'buy: none')).includes('too-few-accelerators gpus.count'));
  const dear = codes(`${short}budget: { perToken: 0.0001 USD/Mtok }\n`);
  assert.ok(dear.includes('over-budget budget.perToken'), dear.join());
  assert.ok(!dear.join().includes('too-few-accelerators'), dear.join());
});

void test('sequences that fit, but not beside prompts in flight, are not counted as too many', () => {
  const data = { pressure: 1.01, options: ['a'], held: 2, fit: 1127, asked: 1062 };
  const path = pathKey(['workloads', 'chat']);
  const told = (fit: number) =>
    findingText({ severity: 'warning', code: 'kv-cache-over-memory', data: { ...data, fit }, path });
  assert.match(told(1127), /1,062 sequences fit, but not with the prompts that are in flight$/);
  assert.match(told(900), /900 of 1,062 sequences fit$/);
});

void test('limits that forbid everything and no volume at all are said; nothing is made up', () => {
  const { codes, result } = answered(PLAN.replace('buy: any', 'buy: none').replace(/ {2}away.*\n/, ''));
  assert.ok(codes.includes('buy-forbids-all buy'), codes.join());
  assert.ok((result.options['own']?.total.usdPerMillionTokens ?? 0) > 0);
  const none = analyze(PLAN.replace('100M tokens/day', '0 tokens/day'));
  assert.deepEqual(
    none.problems.map(({ code, path }) => [code, path]),
    [['zero', 'workloads.chat.demand']],
  );
});

void test('rented beside bought hardware, and written beside catalogue prices, are said with their sources', () => {
  const pricesOf = (text: string) => {
    const found = answered(text)
      .analysis.findings()
      .find(({ code }) => code === 'mixed-price-bases');
    return found?.code === 'mixed-price-bases' ? { path: found.path, prices: found.data.prices } : null;
  };
  assert.equal(pricesOf(PLAN), null);
  const rented = PLAN.replace(
    'one: { gpus: { type: h200-sxm, count: 1, price: 25K USD } }',
    'one: { gpus: { type: b200-sxm, count: 1, rent: 3 USD/h } }',
  );
  const bases = pricesOf(rented);
  assert.equal(bases?.path, 'options.one.gpus');
  assert.deepEqual(
    bases.prices.map(({ rented: rent, from }) => [rent, from]),
    [
      [false, 'plan'],
      [true, 'plan'],
    ],
  );
  // The catalogue's rack of another day beside a price of the plan.
  const sources = pricesOf(
    PLAN.replace('type: h200-sxm, count: 1, price: 25K USD', 'type: gb300-nvl72, racks: 1'),
  );
  assert.deepEqual(
    sources?.prices.map(({ from }) => from),
    ['plan', 'catalogue'],
  );
  assert.match(sources.prices[1]?.detail ?? '', /20\d\d/);
  // Racks of another kind count with accelerators; racks that are bought beside bought accelerators do not.
  const racks = (lpx: string) => PLAN.replace('  own: {}', `  own: { lpx: { racks: 4, ${lpx} } }`);
  assert.equal(pricesOf(racks('price: 3M USD')), null);
  assert.equal(pricesOf(racks('rent: 150 USD/h'))?.path, 'options.own.lpx');
});

void test('what is left an hour is revenue less the whole bill, and of a megawatt by the power at the meter', () => {
  const { result } = answered(PLAN);
  const own = result.options['own'];
  assert.ok(own);
  const { earnings, revenueUsdPerYear } = own.finance;
  const near = (a: number | null, b: number) =>
    assert.ok(a !== null && Math.abs(a / b - 1) < 1e-9, `${a} ${b}`);
  near(earnings.revenueUsdPerHour, (revenueUsdPerYear ?? 0) / 8760);
  near(earnings.revenueUsdPerHour, (100 * 2) / 24);
  const profit = (100 * 2) / 24 - (own.basis.priced.usdPerHour ?? 0);
  near(earnings.profitUsdPerHour, profit);
  near(earnings.profitUsdPerMegawattHour, profit / ((own.power.meterWatts ?? 0) / 1e6));
  // Single accelerators come in no racks.
  assert.equal(earnings.profitUsdPerRackHour, null);
  const racked = answered(
    PLAN.replace(/gpus: \{[^}]*\}/, 'gpus: { type: vera-rubin-nvl72, racks: 1 }').replace(
      '  own: {}',
      '  own: { lpx: { racks: 3, role: ffn, price: 3M USD } }',
    ),
  ).result.options['own'];
  assert.ok(racked?.lpx);
  const used = racked.pools.reduce((sum, { accelerators }) => sum + accelerators, 0);
  near(
    racked.finance.earnings.profitUsdPerRackHour,
    (racked.finance.earnings.profitUsdPerHour ?? 0) / (Math.ceil(used / 72) + 3),
  );
  // A service draws nothing here; without a sale price there is nothing to tell, and the reason stands beside it.
  const away = result.options['away']?.finance.earnings;
  assert.equal(away?.profitUsdPerMegawattHour, null);
  assert.ok(away.profitUsdPerHour !== null);
  const unsold = answered(PLAN.replace(', price: 2 USD/Mtok }', ' }')).result.options['own']?.finance
    .earnings;
  assert.deepEqual(unsold?.reason, { code: 'no-sale-price' });
  assert.equal(unsold.profitUsdPerHour, null);
  // Where one of two workloads is not sold, what is left of all is not known; what the other brings is.
  const half = answered(
    PLAN.replace('gpus:', '  more: { context: 4K, speed: 20 tok/s, demand: 10M tokens/day }\ngpus:'),
  ).result.options['own']?.finance.earnings;
  assert.equal(half?.profitUsdPerHour, null);
  assert.ok((half.revenueUsdPerMegawattHour ?? 0) > 0);
});

void test('a price that names prompts says nothing where requests have no length: no revenue, and why', () => {
  const text = PLAN.replace(/, input: [^,]*, output: [^,]*,/, ',').replace(
    'price: 2 USD/Mtok',
    'price: { input: 1 USD/Mtok, output: 2 USD/Mtok }',
  );
  assert.doesNotMatch(text, / output: 500/);
  const { codes, result } = answered(text);
  assert.ok(codes.includes('sale-price-without-request workloads.chat.price'), codes.join());
  const own = result.options['own']?.finance;
  const why = { code: 'price-needs-request', workloads: 'chat' };
  assert.ok(own && own.capitalUsd !== null && own.revenueUsdPerYear === null);
  assert.deepEqual([own.returnReason, own.earnings.reason, own.revenueReason], [why, why, why]);
  assert.deepEqual([own.earnings.margin, result.mix.earnings.margin], [null, null]);
  assert.deepEqual([result.mix.earnings.reason, result.mix.served['chat']?.reason], [why, why]);
});
