import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { keyPath, type Path, type PathKey } from '../../plan/path.js';
import { caseOf } from '../fleet/optionCase.js';
import { evaluateOption } from '../fleet/optionResult.js';
import { numberAt } from '../moves/held.js';
import { moved } from '../moves/moves.js';

/** An input that is not known exactly: every place of the plan that holds it, moved together. SI units. */
export interface UncertainInput {
  /** The first of its places: names it, and is where it is edited. */
  readonly path: PathKey;
  readonly paths: readonly PathKey[];
  readonly range: Range;
}

/**
 * Inputs with a spread. Options that hold the same range of the same thing (an LPX price, say) hold one
 * input: they are uncertain together. Ranges on inputs that are not single numbers are left out.
 */
export function uncertainInputs(plan: ResolvedPlan): UncertainInput[] {
  const groups = new Map<string, { paths: PathKey[]; range: Range }>();
  for (const [path, range] of Object.entries(plan.ranges)) {
    const parts = keyPath(path);
    if (range.high <= range.low || likelyAt(plan, parts) === null) continue;
    const key = JSON.stringify([inOption(parts), range]);
    const group = groups.get(key);
    if (group) group.paths.push(path);
    else groups.set(key, { paths: [path], range });
  }
  return [...groups.values()].map(({ paths, range }) => ({ path: paths[0] ?? '', paths, range }));
}

/** The number that a path moves: its own, or the one length that its three follow. */
function likelyAt(plan: ResolvedPlan, path: Path): number | null {
  const own = numberAt(plan, path);
  if (own !== null) return own;
  const [p50, max] = [numberAt(plan, [...path, 'p50']), numberAt(plan, [...path, 'max'])];
  return p50 === max ? p50 : null;
}

/** What a path names within whichever option it is in; paths outside options stay themselves. */
function inOption(path: readonly string[]): readonly string[] {
  return path[0] === 'options' ? ['options', '*', ...path.slice(2)] : path;
}

/** The plan with an input at another value. */
export function withInput(plan: ResolvedPlan, { paths }: UncertainInput, value: number): ResolvedPlan {
  return paths.reduce((changed, path) => moved(changed, keyPath(path), value), plan);
}

/**
 * Relative error of the model's step times for an option, which its costs share; 0 for a hosted one, whose
 * price is given. The largest of its workloads.
 */
export function modelError(plan: ResolvedPlan, option: string): number {
  const chosen = plan.options[option];
  if (!chosen) return 0;
  const errors = Object.values(evaluateOption(caseOf(plan, chosen)).workloads).map(({ cost }) =>
    cost.band && cost.usdPerMillionTokens ? cost.band.high / cost.usdPerMillionTokens - 1 : 0,
  );
  return Math.max(0, ...errors);
}
