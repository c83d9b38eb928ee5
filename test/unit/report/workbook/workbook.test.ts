import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { globSync } from 'tinyglobby';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { withNumber } from '../../../../src/engine/moves/held.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionResult, PlanResult } from '../../../../src/engine/shapes/result.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { calculated, evaluateFormula } from '../../../../src/report/workbook/formula.js';
import { inputSheet, INPUTS } from '../../../../src/report/workbook/inputs.js';
import { moneySheet, MONEY, type MoneyRow } from '../../../../src/report/workbook/money.js';
import { billsOf, planWorkbook } from '../../../../src/report/workbook/planWorkbook.js';
import type { Cell, Sheet } from '../../../../src/report/workbook/workbook.js';
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
      return typeof found === 'number' && close(found, wanted) ? [] : [`${name} ${row}: ${String(found)}, not ${wanted}`];
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
