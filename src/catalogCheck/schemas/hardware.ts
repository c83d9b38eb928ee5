import * as z from 'zod';
import {
  confidence,
  confidences,
  count,
  date,
  dated,
  fraction,
  id,
  measure,
  notes,
  sources,
  spread,
  text,
  within,
} from './common.js';

const bytes = measure('bytes', 1e8, 1e14);
const bandwidth = measure('bytes per second', 1e10, 1e18);
const flops = measure('operations per second', 1e12, 1e20);
const watts = measure('watts', 10, 1e6);
const usd = measure('USD', 100, 1e8);
const usdPerHour = measure('USD per hour', 0.01, 1e4);

/** An entry of accelerators.json: one GPU, TPU, LPU or wafer. Peak rates are dense; `null` is not known. */
export const accelerator = z
  .strictObject({
    id,
    name: text,
    aliases: z.array(id),
    generation: id,
    memoryBytes: bytes,
    physicalMemoryBytes: bytes.nullable(),
    memoryTier: text,
    memoryBandwidthBytesPerSecond: bandwidth.nullable(),
    bf16FlopsPerSecond: flops.nullable(),
    fp8FlopsPerSecond: flops.nullable(),
    fp4FlopsPerSecond: flops.nullable(),
    chipPowerWatts: watts.nullable(),
    allInPowerWatts: watts.nullable(),
    linkBytesPerSecond: measure('bytes per second', 1e9, 1e16).nullable(),
    hostLinkBytesPerSecond: measure('bytes per second', 1e9, 1e13).nullable().optional(),
    scaleUpDomain: count(1),
    priceUsd: usd.nullable(),
    priceRangeUsd: spread(usd).nullable(),
    priceDate: date.nullable(),
    ownUsdPerHour: usdPerHour.nullable(),
    rentUsdPerHour: usdPerHour.nullable(),
    rentRangeUsdPerHour: spread(usdPerHour).nullable(),
    marketRentUsdPerHour: usdPerHour.nullable(),
    marketRentRangeUsdPerHour: spread(usdPerHour).nullable(),
    rentDate: date.nullable(),
    confidence: confidences,
    notes,
    sources,
  })
  .superRefine(within('priceRangeUsd', ({ priceUsd }) => priceUsd))
  .superRefine(within('rentRangeUsdPerHour', ({ rentUsdPerHour }) => rentUsdPerHour))
  .superRefine(within('marketRentRangeUsdPerHour', ({ marketRentUsdPerHour }) => marketRentUsdPerHour))
  .superRefine(dated('priceDate', ({ priceUsd }) => [priceUsd]))
  .superRefine(
    dated('rentDate', ({ ownUsdPerHour: own, rentUsdPerHour: contract, marketRentUsdPerHour: market }) => [
      own,
      contract,
      market,
    ]),
  );

/** An entry of racks.json: how many of an accelerator it holds, and its price as a whole. */
export const rack = z
  .strictObject({
    id,
    name: text,
    accelerator: id,
    perRack: count(1),
    priceUsd: usd.nullable(),
    priceRangeUsd: spread(usd).nullable(),
    priceDate: date.nullable(),
    confidence: confidences,
    notes,
    sources,
  })
  .superRefine(within('priceRangeUsd', ({ priceUsd }) => priceUsd))
  .superRefine(dated('priceDate', ({ priceUsd }) => [priceUsd]));

const seconds = measure('seconds', 1e-9, 1e-2);

/** The rack of lpx.json. */
export const lpx = z
  .strictObject({
    id,
    name: text,
    lpus: count(1),
    sramBytesPerLpu: measure('bytes', 1e6, 1e12),
    sramBandwidthBytesPerSecondPerLpu: bandwidth,
    fp8FlopsPerSecondPerLpu: flops,
    usableSramFraction: fraction,
    slowTierBytes: bytes,
    slowTierBandwidthBytesPerSecond: bandwidth.nullable(),
    linkBytesPerSecond: measure('bytes per second', 1e9, 1e16),
    linkLatencySeconds: seconds,
    reachLatency: z
      .array(z.tuple([bytes, seconds]))
      .min(1, 'needs a pair of bytes and seconds')
      .refine(
        (pairs) => pairs.every(([size, time], i) => i === 0 || above(pairs[i - 1], size, time)),
        'goes up in bytes and seconds',
      ),
    layerFloorSeconds: z
      .strictObject({ low: seconds, likely: seconds, high: seconds })
      .refine(({ low, likely, high }) => low <= likely && likely <= high, 'goes from low to high'),
    powerWatts: watts,
    powerRangeWatts: spread(watts),
    priceUsd: usd,
    priceRangeUsd: spread(usd),
    confidence: z.record(text, confidence),
    notes,
    sources,
  })
  .superRefine(within('powerRangeWatts', ({ powerWatts }) => powerWatts))
  .superRefine(within('priceRangeUsd', ({ priceUsd }) => priceUsd));

function above(before: readonly [number, number] | undefined, size: number, time: number): boolean {
  return before === undefined || (size > before[0] && time >= before[1]);
}
