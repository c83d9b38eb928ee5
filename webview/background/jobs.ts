import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { ShownCurrency } from '../../src/units/shownMoney.js';
import type { Bundle } from '../../src/l10n/l10n.js';
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

/** Page to worker: the plan of all jobs that follow, or a job. */
export type ToWorker =
  | { readonly type: 'manner'; readonly manner: Manner }
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
