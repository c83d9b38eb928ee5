import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { keptLast, memoWithin } from '../../units/memo.js';
import { caseOf, type OptionCase } from '../fleet/optionCase.js';
import { optionInShort, type OptionInShort } from '../fleet/inShort.js';

/** Answers of an option that are kept where one plan may come back to another's. */
const KEPT = 64;

/**
 * What options come to in short, for one plan after another of which most parts are the same objects: what a plan leaves
 * as it was in the one before is not answered again. `returns`: whether options may come back to what they were before
 * that, which takes longer to see than some answers take.
 */
export function answersInShort(
  returns: boolean,
): (plan: ResolvedPlan) => readonly (readonly [string, OptionInShort])[] {
  const named = new Map<string, (asked: OptionCase) => OptionInShort>();
  const answerOf = (name: string) => {
    let own = named.get(name);
    if (!own) named.set(name, (own = keptLast(returns ? memoWithin(KEPT, optionInShort) : optionInShort)));
    return own;
  };
  return (plan) =>
    Object.entries(plan.options).map(
      ([name, option]) => [name, answerOf(name)(caseOf(plan, option))] as const,
    );
}
