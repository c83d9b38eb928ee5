import type { ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../../fleet/optionCase.js';
import type { OptionResult } from '../../shapes/result.js';
import { MILLION } from '../../../units/constants.js';
import { memo } from '../../../units/memo.js';
import { earningsOf } from '../bill/earnings.js';
import { knownResult } from '../kept/known.js';

/** The most of a plan's traffic that an option serves within the plan's limits. */
export interface MostServed {
  readonly option: string;
  /** Of what the plan asks for: 2 is twice the volume of each workload. */
  readonly times: number;
  /** Decoded tokens a second, on average, of all workloads together. */
  readonly tokensPerSecond: number;
  /** What is left of what they sell for after the whole bill, all-in; `null` where something is not known or not sold. */
  readonly profitUsdPerHour: number | null;
}

/** The most is found to this part of itself, and told from below. */
const NEAR = 0.01;
/** Traffic beyond this many times the plan's, or below one over it, is another plan. */
const FARTHEST = 64;

/** Watts at the meter that a plan limits: of the whole fleet, or of what is added to it; `null` where it limits none. */
export const powerLimit = ({ budget, buy }: ResolvedPlan): number | null =>
  budget?.power ?? (typeof buy === 'string' ? null : buy.power);

/**
 * What each option serves at most of the plan's traffic, all volumes in the same proportion, where the plan limits power; the
 * most first. Empty where it limits none. Left out are services, whose power is not the plan's, and options that serve the plan
 * at no volume that was tried, or at every. docs/method/fleet.md 3.
 */
export const mostServed = memo(
  { name: 'most served', most: 16 },
  (plan: ResolvedPlan): readonly MostServed[] =>
    powerLimit(plan) === null
      ? []
      : Object.keys(plan.options)
          .flatMap((option) => mostOf(plan, option) ?? [])
          .toSorted((one, two) => two.tokensPerSecond - one.tokensPerSecond),
);

function mostOf(plan: ResolvedPlan, option: string): MostServed | null {
  const chosen = plan.options[option];
  if (!chosen || chosen.hosted) return null;
  const at = (times: number): OptionResult => {
    const there = withTraffic(plan, times);
    return knownResult(caseOf(there, there.options[option] ?? chosen));
  };
  const planned = at(1);
  const limit = plan.budget?.power ?? null;
  const { meterWatts } = planned.power;
  // Power grows about as the traffic does, so that the first guess is near.
  const guess = limit !== null && meterWatts ? limit / meterWatts : 1;
  const times = largestFactor((by) => at(by).feasible, guess);
  if (times === null) return null;
  const found = at(times);
  const { tokensPerSecondPerMegawatt: perMegawatt, meterWatts: watts } = found.power;
  if (perMegawatt === null || watts === null) return null;
  return {
    ...{ option, times },
    tokensPerSecond: (perMegawatt * watts) / MILLION,
    profitUsdPerHour: earningsOf(found, null).profitUsdPerHour,
  };
}

/** The largest factor at which something holds, from below; `null` where it holds nowhere, or at the farthest. */
function largestFactor(holds: (factor: number) => boolean, guess: number): number | null {
  const start = Math.min(FARTHEST, Math.max(1 / FARTHEST, guess));
  let [low, high] = [0, Infinity];
  for (let by = start, step = 1 + 4 * NEAR; by <= FARTHEST && by >= 1 / FARTHEST; step *= step) {
    if (holds(by)) low = by;
    else high = by;
    if (low > 0 && high < Infinity) break;
    by = low > 0 ? by * step : by / step;
  }
  if (low === 0 || high === Infinity) return null;
  while (high / low > 1 + NEAR) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The plan with so many times its traffic: volumes, and what is in flight. */
function withTraffic(plan: ResolvedPlan, times: number): ResolvedPlan {
  if (times === 1) return plan;
  const scaled = (value: number | null) => (value === null ? null : value * times);
  const more = (own: Workload): Workload => ({
    ...own,
    demand: scaled(own.demand),
    requests: scaled(own.requests),
    concurrency: own.concurrency === null ? null : Math.max(1, Math.ceil(own.concurrency * times)),
  });
  return {
    ...plan,
    workloads: Object.fromEntries(Object.entries(plan.workloads).map(([name, own]) => [name, more(own)])),
  };
}
