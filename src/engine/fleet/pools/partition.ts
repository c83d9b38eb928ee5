import { memo, perObject } from '../../../units/memo.js';
import type { Numbered } from './load.js';
import { rowOf, type Site } from '../reach.js';
import { aloneAt, alonePool } from './alone.js';
import { mergedOnward, bestPartition } from './merging.js';
import { mergesOf } from './merges.js';
import { bySite, devicesAt, devicesOfPools, inOrder, wholeReplicas, type Pool, type Seat } from './pool.js';
import { sharedBy } from './shared.js';

interface Asked {
  readonly site: Site;
  readonly loads: readonly Numbered[];
  /** All workloads in one pool. */
  readonly one: boolean;
}

/** Up to so many workloads every partition into pools is weighed. */
const EXHAUSTIVE = 6;
/** Of more, so many are merged at most: those whose whole replicas leave most idle. */
const MOST_MERGED = 12;
/** Merges can save no more than what whole replicas leave idle: of many workloads less than this part of a fleet is not looked for. */
const WORTHWHILE = 0.002;

/**
 * The pools that serve workloads with the fewest accelerators (fleet.md 1). All pools of an option are of one type, so
 * no price bears on them. Each workload has whole replicas of its own, or shares replicas with others: that saves what
 * rounding leaves idle, and costs what the tightest target takes of the others.
 */
export const poolsOf = memo({ name: 'pools', most: 256 }, ({ site, loads, one }: Asked): readonly Pool[] => {
  if (one) return [onePool(site, loads)];
  const separate = loads.map(({ member, load }) => alonePool(site, member, aloneAt(site, load, null)));
  const mergeable = wasteful(site, loads);
  if (mergeable.length < 2) return separate;
  const kept = separate.filter(({ parts }) => !mergeable.some(({ member }) => member === parts[0]?.member));
  const merges = mergesOf(site, mergeable);
  const merged = mergeable.length <= EXHAUSTIVE ? bestPartition(merges) : mergedOnward(merges);
  return inOrder([...kept, ...merged]);
});

/** The pools of workloads at their sites. `one`: all in one pool, at one site. */
export function poolsOfSeats(seats: readonly Seat[], one: boolean): readonly Pool[] {
  const pools = bySite(seats).flatMap((own) => {
    const [first] = own;
    return first ? poolsOf({ site: first.site, loads: own.map(numberedOf), one }) : [];
  });
  return inOrder(pools);
}

/** A seat without its site: the same object each time, so that it makes the same key. */
export const numberedOf = perObject('workloads of seats', ({ member, load }: Seat): Numbered => ({
  member,
  load,
}));

/** Workloads whose replicas could serve others: those that can be served, with the most idle, in the plan's order. */
function wasteful(site: Site, loads: readonly Numbered[]): readonly Numbered[] {
  const weighed = loads.flatMap((numbered) => {
    const { devices, least } = aloneAt(site, numbered.load, null);
    return devices === null ? [] : [{ numbered, devices, waste: devices - least }];
  });
  const devices = weighed.reduce((sum, one) => sum + one.devices, 0);
  const waste = weighed.reduce((sum, one) => sum + one.waste, 0);
  // Nothing under one accelerator can be saved.
  if (waste < Math.max(1, loads.length > EXHAUSTIVE ? WORTHWHILE * devices : 0) - 1e-6) return [];
  return weighed
    .toSorted((a, b) => b.waste - a.waste)
    .slice(0, MOST_MERGED)
    .map(({ numbered }) => numbered)
    .toSorted((a, b) => a.member - b.member);
}

/** All workloads in one layout: on shared replicas, or each on whole ones of its own. */
function onePool(site: Site, loads: readonly Numbered[]): Pool {
  let best = sharedBy(site, loads, Number.POSITIVE_INFINITY);
  for (let layout = 0; layout < site.layouts.length; layout++) {
    const pool = separateIn(site, loads, layout);
    if (!best || (pool.served && devicesOfPools([pool]) < devicesOfPools([best]))) best = pool;
  }
  if (!best) throw new RangeError('a site without layouts');
  return best;
}

/** Each on whole replicas of its own in one layout. */
function separateIn(site: Site, loads: readonly Numbered[], layout: number): Pool {
  const parts = loads.map(({ member, load }) => {
    const point = rowOf(site, load)(layout);
    return { member, point, allocated: wholeReplicas(point.need ?? 0) };
  });
  return {
    parts,
    lpxRole: site.lpx?.role ?? null,
    replicas: parts.reduce((sum, { allocated }) => sum + allocated, 0),
    devicesPerReplica: devicesAt(site, layout),
    served: parts.every(({ point }) => point.need !== null),
  };
}
