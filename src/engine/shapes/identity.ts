import { boundedCache } from '../../units/cache.js';

const numbers = new WeakMap<object, number>();
/** Forgetting one only costs a recomputation: numbers are never used again. */
const contents = boundedCache<string, number>(4096);
let last = 0;

/**
 * A number that stands for plain data in the keys of caches: equal data, equal number, whichever object
 * holds it (each keystroke brings new objects with mostly the same content). 0 for none.
 */
export function identity(data: object | null): number {
  if (!data) return 0;
  const known = numbers.get(data);
  if (known !== undefined) return known;
  const number = numberFor(JSON.stringify(data));
  numbers.set(data, number);
  return number;
}

/** A number that stands for a text in the keys of caches: shorter, and so looked up faster. */
export function numberFor(text: string): number {
  return contents(text, () => ++last);
}
