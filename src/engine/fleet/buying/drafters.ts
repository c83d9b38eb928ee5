import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import type { OptionCase } from '../optionCase.js';

/** Accelerators of one type, and how many of them. */
export interface Counted {
  readonly type: Gpus;
  readonly count: number;
}

/**
 * Accelerators that draft beside those that verify: as many as the plan writes, whatever the load; `null` where it writes
 * none, or nothing is drafted (fleet.md 3).
 */
export function draftersOf({
  dynamo,
  speculation,
}: Pick<OptionCase, 'dynamo' | 'speculation'>): Counted | null {
  const type = dynamo?.drafter ?? null;
  return type && speculation && type.count > 0 ? { type, count: type.count } : null;
}
