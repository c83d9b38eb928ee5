import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { BilledKind, OptionBill, PiecePrice, Replicas } from '../../engine/questions/bill/optionBill.js';
import type { OptionResult, PlanResult } from '../../engine/shapes/result.js';
import { revenuePerToken } from '../../engine/fleet/costs.js';
import { volumeOf } from '../../engine/fleet/load.js';
import * as l10n from '../../l10n/l10n.js';
import { HOURS_PER_YEAR, MILLION, SECONDS_PER_YEAR } from '../../units/constants.js';
import { drawsDecodeOnly, markedDecodeOnly } from '../words/decodeOnly.js';
import { firstReason, reasonText } from '../words/reasons.js';
import { hardwareKey, hostedKey, loadKey, saleKey, type Bills, type InputSheet } from './inputs.js';
import { costOfOne } from './pieceCost.js';
import { addressOf, formula, heads, text, type Cell, type NumberFormat, type Sheet } from './workbook.js';

/** Name of the sheet whose formulas say what options cost. */
export const MONEY = 'Money';

/** What the money sheet says of an option, by what it is. */
export type MoneyRow =
  | 'costAllIn'
  | 'costToSpend'
  | 'usdPerYear'
  | 'usdPerYearToSpend'
  | 'capital'
  | 'running'
  | 'revenue'
  | 'residual'
  | 'payback'
  | 'netPresentValue';

/** The money sheet, and where it says what of which option; `null` of an option without a bill. */
export interface MoneySheet {
  readonly sheet: Sheet;
  readonly addressOf: (row: MoneyRow, option: string) => string | null;
}

/** A row that is the same for all options, but for their columns. */
interface Row {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly format: NumberFormat;
  /** By the option's name; `null` where it has none. */
  readonly of: (option: string, bill: OptionBill) => string | null;
  readonly strong?: boolean;
}

const FIRST_COLUMN = 2;
const HEAD_ROWS = 2;
/** Years that cash flows are worked out for, at least. */
const LEAST_YEARS = 20;

/** What options cost, year by year, in formulas over the sheet of inputs (fleet.md 2). */
export function moneySheet(
  plan: ResolvedPlan,
  result: PlanResult,
  bills: Bills,
  inputs: InputSheet,
): MoneySheet {
  const names = Object.keys(plan.options);
  const columns = new Map(names.map((name, i) => [name, FIRST_COLUMN + i]));
  const rows: Row[] = [];
  const at = (id: string, option: string): string => {
    const row = rows.findIndex((one) => one.id === id);
    if (row < 0) throw new RangeError(`no row ${id}`);
    return addressOf(HEAD_ROWS + row, columns.get(option) ?? FIRST_COLUMN);
  };
  const sheet: Sums = { plan, result, bills, inputs, at };
  rows.push(
    ...resultRows(sheet),
    ...flowRows(sheet),
    ...loadRows(sheet),
    ...(['gpus', 'prefill', 'drafter', 'lpx'] as const).flatMap((kind) => kindRows(sheet, kind)),
    ...yearRows(sheet),
  );
  const cell = (row: Row, option: string): Cell => {
    const bill = bills[option];
    const of = bill ? row.of(option, bill) : null;
    if (of !== null) return formula(of, row.format, row.strong ? 'strong' : undefined);
    return row.id === 'costAllIn' ? text(whyNot(result.options[option])) : null;
  };
  return {
    addressOf: (row, option) => (bills[option] ? at(row, option) : null),
    sheet: {
      name: MONEY,
      widths: [58, 26, ...names.map(() => 20)],
      frozen: { rows: HEAD_ROWS, columns: 2 },
      rows: [
        [text(l10n.t('What each option costs: formulas over {sheet}', { sheet: 'Assumptions' }), 'title')],
        heads([l10n.t('Option'), l10n.t('Unit'), ...names]),
        ...rows.map((row) => [
          text(row.label, row.strong ? 'strong' : undefined),
          text(row.unit, 'note'),
          ...names.map((name) => cell(row, name)),
        ]),
      ],
    },
  };
}

/** What rows are made from. */
interface Sums {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly bills: Bills;
  readonly inputs: InputSheet;
  /** The cell of a row in the column of an option. */
  readonly at: (id: string, option: string) => string;
}

const whyNot = (option: OptionResult | undefined): string =>
  (option && firstReason(option)) ?? l10n.t('its cost is not known');

