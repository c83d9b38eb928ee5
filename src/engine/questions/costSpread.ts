import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { bandOfMoves, type CostBand } from '../shapes/costBand.js';
import { costOf } from './comparison.js';
import { once } from '../../units/memo.js';
import {
  isAcceptance,
  modelError,
  uncertainInputs,
  withInput,
  type UncertainInput,
} from './uncertainInputs.js';

/** Bands of an option's cost where one of the plan's values is another. */
export interface CostBands {
  /** Around the cost that `apply` leads to; `null` where the option has none. */
  readonly around: (apply: (plan: ResolvedPlan) => ResolvedPlan) => CostBand | null;
}

/**
 * How far the plan's ranges and the model's error may move an option's cost, for one workload or (`null`) the
 * whole plan. Each input goes to the ends of its range alone; what that does adds up as independent errors do,
 * by the root of the squares, in the logarithm. An end at which the option has no cost says nothing.
 */
export function costBands(plan: ResolvedPlan, option: string, workload: string | null): CostBands {
  const inputs = uncertainInputs(plan);
  const endsOf = (input: UncertainInput) =>
    [input.range.low, input.range.high].map((value) => withInput(plan, input, value));
  const ends = inputs.filter((input) => !isAcceptance(input)).map(endsOf);
  const movesAt = (both: readonly ResolvedPlan[], likely: number, apply = asPlanned) =>
    both.map((end) => Math.log((costOf(apply(end), option, workload) ?? likely) / likely));
  // Every accepted length has steps of its own: what it does to the plan's cost is taken for what it does anywhere.
  const planned = once(() => {
    const likely = costOf(plan, option, workload);
    if (likely === null || likely <= 0) return [];
    return inputs.filter(isAcceptance).map((input) => movesAt(endsOf(input), likely));
  });
  let error: number | null = null;
  return {
    around: (apply) => {
      const likely = costOf(apply(plan), option, workload);
      if (likely === null || likely <= 0) return null;
      error ??= modelError(apply(plan), option);
      const moves = [...ends.map((both) => movesAt(both, likely, apply)), ...planned()];
      return bandOfMoves(likely, 1 + error, moves);
    },
  };
}

const asPlanned = (plan: ResolvedPlan): ResolvedPlan => plan;
