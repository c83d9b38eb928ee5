import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PathKey } from '../../plan/path.js';
import { comparisonOf, costOf } from './comparison.js';
import type { Sensitivity } from './sensitivity.js';
import { uncertainInputs } from './uncertainInputs.js';
import { variablesOf } from './variables.js';
import type { Variable } from './variables/variable.js';

/** How far an input without a range is taken down and up, as a share of it: nobody said how sure it is. */
const ASSUMED = 0.2;

interface Given {
  readonly variable: Variable;
  readonly workload: string;
  readonly path: PathKey;
  readonly value: number;
}

/**
 * What inputs without a range would do to the difference of costs, each taken down and up by the same share
 * (fleet.md 6). Counts and values that the plan leaves out are not moved; empty where the plan compares nothing.
 */
export function assumedSensitivity(plan: ResolvedPlan): Sensitivity[] {
  const comparison = comparisonOf(plan);
  if (!comparison) return [];
  const difference = (changed: ResolvedPlan) => {
    const { baseline, challenger } = comparison;
    const [a, b] = [costOf(changed, baseline, null), costOf(changed, challenger, null)];
    return a === null || b === null ? null : b - a;
  };
  return withoutRange(plan).map(({ variable, workload, path, value }) => {
    const [low, high] = endsOf(variable, value);
    return {
      path,
      range: { low, likely: value, high },
      varied: null,
      difference: {
        low: difference(variable.apply(plan, workload, low)),
        high: difference(variable.apply(plan, workload, high)),
      },
      breakEven: { low: null, high: null },
      assumed: true as const,
    };
  });
}

function withoutRange(plan: ResolvedPlan): Given[] {
  const ranged = uncertainInputs(plan).flatMap(({ paths }) => paths);
  const names = Object.keys(plan.workloads);
  const all = variablesOf(plan)
    .filter(({ whole }) => !whole)
    .flatMap((variable) =>
      (variable.perWorkload ? names : names.slice(0, 1)).map((workload) => ({ variable, workload })),
    );
  const seen = new Set<PathKey>();
  return all.flatMap(({ variable, workload }): Given[] => {
    const path = variable.path(plan, workload);
    const value = variable.current(plan, workload);
    if (path === null || value === null || !(value > 0) || seen.has(path)) return [];
    seen.add(path);
    const isRanged = ranged.some(
      (one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`),
    );
    return isRanged ? [] : [{ variable, workload, path, value }];
  });
}

/** A share is at most all of it. */
function endsOf({ dimension }: Variable, value: number): readonly [number, number] {
  const high = value * (1 + ASSUMED);
  return [value * (1 - ASSUMED), dimension === 'fraction' ? Math.min(1, high) : high];
}
