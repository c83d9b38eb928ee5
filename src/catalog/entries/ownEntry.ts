import type { Source } from '../shapes/types.js';

/** An entry of a price book: whole, with what the book writes of it itself and where that comes from. */
export interface OwnEntry<T> {
  readonly entry: T;
  /** Members that the book writes; those of the catalogue's entry of that name stand in for the others. */
  readonly written: readonly string[];
  /** The book, what it says of its source, and the date. */
  readonly source: Source;
}

/** The entries of a price book, then those of the catalogue that it does not replace. */
export function withOwn<T>(
  catalogue: readonly T[],
  own: readonly OwnEntry<T>[],
  nameOf: (entry: T) => string,
): readonly T[] {
  if (own.length === 0) return catalogue;
  const names = new Set(own.map(({ entry }) => nameOf(entry)));
  return [...own.map(({ entry }) => entry), ...catalogue.filter((entry) => !names.has(nameOf(entry)))];
}
