import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PathKey } from '../../plan/path.js';
import { findBreakEvens } from './breakEven.js';
import { comparisonOf, costOf, type Comparison } from './comparison.js';
import { uncertainInputs, withInput, type UncertainInput } from './uncertainInputs.js';
import { variablesOf, type Variable } from './variables.js';

/** A figure with an input at the ends of its range, the others at their likely value. */
export interface Swing {
  readonly low: number | null;
  readonly high: number | null;
}

/** What one uncertain input does. */
export interface Sensitivity {
  readonly path: PathKey;
  readonly range: Range;
  /** Challenger's cost less the baseline's, USD per million tokens. */
  readonly difference: Swing;
  /** The break-even along the first variable, in its SI unit; `null` where there is none, or the input is it. */
  readonly breakEven: Swing;
  /** The plan gives no range: one was assumed. */
  readonly assumed?: true;
}

export interface Tornado {
  readonly comparison: Comparison;
  /** As planned, in the units of the swings. */
  readonly difference: number | null;
  readonly breakEven: number | null;
  /** Id of the variable of the break-even. */
  readonly variable: string | null;
  /** Largest swing first: of the break-even, then of the difference. */
  readonly inputs: readonly Sensitivity[];
}

/**
 * Each uncertain input from its low to its high, the others at their likely value (fleet.md 6).
 * `null` where the plan compares nothing.
 */
export function sensitivity(plan: ResolvedPlan): Tornado | null {
  const comparison = comparisonOf(plan);
  if (!comparison) return null;
  const variable = variablesOf(plan).find(({ perWorkload }) => !perWorkload) ?? null;
  const difference = (p: ResolvedPlan) => differenceOf(p, comparison);
  const breakEven = (p: ResolvedPlan) => (variable ? breakEvenOf(p, comparison, variable) : null);
  const inputs = uncertainInputs(plan).map((input): Sensitivity => {
    const [low, high] = ends(plan, input);
    const own = variable?.path(plan, '') ?? null;
    // The break-even is a value of its own variable: where that stands in the plan does not move it.
    const moves = own === null || !input.paths.includes(own);
    return {
      path: input.path,
      range: input.range,
      difference: { low: difference(low), high: difference(high) },
      breakEven: moves ? { low: breakEven(low), high: breakEven(high) } : { low: null, high: null },
    };
  });
  return {
    comparison,
    difference: difference(plan),
    breakEven: breakEven(plan),
    variable: variable?.id ?? null,
    inputs: inputs.sort(
      (a, b) => swingOf(b.breakEven) - swingOf(a.breakEven) || swingOf(b.difference) - swingOf(a.difference),
    ),
  };
}

function ends(plan: ResolvedPlan, input: UncertainInput): readonly [ResolvedPlan, ResolvedPlan] {
  return [withInput(plan, input, input.range.low), withInput(plan, input, input.range.high)];
}

function differenceOf(plan: ResolvedPlan, { baseline, challenger }: Comparison): number | null {
  const [a, b] = [costOf(plan, baseline, null), costOf(plan, challenger, null)];
  return a === null || b === null ? null : b - a;
}

function breakEvenOf(plan: ResolvedPlan, comparison: Comparison, variable: Variable): number | null {
  return findBreakEvens(plan, comparison, variable, null)[0]?.value ?? null;
}

/** How far a figure moves; 0 where an end is not known. */
export function swingOf({ low, high }: Swing): number {
  return low === null || high === null ? 0 : Math.abs(high - low);
}
