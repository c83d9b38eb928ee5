import { placePrefixes, workingSetBytes, type PlacedTier } from '../../memory/prefixSet.js';
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

type WeighedRoom = Omit<ServingTier, 'bytes' | 'hitShare'>;

/** Which rooms are worth asking: no number of turns bears on it. */
function weighedRooms({ rooms, cachedBytes, recomputeSeconds }: PrefixPlace): readonly WeighedRoom[] {
  return rooms.map((room) => {
    const seconds = room.bytesPerSecond === null ? 0 : reloadSeconds(cachedBytes, room.bytesPerSecond);
    return { ...room, reloadSeconds: seconds, asked: seconds <= recomputeSeconds };
  });
}

/** Prefixes placed in rooms, and the part of the reuses that each serves. */
function placedIn(
  { gaps, bytesEach, cachedBytes }: PrefixPlace,
  rooms: readonly WeighedRoom[],
  turnsPerSecond: number,
): readonly PlacedTier[] {
  const { tiers } = placePrefixes(
    { gaps, turnsPerSecond, bytesEach },
    rooms.map(({ asked, capacityBytes }) => (asked ? capacityBytes : 0)),
  );
  return tiers.map(({ bytes, hitShare }, i) => {
    const rate = rooms[i]?.bytesPerSecond ?? null;
    const carried = rate === null ? 1 : rate / Math.max(turnsPerSecond * cachedBytes, 1);
    return { bytes, hitShare: Math.min(hitShare, carried) };
  });
}

/**
 * Hits that rooms serve where so many turns of a rank end in a second (request.md 5). A room serves no more than its
 * bandwidth carries.
 */
function hitsIn(place: PrefixPlace, rooms: readonly WeighedRoom[], turnsPerSecond: number): ServedHits {
  const { gaps, bytesEach, cachedBytes, recomputeSeconds } = place;
  const placed = placedIn(place, rooms, turnsPerSecond);
  const tiers = rooms.map((room, i): ServingTier => ({ ...room, ...(placed[i] ?? NOTHING_PLACED) }));
  const { reloadSeconds: seconds, recomputedShare } = cachedPart(
    cachedBytes,
    recomputeSeconds,
    tiers.map(({ hitShare: share, bytesPerSecond }) => ({ share, bytesPerSecond })),
  );
  const all = workingSetBytes({ gaps, turnsPerSecond, bytesEach });
  const beside = rooms.reduce(
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

const NOTHING_PLACED: PlacedTier = { bytes: 0, hitShare: 0 };

/** Turns until the served part is settled, and how near is near enough. */
const TURNS = 24;
const NEAR = 1e-4;

/**
 * Hits where turns come the faster, the more of them are served: what is lost slows the users down, and so makes room.
 * `turnsAt` gives the turns of a rank in a second for a served part, and never falls with it.
 */
export function settledHits(place: PrefixPlace, turnsAt: (servedShare: number) => number): ServedHits {
  const rooms = weighedRooms(place);
  // What is not worth asking keeps nothing, so all that is placed is served.
  const shareOf = (turns: number) =>
    Math.min(
      1,
      placedIn(place, rooms, turns).reduce((sum, { hitShare }) => sum + hitShare, 0),
    );
  const atAll = turnsAt(1);
  const all = shareOf(atAll);
  if (all >= 1 - NEAR) return hitsIn(place, rooms, atAll);
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
  return scaled(hitsIn(place, rooms, turns), low);
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
