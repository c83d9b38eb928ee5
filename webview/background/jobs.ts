import { findBreakEvens } from '../../src/engine/questions/breakEven.js';
import type { Comparison } from '../../src/engine/questions/breakEven.js';
import {
  costOver,
  costOverSpeed,
  memoryOverContext,
  type CurveDetail,
} from '../../src/engine/questions/charts.js';
import { gainsOf } from '../../src/engine/questions/gains.js';
import type { BreakEven } from '../../src/engine/shapes/result.js';
import { roundConcurrencyMap, roundWinnerMap } from '../../src/report/figures/mapAxes.js';
import { sensitivity } from '../../src/engine/questions/sensitivity.js';
import { sampleCosts, winsOver, type SampleRun } from '../../src/engine/questions/uncertainty.js';
import { variableById } from '../../src/engine/questions/variables.js';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { Bundle } from '../../src/l10n/l10n.js';

/**
 * The questions that take many evaluations of a plan. Each is a pure function of the plan, so it can be
 * answered in a worker or, where there is none, in the page.
 */
const ANSWERS = {
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
  winnerMap: (plan: ResolvedPlan, q: { x: string; y: string; workload: string }) =>
    roundWinnerMap(plan, q.x, q.y, q.workload),
  gains: (plan: ResolvedPlan, q: { workload: string }) => gainsOf(plan, q.workload),
  sensitivity: (plan: ResolvedPlan, _q: null) => sensitivity(plan),
  samples: (plan: ResolvedPlan, q: SampleRun) => sampleCosts(plan, q),
  winsOver: (plan: ResolvedPlan, q: SampleRun & { variable: string }) => winsOver(plan, q.variable, q),
  breakEven: (
    plan: ResolvedPlan,
    q: Comparison & { variable: string; workload: string | null },
  ): BreakEven[] => {
    const variable = variableById(q.variable);
    return variable ? findBreakEvens(plan, q, variable, q.workload) : [];
  },
};

export type JobKind = keyof typeof ANSWERS;
export type Question<K extends JobKind> = Parameters<(typeof ANSWERS)[K]>[1];
export type Value<K extends JobKind> = ReturnType<(typeof ANSWERS)[K]>;

/** A question as it travels to the worker. */
export interface Job<K extends JobKind = JobKind> {
  readonly kind: K;
  readonly question: Question<K>;
}

/** Page to worker: the plan of all jobs that follow, or a job. */
export type ToWorker =
  | { readonly type: 'words'; readonly words: Bundle | null }
  | { readonly type: 'plan'; readonly plan: ResolvedPlan }
  | { readonly type: 'job'; readonly id: number; readonly job: Job };

/** Worker to page. */
export type FromWorker =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Answers one job. Throws nothing: a failure is an answer too. */
export function answer(plan: ResolvedPlan, id: number, job: Job): FromWorker {
  try {
    // The kind names the function that the question is for; TypeScript cannot follow that through a union.
    const run = ANSWERS[job.kind] as (plan: ResolvedPlan, question: unknown) => unknown;
    return { id, ok: true, value: run(plan, job.question) };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
