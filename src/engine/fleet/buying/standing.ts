import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../../shapes/reasons.js';
import type { OptionBases, OptionPower, OptionPurchase, OptionResult } from '../../shapes/result.js';
import { servesAll, type Fleet } from '../fleet.js';
import { neededOf } from './hardware.js';
import type { OptionCase } from '../optionCase.js';
import { forbiddenOf, powerOf, worksOf, type Purchase } from '../purchase.js';
import { basesOf, sameOnBoth } from './bases.js';
import { fleetFinance, unknownFinance, type OwnFinance } from './finance.js';

/** How an option stands to what is owned: what it has to buy, what it draws, and whether it works. */
export type Standing = Pick<
  OptionResult,
  'works' | 'feasible' | 'reasons' | 'purchase' | 'power' | 'basis' | 'finance'
>;

/** Finance is held against another option, and against all that the option costs, by who knows these. */
const ALONE = {
  paybackMonths: null,
  earnings: {
    revenueUsdPerHour: null,
    profitUsdPerHour: null,
    margin: null,
    revenueUsdPerMegawattHour: null,
    profitUsdPerMegawattHour: null,
    profitUsdPerRackHour: null,
  },
} as const;

/** What stands in the place of a purchase where nothing is bought. */
const NOTHING_BOUGHT: OptionPurchase = {
  accelerators: 0,
  gpuRacks: 0,
  lpxRacks: 0,
  parts: [],
  usd: 0,
  kilowatts: 0,
};

const NOT_SERVED: Reason = { code: 'not-served' };

const UNKNOWN_USD = { usdPerHour: null, usdPerMillionTokens: null, reason: NOT_SERVED };

/** The standing of an option that has no fleet, or whose fleet does not serve everything. */
export function unservedStanding(reasons: readonly Reason[]): Standing {
  return {
    works: 'no',
    feasible: false,
    reasons,
    purchase: {
      accelerators: null,
      gpuRacks: null,
      lpxRacks: null,
      parts: [],
      usd: null,
      kilowatts: null,
      reason: NOT_SERVED,
    },
    power: { itWatts: null, meterWatts: null, tokensPerSecondPerMegawatt: null, reason: NOT_SERVED },
    basis: { priced: UNKNOWN_USD, sunk: UNKNOWN_USD },
    finance: { ...unknownFinance(NOT_SERVED), ...ALONE },
  };
}

/** The standing of a service: there is nothing to own, to buy or to power. */
export function hostedStanding(
  reasons: readonly Reason[],
  total: OptionResult['total'],
  finance: OwnFinance,
): Standing {
  return {
    works: reasons.length === 0 ? 'owned' : 'no',
    feasible: reasons.length === 0,
    reasons,
    purchase: NOTHING_BOUGHT,
    power: {
      itWatts: 0,
      meterWatts: 0,
      tokensPerSecondPerMegawatt: null,
      reason: { code: 'no-own-hardware' },
    },
    basis: sameOnBoth(total),
    finance: { ...finance, ...ALONE },
  };
}

/** The standing of a fleet, given why it does not serve as it is asked to; empty where it does (fleet.md 3). */
export function fleetStanding(
  asked: OptionCase,
  gpus: Gpus,
  fleet: Fleet,
  purchase: Purchase,
  reasons: readonly Reason[],
): Standing {
  if (!servesAll(fleet)) return unservedStanding(reasons);
  const forbidden = forbiddenOf(purchase, asked.buy);
  const works = worksOf(reasons.length === 0, purchase, forbidden);
  const basis: OptionBases = basesOf(asked, gpus, fleet, purchase);
  const { added: _, ...bought } = purchase;
  return {
    works,
    feasible: works !== 'no',
    reasons: [...reasons, ...forbidden],
    purchase: bought,
    power: powerOfFleet(asked, gpus, fleet),
    basis,
    finance: { ...fleetFinance(asked, gpus, fleet, purchase), ...ALONE },
  };
}

/** What a fleet draws. */
export function powerOfFleet(asked: OptionCase, gpus: Gpus, fleet: Fleet): OptionPower {
  const { gpus: decode, prefill, drafter, lpx } = neededOf({ gpus, asked }, fleet);
  const drawing = [decode, prefill, drafter].flatMap((one) =>
    one ? [{ count: one.count, watts: one.type.accelerator.powerWatts, allIn: one.type.allInPower }] : [],
  );
  const racks = lpx ? [{ count: lpx.racks, watts: lpx.type.power, allIn: false }] : [];
  const power = powerOf([...drawing, ...racks], asked.economics.pue, fleet.tokensPerSecond);
  return power.meterWatts === null ? { ...power, reason: { code: 'no-hardware-power' } } : power;
}
