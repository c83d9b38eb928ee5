import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import { memo, perObject } from '../../../units/memo.js';
import { withTargets, type Load, type Numbered } from './load.js';
import { rowOf, type Row, type Site, type Turns } from '../reach.js';
import { aloneAt, alonePool, type Alone } from './alone.js';
import { mayDoTogether } from './bounds.js';
import {
  bySite,
  devicesAt,
  devicesOfPools,
  inOrder,
  needOf,
  replicasBelow,
  sharedPool,
  wholeReplicas,
  type MemberPoint,
  type Pool,
  type Seat,
} from './pool.js';

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
  const separate = loads.map(({ member, load }) =>
    alonePool(site, member, aloneAt({ site, load, turns: null })),
  );
  const mergeable = wasteful(site, loads);
  if (mergeable.length < 2) return separate;
  const kept = separate.filter(({ parts }) => !mergeable.some(({ member }) => member === parts[0]?.member));
  const block = blocksOf(site, mergeable);
  const merged =
    mergeable.length <= EXHAUSTIVE
      ? exhaustive(mergeable.length, block)
      : agglomerated(leastsOf(site, mergeable), block);
  return inOrder([...kept, ...merged]);
});

const leastsOf = (site: Site, loads: readonly Numbered[]): readonly number[] =>
  loads.map(({ load }) => aloneAt({ site, load, turns: null }).least);

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

/** Of the workloads whose bits are set: the pool that they share; `null` where pools of their own take no more accelerators. */
type Block = (set: number) => Pool | null;

/** Pools of some workloads at one site, each made once. */
function blocksOf(site: Site, loads: readonly Numbered[]): Block {
  const made = new Map<number, Pool | null>();
  const alone = loads.map(({ load }) => aloneAt({ site, load, turns: null }));
  return (set) => {
    const known = made.get(set);
    if (known !== undefined) return known;
    const pool = blockOf(site, loads, alone, set);
    made.set(set, pool);
    return pool;
  };
}

function blockOf(site: Site, loads: readonly Numbered[], alone: readonly Alone[], set: number): Pool | null {
  const [only, own] = [loads[Math.log2(set)], alone[Math.log2(set)]];
  if (only && own) return alonePool(site, only.member, own);
  let [apart, least] = [0, 0];
  for (let i = 0; i < alone.length; i++) {
    if (!(set & (1 << i))) continue;
    apart += alone[i]?.devices ?? Number.POSITIVE_INFINITY;
    least += alone[i]?.least ?? 0;
  }
  // Whole accelerators are saved or none, and what each needs at least they need together.
  if (least > apart - 1 + TRACE) return null;
  return sharedAt({ site, loads: loads.filter((_, i) => set & (1 << i)), most: apart });
}

/** What sums in another order may differ by, and more. */
const TRACE = 1e-6;

