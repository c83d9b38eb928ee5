/** A map that forgets: at least the last `most` keys are there, at most twice as many. */
export interface Generations<K, V> {
  /** The value of a key; `undefined` where none is kept, see `has`. */
  readonly get: (key: K) => V | undefined;
  /** Tells a key that is kept with `undefined` from one that is not kept. */
  readonly has: (key: K) => boolean;
  readonly set: (key: K, value: V) => void;
  readonly size: () => number;
  readonly clear: () => void;
}

/** How much a map keeps when it is asked to keep no more than it has, however little that is. */
const LEAST = 16;

let settled = false;

/**
 * Has all maps of this process keep no more than each has now. For who asks thousands of questions, one after another,
 * of which the first few took all that comes back: what is kept for nothing has to be looked after.
 */
export function settleCaches(): void {
  settled = true;
}

/** Whether maps keep no more than they took until then. */
export const areSettled = (): boolean => settled;

/** When full, the older half is forgotten as a whole, so that keys in use survive without bookkeeping on every look-up. */
export function generations<K, V>(most: number): Generations<K, V> {
  // Most are small and many: a map that is never needed is not made.
  let young: Map<K, V> | null = null;
  let old: Map<K, V> | null = null;
  const size = () => (young?.size ?? 0) + (old?.size ?? 0);
  let bound = most;
  let mayShrink = !settled;
  const set = (key: K, value: V) => {
    if (settled && mayShrink) {
      mayShrink = false;
      bound = Math.min(most, Math.max(LEAST, size()));
    }
    if (young && young.size >= bound) [old, young] = [young, null];
    (young ??= new Map()).set(key, value);
  };
  return {
    get: (key) => {
      const known = young?.get(key);
      if (known !== undefined) return known;
      const kept = old?.get(key);
      // What is in use becomes young again.
      if (kept !== undefined) set(key, kept);
      return kept;
    },
    has: (key) => (young?.has(key) ?? false) || (old?.has(key) ?? false),
    set,
    size,
    clear: () => {
      young = null;
      old = null;
    },
  };
}
