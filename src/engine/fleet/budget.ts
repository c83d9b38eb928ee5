import type { Budget } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { displayQuantity } from '../../units/display.js';
import type { OptionResult } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR, SECONDS_PER_MONTH } from '../../units/constants.js';

/** An option held to the plan's budget: one that costs more, or whose cost is not known, does not work. */
export function withinBudget(budget: Budget | null, result: OptionResult): OptionResult {
  const reasons = overBudget(budget, result.total).map(({ reason }) => reason);
  return reasons.length === 0
    ? result
    : { ...result, feasible: false, reasons: [...result.reasons, ...reasons] };
}

/** A limit of the budget that is not kept. */
export interface OverBudget {
  readonly limit: 'total' | 'perToken';
  readonly reason: string;
}

/** The limits of the plan's budget that costs in USD per hour and per million tokens do not keep. */
export function overBudget(budget: Budget | null, total: OptionResult['total']): OverBudget[] {
  if (!budget) return [];
  const perSecond = total.usdPerHour === null ? null : total.usdPerHour / SECONDS_PER_HOUR;
  const perToken = total.usdPerMillionTokens === null ? null : total.usdPerMillionTokens / MILLION;
  const monthly = (value: number) =>
    l10n.t('{value} a month', { value: displayQuantity(value * SECONDS_PER_MONTH, 'money') });
  const each = (value: number) => displayQuantity(value, 'tokenPrice');
  return [
    ...missed('total', perSecond, budget.total, monthly),
    ...missed('perToken', perToken, budget.perToken, each),
  ];
}

function missed(
  limit: OverBudget['limit'],
  cost: number | null,
  most: number | null,
  text: (value: number) => string,
): OverBudget[] {
  if (most === null) return [];
  if (cost === null)
    return [{ limit, reason: l10n.t('has no known cost, the budget is {most}', { most: text(most) }) }];
  return cost > most
    ? [
        {
          limit,
          reason: l10n.t('costs {cost}, the budget is {most}', { cost: text(cost), most: text(most) }),
        },
      ]
    : [];
}
