import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { ShownCurrency } from '../../src/units/shownMoney.js';
import type { Bundle } from '../../src/l10n/l10n.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { passed } from './passing.js';
import { ANSWERS } from '../../src/report/figures/asking/answers.js';
import type { Asked, QuestionKind } from '../../src/report/figures/questions.js';

export type { Asked, QuestionKind as JobKind, Value } from '../../src/report/figures/questions.js';

/** A question as it travels to the worker. */
export interface Job<K extends QuestionKind = QuestionKind> {
  readonly kind: K;
  readonly question: Asked<K>;
}

/** How texts are written: in which language, and money in which currency. */
export interface Manner {
  readonly words: Bundle | null;
  readonly currency: ShownCurrency | null;
}

/** Page to worker: the plan of all jobs that follow, a job, or a plan that is only evaluated. */
export type ToWorker =
  | { readonly type: 'manner'; readonly manner: Manner }
  | { readonly type: 'plan'; readonly plan: ResolvedPlan }
  | { readonly type: 'job'; readonly id: number; readonly job: Job }
  | { readonly type: 'evaluate'; readonly id: number; readonly plan: ResolvedPlan; readonly whole: boolean };

/** Worker to page. */
export type FromWorker =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Answers one job. Throws nothing: a failure is an answer too. */
export function answer(plan: ResolvedPlan, id: number, job: Job): FromWorker {
  // The kind names the function that the question is for; TypeScript cannot follow that through a union.
  const run = ANSWERS[job.kind] as (plan: ResolvedPlan, question: unknown) => unknown;
  return tried(id, () => run(plan, job.question));
}

/** Evaluates a plan, for another thread. */
export const evaluated = (plan: ResolvedPlan, id: number, whole: boolean): FromWorker =>
  tried(id, () => passed(evaluate(plan, { breakEven: false }), whole));

function tried(id: number, run: () => unknown): FromWorker {
  try {
    return { id, ok: true, value: run() };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
