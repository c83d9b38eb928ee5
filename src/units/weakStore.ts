import { areSettled, generations, type Generations } from './generations.js';

/** A weak map that can be cleared, and says how much was put into it. */
export interface WeakStore<K extends object, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
  /** Keys since it was last cleared: those that no longer live are counted, too. */
  readonly size: () => number;
  readonly clear: () => void;
}

/** Of objects that live, as many as a plan of a few members has. */
const LEAST = 64;

/**
 * Values kept beside objects, for as long as these live. Once caches are settled, no longer than a bounded map keeps
 * them: until the next full collection of garbage all values of a weak map count as in use, also of objects long gone.
 */
export function weakStore<K extends object, V>(): WeakStore<K, V> {
  let kept = new WeakMap<K, V>();
  let few: Generations<K, V> | null = null;
  let count = 0;
  return {
    get: (key) => (few ?? kept).get(key),
    set: (key, value) => {
      if (!few && areSettled()) {
        few = generations(Math.max(LEAST, count));
        kept = new WeakMap();
      }
      (few ?? kept).set(key, value);
      count++;
    },
    size: () => few?.size() ?? count,
    clear: () => {
      kept = new WeakMap();
      few = null;
      count = 0;
    },
  };
}
