import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { perObject } from '../../../units/memo.js';
import { ANSWERS } from './answers.js';
import {
  questionKey,
  type Answer,
  type Ask,
  type Asked,
  type QuestionKind,
  type Value,
} from '../questions.js';

/** Answers each question of a plan at once, and the same one only once, whichever of its reports asks. */
export const askNow = perObject('answers of reports', (plan: ResolvedPlan): Ask => {
  const known = new Map<string, unknown>();
  return <K extends QuestionKind>(kind: K, question: Asked<K>): Answer<Value<K>> => {
    const key = questionKey(kind, question);
    // The kind names the function that the question is for; TypeScript cannot follow that through a union.
    const run = ANSWERS[kind] as (plan: ResolvedPlan, question: Asked<K>) => Value<K>;
    if (!known.has(key)) known.set(key, run(plan, question));
    // Answers are stored by kind and question, so the value is of that kind.
    return { value: known.get(key) as Value<K>, pending: false, failure: null };
  };
});
