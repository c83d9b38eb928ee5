import type { LpxRole } from '../../shapes/machineInputs.js';
import { servesAll, type Candidate } from '../fleet.js';
import { decodedWhole, limitBeside, type PiecePrices } from './block.js';
import { usedAlone, WITHOUT_LIMIT } from './bounds.js';
import { asksNothing } from './load.js';
import { poolsOfSeats } from './partition.js';
import { devicesOfPools, type Pool, type Seat } from './pool.js';
import { cheapestRacks, fewestRacks } from './rackCount.js';
import { fewestDevices, rackedPools } from './racked.js';

/** Where a workload may run: beside racks, or without. */
export interface Placing {
  readonly racked: Seat;
  readonly plain: Seat;
}

/** An option's workloads, and where they may run: beside racks in one role, or without. */
export interface Placed {
  readonly role: LpxRole;
  /** Racks that the role cannot do without. */
  readonly minimum: number;
  /** In the plan's order. */
  readonly seats: readonly Placing[];
  /** Racks that the plan writes; `null` where it leaves them open. */
  readonly written: number | null;
  /** Whether some workloads may leave the racks to the others. */
  readonly some: boolean;
  /** All workloads in one pool. */
  readonly one: boolean;
  /** `null` where not both are known. */
  readonly prices: PiecePrices | null;
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
  const { seats, some } = placed;
  if (some && seats.length > EXHAUSTIVE) return betterOf(kept, withoutSome(placed, weigh));
  let best = kept;
  for (const chosen of some ? subsetsOf(seats) : [seats]) {
    const one = weighed(placed, chosen, weigh, limitOf(placed, best));
    if (one) best = betterOf(best, one);
  }
  return best;
}

/** The better of two, the first where neither is. */
export const betterOf = (kept: Candidate | null, next: Candidate): Candidate =>
  kept && !better(next, kept) ? kept : next;

/** All that are not empty; all of them first. */
function subsetsOf(seats: readonly Placing[]): readonly (readonly Placing[])[] {
  const all = 2 ** seats.length - 1;
  const of = (mask: number) => seats.filter((_, i) => mask & (1 << i));
  return [seats, ...Array.from({ length: all - 1 }, (_, i) => of(i + 1))];
}

/** What a fleet may cost at most to be better than another, in USD per second: any cost where costs do not tell. */
function limitOf({ seats, prices }: Placed, best: Candidate | null): number {
  const [only] = seats;
  // Cost for each token is weighed there, not cost.
  const byToken = seats.length === 1 && only !== undefined && asksNothing(only.plain.load);
  return !best || !prices || byToken ? ANY_COST : limitBeside(best);
}

const ANY_COST = Number.POSITIVE_INFINITY;

/** Workloads leave the racks one after the other, as long as that saves something beside as many racks. */
function withoutSome(placed: Placed, weigh: Weigh): Candidate {
  const all = weighedAnyway(placed, placed.seats, weigh);
  let best = all;
  let chosen = placed.seats;
  const beside: Placed = { ...placed, written: all.lpx?.racks ?? placed.written };
  for (const one of placed.seats) {
    if (chosen.length < 2) break;
    const left = chosen.filter((other) => other !== one);
    const without = weighed(beside, left, weigh, limitOf(beside, best));
    if (without && better(without, best)) [best, chosen] = [without, left];
  }
  // Fewer workloads may do with fewer racks.
  const settled = chosen === placed.seats ? best : weighedAnyway(placed, chosen, weigh);
  return better(settled, best) ? settled : best;
}

/** Those workloads on racks, the others without; `null` where that costs more than a limit, in USD per second. */
function weighed(placed: Placed, chosen: readonly Placing[], weigh: Weigh, limit: number): Candidate | null {
  const { role, minimum, seats, prices, written, one, filled } = placed;
  const rest = seats.filter((own) => !chosen.includes(own)).map(({ plain }) => plain);
  const racked = chosen.map((own) => own.racked);
  if (prices && limit !== ANY_COST && leastOfChoice(placed, prices, { racked, rest }, limit) > limit)
    return null;
  const others = poolsOfSeats(rest, false);
  if (role === 'decode') {
    const { pool, racks } = decodedWhole(racked, written);
    return weigh([pool, ...others], racks);
  }
  if (role === 'drafter') {
    const racks = written ?? minimum;
    const own = filled?.(racks);
    return weigh([...(own ? [own] : poolsOfSeats(racked, one)), ...others], racks);
  }
  const at = (racks: number): Candidate => {
    const own = filled?.(racks);
    return weigh(
      [...(own ? [own] : rackedPools({ seats: racked, racks, others: 0, one })), ...others],
      racks,
    );
  };
  const racks = written ?? cheapest(placed, { racked, others: devicesOfPools(others), limit }, at);
  return racks === null ? null : at(racks);
}

/** USD per second that such a fleet costs at least; what is over the limit in racks alone is not looked at closer. */
function leastOfChoice(
  { role, minimum, written, filled }: Placed,
  prices: PiecePrices,
  { racked, rest }: { readonly racked: readonly Seat[]; readonly rest: readonly Seat[] },
  limit: number,
): number {
  const racks = (written ?? minimum) * prices.rack;
  // A workload that asks for nothing takes what there is.
  if (racks > limit || filled) return racks;
  // Where racks decode alone, no accelerator does.
  const decoding = role === 'decode' ? rest : [...racked, ...rest];
  return racks + prices.gpu * decoding.reduce((sum, seat) => sum + usedAlone(seat), 0);
}

function weighedAnyway(placed: Placed, chosen: readonly Placing[], weigh: Weigh): Candidate {
  const found = weighed(placed, chosen, weigh, ANY_COST);
  if (!found) throw new RangeError('nothing costs more than any cost');
  return found;
}

/** Workloads that all use racks, the accelerators of the others beside them, and what all may cost in USD per second. */
interface Sought {
  readonly racked: readonly Seat[];
  readonly others: number;
  readonly limit: number;
}

/** The cheapest number of racks; `null` where every number costs more than may be. */
function cheapest(
  { minimum, filled, prices }: Placed,
  { racked, others, limit }: Sought,
  at: (racks: number) => Candidate,
): number | null {
  // Without prices more racks would always be better than accelerators.
  if (!prices) return fewestRacks(minimum, (racks) => servesAll(at(racks))) ?? minimum;
  const { rack, gpu } = prices;
  const most = filled ? tokensOf(at(WITHOUT_LIMIT)) : 1;
  const below = gpu > 0 ? (limit - minimum * rack) / gpu - others : ANY_COST;
  const devices = filled ? 0 : fewestDevices(racked, below) + others;
  const otherwise = limit === ANY_COST ? minimum : null;
  if (!Number.isFinite(devices)) return otherwise;
  const cost = (racks: number) => {
    const candidate = at(racks);
    return servesAll(candidate) ? effortOf(candidate) : Number.POSITIVE_INFINITY;
  };
  const least = (racks: number) => (racks * rack + devices * gpu) / most;
  return cheapestRacks({ minimum, cost, least, limit }) ?? otherwise;
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
  const { usdPerSecond, devices, prefill, pools } = candidate;
  const [only, another] = pools.flatMap(({ parts }) => parts);
  const effort = usdPerSecond ?? devices + (prefill?.devices ?? 0);
  return only && !another && asksNothing(only.point.load) ? effort / tokensOf(candidate) : effort;
}

/** Decoded tokens per second at peak of all workloads that are served. */
function tokensOf({ peaks }: Candidate): number {
  return peaks.reduce<number>((sum, peak) => sum + (peak ?? 0), 0);
}
