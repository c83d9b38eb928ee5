import { isMap } from '../checks.js';
import type { Path } from '../path.js';

/** The members of a group; none of what is no group. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

/**
 * A plan's tree with a value at a path. Other than the engine's moves it goes through the file, for an axis may take what
 * only the file says: names, words, ranges, and members that the plan leaves out.
 */
export function withValue(tree: unknown, [head, ...rest]: readonly string[], written: unknown): unknown {
  if (head === undefined) return written;
  const fields = fieldsOf(tree);
  const own = Object.hasOwn(fields, head) ? fields[head] : undefined;
  return { ...fields, [head]: withValue(own, rest, written) };
}

/** Whether a path is the beginning of another, or all of it. */
export function leadsInto(start: Path, path: Path): boolean {
  return start.every((part, i) => part === path[i]);
}
