import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { OptionFinance, OwnedBasis, PlanResult } from '../../../engine/shapes/result.js';
import type { Reason } from '../../../engine/shapes/reasons.js';
import { SECONDS_PER_HOUR, SECONDS_PER_MONTH, SECONDS_PER_YEAR } from '../../../units/constants.js';
import * as l10n from '../../../l10n/l10n.js';
import { isDecodeOnly, markedDecodeOnly } from '../decodeOnly.js';
import * as format from '../format.js';
import { reasonText } from '../reasons.js';
import type { Table } from '../table.js';
import { moneyCode } from '../../../units/shownMoney.js';

/** Capital, running costs and what they bring, an option a row; no rows where no option is served. */
export function financeTable({ economics }: ResolvedPlan, { options }: PlanResult): Table {
  const served = Object.entries(options).filter(([, { finance }]) => finance.capitalUsd !== null);
  const earns = served.some(([, { finance }]) => finance.revenueUsdPerYear !== null);
  const inRacks = served.some(([, { finance }]) => finance.earnings.profitUsdPerRackHour !== null);
  const leaves = economics.residual > 0;
  const rows = served
    .map(([name, option]) => [option.finance, name, isDecodeOnly(option)] as const)
    .map(([finance, name, alone]) => [
      name,
      money(finance.capitalUsd),
      markedDecodeOnly(money(finance.runningUsdPerYear), alone && finance.runningUsdPerYear !== null),
      ...(earns ? [revenueText(finance), ...earningsCells(finance, inRacks)] : []),
      orWhy(finance.paybackMonths, months, finance.paybackReason),
      orWhy(finance.netPresentValueUsd, sum, finance.valueReason),
      ...(earns ? [orWhy(finance.internalRateOfReturn, rate, finance.returnReason)] : []),
      ...(leaves ? [money(finance.residualUsd)] : []),
    ]);
  return {
    columns: [
      l10n.t('Option'),
      l10n.t('Capital'),
      l10n.t('Running a year'),
      ...(earns
        ? [
            l10n.t('Revenue a year'),
            l10n.t('Profit an hour, all-in'),
            l10n.t('Profit an hour of a MW'),
            ...(inRacks ? [l10n.t('Profit an hour of a rack')] : []),
          ]
        : []),
      l10n.t('Pay-back'),
      earns ? l10n.t('Net present value') : l10n.t('Present value'),
      ...(earns ? [l10n.t('Rate of return')] : []),
      ...(leaves ? [l10n.t('Left at the end')] : []),
    ],
    rows,
  };
}

/** What an option costs on one basis, beside its finance: by the hour, the year and the million tokens. */
export function billTable(plan: ResolvedPlan, result: PlanResult, basis: OwnedBasis): Table {
  const finance = financeTable(plan, result);
  const hoursAYear = SECONDS_PER_YEAR / SECONDS_PER_HOUR;
  return {
    columns: [
      ...finance.columns.slice(0, 1),
      l10n.t('{currency} / M tokens', { currency: moneyCode() }),
      l10n.t('{currency} an hour', { currency: moneyCode() }),
      l10n.t('{currency} a year', { currency: moneyCode() }),
      ...finance.columns.slice(1),
    ],
    rows: finance.rows.map(([name = '', ...rest]) => {
      const option = result.options[name];
      const own = option?.basis[basis];
      const anHour = own?.usdPerHour ?? null;
      const cost = (usd: number | null | undefined, write: (usd: number) => string) =>
        markedDecodeOnly(format.orUnknown(usd, write), usd != null && !!option && isDecodeOnly(option));
      return [
        name,
        cost(own?.usdPerMillionTokens, format.usdPerMillion),
        cost(anHour, format.usdPerHour),
        cost(anHour === null ? null : anHour * hoursAYear, sum),
        ...rest,
      ];
    }),
  };
}

/** Names of both bases, as one chooses between them. */
export const basisNames = (): Readonly<Record<OwnedBasis, string>> => ({
  sunk: l10n.t('still to spend'),
  priced: l10n.t('all-in'),
});

