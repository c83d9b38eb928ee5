import { devicesOf } from '../../memory/layouts.js';
import type { LpxRole } from '../../shapes/machineInputs.js';
import type { Point, Site } from '../reach.js';
import type { Numbered } from './load.js';

/** A workload at the site that serves it. */
export interface Seat extends Numbered {
  readonly site: Site;
}

/** Seats by their sites: only those at one site can share replicas. */
export function bySite(seats: readonly Seat[]): readonly (readonly Seat[])[] {
  const groups = new Map<Site, Seat[]>();
  for (const seat of seats) {
    const others = groups.get(seat.site);
    if (others) others.push(seat);
    else groups.set(seat.site, [seat]);
  }
  return [...groups.values()];
}

/** A workload's part of a pool. */
export interface Part {
  /** The number of the workload in the plan's order. */
  readonly member: number;
  readonly point: Point;
  /** Replicas that it gets: whole ones of its own, or its part of those that all share. */
  readonly allocated: number;
}

/** Whole replicas of one kind, and the workloads that they serve. */
export interface Pool {
  readonly parts: readonly Part[];
  readonly lpxRole: LpxRole | null;
  readonly replicas: number;
  readonly devicesPerReplica: number;
  /** Whether all its workloads are served, as they are asked for. */
  readonly served: boolean;
}

/** A point for each of a pool's workloads, in the same layout. */
export interface MemberPoint {
  readonly member: number;
  readonly point: Point;
}

/** Whole replicas for a need. */
export function wholeReplicas(need: number): number {
  return Math.max(1, Math.ceil(need - 1e-9));
}

/** No fleet has more. */
const MOST_REPLICAS = 2 ** 40;

/** The most replicas of so many accelerators `each` that take fewer of them than `below`. */
export function replicasBelow(below: number, each: number): number {
  return Number.isFinite(below) && each > 0 ? Math.ceil(below / each) - 1 : MOST_REPLICAS;
}

/** Accelerators that pools take. */
export function devicesOfPools(pools: readonly Pool[]): number {
  return pools.reduce((sum, { replicas, devicesPerReplica }) => sum + replicas * devicesPerReplica, 0);
}

/** Pools in the plan's order of their first workloads. */
export const inOrder = (pools: readonly Pool[]): readonly Pool[] =>
  pools.toSorted((a, b) => firstOf(a) - firstOf(b));

const firstOf = ({ parts }: Pool): number => parts[0]?.member ?? 0;

/** Whether all workloads of all pools are served. */
export const areServed = (pools: readonly Pool[]): boolean => pools.every(({ served }) => served);

/** Replicas of all pools together. */
export function replicasOfPools(pools: readonly Pool[]): number {
  return pools.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** The pool of members that share their replicas: each gets its part of the need. */
export function sharedPool(site: Site, layout: number, members: readonly MemberPoint[], least = 1): Pool {
  const need = needOf(members);
  const replicas = Math.max(least, wholeReplicas(need ?? 0));
  return {
    parts: members.map(({ member, point }) => ({
      member,
      point,
      allocated: replicas * shareOf(point, need, members.length),
    })),
    lpxRole: site.lpx?.role ?? null,
    replicas,
    devicesPerReplica: devicesAt(site, layout),
    served: need !== null,
  };
}

/** A member's part of the need; equal ones where that is not known. */
function shareOf({ need: own }: Point, need: number | null, members: number): number {
  if (members === 1) return 1;
  return need !== null && need > 0 && own !== null ? own / need : 1 / members;
}

/** Replicas that members need together, not rounded; `null` where one of them cannot be served. */
export function needOf(members: readonly MemberPoint[]): number | null {
  let sum = 0;
  for (const { point } of members) {
    if (point.need === null) return null;
    sum += point.need;
  }
  return sum;
}

/** Accelerators of a replica: none where LPX decodes alone. */
export function devicesAt({ layouts, lpx }: Site, layout: number): number {
  const own = layouts[layout];
  return lpx?.role === 'decode' || !own ? 0 : devicesOf(own);
}
