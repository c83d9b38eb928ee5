import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import type { PlanResult } from '../../src/engine/shapes/result.js';

/** An answer on its way between threads: what it only works out when somebody reads it stays behind. */
export interface Passed {
  readonly value: unknown;
  /** Where that is, from the top. */
  readonly left: readonly (readonly string[])[];
}

/** The best mix, which is asked for once nothing moves. */
const MIXED: ReadonlySet<string> = new Set(['mix', 'attachRate'] satisfies (keyof PlanResult)[]);

/**
 * An answer without what is worked out when it is read, which would take longer than all of the rest: but with the best mix
 * where it is `whole`.
 */
export function passed(result: PlanResult, whole: boolean): Passed {
  const left: (readonly string[])[] = [];
  const copy = (part: unknown, path: readonly string[]): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((one, i) => copy(one, [...path, String(i)]));
    const kept: Record<string, unknown> = {};
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(part))) {
      const isRead = whole && path.length === 0 && MIXED.has(name);
      if (get && !isRead) left.push([...path, name]);
      else kept[name] = copy(isRead ? Reflect.get(part, name) : value, [...path, name]);
    }
    return kept;
  };
  return { value: copy(result, []), left };
}

/** An answer that came from another thread. What stayed behind is worked out here, where somebody reads it. */
export function received({ value, left }: Passed, plan: ResolvedPlan): PlanResult {
  // What was passed is what `passed` made of an answer.
  const result = value as PlanResult;
  let own: PlanResult | null = null;
  for (const path of left) {
    const holder = at(result, path.slice(0, -1));
    if (typeof holder !== 'object' || holder === null) continue;
    const get = () => at((own ??= evaluate(plan, { breakEven: false })), path);
    Object.defineProperty(holder, path.at(-1) ?? '', { get, enumerable: true, configurable: true });
  }
  return result;
}

function at(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, name) =>
      typeof part === 'object' && part !== null
        ? (part as Readonly<Record<string, unknown>>)[name]
        : undefined,
    from,
  );
}
