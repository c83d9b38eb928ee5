import { memo } from '../../../units/memo.js';
import { reachOf, type Reach, type Site } from '../reach.js';
import { aloneAt, alonePool } from './alone.js';
import { ALONE, boundsBesideRacks, leastOf, type BoundedLayout } from './bounds.js';
import { pointsOf, sharing, type Sharing } from './shared.js';
import {
  bySite,
  devicesAt,
  devicesOfPools,
  inOrder,
  needOf,
  replicasBelow,
  replicasOfPools,
  sharedPool,
  wholeReplicas,
  type Pool,
  type Seat,
} from './pool.js';

interface Asked {
  /** Beside the same racks in the same role. */
  readonly seats: readonly Seat[];
  readonly racks: number;
  /** Replicas of other fleets that queue on the same racks. */
  readonly others: number;
  /** All workloads in one pool. */
  readonly one: boolean;
}

/** More replicas than this do not share racks. */
const MOST_REPLICAS = 2 ** 16;

/**
 * The pools that serve workloads with the fewest accelerators beside so many racks (lpx.md 3). What queues on the racks
 * is the replicas that are needed, never those that could be made of what is owned.
 */
export const rackedPools = memo(
  { name: 'pools beside racks', most: 1024 },
  (asked: Asked): readonly Pool[] => {
    const { seats, one } = asked;
    let best: readonly Pool[] | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    const bounds = boundsBesideRacks({ seats });
    for (let place = 0; ; place++) {
      const next = bounds.at(place, fewest);
      if (!next) break;
      for (const pools of uniform(asked, next, fewest)) {
        if (devicesOfPools(pools) < fewest) [best, fewest] = [pools, devicesOfPools(pools)];
      }
    }
    if (!best) return unserved(asked);
    return one || best.length < Math.max(2, seats.length) ? best : refined(asked, best);
  },
);

/** The fewest accelerators that any number of racks leaves; infinite where none serves them with fewer than `below`. */
export function fewestDevices(seats: readonly Seat[], below: number): number {
  return boundsBesideRacks({ seats }).at(0, below)?.devices ?? Number.POSITIVE_INFINITY;
}

/**
 * All workloads in one layout: each on whole replicas of its own, and all at a site on the same ones; as far as they take
 * less than `fewest` accelerators.
 */
function uniform(
  { seats, racks, others, one }: Asked,
  { layout, devices }: BoundedLayout,
  fewest: number,
): (readonly Pool[])[] {
  const found: (readonly Pool[])[] = [];
  const [first] = seats;
  if (!first) return found;
  const each = devicesAt(first.site, layout);
  const least = devices / each;
  const most = Math.min(MOST_REPLICAS, replicasBelow(fewest, each));
  const queuedAt = (groups: readonly Group[], replicas: number): readonly Queued[] =>
    groups.map((group) => ({
      site: group.site,
      alone: group.alone,
      all: sharing(group.site, group.seats, { racks, replicas: replicas + others }),
    }));
  const enough = (groups: readonly Group[], limit: number) =>
    settled({ least, most: limit }, (replicas) => {
      const queued = queuedAt(groups, replicas);
      if (!mayServe(queued, layout, limit)) return Number.POSITIVE_INFINITY;
      const pools = poolsOfGroups(queued, layout);
      return pools && replicasOfPools(pools);
    });
  const own = groupsOf(seats.map((seat) => [seat]));
  const apart = one ? null : enough(own, most);
  if (apart !== null) found.push(poolsOfGroups(queuedAt(own, apart), layout) ?? []);
  // One alone shares with nobody: what was not enough for it is not enough now.
  if (seats.length === 1 && !one) return found;
  const shared = groupsOf(bySite(seats));
  const fewer = apart === null ? most : Math.min(most, apart - 1);
  const together = enough(shared, fewer);
  if (together !== null) found.push(poolsOfGroups(queuedAt(shared, together), layout) ?? []);
  return found;
}

/** Workloads that share replicas at a site. */
interface Group {
  readonly site: Site;
  readonly seats: readonly Seat[];
  /** Replicas that each needs at least, if it is alone beside the racks. */
  readonly alone: readonly Reach['atLeast'][];
}

/** The same while so many take turns on the racks. */
interface Queued extends Pick<Group, 'site' | 'alone'> {
  readonly all: readonly Sharing[];
}

function groupsOf(all: readonly (readonly Seat[])[]): readonly Group[] {
  return all.flatMap((seats) => {
    const [first] = seats;
    if (!first) return [];
    const { site } = first;
    return [{ site, seats, alone: seats.map(({ load }) => reachOf(site, load, ALONE).atLeast) }];
  });
}

