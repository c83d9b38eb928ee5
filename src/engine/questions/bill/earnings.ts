import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { revenuePerToken, whyUnsold } from '../../fleet/costs.js';
import { perMegawatt } from '../../shapes/perMegawatt.js';
import type { Reason } from '../../shapes/reasons.js';
import type { Earnings, OptionEarnings, OptionResult } from '../../shapes/result.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import { HOURS_PER_YEAR, SECONDS_PER_HOUR } from '../../../units/constants.js';

/** Accelerators of a rack of an option's; `null` where they come in none. */
type PerRack = number | null;

/**
 * What an option brings and leaves an hour, of each megawatt at the meter, and of each rack: what a hall of so much power,
 * or of so many places, earns most with. Profit is after the whole bill, all-in; it is not known where some workload has no sale price.
 */
export function earningsOf(
  { finance, basis, power, pools, lpx }: Pick<OptionResult, 'finance' | 'basis' | 'power' | 'pools' | 'lpx'>,
  perRack: PerRack,
): OptionEarnings {
  const { revenueUsdPerYear, revenueReason, reason } = finance;
  const revenueUsdPerHour = revenueUsdPerYear === null ? null : revenueUsdPerYear / HOURS_PER_YEAR;
  const { reason: why, ...left } = leftOf(
    revenueUsdPerHour,
    basis.priced.usdPerHour,
    reason ?? revenueReason,
  );
  const profit = left.profitUsdPerHour;
  const racks = racksOf(pools, perRack, lpx?.racks ?? 0);
  return {
    ...left,
    revenueUsdPerMegawattHour: perMegawatt(revenueUsdPerHour, power.meterWatts),
    profitUsdPerMegawattHour: perMegawatt(profit, power.meterWatts),
    profitUsdPerRackHour: profit === null || racks === null ? null : profit / racks,
    ...(why === undefined ? {} : { reason: why }),
  };
}

/** What the workloads that a mix serves bring and leave: `tokensOf` are those that it decodes in a second. */
export function mixEarnings(
  { workloads }: Pick<ResolvedPlan, 'workloads'>,
  tokensOf: Readonly<Record<string, number | null>>,
  billUsdPerHour: number | null,
): Earnings {
  const served = Object.fromEntries(
    Object.entries(workloads).filter(([name]) => Object.hasOwn(tokensOf, name)),
  );
  const sold = Object.entries(served).flatMap(([name, own]) => {
    const price = revenuePerToken(own);
    return price === null ? [] : [countTimes(price, tokensOf[name] ?? null)];
  });
  const revenue = sold.length === 0 ? null : sumOrNull(sold);
  return leftOf(
    revenue === null ? null : revenue * SECONDS_PER_HOUR,
    billUsdPerHour,
    whyUnsold(served) ?? undefined,
  );
}

/** What several fleets bring and leave together; why one of them does not know it is why all of them do not. */
export function sumOfEarnings(all: readonly Earnings[]): Earnings {
  const sum = (of: (one: Earnings) => number | null) => (all.length === 0 ? null : sumOrNull(all.map(of)));
  const [revenue, profit] = [sum((one) => one.revenueUsdPerHour), sum((one) => one.profitUsdPerHour)];
  return leftOf(
    revenue,
    revenue === null || profit === null ? null : revenue - profit,
    all.flatMap(({ reason }) => reason ?? [])[0],
  );
}

/** What is left of a revenue after a bill; nothing is where the revenue leaves something out, and why says what. */
function leftOf(revenue: number | null, bill: number | null, why: Reason | undefined): Earnings {
  const profit = revenue === null || bill === null || why ? null : revenue - bill;
  const reason = why ?? (revenue === null ? ({ code: 'no-sale-price' } as const) : undefined);
  return {
    revenueUsdPerHour: revenue,
    profitUsdPerHour: profit,
    margin: profit === null || !revenue ? null : profit / revenue,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Whole racks that an option uses; `null` where it uses none, or single accelerators. */
function racksOf(pools: OptionResult['pools'], perRack: PerRack, lpx: number): number | null {
  const accelerators = pools.reduce((sum, pool) => sum + pool.accelerators, 0);
  if (accelerators > 0 && perRack === null) return null;
  const racks = (perRack === null ? 0 : Math.ceil(accelerators / perRack)) + lpx;
  return racks > 0 ? racks : null;
}
