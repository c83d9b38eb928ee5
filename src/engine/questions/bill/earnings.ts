import type { OptionEarnings, OptionResult } from '../../shapes/result.js';
import { HOURS_PER_YEAR } from '../../../units/constants.js';

/** Watts of a megawatt. */
const MEGAWATT = 1e6;

/**
 * What an option brings and leaves an hour, and of each megawatt at the meter: what a hall of so much power earns most
 * with. Profit is after the whole bill, all-in; it is not known where some workload has no sale price.
 */
export function earningsOf({
  finance,
  basis,
  power,
}: Pick<OptionResult, 'finance' | 'basis' | 'power'>): OptionEarnings {
  const { revenueUsdPerYear, revenueReason, reason } = finance;
  const revenue = revenueUsdPerYear === null ? null : revenueUsdPerYear / HOURS_PER_YEAR;
  const cost = basis.priced.usdPerHour;
  const profit = revenue === null || cost === null || revenueReason ? null : revenue - cost;
  const { meterWatts } = power;
  const each = (usd: number | null) =>
    usd === null || meterWatts === null || meterWatts <= 0 ? null : usd / (meterWatts / MEGAWATT);
  const why = reason ?? revenueReason ?? (revenue === null ? ({ code: 'no-sale-price' } as const) : null);
  return {
    revenueUsdPerHour: revenue,
    profitUsdPerHour: profit,
    revenueUsdPerMegawattHour: each(revenue),
    profitUsdPerMegawattHour: each(profit),
    ...(why === null ? {} : { reason: why }),
  };
}
