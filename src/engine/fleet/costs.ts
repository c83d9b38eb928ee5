import type { Economics, Gpus, Lpx, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { MILLION, SECONDS_PER_YEAR } from '../../units/constants.js';
import { meanTokens } from '../memory/contextMix.js';

/** What one accelerator, and one LPX rack, cost and draw. */
export interface UnitCosts {
  /** USD per second; `null` where neither price nor rent is known. */
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
}

/** Capital recovery: yearly share of a price that pays it back with interest (fleet.md 2). */
export function annuityPerYear(capitalCost: number, amortizationSeconds: number): number {
  const years = amortizationSeconds / SECONDS_PER_YEAR;
  return capitalCost === 0 ? 1 / years : capitalCost / (1 - (1 + capitalCost) ** -years);
}

/** Cost of owning something with a price and a power draw. */
export function owned(price: number, watts: number | null, economics: Economics): number {
  const capital =
    (price * (annuityPerYear(economics.capitalCost, economics.amortization) + economics.operations)) /
    SECONDS_PER_YEAR;
  const power = (watts ?? 0) * (economics.pue * economics.electricity + economics.hosting);
  return capital + power;
}

/** Cost of one accelerator: rented where the plan says so or no price is known. */
export function gpuCosts(gpus: Gpus, economics: Economics): UnitCosts {
  const watts = gpus.accelerator.powerWatts;
  if (gpus.rent !== null) return { usdPerSecond: gpus.rent, watts };
  if (gpus.price === null) return { usdPerSecond: null, watts };
  return { usdPerSecond: owned(gpus.price, watts, economics), watts };
}

/** Cost of one LPX rack: rented where the plan says so. */
export function lpxCosts(lpx: Lpx, economics: Economics): UnitCosts {
  if (lpx.rent !== null) return { usdPerSecond: lpx.rent, watts: lpx.power };
  return { usdPerSecond: owned(lpx.price, lpx.power, economics), watts: lpx.power };
}

/**
 * What a workload earns, in USD per decoded token: its one price, or those of the three kinds of tokens over the mean
 * request. `null` without a price, and where prompts are charged but the plan does not say what a request is.
 */
export function revenuePerToken({ price, input, output, cachedInput }: Workload): number | null {
  if (price === null || typeof price === 'number') return price;
  if (price.input === null && price.cachedInput === null) return price.output;
  if (!input || !output) return null;
  const fresh = price.input ?? 0;
  const perPromptToken = fresh * (1 - cachedInput) + (price.cachedInput ?? fresh) * cachedInput;
  return price.output + (perPromptToken * meanTokens(input)) / meanTokens(output);
}

/** Sale price (USD per token) less cost, over sale price; `null` without either. */
export function marginOf(price: number | null, usdPerMillionTokens: number | null): number | null {
  if (price === null || price <= 0 || usdPerMillionTokens === null) return null;
  return 1 - usdPerMillionTokens / (price * MILLION);
}
