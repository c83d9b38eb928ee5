import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { loadOf, type ReachedTimes } from '../fleet/load.js';
import type { LoadResult } from '../shapes/load.js';
import type { OptionResult, OptionWorkloadResult } from '../shapes/result.js';

/** The load of each workload of a plan, at the times of the cheapest option that serves it on its own machines. */
export function reachedLoads(
  { workloads, economics }: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): Record<string, LoadResult> {
  const results = Object.values(options);
  return Object.fromEntries(
    Object.entries(workloads).map(([name, workload]) => {
      const own = results.flatMap((option) => option.workloads[name] ?? []);
      const reason = { code: 'no-times-reached' } as const;
      return [name, loadOf(workload, economics.utilization, reachedTimes(own), reason)];
    }),
  );
}

/** The times of the cheapest result that has some; results without a cost come last. */
function reachedTimes(results: readonly OptionWorkloadResult[]): ReachedTimes | null {
  const timed = results.flatMap((result) => {
    const times = timesOf(result);
    return times ? [{ times, usd: result.cost.usdPerMillionTokens ?? Infinity }] : [];
  });
  return (
    timed.reduce<(typeof timed)[number] | null>(
      (kept, one) => (kept && kept.usd <= one.usd ? kept : one),
      null,
    )?.times ?? null
  );
}

function timesOf({ decode, request }: OptionWorkloadResult): ReachedTimes | null {
  if (!decode || !(decode.tokensPerSecondPerUser > 0)) return null;
  if (!request) return { ttft: 0, tpot: 1 / decode.tokensPerSecondPerUser };
  return request.ttftSeconds && { ttft: request.ttftSeconds.mean, tpot: request.tpotSeconds };
}
