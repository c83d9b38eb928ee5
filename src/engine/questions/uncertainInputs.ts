import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../fleet/optionCase.js';
import { evaluateOption } from '../fleet/optionResult.js';

/** An input that is not known exactly: every place of the plan that holds it, moved together. SI units. */
export interface UncertainInput {
  /** The first of its places: names it, and is where it is edited. */
  readonly path: string;
  readonly paths: readonly string[];
  readonly range: Range;
}

/**
 * Inputs with a spread. Options that hold the same range of the same thing (an LPX price, say) hold one
 * input: they are uncertain together. Ranges on inputs that are not single numbers are left out.
 */
export function uncertainInputs(plan: ResolvedPlan): UncertainInput[] {
  const groups = new Map<string, { paths: string[]; range: Range }>();
  for (const [path, range] of Object.entries(plan.ranges)) {
    if (range.high <= range.low || withValue(plan, path, range.likely) === null) continue;
    const key = JSON.stringify([inOption(plan, path), range]);
    const group = groups.get(key);
    if (group) group.paths.push(path);
    else groups.set(key, { paths: [path], range });
  }
  return [...groups.values()].map(({ paths, range }) => ({ path: paths[0] ?? '', paths, range }));
}

/** What a path names within whichever option it is in; paths outside options stay themselves. */
function inOption(plan: ResolvedPlan, path: string): string {
  const option = Object.keys(plan.options).find((name) => path.startsWith(`options.${name}.`));
  return option === undefined ? path : `options.*.${path.slice(`options.${option}.`.length)}`;
}

/** The plan with an input at another value. */
export function withInput(plan: ResolvedPlan, { paths }: UncertainInput, value: number): ResolvedPlan {
  return paths.reduce((changed, path) => withValue(changed, path, value) ?? changed, plan);
}

function withValue(plan: ResolvedPlan, path: string, value: number): ResolvedPlan | null {
  // A resolved plan is plain data, and only numbers in it are replaced, by numbers.
  return replaced(plan, path, value) as ResolvedPlan | null;
}

/** Names may hold dots, so each member is tried as the path's beginning. */
function replaced(at: unknown, path: string, value: number): unknown {
  if (path === '') return typeof at === 'number' ? value : null;
  if (typeof at !== 'object' || at === null) return null;
  for (const [name, member] of Object.entries(at)) {
    if (path !== name && !path.startsWith(`${name}.`)) continue;
    const changed = replaced(member, path.slice(name.length + 1), value);
    if (changed !== null) return { ...at, [name]: changed };
  }
  return null;
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
