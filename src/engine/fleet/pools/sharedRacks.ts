import { fewestDevices, rackedPools } from './racked.js';
import { areServed, devicesOfPools, replicasOfPools, type Pool, type Seat } from './pool.js';
import { cheapestRacks } from './rackCount.js';

/** Workloads of one fleet beside racks that it shares with others. */
export interface Sharer {
  readonly seats: readonly Seat[];
  /** All of them in one pool. */
  readonly one: boolean;
  /** USD per second of one of its accelerators. */
  readonly gpu: number;
}

/** The racks that fleets share. */
interface Shared {
  /** USD per second of a rack. */
  readonly rack: number;
  /** The fewest that hold the weights. */
  readonly minimum: number;
  /** As many as the options write; `null` where they leave it open. */
  readonly written: number | null;
  /** What is worth looking for costs no more, in USD per second of racks and accelerators. */
  readonly limit: number;
}

/** Racks that several fleets share, and the pools of each beside them. */
export interface SharedRacks {
  readonly racks: number;
  readonly pools: readonly (readonly Pool[])[];
}

/**
 * The cheapest racks for several fleets that take turns on them (lpx.md 3): what queues is the replicas of all. `null`
 * where no number serves them all within the limit.
 */
export function sharedRacks(
  sharers: readonly Sharer[],
  { rack, minimum, written, limit }: Shared,
): SharedRacks | null {
  const fewest = leastForAccelerators(sharers);
  const cost = (racks: number): number => {
    const pools = agreed(sharers, racks);
    if (!pools) return Number.POSITIVE_INFINITY;
    return sharers.reduce((sum, { gpu }, i) => sum + devicesOfPools(pools[i] ?? []) * gpu, racks * rack);
  };
  const least = (racks: number) => racks * rack + fewest;
  const open = () => cheapestRacks({ minimum, cost, least, limit });
  const racks = written === null ? open() : least(written) <= limit ? written : null;
  const pools = racks === null ? null : agreed(sharers, racks);
  return racks !== null && pools ? { racks, pools } : null;
}

/** USD per second of the accelerators that fleets take at least, however many racks there are. */
export function leastForAccelerators(sharers: readonly Sharer[]): number {
  return sharers.reduce(
    (sum, { seats, gpu }) => sum + fewestDevices(seats, Number.POSITIVE_INFINITY) * gpu,
    0,
  );
}

/** More turns than fleets ever took to agree. */
const MOST_TURNS = 24;

/**
 * The pools of each fleet beside so many racks, each with as many replicas of the others in the queue as those have. The
 * more queue the more are needed, so it is begun with none, and nobody gives back a place in the queue.
 */
function agreed(sharers: readonly Sharer[], racks: number): readonly (readonly Pool[])[] | null {
  let queued: readonly number[] = sharers.map(() => 0);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const all = queued.reduce((sum, one) => sum + one, 0);
    const pools = sharers.map(({ seats, one }, i) =>
      rackedPools({ seats, racks, others: all - (queued[i] ?? 0), one }),
    );
    if (!pools.every(areServed)) return null;
    const next = pools.map((own, i) => Math.max(queued[i] ?? 0, replicasOfPools(own)));
    if (next.every((one, i) => one === queued[i])) return pools;
    queued = next;
  }
  return null;
}
