import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { VariableName } from '../../plan/schema.js';
import { memo } from '../../units/memo.js';
import { explored, sidesOf, type SearchedAxis, type Probe, type Sides } from '../shapes/passages.js';
import type { Reason } from '../shapes/reasons.js';
import type {
  BreakEven,
  BreakEvenCrossing,
  OtherBasis,
  OwnedBasis,
  StretchWithinLimits,
} from '../shapes/result.js';
import { gridBetween } from '../shapes/roots.js';
import {
  comparisonOf,
  costsOf,
  servesAtUnknownCost,
  whyNoCost,
  whyOf,
  type Comparison,
} from './comparison.js';
import { earnedFrom } from './earned.js';
import type { CostOfBasis } from '../fleet/optionResult.js';
import { allowedStretches, servedStretches, type AskedStretches } from './variables/limits.js';
import { askedVariables, searchOf, variableById } from './variables.js';
import type { Variable } from './variables/variable.js';

/** Places that are looked at before it is known where to look closer. */
const GRID_POINTS = 13;
/** The most looks along one variable, each at both options: what is found by then is what is told. */
const MOST_LOOKS = 60;

/** All break-evens of a plan: along each variable, for each workload where it is the workload's own. */
export function breakEvens(plan: ResolvedPlan): readonly BreakEven[] {
  return breakEvenParts(plan).flatMap((part) => breakEvensOf(plan, part));
}

/** One search of a plan's break-evens. */
export interface BreakEvenPart {
  readonly variable: VariableName;
  /** `null` for the plan as a whole. */
  readonly workload: string | null;
}

/** The searches that a plan's break-evens take, in their order: who has to stay reachable does one at a time. */
export function breakEvenParts(plan: ResolvedPlan): readonly BreakEvenPart[] {
  if (!comparisonOf(plan)) return [];
  const names = Object.keys(plan.workloads);
  return askedVariables(plan).flatMap(({ id, perWorkload }) => {
    const workloads = perWorkload ? names : names.length === 1 ? names : [null];
    return workloads.map((workload) => ({ variable: id, workload }));
  });
}

/** The break-evens of one search, which page, report and findings of one plan all ask for. */
export function breakEvensOf(plan: ResolvedPlan, part: BreakEvenPart): readonly BreakEven[] {
  return kept({ plan, ...part });
}

const kept = memo(
  { name: 'break-evens', most: 256 },
  ({ plan, variable, workload }: BreakEvenPart & { readonly plan: ResolvedPlan }): readonly BreakEven[] => {
    const comparison = comparisonOf(plan);
    const along = variableById(variable);
    return comparison && along ? findBreakEvens(plan, comparison, along, workload) : [];
  },
);

/** What the costs of an option are multiplied with, where the model is off. */
export type CostFactor = (option: string) => number;

const AS_COUNTED: CostFactor = () => 1;

/**
 * Every place along a variable at which the cheaper of two options changes, on the basis that decides in the plan; one
 * entry with a reason where there is none. The same on the other basis stands beside each.
 */
export function findBreakEvens(
  plan: ResolvedPlan,
  comparison: Comparison,
  variable: Variable,
  workload: string | null,
  factor = AS_COUNTED,
): BreakEven[] {
  const { baseline, challenger } = comparison;
  const of = { variable: variable.id, unit: variable.unit, baseline, challenger, workload };
  if (variable.id === 'salePrice') return earnedFrom(plan, of);
  const [deciding, other] = basesOf(plan);
  const { looks, axis, range, costsAt } = looksAlong(plan, comparison, variable, workload, factor);
  const names = { baseline, challenger };
  const at = { plan, workload };
  const own = found(sidesOf(looks, 0, axis), names, at);
  const beside: OtherBasis | null = areSame(looks)
    ? null
    : { basis: other, ...found(sidesOf(looks, 1, axis), names, at) };
  const asked: AskedStretches = {
    ...{ costsAt, axis, basis: deciding },
    places: looks.map(({ x }) => x),
    names: [baseline, challenger],
  };
  const limited = allowedStretches(asked);
  const served = limited === null ? servedStretches(asked) : null;
  const common = {
    ...of,
    ...{ basis: deciding, searched: range, otherBasis: beside },
    ...(limited === null || saysTheSame(limited, own) ? {} : { withinLimits: limited }),
    ...(served === null ? {} : { whereServed: served }),
  };
  if (own.crossings.length > 0)
    return own.crossings.map((crossing) => ({ ...common, ...crossing, reason: null }));
  const { cheaper, aboutEqual, reason } = own;
  return [
    {
      ...common,
      value: null,
      cheaperBelow: cheaper,
      cheaperAbove: cheaper,
      bracket: range,
      aboutEqual,
      reason,
    },
  ];
}

/** Whether limits leave the cheaper option as costs alone have it. */
function saysTheSame(limited: readonly StretchWithinLimits[], { crossings, cheaper }: Found): boolean {
  const [first] = crossings;
  const sides = first
    ? [first.cheaperBelow, ...crossings.map(({ cheaperAbove }) => cheaperAbove)]
    : [cheaper];
  return (
    sides.length === limited.length &&
    limited.every((one, i) => {
      const [low, high] = crossings[i]?.bracket ?? [one.to, one.to];
      const next = limited[i + 1]?.from ?? one.to;
      return one.cheaper !== null && one.cheaper === sides[i] && one.to <= high && next >= low;
    })
  );
}

