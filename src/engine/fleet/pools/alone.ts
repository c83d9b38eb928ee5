import { memo, perObject, perObjectWithin } from '../../../units/memo.js';
import { userSpeed } from '../../time/step.js';
import type { Load } from './load.js';
import { reachOf, rowOf, tokenRate, type Point, type Site, type Turns } from '../reach.js';
import { devicesAt, sharedPool, wholeReplicas, type Pool } from './pool.js';

/** What a workload alone is served by. */
export interface Alone {
  /** The number of the layout. */
  readonly layout: number;
  readonly point: Point;
  /** Accelerators of whole replicas; `null` where the workload cannot be served. */
  readonly devices: number | null;
  /** The fewest accelerators of any layout, if replicas need not be whole. */
  readonly least: number;
}

interface Asked {
  readonly site: Site;
  readonly load: Load;
  readonly turns: Turns | null;
}

/** The layout that serves a workload with the fewest accelerators; of several the one with most to spare. */
export function aloneAt(site: Site, load: Load, turns: Turns | null): Alone {
  return turns ? beside({ site, load, turns }) : alonesAt(site)(load);
}

/** One evaluation asks for the same objects again and again: these need no key. */
const alonesAt = perObject('workloads alone at sites', (site: Site) =>
  perObjectWithin((load: Load) => beside({ site, load, turns: null })),
);

const beside = memo({ name: 'workloads alone', most: 1024 }, ({ site, load, turns }: Asked): Alone => {
  const { row, may } = reachOf(site, load, turns ?? undefined);
  const last = lastBest(site);
  let best: Alone | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const layout of startingWith(last.layout, site.layouts.length)) {
    const each = devicesAt(site, layout);
    if (best && !may(layout, mostThatTells(best, each, least))) continue;
    const point = row(layout);
    if (point.need === null) continue;
    least = Math.min(least, each * point.need);
    const devices = each * wholeReplicas(point.need);
    const better =
      !best ||
      devices < (best.devices ?? 0) ||
      (devices === best.devices && mayReplace({ layout, point }, best));
    if (better) best = { layout, point, devices, least: 0 };
  }
  if (best) last.layout = best.layout;
  return best
    ? { layout: best.layout, point: best.point, devices: best.devices, least }
    : nearest(site, load, row);
});

/**
 * Replicas of a layout up to which it may be better than the best: those that take fewer accelerators, or as many and leave
 * more of them idle, or less than `least` if they need not be whole. What needs more changes nothing.
 */
function mostThatTells({ devices, point }: Alone, each: number, least: number): number {
  const most = Math.floor((devices ?? 0) / each);
  const asMany = most * each === devices;
  const whole = asMany ? Math.max(most - 1, most * (1 - spare(point))) : most;
  return Math.max(whole, least / each);
}

/**
 * The layout that was best at a site when it was last asked. It is looked at first, as it mostly still is: then a step or
 * two tells of most others that they are not. Which one that was bears on no answer.
 */
const lastBest = memo({ name: 'layouts that were best', most: 256 }, (_site: Site) => ({ layout: 0 }));

/** All numbers below a count, beginning with one of them. */
const startingWith = (first: number, count: number): readonly number[] => [
  first,
  ...Array.from({ length: count }, (_, i) => i).filter((i) => i !== first),
];

/** Of layouts with as many accelerators the one with most to spare; of equals the first. */
function mayReplace(next: Pick<Alone, 'layout' | 'point'>, best: Pick<Alone, 'layout' | 'point'>): boolean {
  const [spareNext, spareBest] = [spare(next.point), spare(best.point)];
  return spareNext > spareBest || (spareNext === spareBest && next.layout < best.layout);
}

/** Part of its whole replicas that a workload leaves idle. */
function spare({ need }: Point): number {
  return need === null ? 0 : 1 - need / wholeReplicas(need);
}

/**
 * Where nothing serves a workload: the layout that comes nearest to the speed it asks for, so that what is said to be
 * reached is what can be; where speed is not what it lacks, the one whose sequences get most memory.
 */
function nearest(site: Site, load: Load, row: (layout: number) => Point): Alone {
  const chosen =
    tooSlow(site, load, row) ?? mostBy(site, (i) => row(i).machine.fits / Math.max(1, devicesAt(site, i)));
  return { layout: chosen, point: row(chosen), devices: null, least: 0 };
}

/** The fastest layout for one user alone, where even it is too slow; `null` where it is not, or no layout has room. */
function tooSlow(site: Site, { speed }: Load, row: (layout: number) => Point): number | null {
  if (speed === null) return null;
  const reached = (i: number) => {
    const { machine } = row(i);
    return machine.replica.problems.length > 0 || machine.fits < 1 ? 0 : userSpeed(machine.step(1));
  };
  const fastest = mostBy(site, reached);
  const best = reached(fastest);
  return best > 0 && best < speed ? fastest : null;
}

/** The layout with the most of something; of equals the first. */
function mostBy(site: Site, of: (layout: number) => number): number {
  let layout = 0;
  let most = -1;
  for (let i = 0; i < site.layouts.length; i++) {
    const value = of(i);
    if (value > most) [layout, most] = [i, value];
  }
  return layout;
}

/** The pool of one workload. */
export function alonePool(site: Site, member: number, { layout, point }: Alone): Pool {
  return sharedPool(site, layout, [{ member, point }]);
}

interface Filled {
  readonly site: Site;
  readonly load: Load;
  /** Accelerators that there are. */
  readonly count: number;
  /** LPX racks beside them. */
  readonly racks: number;
}

/**
 * A workload that asks for no volume and no time runs on all that is there: in the layout that makes the most tokens. `null` where not one replica can be made.
 */
export const filledPool = memo(
  { name: 'workloads on all that is there', most: 256 },
  ({ site, load, count, racks }: Filled): Pool | null => {
    let best: { readonly layout: number; readonly worth: readonly [number, number] } | null = null;
    for (let layout = 0; layout < site.layouts.length; layout++) {
      const replicas = replicasIn(site, layout, count);
      if (replicas === 0) continue;
      const point = rowOf(site, load, { racks, replicas })(layout);
      const worth = worthOf(point, replicas, devicesAt(site, layout));
      if (!best || worth[0] > best.worth[0] || (worth[0] === best.worth[0] && worth[1] > best.worth[1]))
        best = { layout, worth };
    }
    if (!best) return null;
    const replicas = replicasIn(site, best.layout, count);
    const point = rowOf(site, load, { racks, replicas })(best.layout);
    const pool = sharedPool(site, best.layout, [{ member: 0, point }]);
    return {
      parts: [{ member: 0, point, allocated: replicas }],
      lpxRole: pool.lpxRole,
      replicas,
      devicesPerReplica: pool.devicesPerReplica,
      served: pool.served,
    };
  },
);

function replicasIn(site: Site, layout: number, count: number): number {
  const each = devicesAt(site, layout);
  return each === 0 ? 1 : Math.floor(count / each);
}

/** Sequences that find room, up to those that there are; then decoded tokens per second. */
function worthOf(point: Point, replicas: number, each: number): readonly [number, number] {
  const { concurrency } = point.load;
  if (point.batch === 0) return [0, point.machine.fits / Math.max(1, each)];
  const rate = replicas * tokenRate(point, Math.min(point.batch, concurrency / replicas));
  return [Math.min(concurrency, point.batch * replicas), rate];
}
