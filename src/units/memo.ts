import { registered } from './cacheRegistry.js';
import { generations } from './generations.js';
import { shapedKey } from './plainKey.js';
import { weakStore, type WeakStore } from './weakStore.js';

/** What a remembered function takes: one value, or plain data with a member for each thing that it reads. */
export type Argument = string | number | boolean | null | object;

/** How much is remembered. */
export interface MemoSize {
  /** Names it among `caches()`. */
  readonly name: string;
  /** Answers that are kept at least; at most twice as many. */
  readonly most: number;
}

/**
 * A function that remembers its answers. The key is made from all of the argument, so whatever `make` reads must
 * be in there, and nothing of another plan can answer. Equal data has one answer, in whichever objects it comes.
 * @throws {TypeError} where the argument is no plain data.
 */
export function memo<A extends Argument, V>(
  { name, most }: MemoSize,
  make: (argument: A) => V,
): (argument: A) => V {
  const kept = generations<unknown, V>(most);
  registered({ name, size: kept.size, clear: kept.clear });
  return remembering(kept, make);
}

/** The same for a function that is itself kept by a cache, and is forgotten with what it belongs to. */
export function memoWithin<A extends Argument, V>(
  most: number,
  make: (argument: A) => V,
): (argument: A) => V {
  return remembering(generations<unknown, V>(most), make);
}

function remembering<A extends Argument, V>(
  kept: ReturnType<typeof generations<unknown, V>>,
  make: (argument: A) => V,
): (argument: A) => V {
  const keyOf = shapedKey();
  return (argument) => {
    const key = typeof argument === 'object' && argument !== null ? keyOf(argument) : argument;
    const known = kept.get(key);
    // A key that is kept has a V, which may be `undefined` itself.
    if (known !== undefined || kept.has(key)) return known as V;
    const value = make(argument);
    kept.set(key, value);
    return value;
  };
}

/**
 * A function of one object that is never changed, which remembers its answer for as long as the object lives. For
 * what need not be plain data; equal data in another object is answered anew.
 */
export function perObject<A extends object, V>(name: string, make: (argument: A) => V): (argument: A) => V {
  const kept = weakStore<A, { readonly value: V }>();
  registered({ name, size: kept.size, clear: kept.clear });
  return rememberingObjects(kept, make);
}

/** The same for a function that is itself kept by a cache, and is forgotten with what it belongs to. */
export function perObjectWithin<A extends object, V>(make: (argument: A) => V): (argument: A) => V {
  return rememberingObjects(weakStore(), make);
}

function rememberingObjects<A extends object, V>(
  kept: WeakStore<A, { readonly value: V }>,
  make: (argument: A) => V,
): (argument: A) => V {
  return (argument) => {
    const known = kept.get(argument);
    if (known) return known.value;
    const value = make(argument);
    kept.set(argument, { value });
    return value;
  };
}

/**
 * A function that remembers its last answer, and gives it again as long as each member of its argument is the same object
 * or value. For what comes one after the other and differs little; forgotten with who holds it.
 */
export function keptLast<A extends object, V>(make: (argument: A) => V): (argument: A) => V {
  let last: { readonly argument: A; readonly value: V } | null = null;
  return (argument) => {
    if (!last || !sameMembers(last.argument, argument)) last = { argument, value: make(argument) };
    return last.value;
  };
}

function sameMembers<A extends object>(a: A, b: A): boolean {
  let left = 0;
  for (const name in a) {
    if (!Object.is(a[name], b[name])) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}

/** A value that is made when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** What belongs to whole numbers, each made when it is first asked for; a list would have room for all below. */
export function perIndex<T>(make: (index: number) => T): (index: number) => T {
  const made = new Indexed<T>();
  return (index) => {
    let value = made.get(index);
    if (value === undefined) made.set(index, (value = make(index)));
    return value;
  };
}

/** Values of whole numbers. There are thousands of these with one value, so that a map is made for the second. */
export class Indexed<T> {
  private index = Number.NaN;
  private value: T | undefined;
  private others: Map<number, T> | null = null;

  /** The value of a number; `undefined` where it has none. */
  get(index: number): T | undefined {
    return index === this.index ? this.value : this.others?.get(index);
  }

  set(index: number, value: T): void {
    if (this.value === undefined) this.index = index;
    if (index === this.index) this.value = value;
    else (this.others ??= new Map()).set(index, value);
  }
}
