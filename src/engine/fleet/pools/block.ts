import type { LpxRole } from '../../shapes/machineInputs.js';
import type { FleetRacks, RoleRacks } from '../buying/hardware.js';
import { servesAll, type Candidate } from '../fleet.js';
import { numberedOf, poolsOfSeats } from './partition.js';
import { areServed, devicesOfPools, type Pool, type Seat } from './pool.js';
import { cheapestRacks } from './rackCount.js';
import { fewestDevices, rackedPools } from './racked.js';
import { wholeDecode } from './wholeDecode.js';

/** USD per second of a rack and of an accelerator. */
export interface PiecePrices {
  readonly rack: number;
  readonly gpu: number;
}

/** Workloads in one role, or on accelerators alone, served for themselves. */
export interface FleetBlock {
  readonly pools: readonly Pool[];
  /** `null` on accelerators alone. */
  readonly racks: (RoleRacks & { readonly minimumRacks: number }) | null;
  /** USD per second of the pieces that are used: with whole units, and prompts, it is more. */
  readonly usdPerSecond: number;
}

/** The cheapest block of seats that are all in one role, or all in none; `null` where not all of them are served. */
export function blockOf(
  seats: readonly Seat[],
  prices: PiecePrices,
  written: number | null = null,
): FleetBlock | null {
  const lpx = seats[0]?.site.lpx;
  if (!lpx) {
    const pools = poolsOfSeats(seats, false);
    return areServed(pools) ? { pools, racks: null, usdPerSecond: devicesOfPools(pools) * prices.gpu } : null;
  }
  const { role, minimumRacks } = lpx;
  const found = poolsBeside(seats, { role, minimumRacks, written }, prices);
  if (!found || !areServed(found.pools)) return null;
  const { pools, racks } = found;
  return {
    pools,
    racks: { role, racks, minimumRacks },
    usdPerSecond: racks * prices.rack + devicesOfPools(pools) * prices.gpu,
  };
}

/** USD per second that a block takes at least, whatever the number of its racks; infinite where it is never served. */
export function leastUsd(seats: readonly Seat[], { rack, gpu }: PiecePrices): number {
  const lpx = seats[0]?.site.lpx;
  if (!lpx) return 0;
  const racks = lpx.minimumRacks * rack;
  return lpx.role === 'ffn' ? racks + fewestDevices(seats, Number.POSITIVE_INFINITY) * gpu : racks;
}

interface Beside {
  readonly role: LpxRole;
  readonly minimumRacks: number;
  /** Racks that the plan writes; `null` where it leaves them open. */
  readonly written: number | null;
}

function poolsBeside(
  seats: readonly Seat[],
  { role, minimumRacks: minimum, written }: Beside,
  { rack, gpu }: PiecePrices,
): { readonly pools: readonly Pool[]; readonly racks: number } | null {
  if (role === 'decode') {
    const { pool, racks } = decodedWhole(seats, written);
    return { pools: [pool], racks };
  }
  if (role === 'drafter') return { pools: poolsOfSeats(seats, false), racks: written ?? minimum };
  const at = (racks: number) => rackedPools({ seats, racks, others: 0, one: false });
  if (written !== null) return { pools: at(written), racks: written };
  const fewest = fewestDevices(seats, Number.POSITIVE_INFINITY);
  if (!Number.isFinite(fewest)) return null;
  const cost = (racks: number) => {
    const pools = at(racks);
    return areServed(pools) ? racks * rack + devicesOfPools(pools) * gpu : Number.POSITIVE_INFINITY;
  };
  const least = (count: number) => count * rack + fewest * gpu;
  const racks = cheapestRacks({ minimum, cost, least, limit: Number.POSITIVE_INFINITY });
  return racks === null ? null : { pools: at(racks), racks };
}

/** Seats that LPX decodes alone: they are all at one site. */
export function decodedWhole(seats: readonly Seat[], racks: number | null): ReturnType<typeof wholeDecode> {
  const [first] = seats;
  if (!first) throw new RangeError('nothing to decode');
  return wholeDecode({ site: first.site, loads: seats.map(numberedOf), racks });
}

/** The racks of several blocks; `null` where none has any. */
export function racksOfBlocks(blocks: readonly FleetBlock[]): FleetRacks | null {
  const racks = blocks.flatMap((one) => one.racks ?? []).toSorted((a, b) => b.racks - a.racks);
  const [main] = racks;
  if (!main) return null;
  return {
    role: main.role,
    racks: racks.reduce((sum, one) => sum + one.racks, 0),
    minimumRacks: racks.reduce((sum, one) => sum + one.minimumRacks, 0),
    byRole: racks.map((one) => ({ role: one.role, racks: one.racks })),
  };
}

/** What others must cost less than, in USD per second. */
export function boundOf(kept: Candidate): number {
  return servesAll(kept) ? (kept.usdPerSecond ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

/** What sums in another order may differ by, and more. */
const SLIGHT = 1e-9;

/** What costs more than this is not better, in whichever order its parts are added. */
export const limitBeside = (kept: Candidate): number => boundOf(kept) * (1 + SLIGHT);
