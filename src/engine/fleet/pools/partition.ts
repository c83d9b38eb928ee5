import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import { memo } from '../../../units/memo.js';
import { withTargets, type Load, type Numbered } from './load.js';
import { rowOf, type Row, type Site, type Turns } from '../reach.js';
import { aloneAt, alonePool, type Alone } from './alone.js';
import { mayDoTogether } from './bounds.js';
import {
  devicesAt,
  devicesOfPools,
  needOf,
  sharedPool,
  wholeReplicas,
  type MemberPoint,
  type Pool,
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
  const alone = loads.map((numbered) => [numbered]);
  const block = blocksOf(site);
  const separate = alone.flatMap((own) => block(own) ?? []);
  const mergeable = wasteful(site, loads);
  if (mergeable.length < 2) return separate;
  const kept = separate.filter(({ parts }) => !mergeable.some(({ member }) => member === parts[0]?.member));
  const merged =
    mergeable.length <= EXHAUSTIVE ? exhaustive(mergeable, block) : agglomerated(mergeable, block);
  return [...kept, ...merged].toSorted((a, b) => firstOf(a) - firstOf(b));
});

const firstOf = ({ parts }: Pool): number => parts[0]?.member ?? 0;

/** The pool of some workloads; `null` where pools of their own take no more accelerators. */
type Block = (loads: readonly Numbered[]) => Pool | null;

/** Pools of one site, each made once. */
function blocksOf(site: Site): Block {
  const made = new Map<string, Pool | null>();
  const lone = new Map<number, Alone>();
  const alone = ({ member, load }: Numbered): Alone => {
    const found = lone.get(member) ?? aloneAt({ site, load, turns: null });
    lone.set(member, found);
    return found;
  };
  return (loads) => {
    const key = loads.map(({ member }) => member).join(' ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const [first, second] = loads;
    const apart = loads.reduce((sum, one) => sum + (alone(one).devices ?? Number.POSITIVE_INFINITY), 0);
    const pool =
      first && !second ? alonePool(site, first.member, alone(first)) : sharedAt({ site, loads, most: apart });
    made.set(key, pool);
    return pool;
  };
}

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

/** No fleet has more. */
const MOST_REPLICAS = 2 ** 40;

/** Workloads on shared replicas of the layout that takes the fewest accelerators, if those are fewer than `most`. */
function sharedBy(site: Site, loads: readonly Numbered[], most: number): Pool | null {
  const may = mayDoTogether(site, loads, null);
  const shared = sharedRows(site, loads);
  let best: { readonly layout: number; readonly members: readonly MemberPoint[] } | null = null;
  let fewest = most;
  for (let layout = 0; layout < site.layouts.length; layout++) {
    const each = devicesAt(site, layout);
    // With the targets of others no workload needs less than with its own.
    if (!may(layout, Number.isFinite(fewest) ? Math.ceil(fewest / each) - 1 : MOST_REPLICAS)) continue;
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
function exhaustive(loads: readonly Numbered[], block: Block): readonly Pool[] {
  const best: Parted[] = [{ pools: [], cost: 0 }];
  for (let set = 1; set < 2 ** loads.length; set++) {
    const first = set & -set;
    const others = set ^ first;
    let kept: Parted = { pools: [], cost: Number.POSITIVE_INFINITY };
    // All subsets of the others, none of them first: a workload stays alone where merging saves nothing.
    for (let with_ = 0; ; with_ = (with_ - others) & others) {
      const pool = block(loads.filter((_, i) => (first | with_) & (1 << i)));
      const rest = best[others ^ with_];
      const cost = costOfPools([pool]) + (rest?.cost ?? 0);
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

/** Accelerators of pools; infinite where one of them cannot be, or saves nothing. */
function costOfPools(pools: readonly (Pool | null)[]): number {
  let sum = 0;
  for (const pool of pools) {
    if (!pool?.served) return Number.POSITIVE_INFINITY;
    sum += devicesOfPools([pool]);
  }
  return sum;
}

/** Beyond a few workloads: each alone, then the merges and moves that save most, as long as one does. */
function agglomerated(loads: readonly Numbered[], block: Block): readonly Pool[] {
  let blocks: Blocks = loads.map((one) => [one]);
  for (;;) {
    const before = costOfPools(blocks.map(block));
    const next = neighbours(blocks).reduce<{ readonly blocks: Blocks; readonly cost: number } | null>(
      (best, { gone, made }) => {
        const cost = before - costOfPools(gone.map(block)) + costOfPools(made.map(block));
        if (!(cost < (best?.cost ?? before))) return best;
        return { blocks: [...blocks.filter((one) => !gone.includes(one)), ...made], cost };
      },
      null,
    );
    if (!next) return blocks.flatMap((one) => block(one) ?? []);
    blocks = next.blocks;
  }
}

type Blocks = readonly (readonly Numbered[])[];

/** Blocks in the place of others. */
interface Change {
  readonly gone: Blocks;
  readonly made: Blocks;
}

/** Every two blocks merged, and every workload moved into another block. */
function neighbours(blocks: Blocks): readonly Change[] {
  return blocks.flatMap((one, i) =>
    blocks
      .slice(i + 1)
      .flatMap((two): readonly Change[] => [
        { gone: [one, two], made: [joined(one, two)] },
        ...moves(one, two),
        ...moves(two, one),
      ]),
  );
}

function moves(from: readonly Numbered[], to: readonly Numbered[]): readonly Change[] {
  if (from.length < 2) return [];
  return from.map((moved) => ({
    gone: [from, to],
    made: [from.filter((one) => one !== moved), joined(to, [moved])],
  }));
}

const joined = (a: readonly Numbered[], b: readonly Numbered[]): readonly Numbered[] =>
  [...a, ...b].toSorted((x, y) => x.member - y.member);
