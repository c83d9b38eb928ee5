/** A weak map that can be cleared, and says how much was put into it. */
export interface WeakStore<K extends object, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
  /** Keys since it was last cleared: those that no longer live are counted, too. */
  readonly size: () => number;
  readonly clear: () => void;
}

/** Values kept beside objects, for as long as these live. */
export function weakStore<K extends object, V>(): WeakStore<K, V> {
  let kept = new WeakMap<K, V>();
  let count = 0;
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.set(key, value);
      count++;
    },
    size: () => count,
    clear: () => {
      kept = new WeakMap();
      count = 0;
    },
  };
}