/** Whether no more than so many replicas could serve all groups: `false` only where they cannot. */
function mayServe(groups: readonly Queued[], layout: number, most: number): boolean {
  const needs = groups.map(({ all, alone }) =>
    all.map(({ reach }, i) => Math.max(reach.atLeast(layout), alone[i]?.(layout) ?? 0)),
  );
  const sums = needs.map((own) => own.reduce((sum, need) => sum + need, 0));
  const left = most - sums.reduce((sum, need) => sum + wholeReplicas(need), 0);
  if (left < 0) return false;
  return groups.every(({ all }, i) => {
    const room = left + wholeReplicas(sums[i] ?? 0) - (sums[i] ?? 0);
    return all.every(({ reach }, j) => reach.may(layout, room + (needs[i]?.[j] ?? 0)));
  });
}

/** A pool a group, in the same layout; `null` where one of them is not served. */
function poolsOfGroups(groups: readonly Queued[], layout: number): readonly Pool[] | null {
  const pools: Pool[] = [];
  for (const { site, all } of groups) {
    const members = pointsOf(all, layout);
    if (needOf(members) === null) return null;
    pools.push(sharedPool(site, layout, members));
  }
  return pools;
}

/** Steps up from below before the number is doubled, and steps down from enough. */
const SMALL_STEPS = 3;
const STEPS_DOWN = 12;

/** Between which replicas enough are looked for. */
interface Sought {
  /** No fewer are ever enough. */
  readonly least: number;
  readonly most: number;
}

/**
 * Replicas that are enough when as many queue; `null` where no number up to the most is. The more queue the more are
 * needed, so from enough it is stepped down to what that needs, which is enough again.
 */
function settled({ least, most }: Sought, needed: (replicas: number) => number | null): number | null {
  let good = least;
  if (good > most) return null;
  let need = needed(good);
  for (let step = 0; need !== null && need > good; step++) {
    // Fewer never need more, so more than the most are needed however many queue.
    if (need > most) return null;
    good = step < SMALL_STEPS ? need : Math.max(need, 2 * good);
    need = needed(good);
  }
  for (let step = 0; need !== null && need < good && step < STEPS_DOWN; step++) {
    good = need;
    need = needed(good);
  }
  return need === null || good > most ? null : good;
}

/** The same with a better layout for single workloads, as long as no more replicas queue. */
function refined({ seats, racks, others: beside }: Asked, start: readonly Pool[]): readonly Pool[] {
  const queued = replicasOfPools(start);
  const turns = { racks, replicas: queued + beside };
  let pools = start;
  for (const [i, { site, member, load }] of seats.entries()) {
    const { row, may: mayHere } = reachOf(site, load, turns);
    const { may } = reachOf(site, load, ALONE);
    const others = pools.filter((_, j) => j !== i);
    const room = queued - replicasOfPools(others);
    let best = pools[i];
    for (let layout = 0; best && layout < site.layouts.length; layout++) {
      const each = devicesAt(site, layout);
      const fewer = Math.min(room, replicasBelow(devicesOfPools([best]), each));
      if (fewer < 1 || !may(layout, fewer) || !mayHere(layout, fewer)) continue;
      const point = row(layout);
      if (point.need === null || wholeReplicas(point.need) > room) continue;
      const pool = sharedPool(site, layout, [{ member, point }]);
      if (devicesOfPools([pool]) < devicesOfPools([best])) best = pool;
    }
    const chosen = best;
    if (chosen) pools = pools.map((pool, j) => (j === i ? chosen : pool));
  }
  return pools;
}

/**
 * Where no layout serves them all, or these racks carry no number of replicas: each as well as it can be. One that no
 * racks serve leaves them to the others.
 */
function unserved(asked: Asked): readonly Pool[] {
  const { seats, racks, others } = asked;
  const can = seats.filter(({ site, load }) => Number.isFinite(leastOf(site, load, ALONE)));
  const some = !asked.one && can.length > 0 && can.length < seats.length;
  const turns = { racks, replicas: 1 + others };
  const alone = seats
    .filter((seat) => !some || !can.includes(seat))
    .map(({ site, member, load }) => ({
      ...alonePool(site, member, aloneAt(site, load, turns)),
      served: false,
    }));
  const rest = some ? rackedPools({ ...asked, seats: can }) : [];
  return inOrder([...rest, ...alone]);
}
