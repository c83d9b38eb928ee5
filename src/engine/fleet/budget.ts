import type { Budget } from '../../catalog/shapes/resolvedPlan.js';
import type { BudgetLimit, Reason } from '../shapes/reasons.js';
import type { OptionResult } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';

/** An option held to the plan's budget: one that costs more, or whose cost is not known, does not work. */
export function withinBudget(budget: Budget | null, result: OptionResult): OptionResult {
  const reasons = overBudget(budget, result).map(({ reason }) => reason);
  return reasons.length === 0
    ? result
    : { ...result, works: 'no', feasible: false, reasons: [...result.reasons, ...reasons] };
}

/** A limit of the budget that is not kept. */
export interface OverBudget {
  readonly limit: BudgetLimit;
  readonly reason: Reason;
}

/** What a budget limits, of an option or of a mix of them. */
interface Costs {
  readonly total: Pick<OptionResult['total'], 'usdPerHour' | 'usdPerMillionTokens'>;
  readonly power: Pick<OptionResult['power'], 'meterWatts'>;
}

/** The limits of the plan's budget that the costs and the power of an option do not keep. */
export function overBudget(budget: Budget | null, { total, power }: Costs): OverBudget[] {
  if (!budget) return [];
  const perSecond = total.usdPerHour === null ? null : total.usdPerHour / SECONDS_PER_HOUR;
  const perToken = total.usdPerMillionTokens === null ? null : total.usdPerMillionTokens / MILLION;
  return [
    ...missed('total', perSecond, budget.total),
    ...missed('perToken', perToken, budget.perToken),
    ...missed('power', power.meterWatts, budget.power),
  ];
}

function missed(limit: BudgetLimit, cost: number | null, most: number | null): OverBudget[] {
  if (most === null) return [];
  if (cost === null) return [{ limit, reason: { code: 'unknown-in-budget', limit, most } }];
  return cost > most ? [{ limit, reason: { code: 'over-budget', limit, cost, most } }] : [];
}
