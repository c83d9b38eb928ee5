const WATTS_PER_MEGAWATT = 1e6;

/** An amount for each megawatt at the meter; `null` where either is not known, or nothing draws power. */
export function perMegawatt(amount: number | null, meterWatts: number | null): number | null {
  if (amount === null || meterWatts === null || meterWatts <= 0) return null;
  return amount / (meterWatts / WATTS_PER_MEGAWATT);
}
