import type { Economics, KvTier } from '../../../catalog/shapes/resolvedPlan.js';
import { costOfOwning } from '../costs.js';

/** USD per second of tiers beside one accelerator: they are bought, whoever owns the accelerator. */
export function tiersUsdPerSecond(tiers: readonly KvTier[], economics: Economics): number {
  return tiers.reduce(
    (sum, { capacityBytes, usdPerByte }) => sum + capacityBytes * tierUsdPerByteSecond(usdPerByte, economics),
    0,
  );
}

/** USD for one byte that a tier keeps for one second; its power is part of the accelerator's. */
export function tierUsdPerByteSecond(usdPerByte: number, economics: Economics): number {
  return costOfOwning(usdPerByte, null, economics);
}
