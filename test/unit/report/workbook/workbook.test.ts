import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { globSync } from 'tinyglobby';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { unzipSync } from 'fflate';
import { xlsxBytes } from '../../../../src/cli/documents/xlsx.js';
import { withNumber } from '../../../../src/engine/moves/held.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionResult, PlanResult } from '../../../../src/engine/shapes/result.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { calculated, evaluateFormula } from '../../../../src/report/workbook/formula.js';
import { hardwareKey, inputSheet, INPUTS, saleKey } from '../../../../src/report/workbook/inputs.js';
import { moneySheet, MONEY, type MoneyRow } from '../../../../src/report/workbook/money.js';
import { billsOf, planWorkbook } from '../../../../src/report/workbook/planWorkbook.js';
import type { Cell } from '../../../../src/report/workbook/workbook.js';
import { HOURS_PER_YEAR, SECONDS_PER_YEAR } from '../../../../src/units/constants.js';

const PLANS = globSync(['examples/**/*.decodeplan', 'test/answers/*.decodeplan']).sort();

/** What the engine says where the money sheet has a formula. */
const ENGINE: Readonly<Record<MoneyRow, (option: OptionResult) => number | null>> = {
  costAllIn: ({ basis }) => basis.priced.usdPerMillionTokens,
  costToSpend: ({ basis }) => basis.sunk.usdPerMillionTokens,
  usdPerYear: ({ basis }) => basis.priced.usdPerHour && basis.priced.usdPerHour * HOURS_PER_YEAR,
  usdPerYearToSpend: ({ basis }) => basis.sunk.usdPerHour && basis.sunk.usdPerHour * HOURS_PER_YEAR,
  capital: ({ finance }) => finance.capitalUsd,
  running: ({ finance }) => finance.runningUsdPerYear,
  revenue: ({ finance }) => finance.revenueUsdPerYear,
  residual: ({ finance }) => finance.residualUsd,
  payback: ({ finance }) => finance.paybackMonths,
  netPresentValue: ({ finance }) => finance.netPresentValueUsd,
};

/** A cent, and what eight bytes leave of sums of billions. */
const close = (a: number, b: number) => Math.abs(a - b) <= Math.max(0.005, 1e-11 * Math.abs(b));

interface Changed {
  readonly [key: string]: number;
}

/** Differences between the formulas, with some inputs changed, and a result. */
function differences(plan: ResolvedPlan, changed: Changed, result: PlanResult): string[] {
  const own = evaluate(plan, { breakEven: false });
  const bills = billsOf(plan);
  const inputs = inputSheet(plan, bills);
  const money = moneySheet(plan, own, bills, inputs);
  const addresses = new Map(Object.entries(changed).map(([key, value]) => [inputs.addressOf(key), value]));
  const rows = inputs.sheet.rows.map((row, r) =>
    row.map((cell, c): Cell => {
      const value = c === 1 ? addresses.get(`${INPUTS}!$B$${r + 1}`) : undefined;
      return value === undefined ? cell : { number: value, format: 'plain' };
    }),
  );
  const cells = calculated({ sheets: [{ ...inputs.sheet, rows }, money.sheet] });
  return Object.keys(bills).flatMap((name) =>
    (Object.keys(ENGINE) as MoneyRow[]).flatMap((row) => {
      const wanted = ENGINE[row](result.options[name]!);
      const address = money.addressOf(row, name);
      assert.ok(address);
      const found = cells(MONEY, address);
      if (wanted === null) return [];
      return typeof found === 'number' && close(found, wanted)
        ? []
        : [`${name} ${row}: ${String(found)}, not ${wanted}`];
    }),
  );
}

void test('the formulas come to what the engine says, to the cent, for every plan', () => {
  let bills = 0;
  for (const file of PLANS) {
    const { plan } = analyze(readFileSync(file, 'utf8'));
    if (!plan) continue;
    bills += Object.keys(billsOf(plan)).length;
    assert.deepEqual(differences(plan, {}, evaluate(plan, { breakEven: false })), [], file);
  }
  assert.ok(bills > 60, String(bills));
});

