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

/** Of every two sets merged, and every workload moved into another set, what saves most; `null` where nothing does. */
function bestChange(sets: readonly number[], { pool, least }: Merges): Change | null {
  const cost = (set: number) => costOf(pool(set));
  const costs = new Map(sets.map((set) => [set, cost(set)]));
  const before = ([one = 0, two = 0]: readonly number[]) => (costs.get(one) ?? 0) + (costs.get(two) ?? 0);
  // Who can save most is tried first, and who can save nothing not at all.
  const changes = changesOf(sets)
    .flatMap((change, order) => {
      const now = before(change.gone);
      const atMost = now - sumOver(change.made, least);
      return atMost > 0 ? [{ change, order, before: now, atMost }] : [];
    })
    .toSorted((a, b) => b.atMost - a.atMost || a.order - b.order);
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

/** Every two sets merged, and every workload moved into another set. */
function changesOf(sets: readonly number[]): readonly Change[] {
  const changes: Change[] = [];
  for (const [i, one] of sets.entries())
    for (const two of sets.slice(i + 1)) {
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
