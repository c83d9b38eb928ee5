import type { Economics, Gpus, Lpx, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { MILLION, SECONDS_PER_YEAR } from '../../units/constants.js';
import { meanTokens } from '../memory/contextMix.js';
import type { Reason } from '../shapes/reasons.js';

/** What one accelerator, and one LPX rack, cost and draw. */
export interface UnitCosts {
  /** USD per second; `null` where neither price nor rent is known. */
  readonly usdPerSecond: number | null;
  /** The part of it that only runs with use: power, hosting and operations; all of a rent. */
  readonly runningUsdPerSecond: number | null;
  /** At the meter. */
  readonly watts: number | null;
}

/** Capital recovery: yearly share of a price that pays it back with interest (fleet.md 2). */
export function annuityPerYear(capitalCost: number, amortizationSeconds: number): number {
  const years = amortizationSeconds / SECONDS_PER_YEAR;
  return capitalCost === 0 ? 1 / years : capitalCost / (1 - (1 + capitalCost) ** -years);
}

/** Cost of owning something with a price and a power draw, if it has one; `allIn` power holds its cooling already. */
export function costOfOwning(
  price: number,
  watts: number | null,
  economics: Economics,
  allIn = false,
): number {
  const capital = (price * annuityPerYear(economics.capitalCost, economics.amortization)) / SECONDS_PER_YEAR;
  return capital + running(price, watts, economics, allIn);
}

/** What it costs to run what is paid for: power, hosting by critical power, and operations. */
function running(price: number, watts: number | null, economics: Economics, allIn: boolean): number {
  const { operations, pue, electricity, hosting } = economics;
  const critical = (watts ?? 0) / (allIn ? pue : 1);
  return (price * operations) / SECONDS_PER_YEAR + critical * (pue * electricity + hosting);
}

/** What one piece takes in USD per second while it is there, beside its capital; `null` where not known. */
export interface Outlay {
  readonly power: number | null;
  /** Operations and hosting. */
  readonly operations: number | null;
  readonly rent: number | null;
}

const rented = (rent: number): Outlay => ({ power: 0, operations: 0, rent });

/** An unknown power costs what is not known, never nothing; where power costs nothing it need not be known. */
function outlay(price: number, watts: number | null, economics: Economics, allIn: boolean): Outlay {
  const { operations, pue, electricity, hosting } = economics;
  const critical = watts === null ? null : watts / (allIn ? pue : 1);
  const ofPower = (usd: number) => (usd === 0 ? 0 : critical === null ? null : critical * usd);
  const placed = ofPower(hosting);
  return {
    power: ofPower(pue * electricity),
    operations: placed === null ? null : (price * operations) / SECONDS_PER_YEAR + placed,
    rent: 0,
  };
}

/** What one accelerator takes beside its capital. */
export function gpuOutlay({ price, rent, allInPower, accelerator }: Gpus, economics: Economics): Outlay {
  if (rent !== null) return rented(rent);
  if (price === null) return { power: null, operations: null, rent: null };
  return outlay(price, accelerator.powerWatts, economics, allInPower);
}

/** What one LPX rack takes beside its capital. */
export function lpxOutlay({ price, power, rent }: Lpx, economics: Economics): Outlay {
  return rent === null ? outlay(price, power, economics, false) : rented(rent);
}

/** Cost of one accelerator: rented where the plan says so or no price is known. `null` where power costs and is not known. */
export function gpuCosts(gpus: Gpus, economics: Economics): UnitCosts {
  const { price, rent, allInPower } = gpus;
  const drawn = gpus.accelerator.powerWatts;
  const watts = drawn === null ? null : drawn * (allInPower ? 1 : economics.pue);
  if (rent !== null) return { usdPerSecond: rent, runningUsdPerSecond: rent, watts };
  const { power, operations } = gpuOutlay(gpus, economics);
  if (price === null || power === null || operations === null)
    return { usdPerSecond: null, runningUsdPerSecond: null, watts };
  return {
    usdPerSecond: costOfOwning(price, drawn, economics, allInPower),
    runningUsdPerSecond: running(price, drawn, economics, allInPower),
    watts,
  };
}

/** Cost of one LPX rack: rented where the plan says so. */
export function lpxCosts(lpx: Lpx, economics: Economics): UnitCosts {
  const watts = lpx.power * economics.pue;
  // Racks that are there were bought, whatever further ones are rented for.
  const runningUsdPerSecond = running(lpx.price, lpx.power, economics, false);
  return {
    usdPerSecond: lpx.rent ?? costOfOwning(lpx.price, lpx.power, economics),
    runningUsdPerSecond,
    watts,
  };
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

/** Why some workloads bring nothing that is known; `null` where all of them do. */
export function whyUnsold(workloads: Readonly<Record<string, Workload>>): Reason | null {
  const names = (which: (one: Workload) => boolean) =>
    Object.keys(workloads).filter((name) => {
      const own = workloads[name];
      return own !== undefined && revenuePerToken(own) === null && which(own);
    });
  const [unmeasured, unpriced] = [names(({ price }) => price !== null), names(({ price }) => price === null)];
  if (unmeasured.length > 0) return { code: 'price-needs-request', workloads: unmeasured.join(', ') };
  if (unpriced.length === 0) return null;
  return unpriced.length === Object.keys(workloads).length
    ? { code: 'no-sale-price' }
    : { code: 'unsold', workloads: unpriced.join(', ') };
}
