import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../engine/shapes/result.js';

/** A plan with its answer. */
export interface Answered {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
}
