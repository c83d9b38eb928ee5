/**
 * Readers of values that came from another side. Each says what a value is, or `undefined` where it is something else.
 * A message is declared once, out of these: its type is what its reader reads. Members that no reader names are left
 * out, so a side never passes on what it does not know. Of the libraries that do this, Valibot adds 7.6 kB to each of
 * three bundles; this adds 1.
 */
export type Reader<T> = (value: unknown) => T | undefined;

/** What a reader reads. */
export type Read<R extends Reader<unknown>> = Exclude<ReturnType<R>, undefined>;

type Fields = Readonly<Record<string, unknown>>;

/** What an object with these members holds. */
type Shape<S extends Readonly<Record<string, Reader<unknown>>>> = { readonly [K in keyof S]: Read<S[K]> };

/** The members of any object; `undefined` for what has none. */
export function fieldsOf(value: unknown): Fields | undefined {
  // Any object can be read as a record of unknowns.
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
export const number: Reader<number> = (value) => (typeof value === 'number' ? value : undefined);

/** A whole number from 1, as lines and ids are counted. */
export const counted: Reader<number> = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : undefined;

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return (value) => words.find((word) => word === value);
}

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value));
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const known: T[] = [];
    // By index: an array with holes has fewer items than it is long.
    for (let i = 0; i < value.length; i++) {
      const item = read(value[i]);
      if (item === undefined) return undefined;
      known.push(item);
    }
    return known;
  };
}

/** An object of any names whose values are all of one kind. */
export function recordOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value) => {
    const fields = fieldsOf(value);
    if (!fields) return undefined;
    const known: [string, T][] = [];
    for (const [name, given] of Object.entries(fields)) {
      const item = read(given);
      if (item === undefined) return undefined;
      known.push([name, item]);
    }
    return Object.fromEntries(known);
  };
}

/** An object with these members, each of its kind. */
export function object<S extends Readonly<Record<string, Reader<unknown>>>>(shape: S): Reader<Shape<S>> {
  return (value) => {
    const fields = fieldsOf(value);
    if (!fields) return undefined;
    const known: Record<string, unknown> = {};
    for (const [name, read] of Object.entries(shape)) {
      const member = read(fields[name]);
      if (member === undefined) return undefined;
      known[name] = member;
    }
    // Every member of the shape was read just now by its own reader.
    return known as Shape<S>;
  };
}

/** A message whose `type` is this word. */
export function message<const K extends string, S extends Readonly<Record<string, Reader<unknown>>>>(
  type: K,
  shape: S,
) {
  return object({ type: oneOf([type]), ...shape });
}

/** The message that its `type` says it is. */
export function messageOf<M extends Readonly<Record<string, Reader<unknown>>>>(
  readers: M,
): Reader<Read<M[keyof M]>> {
  return (value) => {
    const type = fieldsOf(value)?.['type'];
    const read = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
    // Each reader of the table reads one of the messages that the answer may be.
    return read?.(value) as Read<M[keyof M]> | undefined;
  };
}
