import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../../src/engine/shapes/result.js';
import { breakEvenVariables } from '../../../../src/engine/questions/charts.js';
import { comparisonOf } from '../../../../src/engine/questions/comparison.js';
import { attachRate } from '../../../../src/report/figures/attach.js';
import { chanceOver, chanceVariables } from '../../../../src/report/figures/chances.js';
import { costOverInput, costOverSpeed } from '../../../../src/report/figures/costs.js';
import type { Figure } from '../../../../src/report/figures/figure.js';
import { publishedGains } from '../../../../src/report/figures/gains.js';
import { memoryChoice, memoryFill, memoryOverContext } from '../../../../src/report/figures/memory.js';
import { memoryMap } from '../../../../src/report/figures/memoryMap.js';
import { optionCosts } from '../../../../src/report/figures/optionCosts.js';
import { askNow } from '../../../../src/report/figures/asking/askNow.js';
import type { Subject } from '../../../../src/report/figures/questions.js';
import { requestChoice } from '../../../../src/report/figures/request/choice.js';
import { requestFigures } from '../../../../src/report/figures/request/figures.js';
import {
  savingsInCost,
  savingsOverContext,
  savingsOverRanks,
  savingsPerToken,
  sequenceOf,
} from '../../../../src/report/figures/savings.js';
import { costSpans, tornadoSpans } from '../../../../src/report/figures/spans.js';
import { mapSides, winners } from '../../../../src/report/figures/winners.js';

/** A fast stand-in for many draws: what a title says must hold for few, too. */
const RUN = { seed: 1, from: 0, count: 8 };

/** Every figure that the panel or a report shows of a plan. */
export function figuresOf(plan: ResolvedPlan, result: PlanResult): Figure[] {
  const subject: Subject = { plan, result, ask: askNow(plan) };
  const choice = memoryChoice(subject);
  return [
    memoryFill(subject, choice),
    memoryOverContext(subject, choice),
    memoryMap(subject, choice),
    savingsOverRanks(subject),
    ...[savingsInCost(subject)].filter((figure) => figure !== null),
    optionCosts(subject),
    attachRate(subject),
    ...requestFigures(subject, requestChoice(subject)),
    ...Object.keys(plan.workloads)
      .slice(0, 1)
      .flatMap((workload) => ofWorkload(subject, workload)),
    ...certainty(subject),
  ];
}

function ofWorkload(subject: Subject, workload: string): Figure[] {
  const { plan } = subject;
  const known = breakEvenVariables(plan, workload);
  const speed = known.find(({ id }) => id === 'speed') ?? null;
  const sequence = sequenceOf(subject, workload);
  const sides = mapSides(known);
  const small = known.filter(({ id }) => ['speed', 'price', 'context', 'demand'].includes(id));
  return [
    ...(sequence ? [savingsPerToken(sequence), savingsOverContext(sequence)] : []),
    costOverSpeed(subject, workload, speed, { bands: false }),
    ...small.map((variable) => costOverInput(subject, workload, variable, { bands: false })),
    ...(sides && comparisonOf(plan) ? [winners(subject, workload, sides)] : []),
    publishedGains(subject, workload),
  ];
}

function certainty({ plan, ask }: Subject): Figure[] {
  const samples = ask('samples', RUN).value ?? [];
  const tornado = ask('sensitivity', null).value;
  const [variable] = chanceVariables(plan);
  const wins = variable && ask('winsOver', { ...RUN, variable: variable.id }).value;
  return [
    costSpans(plan, samples),
    ...(tornado ? (['difference', 'breakEven'] as const).map((one) => tornadoSpans(tornado, one)) : []),
    ...(variable && wins ? [chanceOver(plan, variable, wins, { done: RUN.count, pending: false })] : []),
  ];
}