const USD_A_YEAR = () => l10n.t('USD a year');
const USD_PER_MILLION = () => l10n.t('USD per million tokens');

function resultRows({ plan, result, bills, inputs, at }: Sums): Row[] {
  const baseline = Object.entries(result.options).find(
    ([, { finance }]) => finance.paybackReason?.code === 'is-baseline',
  )?.[0];
  const marked = (unit: string) => markedDecodeOnly(unit, drawsDecodeOnly(plan, null));
  const [perMillion, aYear] = [marked(USD_PER_MILLION()), marked(USD_A_YEAR())] as const;
  const per = (id: string) => (option: string) => `${at(id, option)}/${at('tokens', option)}`;
  const row = (id: MoneyRow, label: string, unit: string, of: Row['of']): Row => ({
    ...{ id, label, unit, of, format: 'cents', strong: true },
  });
  return [
    row('costAllIn', l10n.t('Cost, all-in'), perMillion, per('usdPerYear')),
    row('costToSpend', l10n.t('Cost still to spend'), perMillion, per('usdPerYearToSpend')),
    row('usdPerYear', l10n.t('Yearly cost, all-in'), aYear, (option, bill) => allIn(at, option, bill)),
    row('usdPerYearToSpend', l10n.t('Yearly cost still to spend'), aYear, (option, bill) =>
      plus([...bill.kinds.map(({ kind }) => toSpend(at, option, kind)), ...beside(at, option)]),
    ),
    row('capital', l10n.t('Capital of the purchase'), 'USD', (option, { kinds }) =>
      plus(kinds.map((kind) => priceTimes(inputs, kind, at(`${kind.kind} bought`, option)))),
    ),
    row('running', l10n.t('Running'), aYear, (option) => plus(FLOWS.map((flow) => at(flow, option)))),
    row('revenue', l10n.t('Revenue'), USD_A_YEAR(), (option, { workloads }) =>
      plus(workloads.map(({ name }) => `${at(`served ${name}`, option)}*${inputs.addressOf(saleKey(name))}`)),
    ),
    row(
      'residual',
      l10n.t('Left at the end'),
      'USD',
      (option) => `${at('capital', option)}*${inputs.addressOf('residual')}`,
    ),
    row(
      'payback',
      l10n.t('Pay-back against {baseline}', { baseline: baseline ?? '–' }),
      l10n.t('months'),
      (option) => paybackOf(option),
    ),
    row('netPresentValue', l10n.t('Net present value'), 'USD', (option) => {
      const last = yearsOf(plan);
      return whereAllSell(`SUM(${at('present 0', option)}:${at(`present ${last}`, option)})`);
    }),
  ];

  /** Costs of all less a part of the revenue are no value; where nothing sells they are the present cost. */
  function whereAllSell(value: string): string {
    const cells = (names: readonly string[]) => names.map((name) => inputs.addressOf(saleKey(name))).join();
    const all = Object.keys(plan.workloads);
    const unsold = Object.entries(plan.workloads).filter(([, one]) => revenuePerToken(one) === null);
    if (all.length < 2 || unsold.length === 0) return value;
    const why = quoted(l10n.t('not known: some workloads have no sale price'));
    return `IF(AND(MIN(${cells(unsold.map(([name]) => name))})<=0,MAX(${cells(all)})>0),${why},${value})`;
  }

  function paybackOf(option: string): string {
    const reason = result.options[option]?.finance.paybackReason;
    if (baseline === undefined || !bills[baseline] || reason?.code === 'baseline-not-working')
      return quoted(reason ? reasonText(reason) : l10n.t('nothing to hold it against'));
    if (option === baseline) return quoted(l10n.t('it is the baseline'));
    const more = `(${at('capital', option)}-${at('capital', baseline)})`;
    const saved = `(${at('running', baseline)}-${at('running', option)})`;
    return `IF(AND(${more}<=0,${saved}>=0),0,IF(${saved}<=0,${quoted(l10n.t('never: it saves nothing'))},12*${more}/${saved}))`;
  }
}

/** A number as formulas write it. */
const written = (value: number): string => String(value).toUpperCase();

const quoted = (words: string): string => `"${words.replace(/"/g, '""')}"`;

/** Terms added up; 0 of none. */
const plus = (terms: readonly string[]): string => (terms.length === 0 ? '0' : terms.join('+'));

