import type { Provenance, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { BilledKind, OptionBill, PiecePrice } from '../../engine/questions/bill/optionBill.js';
import { volumeOf } from '../../engine/fleet/load.js';
import * as l10n from '../../l10n/l10n.js';
import { pathKey, type Path } from '../../plan/path.js';
import {
  JOULES_PER_KWH,
  MILLION,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  SECONDS_PER_MONTH,
  SECONDS_PER_YEAR,
} from '../../units/constants.js';
import { assumptions } from '../words/assumptions.js';
import { inputName } from '../words/inputs.js';
import { fixedAddress, heads, number, text, type Cell, type NumberFormat, type Sheet } from './workbook.js';

/** Name of the sheet that holds what may be changed; formulas of other sheets refer to it. */
export const INPUTS = 'Assumptions';

/** The bills of those options that have one, by name. */
export type Bills = Readonly<Record<string, OptionBill>>;

/** A value that money follows from, in the unit that people say it in. */
export interface Input {
  /** Told apart from all others by this. */
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly format: NumberFormat;
  readonly low: number | null;
  readonly high: number | null;
  readonly source: string;
}

/** Keys of inputs that formulas ask for by name. */
export const hardwareKey = (priced: PiecePrice): string => `hardware ${JSON.stringify(priced)}`;
export const loadKey = (workload: string): string => `load ${workload}`;
export const saleKey = (workload: string): string => `sale ${workload}`;
export const hostedKey = (option: string, workload: string): string =>
  `hosted ${JSON.stringify([option, workload])}`;

/** All inputs of the money sheet, in the order of their rows. */
function moneyInputs(plan: ResolvedPlan, bills: Bills): Input[] {
  return [
    ...economicsInputs(plan),
    ...hardwareInputs(plan, bills),
    ...loadInputs(plan),
    ...hostedInputs(bills),
  ];
}

/** A member of the plan as an input: its value over `scale` is in the unit that is shown. */
function memberInput(
  plan: ResolvedPlan,
  path: Path,
  si: number,
  shown: Pick<Input, 'key' | 'unit' | 'format'> & { readonly scale: number; readonly label?: string },
): Input {
  const { key, unit, format, scale, label = inputName(path) } = shown;
  const range = plan.ranges[pathKey(path)];
  return {
    ...{ key, label, unit, format },
    value: rounded(si / scale),
    low: range ? rounded(range.low / scale) : null,
    high: range ? rounded(range.high / scale) : null,
    source: sourceOf(plan.provenance[pathKey(path)]),
  };
}

/** Without the last digit that a change of units leaves: 0.1, not 0.10000000000000002; a third stays in full. */
function rounded(value: number): number {
  const short = Number(value.toPrecision(12));
  return Math.abs(short - value) <= 4 * Number.EPSILON * Math.abs(value) ? short : value;
}

function sourceOf(provenance: Provenance | undefined): string {
  if (!provenance) return '';
  return provenance.from === 'plan' ? l10n.t('the plan') : provenance.detail;
}

function economicsInputs(plan: ResolvedPlan): Input[] {
  const { economics } = plan;
  const one = (
    member: Exclude<keyof typeof economics, 'owned' | 'basis'>,
    unit: string,
    format: NumberFormat,
    scale = 1,
  ) => memberInput(plan, ['economics', member], economics[member], { key: member, unit, format, scale });
  return [
    one('capitalCost', l10n.t('share a year'), 'share'),
    one('amortization', l10n.t('years'), 'count', SECONDS_PER_YEAR),
    one('residual', l10n.t('share of the price'), 'share'),
    one('operations', l10n.t('share of the price a year'), 'share'),
    one('electricity', 'USD/kWh', 'fine', 1 / JOULES_PER_KWH),
    one('pue', l10n.t('meter over hardware'), 'count'),
    one('hosting', l10n.t('USD a month for each kW of hardware'), 'cents', 1 / (1e3 * SECONDS_PER_MONTH)),
    one('utilization', l10n.t('average over peak'), 'share'),
  ];
}

/** What a kind of hardware costs and draws, once for all options that say the same of it. */
function hardwareInputs(plan: ResolvedPlan, bills: Bills): Input[] {
  const found = new Map<string, Input[]>();
  const names = new Set<string>();
  for (const [option, { kinds }] of Object.entries(bills))
    for (const kind of kinds)
      for (const priced of [kind.bought, kind.own]) {
        const key = hardwareKey(priced);
        if (found.has(key)) continue;
        const taken = names.has(priced.name);
        names.add(priced.name);
        const label = taken ? l10n.t('{name}, in {option}', { name: priced.name, option }) : priced.name;
        found.set(key, pricedInputs(plan, { option, kind, priced, key, label }));
      }
  return [...found.values()].flat();
}

interface Named {
  readonly option: string;
  readonly kind: BilledKind;
  readonly priced: PiecePrice;
  readonly key: string;
  readonly label: string;
}

function pricedInputs(plan: ResolvedPlan, named: Named): Input[] {
  const { key, label, priced } = named;
  const { price, rent, watts } = priced;
  const of = (
    member: 'price' | 'rent' | 'power',
    si: number,
    unit: string,
    scale: number,
    what: string,
  ): Input =>
    memberInput(plan, pathOf(plan, named, member), si, {
      key: `${key} ${member}`,
      unit,
      scale,
      format: 'cents',
      label: `${label}: ${what}`,
    });
  return [
    ...(rent === null
      ? [of('price', price ?? 0, 'USD', 1, l10n.t('price of one'))]
      : [of('rent', rent, l10n.t('USD an hour'), 1 / SECONDS_PER_HOUR, l10n.t('rent of one'))]),
    of('power', watts ?? 0, 'kW', 1e3, l10n.t('power of one')),
  ];
}

/** Where the plan or the catalogue says it: the option's own hardware, else what is owned. */
function pathOf(plan: ResolvedPlan, { option, kind }: Named, member: string): Path {
  const paths: Path[] =
    kind.kind === 'lpx'
      ? [['options', option, 'lpx', member]]
      : kind.kind === 'drafter'
        ? [['options', option, 'dynamo', 'drafter', member]]
        : [
            ...(kind.kind === 'prefill' ? [['options', option, 'prefill', 'gpus', member]] : []),
            ['options', option, 'gpus', member],
            ['owned', kind.kind, member],
            ['owned', 'gpus', member],
            ['gpus', member],
          ];
  return paths.find((path) => plan.provenance[pathKey(path)] !== undefined) ?? paths[0] ?? [];
}

/** Volumes where the plan says them, else users; and what tokens sell for. */
function loadInputs(plan: ResolvedPlan): Input[] {
  return Object.entries(plan.workloads).flatMap(([name, workload]): Input[] => {
    const volume = volumeOf(workload);
    const sale = soldFor(plan, name);
    const path = (member: string): Path => ['workloads', name, member];
    const load =
      volume !== null
        ? [
            memberInput(plan, path(workload.demand === null ? 'requests' : 'demand'), volume, {
              key: loadKey(name),
              label: l10n.t('{workload}: decoded tokens', { workload: name }),
              unit: l10n.t('million a day'),
              format: 'cents',
              scale: MILLION / SECONDS_PER_DAY,
            }),
          ]
        : workload.concurrency === null
          ? []
          : [
              memberInput(plan, path('concurrency'), workload.concurrency, {
                key: loadKey(name),
                label: l10n.t('{workload}: users at peak', { workload: name }),
                unit: l10n.t('users'),
                format: 'whole',
                scale: 1,
              }),
            ];
    return [...load, ...sale];
  });
}

function soldFor(plan: ResolvedPlan, name: string): Input[] {
  const workload = plan.workloads[name];
  if (!workload) return [];
  const source =
    workload.price === null ? l10n.t('not in the plan: what it earns is left out') : l10n.t('the plan');
  return [
    {
      key: saleKey(name),
      label: l10n.t('{workload}: sale price of a request, per decoded token', { workload: name }),
      value: 0,
      unit: l10n.t('USD per million tokens'),
      format: 'cents',
      low: null,
      high: null,
      source,
    },
  ];
}

function hostedInputs(bills: Bills): Input[] {
  return Object.entries(bills).flatMap(([option, { workloads }]) =>
    workloads.flatMap(({ name, usdPerToken }): Input[] =>
      usdPerToken === null
        ? []
        : [
            {
              key: hostedKey(option, name),
              label: l10n.t('{option}: price for {workload}, prompts included', { option, workload: name }),
              value: rounded(usdPerToken * MILLION),
              unit: l10n.t('USD per million decoded tokens'),
              format: 'fine',
              low: null,
              high: null,
              source: l10n.t('price list of the service, for the mean request of the plan'),
            },
          ],
    ),
  );
}

/** Fills in what tokens sell for, which the bills say for the mean request. */
function withSales(inputs: readonly Input[], bills: Bills): Input[] {
  const sales = new Map(
    Object.values(bills).flatMap(({ workloads }) =>
      workloads.map(
        ({ name, revenuePerToken }) => [saleKey(name), (revenuePerToken ?? 0) * MILLION] as const,
      ),
    ),
  );
  return inputs.map((input) => {
    const sale = sales.get(input.key);
    return sale === undefined ? input : { ...input, value: rounded(sale) };
  });
}

/** The sheet of inputs, and the address of each by its key. */
export interface InputSheet {
  readonly sheet: Sheet;
  readonly addressOf: (key: string) => string;
  readonly has: (key: string) => boolean;
  readonly valueOf: (key: string) => number;
}

const HEAD_ROWS = 3;

export function inputSheet(plan: ResolvedPlan, bills: Bills): InputSheet {
  const inputs = withSales(moneyInputs(plan, bills), bills);
  const places = new Map(inputs.map(({ key, value }, i) => [key, { row: HEAD_ROWS + i, value }]));
  const used = (key: string) => {
    const place = places.get(key);
    if (!place) throw new RangeError(`no input ${key}`);
    return place;
  };
  return {
    addressOf: (key) => fixedAddress(INPUTS, used(key).row, 1),
    valueOf: (key) => used(key).value,
    has: (key) => places.has(key),
    sheet: {
      name: INPUTS,
      widths: [58, 16, 36, 14, 14, 70],
      frozen: { rows: HEAD_ROWS, columns: 1 },
      rows: [
        [text(l10n.t('What the money follows from: change the coloured cells'), 'title')],
        [text(howFar(), 'note')],
        heads([
          l10n.t('Input'),
          l10n.t('Value'),
          l10n.t('Unit'),
          l10n.t('May lie from'),
          l10n.t('to'),
          l10n.t('Who says so'),
        ]),
        ...inputs.map(({ label, value, unit, format, low, high, source }) => [
          text(label),
          number(value, format, 'input'),
          text(unit),
          number(low, format),
          number(high, format),
          text(source),
        ]),
        [],
        ...others(plan),
      ],
    },
  };
}

const howFar = () =>
  l10n.t(
    'Fleets follow demand and utilization in proportion, in whole replicas and whole units. Decode Plan itself chooses layouts and roles anew: change the plan for its answer.',
  );

/** Everything else that the plan rests on: for looking up, no formula follows it. */
function others(plan: ResolvedPlan): Cell[][] {
  return [
    [text(l10n.t('Everything that the plan rests on, as it was when this was written'), 'section')],
    ...assumptions(plan).map(({ input, value, range, source, url }): Cell[] => [
      text(input),
      text(value),
      null,
      text(range),
      null,
      text(url === null ? source : `${source} ${url}`),
    ]),
  ];
}
