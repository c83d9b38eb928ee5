import type { Economics, Gpus, Lpx } from '../../../catalog/shapes/resolvedPlan.js';
import { SECONDS_PER_YEAR } from '../../../units/constants.js';
import type { Reason } from '../../shapes/reasons.js';
import type { FinanceYear, OptionFinance } from '../../shapes/result.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import { gpuOutlay, lpxOutlay, revenuePerToken, whyUnsold, type Outlay } from '../costs.js';
import type { Fleet } from '../fleet.js';
import { keepingOf } from './hardware.js';
import type { OptionCase } from '../optionCase.js';
import type { Purchase } from '../purchase.js';
import { usedOf, type UsedGpus } from './used.js';

/** What an option spends and earns in a second while it runs; `null` where it is not known. USD. */
interface Flow {
  readonly power: number | null;
  readonly operations: number | null;
  readonly rent: number | null;
  readonly hosted: number;
  readonly revenue: number | null;
}

/** What finance says of an option before it is held against another. */
export type OwnFinance = Omit<OptionFinance, 'paybackMonths' | 'earnings'>;

/** Finance of a fleet: what is bought for it, and what running it costs, owned hardware included. */
export function fleetFinance(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): OwnFinance {
  const { economics, lpx } = asked;
  const used = usedOf(asked, gpus, fleet, purchase);
  const keeping = keepingOf({ gpus, asked }, fleet);
  const racks = lpx ? rackOutlays(lpx, economics) : null;
  const parts: readonly (readonly [number, Outlay | null])[] = [
    ...[used.gpus, used.prefill, used.drafter].flatMap((one) => (one ? gpuParts(one, economics) : [])),
    [used.lpx.bought, racks && racks.more],
    [used.lpx.there, racks && racks.there],
  ];
  const sum = (of: keyof Outlay) =>
    sumOrNull(parts.map(([count, outlay]) => countTimes(count, outlay && outlay[of])));
  const operations = sum('operations');
  const flow: Flow = {
    power: sum('power'),
    operations: operations === null ? null : operations + keeping,
    rent: sum('rent'),
    hosted: 0,
    revenue: revenueOf(asked, fleet),
  };
  return financeOf(purchase.usd, flow, economics, whyUnsold(asked.workloads));
}

/** Accelerators of one kind: what is bought, and what is there. */
const gpuParts = ({ bought, there, type, own }: UsedGpus, economics: Economics) =>
  [
    [bought, gpuOutlay(type, economics)],
    [there, gpuOutlay(own, economics)],
  ] as const;

/** Racks that are there were bought, whatever further ones are rented for. */
function rackOutlays(lpx: Lpx, economics: Economics) {
  return { more: lpxOutlay(lpx, economics), there: lpxOutlay({ ...lpx, rent: null }, economics) };
}

/** Finance of a service: nothing is bought, and every token is paid for. */
export function hostedFinance(
  { economics, workloads }: Pick<OptionCase, 'economics' | 'workloads'>,
  usdPerSecond: number | null,
  served: Readonly<Record<string, number | null>>,
): OwnFinance {
  if (usdPerSecond === null) return unknownFinance({ code: 'price-unknown' });
  const flow = { power: 0, operations: 0, rent: 0, hosted: usdPerSecond };
  const revenue = earned({ workloads }, (name) => served[name] ?? null);
  return financeOf(0, { ...flow, revenue }, economics, whyUnsold(workloads));
}

/** Finance of what is not served. */
export function unknownFinance(reason: Reason): OwnFinance {
  return {
    capitalUsd: null,
    residualUsd: null,
    runningUsdPerYear: null,
    revenueUsdPerYear: null,
    yearly: [],
    netPresentValueUsd: null,
    internalRateOfReturn: null,
    reason,
  };
}

type Sold = Pick<OptionCase, 'workloads'>;

/** USD per second of all workloads that have a sale price; `null` where none has. */
function earned({ workloads }: Sold, servedBy: (name: string) => number | null): number | null {
  const all = Object.entries(workloads).flatMap(([name, workload]) => {
    const price = revenuePerToken(workload);
    return price === null ? [] : [countTimes(price, servedBy(name))];
  });
  return all.length === 0 ? null : sumOrNull(all);
}

