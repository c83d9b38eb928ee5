import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import { largestBetween } from '../../shapes/roots.js';
import type { LpxRole } from '../../shapes/machineInputs.js';
import { purchaseFor } from './bases.js';
import { fleetReasons, servesAll, type Fleet } from '../fleet.js';
import type { OptionCase } from '../optionCase.js';
import { better } from '../pools/onRacks.js';
import { forbiddenOf } from '../purchase.js';

/** Whether a fleet serves all with no more than the option writes and the plan lets it buy. */
export function isAllowed(asked: OptionCase, gpus: Gpus, fleet: Fleet | null): fleet is Fleet {
  return (
    fleet !== null &&
    servesAll(fleet) &&
    fleetReasons(fleet, asked.most).length === 0 &&
    forbiddenOf(purchaseFor(asked, gpus, fleet), asked.buy).length === 0
  );
}

/** LPX racks that an option may use: what is owned, and what may be bought. */
function mostRacks({ owned, buy }: OptionCase): number {
  if (buy === 'any') return Number.POSITIVE_INFINITY;
  if (buy === 'none') return owned.lpx;
  const open = buy.gpus === null && buy.lpx === null && buy.prefill === null;
  return owned.lpx + (buy.lpx?.count ?? (open ? Number.POSITIVE_INFINITY : 0));
}

/** No more racks than so many times those of the cheapest fleet are looked at for the sake of a limit. */
const MOST_TIMES = 64;

/** What racks in one role come to where their number is left open, and with so many of them. */
export interface InRole {
  readonly role: LpxRole;
  readonly cheapest: () => Fleet | null;
  readonly withRacks: (racks: number) => Fleet | null;
}

/**
 * The cheapest fleet that keeps the limits of a plan where the cheapest of all does not (lpx.md 3), in the role where that
 * costs least. A number of racks that is left open never fails a limit that a written one keeps. `null` where none keeps
 * them.
 */
export function withinLimits(
  asked: OptionCase,
  gpus: Gpus,
  cheapest: Fleet,
  roles: readonly InRole[],
): Fleet | null {
  if (asked.lpx?.racks !== 'auto' || !cheapest.lpx || !servesAll(cheapest)) return null;
  if (isAllowed(asked, gpus, cheapest)) return null;
  return roles.reduce<Fleet | null>((best, role) => {
    const next = withinRole(asked, gpus, role);
    return next && (!best || better(next, best)) ? next : best;
  }, null);
}

/**
 * The cheapest within the limits with racks in one role. Only beside racks that run the experts do more of them leave fewer
 * accelerators to be needed: more that draft, or decode alone, stand idle, and fewer serve less.
 */
function withinRole(asked: OptionCase, gpus: Gpus, { role, cheapest, withRacks }: InRole): Fleet | null {
  const own = cheapest();
  if (!own?.lpx || !servesAll(own)) return null;
  const { racks } = own.lpx;
  if (isAllowed(asked, gpus, own)) return own;
  if (role !== 'ffn') return null;
  const most = Math.min(mostRacks(asked), MOST_TIMES * racks);
  const at: FleetAt = (some) => {
    const fleet = withRacks(some);
    return isAllowed(asked, gpus, fleet) ? fleet : null;
  };
  // Fewer where these are limited.
  if (most <= racks) return most >= 1 ? at(most) : null;
  return more(racks, most, at) ?? fewer(racks, at);
}

type FleetAt = (racks: number) => Fleet | null;

/** The same with more racks, as where accelerators are limited: the fewest of them that keep it. */
function more(racks: number, most: number, at: FleetAt): Fleet | null {
  for (let low = racks; low < most; low *= 2) {
    const high = Math.min(most, 2 * low);
    if (at(high)) return at(largestBetween(low, high, (some) => at(some) === null) + 1);
  }
  return null;
}

/** The same with fewer racks, as where money or power is limited: the most of them that keep it. */
function fewer(racks: number, at: FleetAt): Fleet | null {
  for (let low = Math.floor(racks / 2); low >= 1; low = Math.floor(low / 2))
    if (at(low)) return at(largestBetween(low, racks, (some) => at(some) !== null));
  return null;
}