/** What the table is called. */
export const financeHeading = () => l10n.t('Capital, running costs and what they bring');

/** What the table counts. */
export function financeNote(plan: ResolvedPlan, { options }: PlanResult): string {
  const { economics, workloads } = plan;
  const sold = Object.values(workloads).some(({ price }) => price !== null);
  const notes = [
    countedNote(plan),
    l10n.t('Every year has the demand and the prices of the plan.'),
    economics.owned === 'sunk' && sold
      ? l10n.t(
          'Revenue is of all tokens, those that owned hardware serves too: returns are not the purchase’s alone.',
        )
      : '',
    hypothetical(options),
  ];
  return format.joined(...notes);
}

/** Which rows are of options that do not work. */
function hypothetical(options: PlanResult['options']): string {
  const names = Object.entries(options).flatMap(([option, { feasible, finance }]) =>
    feasible || finance.capitalUsd === null ? [] : [option],
  );
  const [option] = names;
  if (option === undefined) return '';
  if (names.length === 1)
    return l10n.t('{option} does not work: its numbers tell what it would take.', { option });
  return names.length <= MOST_NAMED
    ? l10n.t('{names} do not work: their numbers tell what they would take.', { names: names.join(', ') })
    : l10n.t('{count} options do not work: their numbers tell what they would take.', {
        count: names.length,
      });
}

/** More options than this are told as how many they are. */
const MOST_NAMED = 3;

function countedNote({ economics, breakEven }: ResolvedPlan): string {
  const values = {
    time: format.quantity(economics.amortization, 'duration'),
    rate: format.quantity(economics.capitalCost, 'fractionPerYear'),
    baseline: breakEven?.baseline ?? '',
  };
  return breakEven
    ? l10n.t(
        'Capital is of what is bought; running costs hold owned hardware too. Value and return are over {time}, discounted at {rate}; pay-back against {baseline}.',
        values,
      )
    : l10n.t(
        'Capital is of what is bought; running costs hold owned hardware too. Value and return are over {time}, discounted at {rate}; pay-back against the cheapest option that buys nothing.',
        values,
      );
}

const sum = (usd: number): string =>
  usd < 0 ? `−${format.quantity(-usd, 'money')}` : format.quantity(usd, 'money');

const money = (usd: number | null): string => format.orUnknown(usd, sum);

/** Of an hour, written as costs of an hour are. */
const hourly = (usd: number | null): string =>
  format.orUnknown(usd, (one) => (one < 0 ? `−${format.usdPerHour(-one)}` : format.usdPerHour(one)));

const months = (count: number): string =>
  count === 0 ? l10n.t('at once') : format.quantity(count * SECONDS_PER_MONTH, 'duration');

const rate = (perYear: number): string =>
  l10n.t('{rate} a year', {
    rate: perYear < 0 ? `−${format.percent(-perYear)}` : format.percent(perYear),
  });

function orWhy(value: number | null, write: (value: number) => string, reason: Reason | undefined): string {
  if (value !== null) return write(value);
  return reason ? l10n.t('none: {reason}', { reason: reasonText(reason) }) : l10n.t('not known');
}

function revenueText({ revenueUsdPerYear, revenueReason }: OptionFinance): string {
  const revenue = money(revenueUsdPerYear);
  return revenueReason ? `${revenue} (${reasonText(revenueReason)})` : revenue;
}

/** What is left an hour, of each megawatt at the meter and of each rack: what a hall of a given size earns most with. */
function earningsCells({ earnings }: OptionFinance, inRacks: boolean): readonly string[] {
  const { profitUsdPerHour, profitUsdPerMegawattHour, profitUsdPerRackHour } = earnings;
  return [
    hourly(profitUsdPerHour),
    hourly(profitUsdPerMegawattHour),
    ...(inRacks ? [hourly(profitUsdPerRackHour)] : []),
  ];
}
