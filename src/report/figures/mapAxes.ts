import {
  breakEvenVariables,
  concurrencyMap,
  longestDrawnContext,
  winnerMap,
  type ConcurrencyMap,
  type VariableSummary,
  type WinnerMap,
} from '../../engine/questions/charts.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { evenTicks, laddered, tokenTicks } from './ticks.js';

/** Maps at round values and at the plan's own, so that the plan itself is on the map. */

/** Values along each side of a map in the panel, at most, besides the plan's own. */
const MOST = 11;

/** Who is cheapest over two variables, for a workload; empty where one is not among the plan's. */
export function roundWinnerMap(
  plan: ResolvedPlan,
  x: string,
  y: string,
  workload: string,
  most = MOST,
): WinnerMap {
  const known = breakEvenVariables(plan, workload);
  const axis = (id: string) => {
    const variable = known.find((one) => one.id === id);
    return { id, values: variable ? mapValues(variable, most) : [] };
  };
  return winnerMap(plan, axis(x), axis(y), workload);
}

/** KV pressure over concurrency and round contexts, and the workload's own at the median. */
export function roundConcurrencyMap(plan: ResolvedPlan, option: string, workload: string): ConcurrencyMap {
  const own = plan.workloads[workload]?.context.p50 ?? null;
  const contexts = withOwn(tokenTicks(SHORTEST_TOKENS, longestDrawnContext(plan), MOST), own);
  return concurrencyMap(plan, option, workload, contexts);
}

/** Round values of a variable over its range, at most `most` of them, and its value in the plan. */
export function mapValues(variable: VariableSummary, most: number): number[] {
  const { low, high, current } = variable;
  const inside = current !== null && current >= low && current <= high;
  return withOwn(roundValues(variable, most), inside ? current : null);
}

function roundValues({ low, high, dimension, logarithmic }: VariableSummary, most: number): number[] {
  if (dimension === 'tokens') return tokenTicks(low, high, most);
  if (logarithmic) return laddered(low, high, most);
  const even = evenTicks(low, high, most);
  // A count begins at one, not at the first round step.
  return dimension === 'count' && (even[0] ?? low) > low ? [low, ...even] : even;
}

const SHORTEST_TOKENS = 1024;
/** Nearer than this to a round value, the plan's own takes its place. */
const SAME = 0.03;

function withOwn(values: readonly number[], own: number | null): number[] {
  if (own === null || own <= 0) return [...values];
  const others = values.filter((value) => Math.abs(value / own - 1) > SAME);
  return [...others, own].sort((a, b) => a - b);
}
