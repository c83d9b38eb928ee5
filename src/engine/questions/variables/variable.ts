import type { Option, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { memberOf, titleInText } from '../../../plan/members.js';
import { pathKey, type Path, type PathKey } from '../../../plan/path.js';
import type { VariableName } from '../../../plan/schema.js';
import type { Dimension } from '../../../units/dimensions.js';
import { numberAt } from '../../moves/held.js';
import { withEveryOption } from '../../moves/stretches.js';

/** An input along which two options may change places. Values in SI units. */
export interface Variable {
  readonly id: VariableName;
  /** Its name within a sentence. */
  readonly label: string;
  /** Dimension that formats its values (see `units`). */
  readonly dimension: Dimension;
  /** Unit of values in the result JSON. */
  readonly unit: string;
  /** Belongs to each workload rather than to the plan. */
  readonly perWorkload: boolean;
  readonly logarithmic: boolean;
  /** Only whole numbers make a difference. */
  readonly whole: boolean;
  /** Where it stands in the plan; `null` if it has no value there. */
  readonly current: (plan: ResolvedPlan, workload: string) => number | null;
  /** Where it is drawn: near the plan's own value. */
  readonly range: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** Where break-evens are searched, if farther than it is drawn. */
  readonly wide?: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** The plan with another value; everything else is shared, not copied. */
  readonly apply: (plan: ResolvedPlan, workload: string, value: number) => ResolvedPlan;
  /** The path in the file that holds it, for showing and editing. */
  readonly path: (plan: ResolvedPlan, workload: string) => PathKey | null;
}

/** Drawn ranges reach this many times below and above the plan's own value. */
const REACH = 8;
/** Volumes are searched this many times below and above it. */
export const FAR = 100;
/** Prices are searched from nothing to this many times the plan's own. */
export const DEAR = 5;

export function around(
  value: number | null,
  fallback: readonly [number, number],
  reach = REACH,
): readonly [number, number] {
  return value !== null && value > 0 ? [value / reach, value * reach] : fallback;
}

/** From nothing to several times the plan's own price. */
export function fromNothing(value: number | null, fallback: number): readonly [number, number] {
  return [0, value !== null && value > 0 ? value * DEAR : fallback];
}

/** A range, and the plan's own value with as much beside it where that lies without. */
export function holding(
  value: number | null,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  if (value === null || value <= 0) return [low, high];
  return [value < low ? value / 2 : low, value > high ? value * 2 : high];
}

/** A variable is called, and counted, as its member of the file is. */
export function named(
  member: Path,
  own: Omit<Variable, 'label' | 'dimension' | 'unit' | 'whole'> & { readonly whole?: boolean },
): Variable {
  const { dimension = 'count', unit = '' } = memberOf(member) ?? {};
  return {
    whole: false,
    ...own,
    dimension,
    unit,
    get label() {
      return titleInText(member);
    },
  };
}

export type Search = Pick<Variable, 'range' | 'logarithmic' | 'wide'> & { readonly whole?: boolean };

/** A number that every option with LPX racks has; the first says where it stands. */
export function ofLpx(
  id: 'price' | 'racks' | 'power',
  search: Search,
  held = (value: number) => value,
): Variable {
  const member = ['lpx', id];
  const at = (plan: ResolvedPlan) => placeIn(plan, ({ lpx }) => lpx !== null, member);
  return named(['options', '*', ...member], {
    id,
    ...search,
    perWorkload: false,
    current: (plan) => {
      const path = at(plan);
      return path && numberAt(plan, path);
    },
    apply: (plan, _workload, value) => withEveryOption(plan, member, held(value)),
    path: (plan) => writtenKey(at(plan)),
  });
}

/** Where the first option of a kind holds a member; `null` where there is none. */
export function placeIn(plan: ResolvedPlan, holds: (option: Option) => boolean, member: Path): Path | null {
  const option = Object.entries(plan.options).find(([, one]) => holds(one))?.[0];
  return option === undefined ? null : ['options', option, ...member];
}

export const writtenKey = (path: Path | null): PathKey | null => path && pathKey(path);
