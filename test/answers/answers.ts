import { readFileSync, readdirSync } from 'node:fs';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import * as charts from '../../src/engine/questions/charts.js';
import { costBands } from '../../src/engine/questions/costSpread.js';
import { gainsOf } from '../../src/engine/questions/gains.js';
import {
  fittingConcurrency,
  largestConcurrency,
  longestContext,
  reachableSpeed,
} from '../../src/engine/questions/inverse.js';
import { portfolioPlan, portfolioTotals } from '../../src/engine/questions/portfolio.js';
import { sensitivity } from '../../src/engine/questions/sensitivity.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { resultJson } from '../../src/report/writers/resultJson.js';

const FOLDER = 'test/answers';
const SAMPLES = 48;

/** Plans whose whole answers are kept, by name: each asks for other parts of the engine. */
export function answeredPlans(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.decodeplan'))
    .map((file) => file.replace('.decodeplan', ''));
}

export const answerFile = (name: string): string => `${FOLDER}/${name}.json`;

/** Everything that the engine says of a plan, with numbers to nine digits. */
export function answerTo(name: string): unknown {
  const analysis = analyze(readFileSync(`${FOLDER}/${name}.decodeplan`, 'utf8'));
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) throw new Error(`${name} is no valid plan`);
  const portfolio = portfolioPlan(plan, result);
  return rounded({
    result: resultJson(analysis, null, SAMPLES),
    workloads: byName(plan.workloads, (workload) => ofWorkload(plan, workload)),
    kvOverContext: charts.kvOverContext(plan, 5),
    latentPerRank: charts.latentPerRank(plan),
    sensitivity: sensitivity(plan),
    portfolio: portfolioTotals([portfolio, portfolio]),
  });
}

function ofWorkload(plan: ResolvedPlan, workload: string) {
  return {
    reachableSpeed: reachableSpeed(plan, workload),
    gains: gainsOf(plan, workload),
    variables: charts.breakEvenVariables(plan, workload),
    winners: charts.winnerMap(
      plan,
      { id: 'speed', values: [20, 100, 500] },
      { id: 'context', values: [4096, 65536] },
      workload,
    ),
    options: byName(plan.options, (option) => ({
      largestConcurrency: largestConcurrency(plan, option, workload),
      fittingConcurrency: fittingConcurrency(plan, option, workload),
      longestContext: longestContext(plan, option, workload),
      memoryOverContext: charts.memoryOverContext(plan, option, workload, 3),
      costOverSpeed: charts.costOverSpeed(plan, option, workload),
      costOver: charts.costOver(plan, 'utilization', option, workload, { bands: true }),
      costBands: costBands(plan, option, workload).around((same) => same),
    })),
  };
}

function byName<T>(
  members: Readonly<Record<string, unknown>>,
  answer: (name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.keys(members).map((name) => [name, answer(name)]));
}

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'number' ? Number(member.toPrecision(9)) : member,
    ),
  );
}
