import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { breakEvens } from '../../engine/questions/breakEven.js';
import { optionBill, type OptionBill } from '../../engine/questions/bill/optionBill.js';
import { variableById } from '../../engine/questions/variables.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import type { ReportOrigin } from '../answers/reported.js';
import { askNow } from '../figures/asking/askNow.js';
import type { Subject } from '../figures/questions.js';
import { reportedProblems } from '../answers/reportedProblems.js';
import { decodeOnlyNote } from '../words/decodeOnly.js';
import { poolsInShort } from '../words/fleet/pools.js';
import { purchaseClaim, worksText } from '../words/fleet/purchase.js';
import { secondPurchaseSentence } from '../words/fleet/secondPurchase.js';
import { firstReason, reasonText } from '../words/reasons.js';
import { severityName, verdict } from '../words/sentences.js';
import { chartRows } from './chartData.js';
import { inputSheet, type Bills } from './inputs.js';
import { moneySheet, type MoneyRow, type MoneySheet } from './money.js';
import { quantityRows } from './quantities.js';
import { formula, heads, number, text, type Cell, type Sheet, type Workbook } from './workbook.js';

/** The whole answer to a plan as a workbook: what it says, what it rests on, and money that follows what is changed. */
export function planWorkbook(analysis: Analysis, origin: ReportOrigin = {}): Workbook {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) return { sheets: [invalid(analysis)] };
  const bills = billsOf(plan);
  const inputs = inputSheet(plan, bills);
  const money = moneySheet(plan, result, bills, inputs);
  const subject: Subject = { plan, result, ask: askNow(plan) };
  return {
    sheets: [
      verdictSheet(subject, analysis, money, origin),
      inputs.sheet,
      money.sheet,
      optionsSheet(result),
      fleetSheet(plan, result),
      breakEvenSheet(plan),
      {
        name: 'Chart data',
        widths: [44, 32, 30, 16, 30, 16, 16, 16],
        frozen: { rows: 1, columns: 0 },
        rows: chartRows(subject, origin.draws),
      },
    ],
  };
}

/** The bills of options that serve at a known cost. */
export function billsOf(plan: ResolvedPlan): Bills {
  const found: Record<string, OptionBill> = {};
  for (const name of Object.keys(plan.options)) {
    const bill = optionBill(plan, name);
    if (bill) found[name] = bill;
  }
  return found;
}

function invalid(analysis: Analysis): Sheet {
  return {
    name: 'Verdict',
    widths: [120],
    frozen: { rows: 1, columns: 0 },
    rows: [[text(l10n.t('The plan is not valid.'), 'title')], ...problemRows(analysis)],
  };
}

const problemRows = (analysis: Analysis): Cell[][] =>
  reportedProblems(analysis).map(({ severity, line, message }) => [
    text(l10n.t('Line {line}, {severity}: {message}', { line, severity: severityName(severity), message })),
  ]);

/** Results of the money sheet that stand beside what the plan comes to. */
const LIVE: readonly MoneyRow[] = [
  'costAllIn',
  'costToSpend',
  'usdPerYear',
  'capital',
  'payback',
  'netPresentValue',
];

function verdictSheet(
  subject: Subject,
  analysis: Analysis,
  money: MoneySheet,
  { file, version, date }: ReportOrigin,
): Sheet {
  const { plan, result } = subject;
  const { headline, told } = verdict(plan, result);
  const detail = told();
  const second = secondPurchaseSentence(subject, breakEvens(plan));
  const live = (option: string): Cell[] =>
    LIVE.map((row) => {
      const address = money.addressOf(row, option);
      return address === null ? null : formula(`Money!${address}`, 'cents');
    });
  const rows = Object.entries(result.options).map(([name, option]): Cell[] => [
    text(name),
    text(worksText(option)),
    text(purchaseClaim({ plan, name, option }) ?? l10n.t('nothing to buy')),
    number(option.total.usdPerMillionTokens, 'cents'),
    ...live(name),
    text(firstReason(option) ?? ''),
    text(decodeOnlyNote(option).note ?? ''),
  ]);
  const made = l10n.t('Made by {product}', { product: version ? `Decode Plan ${version}` : 'Decode Plan' });
  return {
    name: 'Verdict',
    widths: [26, 18, 60, 22, 22, 22, 22, 22, 22, 22, 60, 18],
    frozen: { rows: 1, columns: 0 },
    rows: [
      [text(plan.title ?? plan.model.name, 'title')],
      [text(headline, 'strong')],
      ...(detail === '' ? [] : [[text(detail)]]),
      ...(second === '' ? [] : [[text(second)]]),
      [],
      heads([
        l10n.t('Option'),
        l10n.t('Works'),
        l10n.t('Purchase'),
        l10n.t('In the plan (USD per million tokens)'),
        l10n.t('Now, all-in (USD per million tokens)'),
        l10n.t('Now, still to spend (USD per million tokens)'),
        l10n.t('Now (USD a year)'),
        l10n.t('Now, capital (USD)'),
        l10n.t('Now, pay-back (months)'),
        l10n.t('Now, net present value (USD)'),
        l10n.t('Why not'),
        l10n.t('Costs'),
      ]),
      ...rows,
      [text(l10n.t('“Now” follows what is changed on the sheet of assumptions.'), 'note')],
      [],
      ...problemRows(analysis),
      [],
      [text([made, file ?? '', date ?? ''].filter((part) => part !== '').join(', '), 'note')],
      [text(l10n.t('Prices and times are estimates; nothing here is an offer.'), 'note')],
    ],
  };
}