void test('accelerators that draft are in the formulas, of another type and of the one that decodes', () => {
  for (const drafter of [
    '{ type: h100-sxm, count: 12, price: 25K USD }',
    '{ type: b200, count: 3, price: 45K USD }',
  ])
    for (const count of [0, 8, 200]) {
      const { plan, problems } = analyze(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, demand: 300M tokens/day, input: 4K, output: 500 } }
gpus: { type: b200, count: ${count}, price: 45K USD }
options:
  plain: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, drafterWeights: 10 GB }, dynamo: { drafter: ${drafter}, overlap: 50% } }
`);
      assert.deepEqual(problems, []);
      assert.ok(plan && billsOf(plan)['plain']?.kinds.some(({ kind }) => kind === 'drafter'));
      assert.deepEqual(
        differences(plan, {}, evaluate(plan, { breakEven: false })),
        [],
        `${drafter} ${count}`,
      );
    }
});

/** Inputs that move money and leave the fleet as it is: what to write there, in the plan and in the sheet. */
const CHANGES: readonly (readonly [string, string, number, number])[] = [
  ['capitalCost', 'capitalCost', 0.14, 0.14],
  ['capitalCost', 'capitalCost', 0, 0],
  ['amortization', 'amortization', 5.5 * SECONDS_PER_YEAR, 5.5],
  ['residual', 'residual', 0.2, 0.2],
  ['operations', 'operations', 0.09, 0.09],
  ['electricity', 'electricity', 0.2 / 3.6e6, 0.2],
  ['pue', 'pue', 1.5, 1.5],
];

const pools = ({ options }: PlanResult) =>
  Object.values(options).map((option) => [option.pools, option.lpx?.racks, option.lpx?.role]);

void test('a changed assumption moves the money as the engine does where the fleet stays as it is', () => {
  let held = 0;
  for (const file of ['examples/buyers/owner-of-gpus.decodeplan', 'examples/lpx-at-the-edge.decodeplan']) {
    const { plan } = analyze(readFileSync(file, 'utf8'));
    assert.ok(plan);
    const before = evaluate(plan, { breakEven: false });
    for (const [key, member, si, shown] of CHANGES) {
      const moved = evaluate(withNumber(plan, ['economics', member], si), { breakEven: false });
      if (JSON.stringify(pools(moved)) !== JSON.stringify(pools(before))) continue;
      held++;
      assert.deepEqual(differences(plan, { [key]: shown }, moved), [], `${file} ${key}`);
    }
  }
  assert.ok(held > 8, String(held));
});

void test('the price of an LPX rack and what tokens sell for move the money as the engine does', () => {
  const { plan } = analyze(readFileSync('examples/buyers/owner-of-gpus.decodeplan', 'utf8'));
  assert.ok(plan);
  const before = evaluate(plan, { breakEven: false });
  const rack = billsOf(plan)['lpx-and-software']?.kinds.find(({ kind }) => kind === 'lpx')?.bought;
  assert.ok(rack);
  const dearer = evaluate(withNumber(plan, ['options', 'lpx-and-software', 'lpx', 'price'], 3.7e6), {
    breakEven: false,
  });
  assert.deepEqual(pools(dearer), pools(before));
  assert.deepEqual(differences(plan, { [`${hardwareKey(rack)} price`]: 3.7e6 }, dearer), []);
  const sold = evaluate(withNumber(plan, ['workloads', 'agents', 'price'], 4e-6), { breakEven: false });
  assert.deepEqual(differences(plan, { [saleKey('agents')]: 4 }, sold), []);
});

void test('fleets follow demand and utilization in whole replicas and units, and never come to less than nothing', () => {
  const { plan } = analyze(readFileSync('examples/buyers/owner-of-gpus.decodeplan', 'utf8'));
  assert.ok(plan);
  const own = evaluate(plan, { breakEven: false });
  const bills = billsOf(plan);
  const inputs = inputSheet(plan, bills);
  const money = moneySheet(plan, own, bills, inputs);
  const at = (changed: Changed, row: MoneyRow) => {
    const places = new Map(Object.entries(changed).map(([key, value]) => [inputs.addressOf(key), value]));
    const rows = inputs.sheet.rows.map((cells, r) =>
      cells.map((cell, c): Cell => {
        const value = c === 1 ? places.get(`${INPUTS}!$B$${r + 1}`) : undefined;
        return value === undefined ? cell : { number: value, format: 'plain' };
      }),
    );
    return Number(
      calculated({ sheets: [{ ...inputs.sheet, rows }, money.sheet] })(
        MONEY,
        money.addressOf(row, 'software') ?? '',
      ),
    );
  };
  const capital = at({}, 'capital');
  const double = { 'load agents': 2 * inputs.valueOf('load agents') };
  assert.ok(at(double, 'capital') > capital);
  // Racks of 72 at one price: what is bought is always whole ones.
  assert.ok(Math.abs((at(double, 'capital') / 7.8e6) % 1) < 1e-6);
  assert.ok(at({ utilization: 0.3 }, 'usdPerYear') > at({}, 'usdPerYear'));
  assert.equal(at({ 'load agents': 0, 'load fast': 0 }, 'capital'), 0);
});

void test('formulas are worked out as spreadsheets do', () => {
  const cells = (_: string, address: string) => ({ A1: 2, A2: 3, B1: 'no' })[address] ?? 0;
  const value = (formula: string) => evaluateFormula(formula, 'S', cells);
  assert.equal(value('1+2*A1^A2'), 17);
  assert.equal(value('SUM(A1:B2)'), 5);
  assert.equal(value('ROUNDUP(2.01,0)+ROUNDUP(MAX(0,0-3),0)'), 3);
  assert.equal(value('ROUNDUP(0-0.5,0)'), -1);
  assert.equal(value('IF(AND(A1<A2,B1="no"),"yes",1/0)'), 'yes');
  assert.equal(value('Other!$A$1*1.5E-3'), 0.003);
  assert.throws(() => value('NPV(0.1,A1:A2)'), /not a function/);
  assert.throws(() => value('1+'), /ends early/);
  assert.throws(() => value('A1)'), /more than/);
});

void test('the file holds the sheets, numbers with formats, frozen headings, and formulas beside their values', async () => {
  const analysis = analyze(readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8'));
  const workbook = planWorkbook(analysis, { date: '2026-01-01' });
  const files = unzipSync(await xlsxBytes(workbook));
  const read = (name: string) => new TextDecoder().decode(files[name]);
  const names = [...read('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(names, [
    'Verdict',
    'Assumptions',
    'Money',
    'Options',
    'Fleet and purchases',
    'Break-evens',
    'Chart data',
  ]);
  const money = read('xl/worksheets/sheet3.xml');
  assert.match(money, /<pane [^>]*state="frozen"/);
  assert.match(money, /<col [^>]*width="/);
  const formulas = [...money.matchAll(/<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)<\/f>(?:<v>([^<]*)<\/v>)?<\/c>/g)];
  assert.ok(formulas.length > 80, String(formulas.length));
  const values = calculated(workbook);
  for (const [, address = '', formula, value] of formulas) {
    assert.doesNotMatch(formula ?? '', /^=/);
    const own = values(MONEY, address);
    assert.equal(value, String(own), `${address}: ${formula ?? ''}`);
  }
  assert.match(read('xl/styles.xml'), /#,##0\.00/);
});

void test('a plan that is not valid makes a workbook that says so', () => {
  const { sheets } = planWorkbook(analyze('decodeplan: 1\nmodel: nope\n'));
  assert.equal(sheets.length, 1);
  assert.deepEqual(sheets[0]?.rows[0], [{ text: 'The plan is not valid.', look: 'title' }]);
});
