import type { OptionCase } from '../optionCase.js';
import type { Counted } from '../purchase.js';

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