function revenueOf(asked: Sold, { operations }: Fleet): number | null {
  return earned(asked, (name) => operations.find(({ workload }) => workload === name)?.served ?? null);
}

function financeOf(
  capital: number | null,
  flow: Flow,
  economics: Economics,
  unsold: Reason | null,
): OwnFinance {
  const { power, operations, rent, hosted, revenue } = flow;
  const running = sumOrNull([power, operations, rent, hosted]);
  if (capital === null || power === null || operations === null || rent === null || running === null)
    return unknownFinance({ code: capital === null ? 'no-price-bought' : 'no-hardware-power' });
  const years = economics.amortization / SECONDS_PER_YEAR;
  const residual = capital * economics.residual;
  const yearly = yearsOf(years).map(([year, part]): FinanceYear => {
    const over = (usdPerSecond: number) => usdPerSecond * SECONDS_PER_YEAR * part;
    return {
      year,
      capitalUsd: year === 0 ? capital : year >= years ? 0 - residual : 0,
      powerUsd: over(power),
      operationsUsd: over(operations),
      rentUsd: over(rent),
      hostedUsd: over(hosted),
      revenueUsd: revenue === null ? null : over(revenue),
    };
  });
  const value = (rate: number) => presentValue(yearly, years, rate);
  // A return on all that is bought is not had from a part of what it serves.
  const returned = revenue === null || unsold !== null || capital === 0 ? null : rateOfReturn(value);
  const why = whyNoReturn(revenue, capital, returned, unsold);
  const leftOut = whyNoValue(revenue, unsold);
  return {
    capitalUsd: capital,
    residualUsd: residual,
    runningUsdPerYear: running * SECONDS_PER_YEAR,
    revenueUsdPerYear: revenue === null ? null : revenue * SECONDS_PER_YEAR,
    yearly,
    netPresentValueUsd: leftOut === null ? value(economics.capitalCost) : null,
    internalRateOfReturn: returned,
    ...(leftOut === null ? {} : { valueReason: leftOut }),
    ...(why === null ? {} : { returnReason: why }),
    // That nothing is sold needs no word beside a revenue that is not there.
    ...(unsold !== null && unsold.code !== 'no-sale-price' ? { revenueReason: unsold } : {}),
  };
}

function whyNoReturn(
  revenue: number | null,
  capital: number,
  returned: number | null,
  unsold: Reason | null,
): Reason | null {
  if (revenue === null) return unsold ?? { code: 'no-sale-price' };
  if (capital === 0) return { code: 'no-capital' };
  if (unsold !== null) return unsold;
  return returned === null ? { code: 'never-returns' } : null;
}

/**
 * Why years have no value: all costs less a part of the revenue is neither what the years bring nor what they cost. Where
 * nothing is sold they have the present cost.
 */
function whyNoValue(revenue: number | null, unsold: Reason | null): Reason | null {
  if (unsold !== null) return unsold.code === 'no-sale-price' ? null : unsold;
  return revenue === null ? { code: 'not-served' } : null;
}

/** The purchase, then each year with the part of it that is run: the last in proportion. */
function yearsOf(years: number): (readonly [number, number])[] {
  const last = Math.max(1, Math.ceil(years - 1e-9));
  return Array.from({ length: last + 1 }, (_, year) => [
    year,
    year === 0 ? 0 : Math.min(1, years - (year - 1)),
  ]);
}

/** Sum of all years at their ends, discounted; the last ends with the amortization. */
function presentValue(yearly: readonly FinanceYear[], years: number, rate: number): number {
  return yearly.reduce((sum, one) => {
    const { capitalUsd, powerUsd, operationsUsd, rentUsd, hostedUsd, revenueUsd } = one;
    const spent = capitalUsd + powerUsd + operationsUsd + rentUsd + hostedUsd;
    return sum + ((revenueUsd ?? 0) - spent) / (1 + rate) ** Math.min(one.year, years);
  }, 0);
}

/** Rates of return outside of these mean nothing. */
const [LEAST_RATE, MOST_RATE] = [-0.99, 100];
const HALVINGS = 60;

/** The yearly rate at which the present value is nothing; `null` where it is at none. */
function rateOfReturn(value: (rate: number) => number): number | null {
  let [low, high] = [LEAST_RATE, MOST_RATE];
  if (value(low) <= 0 || value(high) >= 0) return null;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (value(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
