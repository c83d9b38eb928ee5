import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { findBreakEvens } from '../../../engine/questions/breakEven.js';
import { type Comparison } from '../../../engine/questions/comparison.js';
import {
  costOver,
  costOverSpeed,
  memoryOverContext,
  type CurveDetail,
} from '../../../engine/questions/charts.js';
import { attentionCosts } from '../../../engine/questions/bill/attentionCosts.js';
import { costBands } from '../../../engine/questions/costSpread.js';
import { assumedSensitivity } from '../../../engine/questions/assumed.js';
import { ordersOf } from '../../../engine/questions/errors/ordering.js';
import { turnsBetween, type Rivals } from '../../../engine/questions/errors/standing.js';
import { mostServed } from '../../../engine/questions/fit/mostServed.js';
import { fitOf, type FitQuestion } from '../../../engine/questions/fit/fit.js';
import { evaluate } from '../../../engine/questions/evaluate.js';
import { gainsOf } from '../../../engine/questions/gains.js';
import { requestOverLoad } from '../../../engine/questions/requestLoad.js';
import { sensitivity } from '../../../engine/questions/sensitivity.js';
import { sampleCosts, winsOver, type SampleRun } from '../../../engine/questions/uncertainty.js';
import { variableById } from '../../../engine/questions/variables.js';
import type { BreakEven, OwnedBasis, PlanResult } from '../../../engine/shapes/result.js';
import { roundConcurrencyMap, roundWinnerMap } from '../mapAxes.js';

/**
 * The questions that figures ask of a plan and that take many evaluations. Each is a pure function of the plan,
 * so it can be answered at once, as in a report, or in a worker while the reader looks on, as in the panel.
 */
export const ANSWERS = {
  memoryOverContext: (plan: ResolvedPlan, q: { option: string; workload: string }) =>
    memoryOverContext(plan, q.option, q.workload),
  concurrencyMap: (plan: ResolvedPlan, q: { option: string; workload: string }) =>
    roundConcurrencyMap(plan, q.option, q.workload),
  costOverSpeed: (plan: ResolvedPlan, q: CurveDetail & { option: string; workload: string }) =>
    costOverSpeed(plan, q.option, q.workload, q),
  costOver: (
    plan: ResolvedPlan,
    q: CurveDetail & { variable: string; option: string; workload: string | null },
  ) => costOver(plan, q.variable, q.option, q.workload, q),
  costBand: (plan: ResolvedPlan, q: { option: string; basis: OwnedBasis }) =>
    costBands({ ...plan, economics: { ...plan.economics, owned: q.basis } }, q.option, null).around(
      (planned) => planned,
    ),
  attentionCosts: (plan: ResolvedPlan, q: { option: string }) => attentionCosts(plan, q.option),
  requestOverLoad: (plan: ResolvedPlan, q: { option: string; workload: string }) => requestOverLoad(plan, q),
  winnerMap: (plan: ResolvedPlan, q: { x: string; y: string; workload: string }) =>
    roundWinnerMap(plan, q.x, q.y, q.workload),
  fit: (plan: ResolvedPlan, q: FitQuestion) => fitOf(plan, q),
  gains: (plan: ResolvedPlan, q: { workload: string }) => gainsOf(plan, q.workload),
  sensitivity: (plan: ResolvedPlan, _q: null) => sensitivity(plan),
  assumed: (plan: ResolvedPlan, _q: null) => assumedSensitivity(plan),
  samples: (plan: ResolvedPlan, q: SampleRun) => sampleCosts(plan, q),
  winsOver: (plan: ResolvedPlan, q: SampleRun & { variable: string }) => winsOver(plan, q.variable, q),
  mix: (plan: ResolvedPlan, _q: null): Pick<PlanResult, 'mix' | 'attachRate'> => {
    const { mix, attachRate } = evaluate(plan, { breakEven: false });
    return { mix, attachRate };
  },
  mostServed: (plan: ResolvedPlan, _q: null) => mostServed(plan),
  orders: (plan: ResolvedPlan, q: Rivals) => ordersOf({ plan, ...q }),
  turns: (plan: ResolvedPlan, q: Rivals) => turnsBetween({ plan, ...q }),
  breakEven: (
    plan: ResolvedPlan,
    q: Comparison & { variable: string; workload: string | null },
  ): BreakEven[] => {
    const variable = variableById(q.variable);
    return variable ? findBreakEvens(plan, q, variable, q.workload) : [];
  },
};
