import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../fleet/optionCase.js';
import { evaluateOption } from '../fleet/optionResult.js';
import type { Reason } from '../shapes/reasons.js';

/** Why an option has no cost in its plan; `null` where it has one there. */
export function whyOf(plan: ResolvedPlan, option: string): Reason | null {
  const chosen = plan.options[option];
  if (!chosen) return null;
  const { reasons, total } = evaluateOption(caseOf(plan, chosen));
  return total.usdPerMillionTokens === null ? (reasons[0] ?? null) : null;
}
