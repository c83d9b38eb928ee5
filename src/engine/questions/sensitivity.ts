import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../plan/path.js';
import type { ServerName } from '../../catalog/shapes/servers/server.js';
import { findBreakEvens, type CostFactor } from './breakEven.js';
import { comparisonOf, costOf, type Comparison } from './comparison.js';
import { otherEngines, withEngine } from './errors/engineChoice.js';
import { factorAt, modelErrors, type ErrorOf, type ModelErrorSource } from './errors/modelErrors.js';
import { uncertainInputs, withInput, type UncertainInput } from './uncertainInputs.js';
import { variablesOf } from './variables.js';
import type { Variable } from './variables/variable.js';

/** A figure with an input at the ends of its range, the others at their likely value. */
export interface Swing {
  readonly low: number | null;
  readonly high: number | null;
}

/** What varies that is no number of the plan: an error of the model, in factors on costs, or who serves. */
export type Varied =
  | { readonly code: 'error'; readonly of: ErrorOf }
  | { readonly code: 'engine'; readonly low: ServerName; readonly high: ServerName };

/** What one uncertain input does. */
export interface Sensitivity {
  /** Where it is edited. */
  readonly path: PathKey;
  readonly range: Range;
  /** `null` where it is the number at the path. */
  readonly varied: Varied | null;
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
 * Each uncertain input from its low to its high, the others at their likely value (fleet.md 6); so do the errors of the
 * model, and another engine in the place of the plan's. `null` where the plan compares nothing.
 */
export function sensitivity(plan: ResolvedPlan): Tornado | null {
  const comparison = comparisonOf(plan);
  if (!comparison) return null;
  const variable = variablesOf(plan).find(({ perWorkload }) => !perWorkload) ?? null;
  const asked = { comparison, variable };
  const difference = (p: ResolvedPlan) => differenceOf(p, comparison);
  const breakEven = (p: ResolvedPlan) => (variable ? breakEvenOf(p, comparison, variable) : null);
  const inputs = uncertainInputs(plan).map((input): Sensitivity => {
    const [low, high] = ends(plan, input);
    const own = variable?.path(plan, '') ?? null;
    // A break-even is the value of an input at which two options cost the same. The plan's own value of it changes nothing.
    const moves = own === null || !input.paths.includes(own);
    return {
      path: input.path,
      range: input.range,
      varied: null,
      difference: { low: difference(low), high: difference(high) },
      breakEven: moves ? { low: breakEven(low), high: breakEven(high) } : { low: null, high: null },
    };
  });
  const errors = modelErrors(plan).flatMap((source) => errorSensitivity(plan, asked, source));
  return {
    comparison,
    difference: difference(plan),
    breakEven: breakEven(plan),
    variable: variable?.id ?? null,
    inputs: [...inputs, ...errors, ...engineSensitivity(plan, asked)].sort(
      (a, b) => swingOf(b.breakEven) - swingOf(a.breakEven) || swingOf(b.difference) - swingOf(a.difference),
    ),
  };
}

/** What swings are of. */
interface Asked {
  readonly comparison: Comparison;
  readonly variable: Variable | null;
}

/** Costs of all options that have an error, at both of its ends; nothing where neither of the two has it. */
function errorSensitivity(
  plan: ResolvedPlan,
  { comparison, variable }: Asked,
  source: ModelErrorSource,
): Sensitivity[] {
  const { baseline, challenger } = comparison;
  const reach = Math.max(source.reach[baseline] ?? 0, source.reach[challenger] ?? 0);
  if (reach === 0) return [];
  const end = (u: number) => {
    const factor: CostFactor = (option) => factorAt(source, option, u);
    return {
      difference: differenceOf(plan, comparison, factor),
      breakEven: variable ? breakEvenOf(plan, comparison, variable, factor) : null,
    };
  };
  const [low, high] = [end(0), end(1)];
  const { of } = source;
  return [
    {
      path: errorPath(plan, comparison, of),
      range: { low: Math.exp(-reach), likely: 1, high: Math.exp(reach) },
      varied: { code: 'error', of },
      difference: { low: low.difference, high: high.difference },
      breakEven: { low: low.breakEven, high: high.breakEven },
    },
  ];
}

/** Where an error is put right: by measuring the option, by naming the engine, or not at all. */
function errorPath(plan: ResolvedPlan, { baseline, challenger }: Comparison, of: ErrorOf): PathKey {
  if (of.code === 'measured-steps') return pathKey(['calibration']);
  if (of.code === 'steps') return pathKey(['serving', 'engine']);
  const owner = plan.options[challenger]?.lpx ? challenger : baseline;
  return pathKey(['options', owner, 'lpx']);
}

/** The two served by the other engines that could run them: those at which the difference is least and most. */
function engineSensitivity(plan: ResolvedPlan, { comparison, variable }: Asked): Sensitivity[] {
  const found = otherEngines(plan).flatMap((engine) => {
    const there = withEngine(plan, engine);
    const difference = differenceOf(there, comparison);
    return difference === null ? [] : [{ engine, there, difference }];
  });
  const sorted = found.toSorted((a, b) => a.difference - b.difference);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return [];
  const breakEven = (p: ResolvedPlan) => (variable ? breakEvenOf(p, comparison, variable) : null);
  return [
    {
      path: pathKey(['serving', 'engine']),
      range: { low: 0, likely: 0, high: 0 },
      varied: { code: 'engine', low: least.engine, high: most.engine },
      difference: { low: least.difference, high: most.difference },
      breakEven: { low: breakEven(least.there), high: breakEven(most.there) },
    },
  ];
}

function ends(plan: ResolvedPlan, input: UncertainInput): readonly [ResolvedPlan, ResolvedPlan] {
  return [withInput(plan, input, input.range.low), withInput(plan, input, input.range.high)];
}

const AS_COUNTED: CostFactor = () => 1;

function differenceOf(
  plan: ResolvedPlan,
  { baseline, challenger }: Comparison,
  factor = AS_COUNTED,
): number | null {
  const [a, b] = [costOf(plan, baseline, null), costOf(plan, challenger, null)];
  return a === null || b === null ? null : b * factor(challenger) - a * factor(baseline);
}

function breakEvenOf(
  plan: ResolvedPlan,
  comparison: Comparison,
  variable: Variable,
  factor = AS_COUNTED,
): number | null {
  return findBreakEvens(plan, comparison, variable, null, factor)[0]?.value ?? null;
}

/** How far a figure moves; 0 where an end is not known. */
export function swingOf({ low, high }: Swing): number {
  return low === null || high === null ? 0 : Math.abs(high - low);
}
