import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../fleet/optionCase.js';
import type { CostOfBasis } from '../fleet/optionResult.js';
import type { Reason } from '../shapes/reasons.js';
import { knownCosts, knownResult } from './kept/known.js';

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

const NOT_ASKED: CostOfBasis = { priced: null, sunk: null, allowed: true };

/** USD per million tokens of an option on both bases, for one workload or (`null`) the whole plan. */
export function costsOf(plan: ResolvedPlan, option: string, workload: string | null): CostOfBasis {
  const chosen = plan.options[option];
  return chosen ? knownCosts({ asked: caseOf(plan, chosen), workload }) : NOT_ASKED;
}

/** The same on the basis that decides in the plan. */
export function costOf(plan: ResolvedPlan, option: string, workload: string | null): number | null {
  return costsOf(plan, option, workload)[plan.economics.owned];
}

/** Why an option has no cost in its plan, for one workload or (`null`) all of it; `null` where it has one there. */
export function whyOf(plan: ResolvedPlan, option: string, workload: string | null = null): Reason | null {
  const chosen = plan.options[option];
  if (!chosen || costsOf(plan, option, workload).priced !== null) return null;
  const { reasons } = knownResult(caseOf(plan, chosen));
  const own = reasons.find((one) => one.code === 'of-workload' && one.workload === workload);
  const whole = reasons.find(({ code }) => code !== 'of-workload');
  return own ?? whole ?? reasons[0] ?? null;
}

/** Whether an option serves its plan at a cost that is not known. */
export function servesAtUnknownCost(plan: ResolvedPlan, option: string): boolean {
  const chosen = plan.options[option];
  if (!chosen) return false;
  const { feasible, total } = knownResult(caseOf(plan, chosen));
  return feasible && total.usdPerMillionTokens === null;
}

/** What is not known of the cost of an option that serves its plan; `null` where nothing says so. */
export function whyNoCost(plan: ResolvedPlan, option: string): Reason | null {
  const chosen = plan.options[option];
  if (!chosen) return null;
  const { workloads } = knownResult(caseOf(plan, chosen));
  return Object.values(workloads).flatMap(({ cost }) => cost.reason ?? [])[0] ?? null;
}
