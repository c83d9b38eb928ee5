import { ownedGpus } from '../../catalog/shapes/owned.js';
import { UNMEASURED } from '../../catalog/shapes/measured.js';
import type { Gpus, Option, ResolvedPlan, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { StepCalibration } from '../shapes/machineInputs.js';

/** All that the answer of one option follows from, as plain data: the option has taken from the plan what it leaves open. */
export interface OptionCase extends Omit<Option, 'gpus' | 'serving'>, PlanParts {
  readonly serving: Serving;
  readonly gpus: Gpus | null;
  /** Accelerators that are there, in whichever member the plan says so. */
  readonly own: Gpus | null;
  /** The most accelerators that the option uses: what it writes itself. */
  readonly most: number | null;
  /** Found on a like machine, and used instead of measured steps; `null` but for counterfactuals. */
  readonly scale: StepCalibration | null;
}

/** What options of a plan have in common. */
type PlanParts = Pick<ResolvedPlan, 'model' | 'workloads' | 'economics' | 'budget' | 'owned' | 'buy'>;

/** An option of a plan, or one that could be. */
export function caseOf(plan: ResolvedPlan, option: Option): OptionCase {
  const { model, workloads, economics, budget, owned, buy } = plan;
  const { speculation, lpx, dynamo, hosted, measured, prefill } = option;
  const serving = servingOf(plan, option);
  const gpus = gpusOf(plan, option);
  // A measurement belongs to one layout, so there is none where the layout is searched.
  const own = serving.layout === 'auto' ? UNMEASURED : measured;
  return {
    // One by one: made for every evaluation, and spreading took a third of one.
    model,
    workloads,
    economics,
    budget,
    owned,
    buy,
    serving,
    gpus,
    own: ownedGpus(plan),
    most: option.gpus?.limited ? option.gpus.count : null,
    speculation,
    lpx,
    dynamo,
    hosted,
    prefill,
    measured: own,
    scale: null,
  };
}

/** Serving settings of an option: its own, or the plan's. */
export function servingOf(plan: ResolvedPlan, option: Option): Serving {
  return option.serving ?? plan.serving;
}

/** Accelerators of an option: its own, or the plan's. */
export function gpusOf(plan: ResolvedPlan, option: Option): Gpus | null {
  return option.gpus ?? ownedGpus(plan);
}