function optionsSheet(result: PlanResult): Sheet {
  const rows = quantityRows(result);
  return {
    name: 'Options',
    rows,
    widths: [24, 20, 18, 48, 18, ...(rows[0] ?? []).slice(5).map(() => 18)],
    frozen: { rows: 1, columns: 2 },
  };
}

function fleetSheet(plan: ResolvedPlan, { options }: PlanResult): Sheet {
  const pools = Object.entries(options).flatMap(([name, option]) =>
    option.pools.map((pool): Cell[] => [
      text(name),
      text(pool.role === 'prefill' ? l10n.t('prompts') : pool.workloads.join(' + ')),
      text(poolsInShort({ pools: [pool] })),
      number(pool.replicas, 'whole'),
      number(pool.accelerators, 'whole'),
      text(pool.lpxRole ?? ''),
    ]),
  );
  const purchases = Object.entries(options).map(([name, option]): Cell[] => {
    const { purchase, power } = option;
    return [
      text(name),
      text(worksText(option)),
      text(purchaseClaim({ plan, name, option }) ?? ''),
      number(purchase.accelerators, 'whole'),
      number(purchase.gpuRacks, 'whole'),
      number(purchase.lpxRacks, 'whole'),
      number(purchase.usd, 'cents'),
      number(purchase.kilowatts, 'count'),
      number(power.itWatts === null ? null : power.itWatts / 1e3, 'count'),
      number(power.meterWatts === null ? null : power.meterWatts / 1e3, 'count'),
      number(power.tokensPerSecondPerMegawatt, 'whole'),
      text(purchase.reason ? reasonText(purchase.reason) : ''),
    ];
  });
  return {
    name: 'Fleet and purchases',
    widths: [24, 24, 60, 18, 18, 18, 18, 20, 20, 20, 24, 48],
    frozen: { rows: 1, columns: 1 },
    rows: [
      heads([
        l10n.t('Option'),
        l10n.t('Serves'),
        l10n.t('Pool'),
        l10n.t('Replicas'),
        l10n.t('Accelerators'),
        l10n.t('LPX role'),
      ]),
      ...pools,
      [],
      heads([
        l10n.t('Option'),
        l10n.t('Works'),
        l10n.t('Purchase'),
        l10n.t('Accelerators to buy'),
        l10n.t('Racks of them'),
        l10n.t('LPX racks to buy'),
        l10n.t('Capital (USD)'),
        l10n.t('Purchase at the meter (kW)'),
        l10n.t('Hardware in use (kW)'),
        l10n.t('In use at the meter (kW)'),
        l10n.t('Tokens per second for each MW'),
        l10n.t('Why not known'),
      ]),
      ...purchases,
    ],
  };
}

function breakEvenSheet(plan: ResolvedPlan): Sheet {
  const rows = breakEvens(plan).map((one): Cell[] => {
    const variable = variableById(one.variable);
    const workload = one.workload ?? Object.keys(plan.workloads)[0] ?? '';
    const [low, high] = one.aboutEqual ?? [null, null];
    return [
      text(variable?.label ?? one.variable),
      text(one.unit),
      text(one.workload ?? l10n.t('whole plan')),
      text(one.baseline),
      text(one.challenger),
      number(variable?.current(plan, workload), 'plain'),
      number(one.value, 'plain'),
      number(low, 'plain'),
      number(high, 'plain'),
      text(one.cheaperBelow ?? ''),
      text(one.cheaperAbove ?? ''),
      text(one.basis === 'sunk' ? l10n.t('still to spend') : l10n.t('all-in')),
      number(one.searched[0], 'plain'),
      number(one.searched[1], 'plain'),
      text(one.reason ? reasonText(one.reason) : ''),
    ];
  });
  return {
    name: 'Break-evens',
    widths: [32, 20, 20, 20, 20, 18, 18, 18, 18, 20, 20, 18, 18, 18, 60],
    frozen: { rows: 1, columns: 1 },
    rows: [
      heads([
        l10n.t('Input'),
        l10n.t('Unit'),
        l10n.t('Workload'),
        l10n.t('Baseline'),
        l10n.t('Challenger'),
        l10n.t('In the plan'),
        l10n.t('Break-even'),
        l10n.t('About equal from'),
        l10n.t('to'),
        l10n.t('Cheaper below'),
        l10n.t('Cheaper above'),
        l10n.t('Costs compared'),
        l10n.t('Searched from'),
        l10n.t('to'),
        l10n.t('Why there is none'),
      ]),
      ...rows,
    ],
  };
}
