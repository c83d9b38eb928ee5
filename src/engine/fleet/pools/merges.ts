import { reachOf, type Site } from '../reach.js';
import { aloneAt, alonePool, type Alone } from './alone.js';
import type { Numbered } from './load.js';
import { devicesAt, wholeReplicas, type Pool } from './pool.js';
import { sharedAt } from './shared.js';

/** Pools of some of the workloads at one site. A set of them is a number whose bits are theirs. */
export interface Merges {
  /** How many workloads there are. */
  readonly count: number;
  /** The pool that those of a set share; `null` where pools of their own take no more accelerators. */
  readonly pool: (set: number) => Pool | null;
  /** Accelerators that they take at least on shared replicas, told without working those out. */
  readonly least: (set: number) => number;
}

/** What sums in another order may differ by, and more. */
const TRACE = 1e-6;

/** The pools of workloads that can be served at a site, each made once. */
export function mergesOf(site: Site, loads: readonly Numbered[]): Merges {
  const alone = loads.map(({ load }) => aloneAt(site, load, null));
  const least = perSet(leastsOf(site, loads, alone));
  const pool = perSet((set): Pool | null => {
    const [own, only] = [alone[loneOf(set)], loads[loneOf(set)]];
    if (own && only) return alonePool(site, only.member, own);
    const apart = sumOfSet(set, alone, ({ devices }) => devices ?? Number.POSITIVE_INFINITY);
    if (least(set) >= apart) return null;
    return sharedAt({ site, loads: loads.filter((_, i) => set & (1 << i)), most: apart });
  });
  return { count: loads.length, pool, least };
}

/** The number of the workload that is alone in a set; -1 where several are. */
const loneOf = (set: number): number => ((set & (set - 1)) === 0 ? 31 - Math.clz32(set) : -1);

function sumOfSet<T>(set: number, all: readonly T[], of: (one: T) => number): number {
  let sum = 0;
  for (const [i, one] of all.entries()) if (set & (1 << i)) sum += of(one);
  return sum;
}

function perSet<T>(make: (set: number) => T): (set: number) => T {
  const made = new Map<number, T>();
  return (set) => {
    const known = made.get(set);
    if (known !== undefined) return known;
    const value = make(set);
    made.set(set, value);
    return value;
  };
}

/**
 * Whole replicas of the layout that takes the fewest, by what each workload is known to need of it at least: targets of
 * others make that no less.
 */
function leastsOf(site: Site, loads: readonly Numbered[], alone: readonly Alone[]): Merges['least'] {
  const each = Float64Array.from(site.layouts, (_, layout) => devicesAt(site, layout));
  const needs = loads.map(({ load }, i) => {
    const { atLeast } = reachOf(site, load);
    const least = alone[i]?.least ?? 0;
    return each.map((devices, layout) => Math.max(least / devices, atLeast(layout)));
  });
  return (set) => {
    const own = alone[loneOf(set)];
    if (own) return own.devices ?? Number.POSITIVE_INFINITY;
    return leastOfAll(
      each,
      needs.filter((_, i) => set & (1 << i)),
    );
  };
}

/** Accelerators of the layout in which members with these needs take the fewest. Asked for every two workloads of every option. */
function leastOfAll(each: Float64Array, members: readonly Float64Array[]): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (let layout = 0; layout < each.length; layout++) {
    const devices = each[layout] ?? 0;
    let need = -TRACE;
    for (const own of members) need += own[layout] ?? 0;
    if (devices * need < fewest) fewest = Math.min(fewest, devices * wholeReplicas(need));
  }
  return fewest;
}
