/** Something that remembers what was computed before. */
export interface Cache {
  readonly name: string;
  /** How many answers it holds, at most. */
  readonly size: () => number;
  readonly clear: () => void;
}

const all: Cache[] = [];

/** Makes a cache known, so that it can be listed and cleared with the others. */
export function registered(cache: Cache): void {
  all.push(cache);
}

/** Every cache of this process, in the order in which they were made. */
export function caches(): readonly Cache[] {
  return all;
}

/** Forgets all that was computed before: answers are then as in a process that has just begun. */
export function clearCaches(): void {
  for (const cache of all) cache.clear();
}
