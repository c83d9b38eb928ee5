import type { Range, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { keyPath, pathKey, type PathKey } from '../../../plan/path.js';
import { comparisonOf, costOf, type Comparison } from '../comparison.js';
import type { Finding } from './finding.js';
import { explored, sidesOf } from '../../shapes/passages.js';
import { variablesOf } from '../variables.js';
import type { Variable } from '../variables/variable.js';

/**
 * Ranges written in the plan within which the cheaper of the two compared options changes: there the answer
 * depends on what the range leaves open. Costs a few evaluations for each range, and none without one.
 */
export function rangeFindings(plan: ResolvedPlan): Finding[] {
  const comparison = comparisonOf(plan);
  if (!comparison || !hasWrittenRange(plan)) return [];
  const workloads = Object.keys(plan.workloads);
  const [first = ''] = workloads;
  return variablesOf(plan).flatMap((variable) =>
    (variable.perWorkload ? workloads : [first]).flatMap((workload) => {
      const written = writtenRange(plan, variable, workload);
      return written ? crossingIn(plan, comparison, variable, workload, written) : [];
    }),
  );
}

/** Within a range few looks are enough: it has one crossing or none. */
const MOST_LOOKS = 24;

/** Whether any range is the plan's own: most plans of many workloads have none, and need not be looked through. */
function hasWrittenRange({ ranges, provenance }: ResolvedPlan): boolean {
  return Object.keys(ranges).some((path) => provenance[path]?.from === 'plan');
}

interface WrittenRange {
  readonly path: PathKey;
  readonly range: Range;
}

/** The range that the plan itself gives for a variable; spreads of the catalogue are nobody's decision. */
function writtenRange(plan: ResolvedPlan, variable: Variable, workload: string): WrittenRange | null {
  const path = variable.path(plan, workload);
  if (path === null) return null;
  // A context given as a distribution has its range at the median.
  for (const at of [path, pathKey([...keyPath(path), 'p50'])]) {
    const range = plan.ranges[at];
    if (range && plan.provenance[at]?.from === 'plan') return { path: at, range };
  }
  return null;
}

function crossingIn(
  plan: ResolvedPlan,
  { baseline, challenger }: Comparison,
  variable: Variable,
  workload: string,
  { path, range }: WrittenRange,
): Finding[] {
  const owner = variable.perWorkload || Object.keys(plan.workloads).length === 1 ? workload : null;
  const lookAt = (x: number) => {
    const there = variable.apply(plan, workload, x);
    return [{ first: costOf(there, baseline, owner), second: costOf(there, challenger, owner) }];
  };
  const axis = { logarithmic: false, whole: variable.whole, most: MOST_LOOKS };
  const [crossing] = sidesOf(explored(lookAt, [range.low, range.high], axis), 0, axis).passages;
  if (!crossing) return [];
  const [below, beyond] = crossing.secondLowerAbove ? [baseline, challenger] : [challenger, baseline];
  const { value: at } = crossing;
  return [
    {
      severity: 'warning',
      code: 'range-crosses-break-even',
      data: { at, dimension: variable.dimension, below, beyond, baseline, challenger },
      path,
      value: at,
      related: ['breakEven'],
    },
  ];
}
