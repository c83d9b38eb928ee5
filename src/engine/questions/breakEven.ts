import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../fleet/optionCase.js';
import { optionCost } from '../fleet/optionResult.js';
import type { Reason } from '../shapes/reasons.js';
import type { BreakEven } from '../shapes/result.js';
import { crossings, gridBetween, type Pair } from '../shapes/roots.js';
import { memo } from '../../units/memo.js';
import { variablesOf, type Variable } from './variables.js';

const GRID_POINTS = 25;

/** Which two options are compared, and where. */
export interface Comparison {
  readonly baseline: string;
  readonly challenger: string;
}

/** The two options a plan asks about: its `breakEven`, else the first without and the first with LPX. */
export function comparisonOf(plan: ResolvedPlan): Comparison | null {
  if (plan.breakEven) return plan.breakEven;
  const entries = Object.entries(plan.options);
  const challenger = entries.find(([, option]) => option.lpx)?.[0];
  const softwareFirst = entries.find(([, option]) => option.speculation && !option.lpx)?.[0];
  const baseline = softwareFirst ?? entries.find(([name]) => name !== challenger)?.[0];
  if (!challenger || !baseline) {
    const [first, second] = entries;
    return first && second ? { baseline: first[0], challenger: second[0] } : null;
  }
  return { baseline, challenger };
}

/** All break-evens of a plan: along each variable, for each workload where it is the workload's own. */
export function breakEvens(plan: ResolvedPlan): readonly BreakEven[] {
  return kept(plan);
}

/** Page, report and findings of one plan ask for the same. */
const kept = memo({ name: 'break-evens', most: 4 }, searched);

function searched(plan: ResolvedPlan): readonly BreakEven[] {
  const comparison = comparisonOf(plan);
  if (!comparison) return [];
  const names = Object.keys(plan.workloads);
  return variablesOf(plan).flatMap((variable) => {
    const workloads = variable.perWorkload ? names : names.length === 1 ? names : [null];
    return workloads.flatMap((workload) => findBreakEvens(plan, comparison, variable, workload));
  });
}

/** USD per million tokens of an option, for one workload or (`null`) the whole plan. */
export function costOf(plan: ResolvedPlan, option: string, workload: string | null): number | null {
  const chosen = plan.options[option];
  if (!chosen) return null;
  return optionCost(caseOf(plan, chosen), workload);
}

/**
 * Every crossing of the two options' cost per token along a variable; one entry with a reason where there
 * is none. Costs are sampled on a grid, closer where an option begins or ends to be possible and where whole
 * replicas, racks or layouts could make both pass each other twice; each change of sides is narrowed by bisection.
 */
export function findBreakEvens(
  plan: ResolvedPlan,
  { baseline, challenger }: Comparison,
  variable: Variable,
  workload: string | null,
): BreakEven[] {
  const owner = workload ?? Object.keys(plan.workloads)[0] ?? '';
  const [low, high] = variable.range(plan, owner);
  const grid = gridBetween(low, high, GRID_POINTS, variable.logarithmic);
  const cost = (option: string, x: number) => costOf(variable.apply(plan, owner, x), option, workload);
  const seen: Seen = { baseline: 0, challenger: 0, equal: false, cheaper: new Set<string>() };
  const pairAt = (x: number): Pair => {
    const [a, b] = [cost(baseline, x), cost(challenger, x)];
    if (a !== null) seen.baseline++;
    if (b !== null) seen.challenger++;
    if (a === null || b === null) return null;
    if (Math.abs(a - b) <= EQUAL * Math.max(a, b)) {
      seen.equal = true;
      return [a, a];
    }
    seen.cheaper.add(b < a ? challenger : baseline);
    return [a, b];
  };
  const base = { variable: variable.id, unit: variable.unit, baseline, challenger, workload };
  const found = crossings(pairAt, grid).map(
    ({ value, low: from, high: to, secondLowerAbove }): BreakEven => ({
      ...base,
      value,
      cheaperBelow: secondLowerAbove ? baseline : challenger,
      cheaperAbove: secondLowerAbove ? challenger : baseline,
      bracket: [from, to],
      reason: null,
    }),
  );
  if (found.length > 0) return found;
  const reason = whyNone(seen, baseline, challenger);
  const always = seen.cheaper.size === 1 ? ([...seen.cheaper][0] ?? null) : null;
  return [{ ...base, value: null, cheaperBelow: always, cheaperAbove: always, bracket: [low, high], reason }];
}

/** What a search has seen: how often each option had a cost, and which was cheaper. */
interface Seen {
  baseline: number;
  challenger: number;
  equal: boolean;
  readonly cheaper: Set<string>;
}

/** Costs nearer than this, relatively, are the same. */
const EQUAL = 1e-9;

function whyNone(seen: Readonly<Seen>, baseline: string, challenger: string): Reason {
  if (seen.baseline === 0 && seen.challenger === 0) return { code: 'neither-serves' };
  if (seen.baseline === 0) return { code: 'baseline-never-serves', baseline };
  if (seen.challenger === 0) return { code: 'challenger-never-serves', challenger };
  const [only] = seen.cheaper;
  if (seen.cheaper.size === 1 && only) return { code: seen.equal ? 'never-dearer' : 'always-cheaper', only };
  if (seen.cheaper.size === 0 && seen.equal) return { code: 'always-equal' };
  return { code: 'never-both' };
}