/** Sums of USD a year beside accelerators and racks. */
const beside = (at: Sums['at'], option: string): string[] => [at('keeping', option), at('hosted', option)];

/** All that is used, in whole units from zero. Accelerators that fill the same units pay alike for each. */
function allIn(at: Sums['at'], option: string, { kinds }: OptionBill): string {
  const cell = (what: string) => (kind: string) => at(`${kind} ${what}`, option);
  const [paid, used, full] = [cell('paid'), cell('used'), cell('full')];
  const baskets: string[][] = [];
  for (const one of kinds) {
    const shared = basketOf(one, kinds);
    const found = baskets.find((basket) => basket.some((kind) => shared.includes(kind)));
    if (found) found.push(one.kind);
    else baskets.push([one.kind]);
  }
  const terms = baskets.map((basket) => {
    const [first = ''] = basket;
    if (basket.length === 1) return `${paid(first)}*${full(first)}`;
    const each = plus(basket.map((kind) => `${used(kind)}*${full(kind)}`));
    return `(${plus(basket.map(paid))})/(${plus(basket.map(used))})*(${each})`;
  });
  return plus([...terms, ...beside(at, option)]);
}

/** Kinds before it that fill the same units: what is rented fills no unit that was bought. */
function basketOf({ alike, bought }: BilledKind, kinds: readonly BilledKind[]): string[] {
  return kinds.flatMap(({ kind, bought: other }) =>
    alike.some((one) => one === kind) && (bought.rent === null) === (other.rent === null) ? [kind] : [],
  );
}

const toSpend = (at: Sums['at'], option: string, kind: string): string =>
  `${at(`${kind} bought`, option)}*${at(`${kind} full`, option)}+${at(`${kind} there`, option)}*MIN(${at(`${kind} running`, option)},${at(`${kind} full`, option)})`;

function priceTimes(inputs: InputSheet, { bought }: BilledKind, count: string): string {
  return bought.rent === null ? `${count}*${inputs.addressOf(`${hardwareKey(bought)} price`)}` : '0';
}

const FLOWS = ['power', 'operations', 'rent', 'hosted'] as const;

/** What running takes, the hardware that is there included. */
function flowRows({ inputs, at }: Sums): Row[] {
  const input = (key: string) => inputs.addressOf(key);
  const kilowatts = (priced: PiecePrice) => {
    const power = input(`${hardwareKey(priced)} power`);
    return priced.allIn ? `${power}/${input('pue')}` : power;
  };
  const each = (option: string, { kinds }: OptionBill, of: (priced: PiecePrice) => string): string =>
    plus(
      kinds.flatMap(({ kind, bought, own }) => [
        ...times(at(`${kind} bought`, option), of(bought)),
        ...times(at(`${kind} there`, option), of(own)),
      ]),
    );
  const power = (one: PiecePrice) =>
    one.rent === null ? `${kilowatts(one)}*${input('pue')}*${input('electricity')}*${HOURS_PER_YEAR}` : '0';
  const operations = (one: PiecePrice) =>
    one.rent === null
      ? `${input(`${hardwareKey(one)} price`)}*${input('operations')}+${kilowatts(one)}*${input('hosting')}*12`
      : '0';
  const rent = (one: PiecePrice) =>
    one.rent === null ? '0' : `${input(`${hardwareKey(one)} rent`)}*${HOURS_PER_YEAR}`;
  const row = (id: string, label: string, of: Row['of']): Row => ({
    ...{ id, label, of, unit: USD_A_YEAR(), format: 'cents' },
  });
  return [
    row('power', l10n.t('Electricity'), (option, bill) => each(option, bill, power)),
    row('operations', l10n.t('Operations, hosting and tiers for kept prefixes'), (option, bill) =>
      plus([each(option, bill, operations), at('keeping', option)]),
    ),
    row('rent', l10n.t('Rent'), (option, bill) => each(option, bill, rent)),
    row('hosted', l10n.t('Services'), (option, { workloads }) =>
      plus(
        workloads.flatMap(({ name, usdPerToken }) =>
          usdPerToken === null ? [] : [`${at(`served ${name}`, option)}*${input(hostedKey(option, name))}`],
        ),
      ),
    ),
    row('keeping', l10n.t('Tiers for kept prefixes'), (option, bill) => keepingOf(at, option, bill)),
  ];
}

