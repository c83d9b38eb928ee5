import { servesAll, type Candidate } from '../fleet.js';
import { WITHOUT_LIMIT } from './bounds.js';
import { asksNothing, type Numbered } from './load.js';
import { poolsOf } from './partition.js';
import { devicesOfPools, type Pool } from './pool.js';
import { cheapestRacks, fewestRacks } from './rackCount.js';
import { fewestDevices, rackedPools } from './racked.js';
import { wholeDecode } from './wholeDecode.js';
import type { Site } from '../reach.js';

/** An option's workloads, and where they may run: beside racks in one role, or without. */
export interface Placed {
  readonly site: Site;
  readonly plain: Site;
  readonly loads: readonly Numbered[];
  /** Racks that the plan writes; `null` where it leaves them open. */
  readonly written: number | null;
  /** Whether some workloads may leave the racks to the others. */
  readonly some: boolean;
  /** All workloads in one pool. */
  readonly one: boolean;
  /** USD per second of a rack and of an accelerator; `null` where not both are known. */
  readonly prices: { readonly rack: number; readonly gpu: number } | null;
  /** The pool on all that is there beside so many racks, where one workload takes all; else `null`. */
  readonly filled: ((racks: number) => Pool | null) | null;
}

/** Pools beside so many racks as a candidate, with its cost. */
type Weigh = (pools: readonly Pool[], racks: number) => Candidate;

/** Up to so many workloads every choice of those that use the racks is weighed. */
const EXHAUSTIVE = 4;

/**
 * The cheapest fleet of workloads of which all, or where that may be at least one, use racks in one role; or the one that
 * is kept from elsewhere, where that is no dearer.
 */
export function onRacks(placed: Placed, weigh: Weigh, kept: Candidate | null): Candidate | null {
  const { loads, some } = placed;
  if (some && loads.length > EXHAUSTIVE) return chosenOf(kept, withoutSome(placed, weigh));
  let best = kept;
  for (const chosen of some ? subsetsOf(loads) : [loads]) {
    const one = weighed(placed, chosen, weigh, limitOf(placed, best));
    if (one) best = chosenOf(best, one);
  }
  return best;
}

const chosenOf = (kept: Candidate | null, next: Candidate): Candidate =>
  kept && !better(next, kept) ? kept : next;

/** All that are not empty; all of them first. */
function subsetsOf(loads: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const all = 2 ** loads.length - 1;
  const of = (mask: number) => loads.filter((_, i) => mask & (1 << i));
  return [loads, ...Array.from({ length: all - 1 }, (_, i) => of(i + 1))];
}

/** What a fleet may cost at most to be better than another, in USD per second: without limit where costs do not tell. */
function limitOf({ loads, prices }: Placed, best: Candidate | null): number {
  const [only] = loads;
  // Cost for each token is weighed there, not cost.
  const byToken = loads.length === 1 && only !== undefined && asksNothing(only.load);
  if (!best || !prices || byToken || best.usdPerSecond === null || !servesAll(best))
    return WITHOUT_LIMIT_OF_COST;
  return best.usdPerSecond * (1 + 1e-9);
}

const WITHOUT_LIMIT_OF_COST = Number.POSITIVE_INFINITY;

/** Workloads leave the racks one after the other, as long as that saves something beside as many racks. */
function withoutSome(placed: Placed, weigh: Weigh): Candidate {
  const all = weighedAnyway(placed, placed.loads, weigh);
  let best = all;
  let chosen = placed.loads;
  const beside: Placed = { ...placed, written: all.lpx?.racks ?? placed.written };
  for (const one of placed.loads) {
    if (chosen.length < 2) break;
    const left = chosen.filter((other) => other !== one);
    const without = weighedAnyway(beside, left, weigh);
    if (better(without, best)) [best, chosen] = [without, left];
  }
  // Fewer workloads may do with fewer racks.
  const settled = chosen === placed.loads ? best : weighedAnyway(placed, chosen, weigh);
  return better(settled, best) ? settled : best;
}

