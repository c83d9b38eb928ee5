import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import type { ANSWERS } from './asking/answers.js';

/** Name of a question. */
export type QuestionKind = keyof typeof ANSWERS;
/** What is asked, besides the plan. */
export type Asked<K extends QuestionKind> = Parameters<(typeof ANSWERS)[K]>[1];
/** What the answer is. */
export type Value<K extends QuestionKind> = ReturnType<(typeof ANSWERS)[K]>;

/** An answer as far as it is there: `value` may still be that of the plan before while `pending`. */
export interface Answer<T> {
  readonly value: T | null;
  readonly pending: boolean;
  readonly failure: string | null;
}

/** Asks a question; says what is known by now. */
export type Ask = <K extends QuestionKind>(kind: K, question: Asked<K>) => Answer<Value<K>>;

/** What figures are composed from. */
export interface Subject {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly ask: Ask;
}

/** What a question is kept under. */
export function questionKey<K extends QuestionKind>(kind: K, question: Asked<K>): string {
  return JSON.stringify([kind, question]);
}
