import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import { memo } from '../../../units/memo.js';
import { reachOf, type Reach, type Site, type Turns } from '../reach.js';
import { mayDoTogether } from './bounds.js';
import { withTargets, type Load, type Numbered } from './load.js';
import {
  devicesAt,
  needOf,
  replicasBelow,
  sharedPool,
  wholeReplicas,
  type MemberPoint,
  type Pool,
} from './pool.js';

/** The tightest of the targets of several workloads: a shared replica keeps all of them for all of them. */
export function tightest(loads: readonly Numbered[]): Pick<Load, 'speed' | 'ttft'> {
  let speed: number | null = null;
  let ttft: Ttft | null = null;
  for (const { load } of loads) {
    if (load.speed !== null) speed = Math.max(speed ?? 0, load.speed);
    if (load.ttft) ttft = ttft ? tighter(ttft, load.ttft) : load.ttft;
  }
  return { speed, ttft };
}

function tighter(a: Ttft, b: Ttft): Ttft {
  const least = (x: number | null, y: number | null) => (x === null ? y : y === null ? x : Math.min(x, y));
  return {
    mean: least(a.mean, b.mean),
    p50: least(a.p50, b.p50),
    p95: least(a.p95, b.p95),
    p99: least(a.p99, b.p99),
  };
}

/** A workload among those that it shares replicas with, and what it reaches at the targets of all. */
export interface Sharing {
  readonly member: number;
  readonly reach: Reach;
}

/** Workloads that share their replicas. */
export function sharing(site: Site, loads: readonly Numbered[], turns?: Turns): readonly Sharing[] {
  const target = tightest(loads);
  return loads.map(({ member, load }) => {
    const same = load.speed === target.speed && load.ttft === target.ttft;
    return { member, reach: reachOf(site, same ? load : withTargets({ load, ...target }), turns) };
  });
}

/** Their points in a layout. */
export const pointsOf = (all: readonly Sharing[], layout: number): readonly MemberPoint[] =>
  all.map(({ member, reach }) => ({ member, point: reach.row(layout) }));

/** An edit of one workload leaves the pools of the others as they are. */
export const sharedAt = memo({ name: 'shared replicas', most: 2048 }, ({ site, loads, most }: Shared) =>
  sharedBy(site, loads, most),
);

interface Shared {
  readonly site: Site;
  readonly loads: readonly Numbered[];
  /** Accelerators that must not be reached. */
  readonly most: number;
}

/** Workloads on shared replicas of the layout that takes the fewest accelerators, if those are fewer than `most`. */
export function sharedBy(site: Site, loads: readonly Numbered[], most: number): Pool | null {
  const may = mayDoTogether(site, loads, null);
  const all = sharing(site, loads);
  let best: { readonly layout: number; readonly members: readonly MemberPoint[] } | null = null;
  let fewest = most;
  for (let layout = 0; layout < site.layouts.length; layout++) {
    const each = devicesAt(site, layout);
    // With the targets of others no workload needs less than with its own.
    if (!may(layout, replicasBelow(fewest, each))) continue;
    const members = pointsOf(all, layout);
    const need = needOf(members);
    if (need === null || each * wholeReplicas(need) >= fewest) continue;
    fewest = each * wholeReplicas(need);
    best = { layout, members };
  }
  return best && sharedPool(site, best.layout, best.members);
}
