import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import { evaluateOption } from './optionResult.js';
import { largestWhole } from './roots.js';
import { variableById } from './variables.js';

/** Beyond this no fleet of a plan reaches. */
const MOST_SEQUENCES = 2 ** 22;
const SHORTEST_TOKENS = 256;
const LONGEST_TOKENS = 2 ** 24;

function works(plan: ResolvedPlan, option: string): boolean {
  const chosen = plan.options[option];
  return chosen !== undefined && evaluateOption(plan, chosen).feasible;
}

/**
 * The most sequences of a workload that an option serves with everything else as planned: enough memory at
 * p95, enough accelerators, enough speed. `null` if not even one.
 */
export function largestConcurrency(plan: ResolvedPlan, option: string, workload: string): number | null {
  const own = plan.workloads[workload];
  if (!own) return null;
  const at = (concurrency: number): ResolvedPlan => ({
    ...plan,
    workloads: { ...plan.workloads, [workload]: { ...own, concurrency } },
  });
  const most = largestWhole(MOST_SEQUENCES, (n) => works(at(n), option));
  return most === 0 ? null : most;
}

/**
 * The longest median context, in tokens, at which an option serves a workload; the distribution keeps its
 * shape. `null` if not even the shortest.
 */
export function longestContext(plan: ResolvedPlan, option: string, workload: string): number | null {
  const context = variableById('context');
  const own = plan.workloads[workload];
  if (!context || !own) return null;
  const limit = plan.model.maxContextTokens ?? LONGEST_TOKENS;
  const shape = own.context.max / own.context.p50;
  const longest = Math.max(1, Math.floor(limit / shape / SHORTEST_TOKENS));
  const steps = largestWhole(longest, (n) =>
    works(context.apply(plan, workload, n * SHORTEST_TOKENS), option),
  );
  return steps === 0 ? null : steps * SHORTEST_TOKENS;
}
