import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { OptionResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';

/** What is left of a sale price. */
export interface Margin {
  /** Revenue less cost, over revenue: at most 1, negative where tokens cost more than they bring. */
  readonly margin: number;
  /** The workload that it is of; `null` where it is of the whole plan. */
  readonly workload: string | null;
}

/** Name of the number. */
export const marginHeading = () => l10n.t('Margin');

/**
 * What an option leaves of what it brings: over the whole plan where all workloads are sold, else of the sold
 * workload that leaves least. `null` where nothing is sold, or a cost is not known.
 */
export function optionMargin(plan: ResolvedPlan, option: OptionResult): Margin | null {
  const sold = Object.keys(plan.workloads).flatMap((workload) => {
    const margin = option.workloads[workload]?.cost.margin ?? null;
    return margin === null ? [] : [{ workload, margin }];
  });
  const [least] = sold.toSorted((a, b) => a.margin - b.margin);
  if (!least) return null;
  const { margin } = option.finance.earnings;
  return margin === null ? least : { margin, workload: null };
}