/** A product as a term of a sum; none where it is nothing. */
const times = (count: string, each: string): string[] => (each === '0' ? [] : [`${count}*(${each})`]);

function keepingOf(at: Sums['at'], option: string, { kinds, keepingUsdPerSecond }: OptionBill): string {
  const kind = ['prefill', 'gpus'].find((wanted) => kinds.some((one) => one.kind === wanted));
  if (kind === undefined || keepingUsdPerSecond === 0) return '0';
  return `${at(`${kind} used`, option)}*${written(keepingUsdPerSecond * SECONDS_PER_YEAR)}`;
}

/** What is served, and how it is to the plan: fleets follow it. */
function loadRows({ plan, inputs, at }: Sums): Row[] {
  const workloads = Object.entries(plan.workloads);
  const utilization = inputs.addressOf('utilization');
  const planned = inputs.valueOf('utilization');
  const growth = workloads.map(([name, workload]): Row => {
    const key = loadKey(name);
    const value = inputs.has(key) ? `${inputs.addressOf(key)}/${written(inputs.valueOf(key))}` : '1';
    const volume = volumeOf(workload) !== null;
    return {
      id: `load ${name}`,
      label: l10n.t('Peak of {workload} over that of the plan', { workload: name }),
      unit: l10n.t('times'),
      format: 'fine',
      of: () => (volume ? `${value}/${utilization}*${written(planned)}` : value),
    };
  });
  const served = workloads.map(([name, workload]): Row => {
    const volume = volumeOf(workload) !== null && inputs.has(loadKey(name));
    return {
      id: `served ${name}`,
      label: l10n.t('Tokens decoded for {workload}', { workload: name }),
      unit: l10n.t('million a year'),
      format: 'cents',
      of: (option, bill) => {
        const own = bill.workloads.find((one) => one.name === name);
        if (!own) return '0';
        if (volume) return `${inputs.addressOf(loadKey(name))}*365`;
        const million = (own.tokensPerSecond * SECONDS_PER_YEAR) / MILLION;
        return `${written(million)}*${at(`load ${name}`, option)}*${utilization}/${written(planned)}`;
      },
    };
  });
  const tokens: Row = {
    id: 'tokens',
    label: l10n.t('Tokens decoded'),
    unit: l10n.t('million a year'),
    format: 'cents',
    of: (option) => plus(workloads.map(([name]) => at(`served ${name}`, option))),
  };
  return [...growth, ...served, tokens];
}

const KIND_NAMES: Readonly<Record<BilledKind['kind'], string>> = {
  get gpus() {
    return l10n.t('Accelerators that decode');
  },
  get prefill() {
    return l10n.t('Accelerators for prompts');
  },
  get drafter() {
    return l10n.t('Accelerators that draft');
  },
  get lpx() {
    return l10n.t('LPX racks');
  },
};

/** Pieces of a kind of hardware, and what one of them costs in a year. */
function kindRows({ bills, inputs, at }: Sums, kind: BilledKind['kind']): Row[] {
  if (!Object.values(bills).some(({ kinds }) => kinds.some((one) => one.kind === kind))) return [];
  const row = (
    id: string,
    what: string,
    of: (own: BilledKind, option: string, bill: OptionBill) => string,
    usd = false,
  ): Row => ({
    id: `${kind} ${id}`,
    label: l10n.t('{hardware}: {what}', { hardware: KIND_NAMES[kind], what }),
    unit: usd ? USD_A_YEAR() : l10n.t('pieces'),
    format: usd ? 'cents' : 'count',
    of: (option, bill) => {
      const own = bill.kinds.find((one) => one.kind === kind);
      return own ? of(own, option, bill) : null;
    },
  });
  return [
    row('used', l10n.t('used'), (own, option) => usedOf(at, option, own)),
    row('bought', l10n.t('to buy, in whole units'), (own, option, bill) =>
      whole(`${at(`${kind} used`, option)}-(${leftFor(at, option, own, bill)})`, own.unit),
    ),
    row('there', l10n.t('used of those that are there'), ({ alike }, option) => {
      const left = alike.length > 0 ? `-${spare(at, option, alike)}` : '';
      return `MAX(0,${at(`${kind} used`, option)}-${at(`${kind} bought`, option)}${left})`;
    }),
    row('paid', l10n.t('paid for all-in, from zero'), (own, option, { kinds }) => {
      const basket = basketOf(own, kinds);
      const used = [...basket, kind].map((one) => at(`${one} used`, option));
      const before = basket.map((one) => `-${at(`${one} paid`, option)}`);
      return `${whole(plus(used), own.unit)}${before.join('')}`;
    }),
    row(
      'full',
      l10n.t('cost of one, capital included'),
      ({ bought }) => costOfOne(inputs, bought, true),
      true,
    ),
    row('running', l10n.t('running one that is there'), ({ own }) => costOfOne(inputs, own, false), true),
  ];
}

