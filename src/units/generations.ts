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

let bound = Number.POSITIVE_INFINITY;

/**
 * Has every map of this process keep no more than so much, from its next key on. For those who ask one thing after
 * another that hardly returns: what is kept for nothing has to be looked after, and takes a fifth of their time.
 */
export function keepAtMost(most: number): void {
  bound = most;
}

/** When full, the older half is forgotten as a whole, so that keys in use survive without bookkeeping on every look-up. */
export function generations<K, V>(most: number): Generations<K, V> {
  let young = new Map<K, V>();
  // Most are small and many: a map that is never needed is not made.
  let old: Map<K, V> | null = null;
  const set = (key: K, value: V) => {
    if (young.size >= most || young.size >= bound) [old, young] = [young, new Map<K, V>()];
    young.set(key, value);
  };
  return {
    get: (key) => {
      const known = young.get(key);
      if (known !== undefined) return known;
      const kept = old?.get(key);
      // What is in use becomes young again.
      if (kept !== undefined) set(key, kept);
      return kept;
    },
    has: (key) => young.has(key) || (old?.has(key) ?? false),
    set,
    size: () => young.size + (old?.size ?? 0),
    clear: () => {
      young = new Map();
      old = null;
    },
  };
}
