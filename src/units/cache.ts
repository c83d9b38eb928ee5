/** The value of a key: the one that is remembered, or the one that `make` makes. */
export type BoundedCache<K, V> = (key: K, make: () => V) => V;

/**
 * Remembers what was computed for a key: at least the last `most` keys, at most twice as many. When full,
 * the older half is forgotten as a whole, so that keys in use survive without bookkeeping on every look-up.
 */
export function boundedCache<K, V>(most: number): BoundedCache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  return (key, make) => {
    const known = young.get(key);
    if (known !== undefined) return known;
    const value = old.get(key) ?? make();
    if (young.size >= most) [old, young] = [young, new Map<K, V>()];
    young.set(key, value);
    return value;
  };
}

/** A value that is made when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
