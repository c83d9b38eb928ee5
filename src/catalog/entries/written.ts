/**
 * `T` as TypeScript sees it in a JSON file: one word of several is any text, a tuple is a list, and a member
 * that some entries leave out may be undefined in them.
 */
type Written<T> = unknown extends T
  ? unknown
  : T extends string
    ? string
    : T extends readonly unknown[]
      ? readonly Written<T[number]>[]
      : T extends object
        ? { readonly [K in keyof T]: Written<T[K]> | (undefined extends T[K] ? undefined : never) }
        : T;

/**
 * The data of a JSON file as what it was checked to be. The compiler sees that no member is missing and that
 * each is text, number or list as it must be; words, tuples, units and references are checked by the schema
 * of `src/catalogCheck`, in the build and in the tests, so that a file that got here needs no checking again.
 */
export function written<T>(data: Written<T>): T;
export function written(data: unknown): unknown {
  return data;
}
