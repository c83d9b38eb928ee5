import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import { evidenceAt } from './figure.js';
import type { ClassRecord, NearRun } from './nearest.js';
import { evidenceSentence } from './words.js';

/** Evidence of every option and workload as plain data. */
export function evidenceTold(plan: ResolvedPlan, result: PlanResult) {
  const of = (option: string, workload: string) => {
    const evidence = evidenceAt({ plan, result }, { option, workload });
    return {
      record: evidence.record && recordTold(evidence.record),
      nearest: evidence.nearest.map(runTold),
      ...(evidence.record ? {} : { reason: evidenceSentence(evidence) }),
    };
  };
  return Object.fromEntries(
    Object.keys(result.options).map((option) => [
      option,
      Object.fromEntries(Object.keys(plan.workloads).map((workload) => [workload, of(option, workload)])),
    ]),
  );
}

const recordTold = ({ engine, generation, mode, own, runs, median, held }: ClassRecord) => ({
  engine,
  generation,
  mode,
  own,
  runs,
  medianError: median,
  bandHolds: held,
});

const runTold = ({ series, point, close, differs }: NearRun) => ({
  source: series.source,
  date: series.date,
  engine: series.engine,
  engineVersion: series.version,
  users: point.users,
  input: series.input,
  output: series.output,
  measured: 1 / point.measured,
  predicted: 1 / point.predicted,
  close,
  differs: [...differs],
});