/** Those workloads on racks, the others without; `null` where that costs more than a limit, in USD per second. */
function weighed(placed: Placed, chosen: readonly Numbered[], weigh: Weigh, limit: number): Candidate | null {
  const { site, plain, loads, prices, written, one } = placed;
  const minimum = site.lpx?.minimumRacks ?? 1;
  if (prices && minimum * prices.rack > limit) return null;
  const rest = loads.filter((own) => !chosen.includes(own));
  const others = rest.length > 0 ? poolsOf({ site: plain, loads: rest, one: false }) : [];
  if (site.lpx?.role === 'decode') {
    const { pool, racks } = wholeDecode({ site, loads: chosen, racks: written });
    return weigh([pool, ...others], racks);
  }
  if (site.lpx?.role === 'drafter') {
    const racks = written ?? minimum;
    const own = placed.filled?.(racks);
    return weigh([...(own ? [own] : poolsOf({ site, loads: chosen, one })), ...others], racks);
  }
  const at = (racks: number): Candidate => {
    const own = placed.filled?.(racks);
    return weigh([...(own ? [own] : rackedPools({ site, loads: chosen, racks, one })), ...others], racks);
  };
  const racks = written ?? cheapest(placed, { chosen, others: devicesOfPools(others), limit }, at);
  return racks === null ? null : at(racks);
}

function weighedAnyway(placed: Placed, chosen: readonly Numbered[], weigh: Weigh): Candidate {
  const found = weighed(placed, chosen, weigh, WITHOUT_LIMIT_OF_COST);
  if (!found) throw new RangeError('nothing costs more than no limit');
  return found;
}

/** Workloads that all use racks, the accelerators of the others beside them, and what all may cost in USD per second. */
interface Sought {
  readonly chosen: readonly Numbered[];
  readonly others: number;
  readonly limit: number;
}

/** The cheapest number of racks; `null` where every number costs more than may be. */
function cheapest(
  { site, filled, prices }: Placed,
  { chosen, others, limit }: Sought,
  at: (racks: number) => Candidate,
): number | null {
  const minimum = site.lpx?.minimumRacks ?? 1;
  // Without prices more racks would always be better than accelerators.
  if (!prices) return fewestRacks(minimum, (racks) => servesAll(at(racks))) ?? minimum;
  const { rack, gpu } = prices;
  const most = filled ? tokensOf(at(WITHOUT_LIMIT)) : 1;
  const below = (limit - minimum * rack) / gpu - others;
  const devices = filled ? 0 : fewestDevices({ site, loads: chosen }, below) + others;
  const unlimited = limit === WITHOUT_LIMIT_OF_COST;
  if (!Number.isFinite(devices)) return unlimited ? minimum : null;
  const cost = (racks: number) => {
    const candidate = at(racks);
    return servesAll(candidate) ? effortOf(candidate) : Number.POSITIVE_INFINITY;
  };
  const least = (racks: number) => (racks * rack + devices * gpu) / most;
  return cheapestRacks({ minimum, cost, least, limit }) ?? (unlimited ? minimum : null);
}

/** One that serves more before one that serves less, then the cheaper. */
export function better(a: Candidate, b: Candidate): boolean {
  const [servedA, servedB] = [servedCount(a), servedCount(b)];
  if (servedA !== servedB) return servedA > servedB;
  // A cost that is not known is no lower one.
  if ((a.usdPerSecond === null) !== (b.usdPerSecond === null)) return a.usdPerSecond !== null;
  const [effortA, effortB] = [effortOf(a), effortOf(b)];
  if (Math.abs(effortA - effortB) > SAME * Math.abs(effortB)) return effortA < effortB;
  return (a.usedUsdPerSecond ?? a.devices) < (b.usedUsdPerSecond ?? b.devices);
}

/** Costs this close are the same sum in another order. */
const SAME = 1e-12;

function servedCount({ pools }: Candidate): number {
  return pools.reduce((sum, { served, parts }) => sum + (served ? parts.length : 0), 0);
}

/** USD per second, or accelerators where no price is known; for each token where as many are made as can be. */
function effortOf(candidate: Candidate): number {
  const { usdPerSecond, devices, pools } = candidate;
  const [only, another] = pools.flatMap(({ parts }) => parts);
  const effort = usdPerSecond ?? devices;
  return only && !another && asksNothing(only.point.load) ? effort / tokensOf(candidate) : effort;
}

/** Decoded tokens per second at peak of all workloads that are served. */
function tokensOf({ peaks }: Candidate): number {
  return peaks.reduce<number>((sum, peak) => sum + (peak ?? 0), 0);
}
