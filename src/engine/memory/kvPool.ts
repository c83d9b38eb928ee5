import type { PoolDemand } from './poolDemand.js';

/** Memory that the sequences of a replica are held in: one pool, or several alike that share them evenly. */
export interface KvPool {
  /** Of one pool; negative where there is not even room for the weights. */
  readonly bytes: number;
  readonly pools: number;
  /** Part of a pool that one accelerator holds: all of it where the pool is that of a rank. */
  readonly acceleratorShare: number;
  readonly demand: PoolDemand;
  /** Bytes of one sequence by its length. */
  readonly sequenceBytes: (tokens: number) => number;
}

/** What a pool holds beside the sequences that decode. */
export interface PoolGuests {
  /** Bytes that are no sequence in flight, as kept prefixes are. */
  readonly bytes: number;
  /** Sequences of the same mix that do not decode yet, as prompts on their way. */
  readonly sequences: number;
}

const NO_GUESTS: PoolGuests = { bytes: 0, sequences: 0 };

/** Bytes that one pool must have for so many sequences on the replica, so that 95 % of all loads fit. */
export function demandedBytes({ demand, pools }: KvPool, sequences: number, guests = NO_GUESTS): number {
  return demand.atOnce(sequences / pools + guests.sequences) + guests.bytes;
}

/** Demanded over available; infinite where nothing is available. */
export function poolPressure(pool: KvPool, sequences: number, guests = NO_GUESTS): number {
  return pool.bytes > 0 ? demandedBytes(pool, sequences, guests) / pool.bytes : Number.POSITIVE_INFINITY;
}

/** No replica is asked to hold more. */
const MOST = Number.MAX_SAFE_INTEGER;
/** Tries after which a bisection makes sure of progress. */
const PATIENCE = 6;

/** The most sequences that a replica holds, whole ones in each pool: the pressure is then 1 at most. */
export function mostSequences({ bytes, pools, demand }: KvPool, guests = NO_GUESTS): number {
  const room = bytes - guests.bytes;
  const each = demand.meanBytes;
  if (!(room > 0)) return 0;
  if (each <= 0) return MOST;
  let [good, bad] = [0, Number.POSITIVE_INFINITY];
  let guess = Math.floor(room / each);
  for (let turn = 1; bad - good > 1; turn++) {
    const n = between(guess, good, bad);
    const over = demand.atOnce(n + guests.sequences) - room;
    if (over <= 0) good = n;
    else bad = n;
    // What is demanded is nearly a straight line over the number, so its mean slope leads close to where it meets.
    guess = turn % PATIENCE === 0 ? middle(good, bad) : Math.floor(n - over / each);
  }
  return good * pools;
}

/** A whole number strictly between two. */
function between(n: number, good: number, bad: number): number {
  return Math.min(bad - 1, Math.max(good + 1, n));
}

const middle = (good: number, bad: number): number =>
  bad === Number.POSITIVE_INFINITY ? 2 * good : Math.floor((good + bad) / 2);
