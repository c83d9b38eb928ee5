import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { findBreakEvens } from '../../engine/questions/breakEven.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import { variablesOf } from '../../engine/questions/variables.js';
import type { OptionWorkloadResult, PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { breakEvenSentence } from '../../report/words/fleet/breakEven.js';
import { leavesPromptsOut, markedDecodeOnly } from '../../report/words/decodeOnly.js';
import * as format from '../../report/words/format.js';
import { fullStop, verdict } from '../../report/words/sentences.js';
import type { Question } from './questions.js';

/** What a new plan answers to its question, in a sentence or two; `null` where it is not valid. */
export function answerTo(question: Question, analysis: Analysis): string | null {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) return null;
  const works = Object.values(result.options).some(({ feasible }) => feasible);
  const answer = works ? ANSWERS[question](plan, result) : '';
  if (answer !== '') return answer;
  const { headline, detail } = verdict(plan, result);
  return detail === '' ? headline : `${headline} ${detail}`;
}

type Answer = (plan: ResolvedPlan, result: PlanResult) => string;

const ANSWERS: Readonly<Record<Question, Answer>> = {
  fit: (_, result) => usersOf(result),
  speed: (_, result) =>
    eachOption(result, (own) =>
      own.decode
        ? markedDecodeOnly(format.tokenRate(own.decode.tokensPerSecondPerUser), leavesPromptsOut(own))
        : null,
    ),
  lpx: racksPay,
  mla: (_, result) => {
    const [workload] = Object.values(result.workloads);
    const saved = workload?.kvCache
      ? [
          l10n.t('The cache is {saved} smaller than with full attention.', {
            saved: format.percent(workload.kvCache.savings),
          }),
        ]
      : [];
    return [...saved, usersOf(result)].filter((sentence) => sentence !== '').join(' ');
  },
};

/** How many users each option's memory holds, whether or not that is enough. */
function usersOf(result: PlanResult): string {
  return eachOption(result, ({ memory }) =>
    memory ? l10n.t('{users} users', { users: format.count(memory.fleetConcurrency) }) : null,
  );
}

/** A sentence with what each option gives the first workload. */
function eachOption(result: PlanResult, say: (of: OptionWorkloadResult) => string | null): string {
  const parts = Object.entries(result.options).flatMap(([option, { workloads }]) => {
    const [first] = Object.values(workloads);
    const said = first ? say(first) : null;
    return said === null ? [] : [l10n.t('{option}: {said}', { option, said })];
  });
  return parts.length === 0 ? '' : fullStop(parts.join('; '));
}

/** Inputs along which racks may begin to pay, the one that is asked first. */
const ALONG = ['price', 'speed'];

/** Up to which price of a rack LPX pays; where no price does, from which speed on. */
function racksPay(plan: ResolvedPlan): string {
  const comparison = comparisonOf(plan);
  if (!comparison) return '';
  const [workload = ''] = Object.keys(plan.workloads);
  const variables = ALONG.flatMap((wanted) => variablesOf(plan).find(({ id }) => id === wanted) ?? []);
  let first = '';
  for (const variable of variables) {
    const [found] = findBreakEvens(plan, comparison, variable, variable.perWorkload ? workload : null);
    if (!found) continue;
    const quantity = (value: number) => format.quantity(value, variable.dimension);
    const said = breakEvenSentence(found, variable.label, quantity, variable.current(plan, workload));
    if (found.value !== null) return said;
    if (first === '') first = said;
  }
  return first;
}
