import { lifeInMemory, placePrefixes, workingSetBytes } from '../../memory/prefixSet.js';
import type { TurnGaps } from '../../memory/turnGaps.js';
import { cachedPart, reloadSeconds } from './reload.js';

/** Room for kept prefixes on one accelerator. */
export interface PrefixRoom {
  readonly capacityBytes: number;
  /** To the accelerator; `null`: its own memory, where nothing is moved. */
  readonly bytesPerSecond: number | null;
}

/** Prefixes that one rank keeps, and what they are worth to it. */
export interface PrefixPlace {
  readonly gaps: TurnGaps;
  /** Bytes of a rank that a turn leaves, and those of them that the next prompt asks for. */
  readonly bytesEach: number;
  readonly cachedBytes: number;
  /** Seconds that computing the asked part again takes. */
  readonly recomputeSeconds: number;
  /** Nearest first. */
  readonly rooms: readonly PrefixRoom[];
}

/** What one room keeps and serves. */
export interface ServingTier extends PrefixRoom {
  readonly bytes: number;
  /** Part of the asked hits that it serves, 0..1. */
  readonly hitShare: number;
  /** Of one prompt's cached part. */
  readonly reloadSeconds: number;
  /** Whether bringing back is no slower than computing again; a room that is slower keeps nothing. */
  readonly asked: boolean;
}

/** How asked hits are served. */
export interface ServedHits {
  readonly tiers: readonly ServingTier[];
  /** Part of the asked hits that is served, 0..1; the rest is computed again. */
  readonly servedShare: number;
  /** Mean seconds of bringing back, over all prompts. */
  readonly reloadSeconds: number;
  /** Bytes of one rank's prefixes that wait for their next turn. */
  readonly workingSetBytes: number;
  /** Those of them that no room beside accelerator memory takes. */
  readonly inMemoryBytes: number;
}

/**
 * Hits that rooms serve where so many turns of a rank end in a second (request.md 5). A room serves no more than its
 * bandwidth carries.
 */
export function servedHits(place: PrefixPlace, turnsPerSecond: number): ServedHits {
  const { gaps, bytesEach, cachedBytes, recomputeSeconds, rooms } = place;
  const set = { gaps, turnsPerSecond, bytesEach };
  const weighed = rooms.map((room) => {
    const seconds = room.bytesPerSecond === null ? 0 : reloadSeconds(cachedBytes, room.bytesPerSecond);
    return { ...room, reloadSeconds: seconds, asked: seconds <= recomputeSeconds };
  });
  const placed = placePrefixes(
    set,
    weighed.map(({ asked, capacityBytes }) => (asked ? capacityBytes : 0)),
  );
  const tiers = weighed.map((room, i): ServingTier => {
    const { bytes, hitShare } = placed.tiers[i] ?? { bytes: 0, hitShare: 0 };
    const carried =
      room.bytesPerSecond === null ? 1 : room.bytesPerSecond / Math.max(turnsPerSecond * cachedBytes, 1);
    return { ...room, bytes, hitShare: Math.min(hitShare, carried) };
  });
  const { reloadSeconds: seconds, recomputedShare } = cachedPart(
    cachedBytes,
    recomputeSeconds,
    tiers.map(({ hitShare: share, bytesPerSecond }) => ({ share, bytesPerSecond })),
  );
  const all = workingSetBytes(set);
  const beside = weighed.reduce(
    (sum, { asked, bytesPerSecond, capacityBytes }) =>
      asked && bytesPerSecond !== null ? sum + capacityBytes : sum,
    0,
  );
  return {
    tiers,
    servedShare: 1 - recomputedShare,
    reloadSeconds: seconds,
    workingSetBytes: all,
    inMemoryBytes: Math.max(0, all - beside),
  };
}

/** Turns until the served part is settled, and how near is near enough. */
const TURNS = 24;
const NEAR = 1e-4;

/**
 * Hits where turns come the faster, the more of them are served: what is lost slows the users down, and so makes room.
 * `turnsAt` gives the turns of a rank in a second for a served part, and never falls with it.
 */
export function settledHits(place: PrefixPlace, turnsAt: (servedShare: number) => number): ServedHits {
  const shareOf = sharesOf(place);
  const atAll = turnsAt(1);
  const all = shareOf(atAll);
  if (all >= 1 - NEAR) return servedHits(place, atAll);
  let [low, high] = [0, 1];
  let [turns, above] = [turnsAt(0), all - 1];
  let over = shareOf(turns);
  for (let turn = 1; turn <= TURNS && high - low > NEAR && over > NEAR; turn++) {
    // A secant, with a bisection now and then for what is not straight.
    const secant = low + ((high - low) * over) / (over - above);
    const middle = turn % 3 === 0 ? (low + high) / 2 : secant;
    const there = turnsAt(middle);
    const excess = shareOf(there) - middle;
    if (excess >= 0) [low, turns, over] = [middle, there, excess];
    else [high, above] = [middle, excess];
  }
  return scaled(servedHits(place, turns), low);
}

/** `servedShare` of `servedHits` by turns in a second, without what else it says: asked for at every turn above. */
function sharesOf({ gaps, bytesEach, cachedBytes, recomputeSeconds, rooms }: PrefixPlace) {
  const asked = rooms.filter(
    ({ bytesPerSecond }) =>
      bytesPerSecond === null || reloadSeconds(cachedBytes, bytesPerSecond) <= recomputeSeconds,
  );
  return (turnsPerSecond: number): number => {
    const set = { gaps, turnsPerSecond, bytesEach };
    let [room, found, served] = [0, 0, 0];
    for (const { capacityBytes, bytesPerSecond } of asked) {
      room += capacityBytes;
      const share = gaps.within(lifeInMemory(set, room));
      const carried =
        bytesPerSecond === null ? 1 : bytesPerSecond / Math.max(turnsPerSecond * cachedBytes, 1);
      served += Math.min(Math.max(0, share - found), carried);
      found = Math.max(found, share);
    }
    return Math.min(1, served);
  };
}

/** No more than the settled part is served, where turns that are all alike would all be found or all be lost. */
function scaled(hits: ServedHits, servedShare: number): ServedHits {
  if (hits.servedShare <= servedShare) return hits;
  const factor = servedShare / hits.servedShare;
  return {
    ...hits,
    servedShare,
    reloadSeconds: hits.reloadSeconds * factor,
    tiers: hits.tiers.map((tier) => ({ ...tier, hitShare: tier.hitShare * factor })),
  };
}
