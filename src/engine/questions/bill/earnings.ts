import { perMegawatt } from '../../shapes/perMegawatt.js';
import type { OptionEarnings, OptionResult } from '../../shapes/result.js';
import { HOURS_PER_YEAR } from '../../../units/constants.js';

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
  const revenue = revenueUsdPerYear === null ? null : revenueUsdPerYear / HOURS_PER_YEAR;
  const cost = basis.priced.usdPerHour;
  const profit = revenue === null || cost === null || revenueReason ? null : revenue - cost;
  const racks = racksOf(pools, perRack, lpx?.racks ?? 0);
  const why = reason ?? revenueReason ?? (revenue === null ? ({ code: 'no-sale-price' } as const) : null);
  return {
    revenueUsdPerHour: revenue,
    profitUsdPerHour: profit,
    revenueUsdPerMegawattHour: perMegawatt(revenue, power.meterWatts),
    profitUsdPerMegawattHour: perMegawatt(profit, power.meterWatts),
    profitUsdPerRackHour: profit === null || racks === null ? null : profit / racks,
    ...(why === null ? {} : { reason: why }),
  };
}

/** Whole racks that an option uses; `null` where it uses none, or single accelerators. */
function racksOf(pools: OptionResult['pools'], perRack: PerRack, lpx: number): number | null {
  const accelerators = pools.reduce((sum, pool) => sum + pool.accelerators, 0);
  if (accelerators > 0 && perRack === null) return null;
  const racks = (perRack === null ? 0 : Math.ceil(accelerators / perRack)) + lpx;
  return racks > 0 ? racks : null;
}