/** The basis that decides in a plan, and the other. */
function basesOf({ economics }: ResolvedPlan): readonly [OwnedBasis, OwnedBasis] {
  return economics.owned === 'sunk' ? ['sunk', 'priced'] : ['priced', 'sunk'];
}

/** What both options cost along a variable, on the deciding basis and on the other. */
function looksAlong(
  plan: ResolvedPlan,
  { baseline, challenger }: Comparison,
  variable: Variable,
  workload: string | null,
  factor: CostFactor,
) {
  const owner = workload ?? Object.keys(plan.workloads)[0] ?? '';
  const { range, logarithmic } = searchOf(variable, plan, owner);
  const axis: SearchedAxis = { logarithmic, whole: variable.whole, most: MOST_LOOKS };
  const bases = basesOf(plan);
  const asked = new Map<number, readonly [CostOfBasis, CostOfBasis]>();
  const found = (x: number) => {
    const there = variable.apply(plan, owner, x);
    const costs = (option: string): CostOfBasis => {
      const { priced, sunk, allowed } = costsOf(there, option, workload);
      const wrong = (cost: number | null) => (cost === null ? null : cost * factor(option));
      return { priced: wrong(priced), sunk: wrong(sunk), allowed };
    };
    return [costs(baseline), costs(challenger)] as const;
  };
  // Limits are asked about at the same places.
  const costsAt = (x: number) => {
    const costs = asked.get(x) ?? found(x);
    asked.set(x, costs);
    return costs;
  };
  const at = (x: number) => {
    const [first, second] = costsAt(x);
    return bases.map((basis) => ({ first: first[basis], second: second[basis] }));
  };
  const looks = explored(at, gridWith(variable.current(plan, owner), range, logarithmic), axis);
  return { looks, axis, range, costsAt };
}

/** A grid over a range that holds the plan's own value. */
function gridWith(current: number | null, range: readonly [number, number], logarithmic: boolean): number[] {
  const [low, high] = range;
  const grid = gridBetween(low, high, GRID_POINTS, logarithmic);
  if (current === null || current <= low || current >= high || grid.includes(current)) return grid;
  return [...grid, current].sort((a, b) => a - b);
}

/** Costs nearer than this, relatively, are the same. */
const EQUAL = 1e-12;

/** Whether both bases are one: nothing is owned. */
function areSame(looks: readonly Probe[]): boolean {
  const near = (a: number | null | undefined, b: number | null | undefined) =>
    a == null || b == null ? a === b : Math.abs(a - b) <= EQUAL * Math.max(a, b);
  return looks.every(({ views: [a, b] }) => near(a?.first, b?.first) && near(a?.second, b?.second));
}

/** What was found on one basis. */
type Found = Omit<OtherBasis, 'basis'>;

/** Where a break-even was searched. */
type Place = Pick<BreakEvenPart, 'workload'> & { readonly plan: ResolvedPlan };

function found(sides: Sides, { baseline, challenger }: Comparison, at: Place): Found {
  const crossings = sides.passages.map(
    ({ value, low, high, secondLowerAbove, aboutEqual }): BreakEvenCrossing => ({
      value,
      cheaperBelow: secondLowerAbove ? baseline : challenger,
      cheaperAbove: secondLowerAbove ? challenger : baseline,
      bracket: [low, high],
      aboutEqual,
    }),
  );
  if (crossings.length > 0) return { crossings, cheaper: null, aboutEqual: null, reason: null };
  const { firstLower, secondLower } = sides;
  const only = firstLower === secondLower ? null : firstLower ? baseline : challenger;
  const touch = sides.touches.find(([low, high]) => high > low) ?? null;
  return {
    crossings,
    cheaper: only,
    aboutEqual: sides.same ? null : touch,
    reason: whyNone(sides, { baseline, challenger }, at),
  };
}

function whyNone(sides: Sides, { baseline, challenger }: Comparison, { plan, workload }: Place): Reason {
  const { first, second, firstLower, secondLower, weak, same } = sides;
  const unknown = [first === 0 ? baseline : null, second === 0 ? challenger : null].flatMap((name) =>
    name !== null && servesAtUnknownCost(plan, name) ? [name] : [],
  );
  if (unknown.length > 0)
    return { code: 'costs-unknown', options: unknown, why: whyNoCost(plan, unknown[0] ?? '') };
  if (first === 0 && second === 0) return { code: 'neither-serves' };
  if (first === 0) return { code: 'baseline-never-serves', baseline, why: whyOf(plan, baseline, workload) };
  if (second === 0)
    return { code: 'challenger-never-serves', challenger, why: whyOf(plan, challenger, workload) };
  if (firstLower && secondLower) return { code: 'cheaper-apart', baseline, challenger };
  const partly = first < sides.looks || second < sides.looks ? ({ partly: true } as const) : {};
  if (!firstLower && !secondLower) {
    if (!weak) return { code: 'never-both' };
    return { code: same ? 'always-equal' : 'about-equal', ...partly };
  }
  const only = firstLower ? baseline : challenger;
  if (sides.steps) return { code: 'cheaper-but-steps', only, ...partly };
  if (!weak) return { code: 'always-cheaper', only, ...partly };
  return { code: same ? 'never-dearer' : 'never-much-dearer', only, ...partly };
}
