import { perIndex, perObject } from '../../../units/memo.js';
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

/** The pools of workloads that can be served at a site. Other choices of the same workloads find them there. */
export function mergesOf(site: Site, loads: readonly Numbered[]): Merges {
  const all = togetherAt(site);
  const places = loads.map((own) => all.placeOf(own));
  // Of very many workloads a number holds no set: these share nothing with other choices.
  if (places.includes(-1)) return { count: loads.length, ...together(site, loads) };
  const setOf = (set: number): number => {
    let whole = 0;
    for (let left = set; left > 0; left &= left - 1)
      whole |= 1 << (places[31 - Math.clz32(left & -left)] ?? 0);
    return whole;
  };
  return {
    count: loads.length,
    pool: (set) => all.pool(setOf(set)),
    least: (set) => all.least(setOf(set)),
  };
}

/** Sets are of whole numbers with so many bits. */
const MOST_BITS = 30;

/** All workloads that were asked about at a site, each with a bit of its own. */
const togetherAt = perObject('merges at sites', (site: Site) => {
  const loads: Numbered[] = [];
  const { pool, least } = together(site, loads);
  /** The number of a workload's bit; -1 where there are none left. */
  const placeOf = ({ member, load }: Numbered): number => {
    const known = loads.findIndex((own) => own.load === load && own.member === member);
    return known >= 0 || loads.length >= MOST_BITS ? known : loads.push({ member, load }) - 1;
  };
  return { pool, least, placeOf };
});

/** Pools of sets of workloads, each made once; further ones may be added to their end. */
function together(site: Site, loads: readonly Numbered[]): Pick<Merges, 'pool' | 'least'> {
  const alone = perIndex((i) => aloneAt(site, loadOf(loads, i), null));
  const least = perSet(leastsOf(site, loads, alone));
  const pool = perSet((set): Pool | null => {
    const lone = loneOf(set);
    const only = loads[lone];
    if (only) return alonePool(site, only.member, alone(lone));
    const apart = sumOfSet(set, (i) => alone(i).devices ?? Number.POSITIVE_INFINITY);
    if (least(set) >= apart) return null;
    // In the plan's order, in whichever they came.
    const own = loads.filter((_, i) => set & (1 << i)).toSorted((a, b) => a.member - b.member);
    return sharedAt({ site, loads: own, most: apart });
  });
  return { pool, least };
}

function loadOf(loads: readonly Numbered[], i: number): Numbered['load'] {
  const own = loads[i];
  if (!own) throw new RangeError(`no workload ${i}`);
  return own.load;
}

/** The number of the workload that is alone in a set; -1 where several are. */
const loneOf = (set: number): number => ((set & (set - 1)) === 0 ? 31 - Math.clz32(set) : -1);

function sumOfSet(set: number, of: (i: number) => number): number {
  let sum = 0;
  for (let left = set; left > 0; left &= left - 1) sum += of(31 - Math.clz32(left & -left));
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
function leastsOf(site: Site, loads: readonly Numbered[], alone: (i: number) => Alone): Merges['least'] {
  const each = Float64Array.from(site.layouts, (_, layout) => devicesAt(site, layout));
  const needsOf = perIndex((i) => {
    const { least } = alone(i);
    const { atLeast } = reachOf(site, loadOf(loads, i));
    return each.map((devices, layout) => Math.max(least / devices, atLeast(layout)));
  });
  return (set) => {
    const lone = loneOf(set);
    if (lone >= 0) return alone(lone).devices ?? Number.POSITIVE_INFINITY;
    const members: Float64Array[] = [];
    for (let left = set; left > 0; left &= left - 1) members.push(needsOf(31 - Math.clz32(left & -left)));
    return leastOfAll(each, members);
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
