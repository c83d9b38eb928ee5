import { fewestWhole } from '../../shapes/roots.js';

/** What a number of racks comes to. */
export interface RackCosts {
  /** The fewest that hold what must be held. */
  readonly minimum: number;
  /** What all costs with so many racks; infinite where they do not serve. */
  readonly cost: (racks: number) => number;
  /** What it costs at least with so many or more; rising. */
  readonly least: (racks: number) => number;
  /** What is worth looking for costs no more. */
  readonly limit: number;
}

/** Beyond this no plan reaches. */
const MOST_RACKS = 2 ** 16;
/** Tries between the neighbours of the best by doubling. */
const TRIES = 24;

/**
 * The cheapest number of racks from the fewest upward (lpx.md 3): doubled until more cannot be cheaper, then narrowed
 * between the neighbours of the best. `null` where no number serves within the limit.
 */
export function cheapestRacks({ minimum, cost, least, limit }: RackCosts): number | null {
  const tried: Tried[] = [];
  const may = (racks: number) => least(racks) <= limit && least(racks) < bestOf(tried).cost;
  for (let racks = minimum; racks <= MOST_RACKS && may(racks); racks *= 2)
    tried.push({ racks, cost: cost(racks) });
  if (bestOf(tried).cost === Number.POSITIVE_INFINITY) return null;
  for (let turn = 0; turn < TRIES; turn++) {
    const best = bestOf(tried);
    const racks = between(tried, best.racks, minimum);
    if (racks === null) break;
    tried.push({ racks, cost: least(racks) < best.cost ? cost(racks) : Number.POSITIVE_INFINITY });
  }
  return bestOf(tried).racks;
}

interface Tried {
  readonly racks: number;
  readonly cost: number;
}

/** The cheapest; of equals the one with the fewest racks. */
function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce<Tried>(
    (best, one) => (one.cost < best.cost || (one.cost === best.cost && one.racks < best.racks) ? one : best),
    { racks: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY },
  );
}

/** The middle of the wider gap beside the best; `null` where its neighbours were tried. */
function between(tried: readonly Tried[], at: number, minimum: number): number | null {
  let below = minimum - 1;
  let above = 2 * at;
  for (const { racks } of tried) {
    if (racks < at) below = Math.max(below, racks);
    if (racks > at) above = Math.min(above, racks);
  }
  const [low, high] = [at - below, above - at];
  if (low <= 1 && high <= 1) return null;
  return low >= high ? at - Math.floor(low / 2) : at + Math.floor(high / 2);
}

/** The fewest racks that are enough, given that more never are less so; `null` where no number is. */
export function fewestRacks(minimum: number, enough: (racks: number) => boolean): number | null {
  return fewestWhole(minimum, MOST_RACKS, enough);
}
