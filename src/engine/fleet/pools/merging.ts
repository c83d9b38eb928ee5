import type { Merges } from './merges.js';
import { devicesOfPools, type Pool } from './pool.js';

/** The best of all partitions: for each set of workloads the best block with its first, and the best of the rest. */
export function bestPartition(merges: Merges): readonly Pool[] {
  const best: Parted[] = [{ pools: [], cost: 0 }];
  for (let set = 1; set < 2 ** merges.count; set++) {
    const first = set & -set;
    const others = set ^ first;
    let kept: Parted = { pools: [], cost: Number.POSITIVE_INFINITY };
    // All subsets of the others, none of them first: a workload stays alone where merging saves nothing.
    for (let with_ = 0; ; with_ = (with_ - others) & others) {
      const pool = merges.pool(first | with_);
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

/** Beyond a few workloads: each alone, then the merges and moves that save most, as long as one does. */
export function mergedOnward(merges: Merges): readonly Pool[] {
  let sets: readonly number[] = Array.from({ length: merges.count }, (_, i) => 1 << i);
  for (;;) {
    const next = bestChange(sets, merges);
    if (!next) return sets.flatMap((set) => merges.pool(set) ?? []);
    const { gone, made } = next;
    sets = [...sets.filter((set) => !gone.includes(set)), ...made];
  }
}

/** Sets of workloads in the place of others. */
interface Change {
  readonly gone: readonly number[];
  readonly made: readonly number[];
}

/** A change, its place among all of them, what its sets take now, and what it saves at most. */
interface Weighed {
  readonly change: Change;
  readonly order: number;
  readonly before: number;
  readonly atMost: number;
}

/** Of every two sets merged, and every workload moved into another set, what saves most; `null` where nothing does. */
function bestChange(sets: readonly number[], merges: Merges): Change | null {
  const cost = (set: number) => costOf(merges.pool(set));
  // Who can save most is tried first.
  const changes = promising(sets, merges).sort((a, b) => b.atMost - a.atMost || a.order - b.order);
  let best: { readonly change: Change; readonly order: number } | null = null;
  let most = 0;
  for (const { change, order, before, atMost } of changes) {
    if (atMost < most) break;
    // Of equals the first.
    if (best && atMost === most && order > best.order) continue;
    const saved = before - sumOver(change.made, cost);
    if (saved > most || (best && saved === most && order < best.order))
      [best, most] = [{ change, order }, saved];
  }
  return best && best.change;
}

/** The sum over sets; nothing is of the empty one. */
function sumOver(sets: readonly number[], of: (set: number) => number): number {
  let sum = 0;
  for (const set of sets) if (set !== 0) sum += of(set);
  return sum;
}

/**
 * Every two sets merged, and every workload moved into another set, as far as that may save something. Asked for
 * again after each change of each choice of workloads: nothing is made for those that cannot.
 */
function promising(sets: readonly number[], { pool, least }: Merges): Weighed[] {
  const found: Weighed[] = [];
  const costs = sets.map((set) => costOf(pool(set)));
  let order = 0;
  const weigh = (gone: readonly [number, number], before: number, one: number, two: number) => {
    const atMost = before - (least(one) + (two === 0 ? 0 : least(two)));
    if (atMost > 0)
      found.push({ change: { gone, made: two === 0 ? [one] : [one, two] }, order, before, atMost });
    order++;
  };
  sets.forEach((one, i) => {
    for (let j = i + 1; j < sets.length; j++) {
      const two = sets[j] ?? 0;
      const before = (costs[i] ?? 0) + (costs[j] ?? 0);
      weigh([one, two], before, one | two, 0);
      movedOut(one, (moved) => weigh([one, two], before, one ^ moved, two | moved));
      movedOut(two, (moved) => weigh([two, one], before, two ^ moved, one | moved));
    }
  });
  return found;
}

/** Each workload of a set by itself. Who is alone is merged, not moved. */
function movedOut(set: number, each: (moved: number) => void): void {
  if ((set & (set - 1)) === 0) return;
  for (let left = set; left > 0; left &= left - 1) each(left & -left);
}