/** Whole replicas that follow the load; at the plan's own as many as it has. */
function usedOf(at: Sums['at'], option: string, { used, least }: BilledKind): string {
  const parts = used.map(({ replicas, pieces, shares }: Replicas) => {
    const parts = Object.entries(shares).map(
      ([workload, share]) => `${written(share)}*${at(`load ${workload}`, option)}`,
    );
    return parts.length === 0
      ? String(replicas * pieces)
      : `ROUNDUP(MAX(0,${replicas}*(${plus(parts)})-0.000001),0)*${pieces}`;
  });
  return least > 0 ? `MAX(${least},${plus(parts)})` : plus(parts);
}

/** A count of pieces in whole units that hold it. */
function whole(count: string, unit: number): string {
  // Away from nothing is how spreadsheets round up: below it is nothing.
  const units = `ROUNDUP(MAX(0,(${count})/${unit}-0.000000001),0)`;
  return unit === 1 ? units : `${units}*${unit}`;
}

/** What was bought of a type for work that is named before, and is left of it. */
function spare(at: Sums['at'], option: string, alike: BilledKind['alike']): string {
  return alike.reduce(
    (left, kind) =>
      `MAX(0,${left === '' ? '' : `${left}+`}${at(`${kind} bought`, option)}-${at(`${kind} used`, option)})`,
    '',
  );
}

/** Pieces that are there for a kind: its own, and what others leave of those for all work and of their whole units. */
function leftFor(
  at: Sums['at'],
  option: string,
  { kind, alike, there }: BilledKind,
  { thereForAll, kinds }: OptionBill,
): string {
  const cell = (of: string, what: string) => at(`${of} ${what}`, option);
  if (kind === 'prefill')
    return alike.length === 0
      ? String(there + thereForAll)
      : `${there}+MAX(0,${thereForAll}+${cell('gpus', 'bought')}-${cell('gpus', 'used')})`;
  if (kind !== 'drafter') return String(there);
  const taken = alike.map((one) => {
    const own = one === 'prefill' ? (kinds.find((other) => other.kind === 'prefill')?.there ?? 0) : 0;
    const used = own > 0 ? `MAX(0,${cell(one, 'used')}-${own})` : cell(one, 'used');
    return `-(${used}-${cell(one, 'bought')})`;
  });
  return `MAX(0,${there}${taken.join('')})`;
}

const yearsOf = ({ economics }: ResolvedPlan): number =>
  Math.max(LEAST_YEARS, Math.ceil(economics.amortization / SECONDS_PER_YEAR) + 5);

/** The purchase, then years at their ends; the last in proportion, with what is left. */
function yearRows({ plan, inputs, at }: Sums): Row[] {
  const years = inputs.addressOf('amortization');
  const all = Array.from({ length: yearsOf(plan) + 1 }, (_, year) => year);
  const flow = (year: number, option: string): string => {
    if (year === 0) return `0-${at('capital', option)}`;
    const part = `MAX(0,MIN(1,${years}-${year - 1}))`;
    const earned = `(${at('revenue', option)}-${at('running', option)})`;
    const last = `IF(AND(${year}>=${years}-0.000000001,${year - 1}<${years}-0.000000001),${at('residual', option)},0)`;
    return `${part}*${earned}+${last}`;
  };
  const row = (id: string, label: string, of: Row['of']): Row => ({
    ...{ id, label, of, unit: 'USD', format: 'cents' },
  });
  return [
    ...all.map((year) =>
      row(`flow ${year}`, l10n.t('Cash flow of year {year}', { year }), (option) => flow(year, option)),
    ),
    ...all.map((year) =>
      row(`present ${year}`, l10n.t('Present value of year {year}', { year }), (option) => {
        const discount = `(1+${inputs.addressOf('capitalCost')})^MIN(${year},${years})`;
        return `${at(`flow ${year}`, option)}/${discount}`;
      }),
    ),
  ];
}
