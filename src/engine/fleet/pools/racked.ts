import { memo } from '../../../units/memo.js';
import { mayDo, rowOf, type Row, type Site, type Turns } from '../reach.js';
import { aloneAt, alonePool } from './alone.js';
import { ALONE, boundsBesideRacks, type BoundedLayout } from './bounds.js';
import type { Numbered } from './load.js';
import { sharedRows } from './partition.js';
import {
  devicesAt,
  devicesOfPools,
  needOf,
  replicasOfPools,
  sharedPool,
  wholeReplicas,
  type MemberPoint,
  type Pool,
} from './pool.js';

interface Asked {
  readonly site: Site;
  readonly loads: readonly Numbered[];
  readonly racks: number;
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
  ({ site, loads, racks, one }: Asked): readonly Pool[] => {
    let best: readonly Pool[] | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    const bounds = boundsBesideRacks({ site, loads });
    for (let place = 0; ; place++) {
      const next = bounds.at(place, fewest);
      if (!next) break;
      for (const pools of uniform({ site, loads, racks, one }, next, fewest)) {
        if (devicesOfPools(pools) < fewest) [best, fewest] = [pools, devicesOfPools(pools)];
      }
    }
    if (!best) return unserved(site, loads, racks);
    return one || best.length < 2 ? best : refined(site, loads, best, racks);
  },
);

/** The fewest accelerators that any number of racks leaves; infinite where none serves them with fewer than `below`. */
export function fewestDevices(asked: Pick<Asked, 'site' | 'loads'>, below: number): number {
  return boundsBesideRacks(asked).at(0, below)?.devices ?? Number.POSITIVE_INFINITY;
}

/**
 * All workloads in one layout: each on whole replicas of its own, and all on the same ones; as far as they take less
 * than `fewest` accelerators.
 */
function uniform(
  { site, loads, racks, one }: Asked,
  { layout, devices }: BoundedLayout,
  fewest: number,
): (readonly Pool[])[] {
  const found: (readonly Pool[])[] = [];
  const each = devicesAt(site, layout);
  const least = devices / each;
  const most = Math.min(MOST_REPLICAS, Math.ceil(fewest / each) - 1);
  const own = (turns: Turns) => membersAt(separateRows(site, loads, turns), layout);
  const apart = one
    ? null
    : settled({ least, most }, (replicas) => {
        const pools = poolsOfMembers(site, layout, own({ racks, replicas }));
        return pools && replicasOfPools(pools);
      });
  if (apart !== null) {
    const pools = poolsOfMembers(site, layout, own({ racks, replicas: apart }));
    if (pools) found.push(pools);
  }
  if (loads.length === 1 && found.length > 0) return found;
  const mixed = (turns: Turns) => membersAt(sharedRows(site, loads, turns), layout);
  const fewer = apart === null ? most : Math.min(most, apart - 1);
  const together = settled({ least, most: fewer }, (replicas) => {
    const need = needOf(mixed({ racks, replicas }));
    return need === null ? null : wholeReplicas(need);
  });
  if (together !== null)
    found.push([sharedPool(site, layout, mixed({ racks, replicas: together }), together)]);
  return found;
}

type Rows = readonly { readonly member: number; readonly row: Row }[];

function separateRows(site: Site, loads: readonly Numbered[], turns: Turns): Rows {
  return loads.map(({ member, load }) => ({ member, row: rowOf(site, load, turns) }));
}

const membersAt = (rows: Rows, layout: number): readonly MemberPoint[] =>
  rows.map(({ member, row }) => ({ member, point: row(layout) }));

function poolsOfMembers(site: Site, layout: number, members: readonly MemberPoint[]): readonly Pool[] | null {
  const pools: Pool[] = [];
  for (const member of members) {
    if (member.point.need === null) return null;
    pools.push(sharedPool(site, layout, [member]));
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
function refined(
  site: Site,
  loads: readonly Numbered[],
  start: readonly Pool[],
  racks: number,
): readonly Pool[] {
  const queued = replicasOfPools(start);
  const turns = { racks, replicas: queued };
  let pools = start;
  for (const [i, { member, load }] of loads.entries()) {
    const row = rowOf(site, load, turns);
    const may = mayDo(site, load, ALONE);
    const mayHere = mayDo(site, load, turns);
    const others = pools.filter((_, j) => j !== i);
    const room = queued - replicasOfPools(others);
    let best = pools[i];
    for (let layout = 0; best && layout < site.layouts.length; layout++) {
      const each = devicesAt(site, layout);
      const fewer = Math.min(room, Math.ceil(devicesOfPools([best]) / each) - 1);
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

/** Where no layout serves them all, or these racks carry no number of replicas: each as well as it can be. */
function unserved(site: Site, loads: readonly Numbered[], racks: number): readonly Pool[] {
  const turns = { racks, replicas: 1 };
  return loads.map(({ member, load }) => {
    const alone = alonePool(site, member, aloneAt({ site, load, turns }));
    return { ...alone, served: false };
  });
}