/** Workloads whose replicas could serve others: those that can be served, with the most idle, in the plan's order. */
function wasteful(site: Site, loads: readonly Numbered[]): readonly Numbered[] {
  const weighed = loads.flatMap((numbered) => {
    const { devices, least } = aloneAt({ site, load: numbered.load, turns: null });
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

/** The rows of workloads that share their replicas, with the targets of all. */
export function sharedRows(
  site: Site,
  loads: readonly Numbered[],
  turns?: Turns,
): readonly { readonly member: number; readonly row: Row }[] {
  const target = tightest(loads);
  return loads.map(({ member, load }) => {
    const same = load.speed === target.speed && load.ttft === target.ttft;
    return { member, row: rowOf(site, same ? load : withTargets({ load, ...target }), turns) };
  });
}

/** An edit of one workload leaves the pools of the others as they are. */
const sharedAt = memo({ name: 'shared replicas', most: 2048 }, ({ site, loads, most }: Shared) =>
  sharedBy(site, loads, most),
);

interface Shared {
  readonly site: Site;
  readonly loads: readonly Numbered[];
  /** Accelerators that must not be reached. */
  readonly most: number;
}

/** Workloads on shared replicas of the layout that takes the fewest accelerators, if those are fewer than `most`. */
function sharedBy(site: Site, loads: readonly Numbered[], most: number): Pool | null {
  const may = mayDoTogether(site, loads, null);
  const shared = sharedRows(site, loads);
  let best: { readonly layout: number; readonly members: readonly MemberPoint[] } | null = null;
  let fewest = most;
  for (let layout = 0; layout < site.layouts.length; layout++) {
    const each = devicesAt(site, layout);
    // With the targets of others no workload needs less than with its own.
    if (!may(layout, replicasBelow(fewest, each))) continue;
    const members = shared.map(({ member, row }) => ({ member, point: row(layout) }));
    const need = needOf(members);
    if (need === null || each * wholeReplicas(need) >= fewest) continue;
    fewest = each * wholeReplicas(need);
    best = { layout, members };
  }
  return best && sharedPool(site, best.layout, best.members);
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

/** The best of all partitions: for each set of workloads the best block with its first, and the best of the rest. */
function exhaustive(workloads: number, block: Block): readonly Pool[] {
  const best: Parted[] = [{ pools: [], cost: 0 }];
  for (let set = 1; set < 2 ** workloads; set++) {
    const first = set & -set;
    const others = set ^ first;
    let kept: Parted = { pools: [], cost: Number.POSITIVE_INFINITY };
    // All subsets of the others, none of them first: a workload stays alone where merging saves nothing.
    for (let with_ = 0; ; with_ = (with_ - others) & others) {
      const pool = block(first | with_);
      const rest = best[others ^ with_];
      const cost = costOf(pool) + (rest?.cost ?? 0);
      if (pool && rest && cost < kept.cost) kept = { pools: [pool, ...rest.pools], cost };
      if (with_ === others) break;
    }
    best.push(kept);
  }
  return best.at(-1)?.pools ?? [];
}

/** A set of workloads in its best pools. */
interface Parted {
  readonly pools: readonly Pool[];
  readonly cost: number;
}

/** Accelerators of a pool; infinite where it cannot be, or saves nothing. */
const costOf = (pool: Pool | null): number =>
  pool?.served ? devicesOfPools([pool]) : Number.POSITIVE_INFINITY;

/**
 * Beyond a few workloads: each alone, then the merges and moves that save most, as long as one does. `leasts`:
 * accelerators that each workload takes at least.
 */
function agglomerated(leasts: readonly number[], block: Block): readonly Pool[] {
  let blocks: readonly number[] = leasts.map((_, i) => 1 << i);
  const least = (set: number) => leasts.reduce((sum, own, i) => (set & (1 << i) ? sum + own : sum), 0);
  const cost = (set: number) => (set === 0 ? 0 : costOf(block(set)));
  for (;;) {
    const next = bestChange(blocks, { cost, least });
    if (!next) return blocks.flatMap((set) => block(set) ?? []);
    const { gone, made } = next;
    blocks = [...blocks.filter((set) => !gone.includes(set)), ...made];
  }
}

/** Blocks in the place of others. */
interface Change {
  readonly gone: readonly number[];
  readonly made: readonly number[];
}

/** Accelerators that sets of workloads take on shared replicas, and those that they take at least. */
interface SetCosts {
  readonly cost: (set: number) => number;
  readonly least: (set: number) => number;
}

/** Of every two blocks merged, and every workload moved into another block, what saves most; `null` where nothing does. */
function bestChange(blocks: readonly number[], { cost, least }: SetCosts): Change | null {
  // Whole accelerators: no set takes fewer. Who can save most is tried first, so most need not be tried at all.
  const atLeast = (set: number) => (set === 0 ? 0 : Math.max(1, Math.ceil(least(set) - TRACE)));
  const sum = (sets: readonly number[], of: (set: number) => number) =>
    sets.reduce((total, set) => total + of(set), 0);
  const changes = changesOf(blocks)
    .map((change, order) => {
      const before = sum(change.gone, cost);
      return { change, order, before, atMost: before - sum(change.made, atLeast) };
    })
    .toSorted((a, b) => b.atMost - a.atMost || a.order - b.order);
  let best: { readonly change: Change; readonly order: number } | null = null;
  let most = 0;
  for (const { change, order, before, atMost } of changes) {
    if (atMost < most || atMost <= 0) break;
    const saved = before - sum(change.made, cost);
    // Of equals the first.
    if (saved > most || (best && saved === most && order < best.order))
      [best, most] = [{ change, order }, saved];
  }
  return best && best.change;
}

/** Every two blocks merged, and every workload moved into another block. */
function changesOf(blocks: readonly number[]): readonly Change[] {
  const changes: Change[] = [];
  for (const [i, one] of blocks.entries())
    for (const two of blocks.slice(i + 1)) {
      changes.push({ gone: [one, two], made: [one | two] });
      for (const [from, to] of [
        [one, two],
        [two, one],
      ] as const) {
        // Who is alone is merged, not moved.
        if ((from & (from - 1)) === 0) continue;
        for (let left = from; left > 0; left &= left - 1) {
          const moved = left & -left;
          changes.push({ gone: [from, to], made: [from ^ moved, to | moved] });
        }
      }
    }
  return changes;
}
