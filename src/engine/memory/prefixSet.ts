import type { TurnGaps } from './turnGaps.js';

/** Prefixes that sessions leave behind between their turns. */
export interface PrefixSet {
  readonly gaps: TurnGaps;
  /** Turns that end in a second, over all sessions that share the memory. */
  readonly turnsPerSecond: number;
  /** KV bytes that one turn leaves. */
  readonly bytesEach: number;
}

/** Bytes of all prefixes that wait for their session's next turn (request.md 5; Little's law). */
export function workingSetBytes({ gaps, turnsPerSecond, bytesEach }: PrefixSet): number {
  return turnsPerSecond * gaps.meanSeconds * bytesEach;
}

/** Bytes that running sequences leave of a pool, and what prompts on their way take. Never negative. */
export function bytesLeft(poolBytes: number, runningBytes: number, stagedBytes: number): number {
  return Math.max(0, poolBytes - runningBytes - stagedBytes);
}

/** Steps are smaller than this part of the life where it is found, and never so many. */
const CLOSE = 1e-10;
const MOST_STEPS = 200;

/**
 * Seconds that memory of so many bytes keeps an unused prefix when the least recently used goes first: those after which
 * what is kept fills it (Che's approximation, 2002). Infinite where every prefix fits.
 */
export function lifeInMemory(set: PrefixSet, memoryBytes: number): number {
  if (memoryBytes >= workingSetBytes(set)) return Number.POSITIVE_INFINITY;
  const { gaps, turnsPerSecond, bytesEach } = set;
  const target = memoryBytes / (turnsPerSecond * bytesEach);
  if (target <= 0) return 0;
  // Kept for at most T seconds, a prefix stands for T seconds at most: the life is never below the target. What T adds
  // falls with T, so Newton's steps from below never pass the life.
  let life = target;
  for (let step = 0; step < MOST_STEPS; step++) {
    const more = (target - gaps.keptSeconds(life)) / (1 - gaps.within(life));
    if (!(more > CLOSE * life)) return life;
    if (more === Number.POSITIVE_INFINITY) return more;
    life += more;
  }
  return life;
}

/** What one tier keeps, and how many of the prefixes that are used again are found there. */
export interface PlacedTier {
  readonly bytes: number;
  /** Part of the reuses, 0..1. */
  readonly hitShare: number;
}

/** Prefixes over tiers. */
export interface Placement {
  /** Nearest first, as the capacities were. */
  readonly tiers: readonly PlacedTier[];
  /** Part of the reuses that come after the last tier has let go. */
  readonly lostShare: number;
}

/**
 * Puts prefixes into tiers, nearest first: what was used last stays near, and moves on as newer ones come (request.md 5).
 */
export function placePrefixes(set: PrefixSet, capacities: readonly number[]): Placement {
  const all = workingSetBytes(set);
  let [room, found] = [0, 0];
  const tiers = capacities.map((capacity) => {
    const bytes = Math.max(0, Math.min(capacity, all - room));
    room += capacity;
    const share = set.gaps.within(lifeInMemory(set, room));
    const hitShare = Math.max(0, share - found);
    found = Math.max(found, share);
    return { bytes, hitShare };
  });
  return { tiers, lostShare: 1 - found };
}
