import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { memberOf } from '../../plan/members.js';
import type { Path } from '../../plan/path.js';

/** What a plan holds at a path; `undefined` where it holds nothing. */
export function heldAt(plan: ResolvedPlan, path: Path): unknown {
  return path.reduce<unknown>(partOf, plan);
}

function partOf(value: unknown, part: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
  // Checked just above: it is an object that has this member.
  return (value as Readonly<Record<string | number, unknown>>)[part];
}

/** The number at a path, in SI units; `null` where there is none: nothing, something else, or left to the engine. */
export function numberAt(plan: ResolvedPlan, path: Path): number | null {
  const held = heldAt(plan, path);
  return typeof held === 'number' ? held : null;
}

/**
 * The plan with another number at a path, in SI units; everything else is shared, not copied. The plan itself where
 * it has no place for a number there. What the file would have follow is left: see `moved` for that.
 */
export function withNumber(plan: ResolvedPlan, path: Path, value: number): ResolvedPlan {
  // A resolved plan is plain data, and only what may be a number is replaced, by a number.
  return replaced(plan, path, value, memberOf(path)?.dimension !== undefined) as ResolvedPlan;
}

/** `quantity`: the file takes a number here, so that one can stand where it says nothing, or `auto`. */
function replaced(held: unknown, path: Path, value: number, quantity: boolean): unknown {
  const [head, ...rest] = path;
  if (head === undefined) {
    const isOpen = quantity && (held === null || held === 'auto');
    return typeof held === 'number' || isOpen ? value : held;
  }
  if (typeof held !== 'object' || held === null || !Object.hasOwn(held, head)) return held;
  const before = partOf(held, head);
  const after = replaced(before, rest, value, quantity);
  if (after === before) return held;
  return Array.isArray(held) ? held.with(Number(head), after) : { ...held, [head]: after };
}
