import type { Option, ResolvedPlan, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import { caseOf, servingOf } from '../../fleet/optionCase.js';
import { evaluateOption } from '../../fleet/optionResult.js';
import { withNumber } from '../../moves/held.js';
import type { PrefixCacheResult } from '../../shapes/requestResult.js';
import { fewestWhole, largestWhole } from '../../shapes/roots.js';

/** Part of the asked hits that may be missing before it is worth a word. */
const SLIGHT = 0.02;

/** Whether a prefix cache serves the hits that are asked for, but for a slight part. */
export function keepsAsked({ servedHit, hit }: Pick<PrefixCacheResult, 'servedHit' | 'hit'>): boolean {
  return servedHit >= hit * (1 - SLIGHT);
}

/** Bytes of prefixes that a cache keeps between turns, in memory and in tiers beside it. */
export function keptBytes({
  memoryBytes,
  offloadBytes,
}: Pick<PrefixCacheResult, 'memoryBytes' | 'offloadBytes'>): number {
  return (memoryBytes ?? 0) + (offloadBytes ?? 0);
}

/** More than so many times what is missing now is another plan. */
const MOST_TIMES = 64;
/** Sizes are told apart by a tenth. */
const STEPS_A_TIME = 10;

/**
 * The smallest capacity of an option's last tier with which it keeps the prefixes that a workload asks for, as `round`
 * writes it; `null` where none does. With more hits there are more turns, and so more prefixes that wait: what is
 * missing now is the least. Bytes.
 */
export function sufficientTier(
  plan: ResolvedPlan,
  name: string,
  workload: string,
  round: (bytes: number) => number,
): number | null {
  const option = plan.options[name];
  const own = option && keptIn(plan, option, workload);
  const last = option && tiersOf(plan, option).at(-1);
  if (!own || !last) return null;
  const kept = keptBytes(own);
  if (!(kept > 0) || own.workingSetBytes === null) return null;
  const least = last.capacityBytes * Math.max(1, own.workingSetBytes / kept);
  const sizeOf = (steps: number) => round((least * steps) / STEPS_A_TIME);
  const steps = fewestWhole(STEPS_A_TIME, MOST_TIMES * STEPS_A_TIME, (n) => {
    const cache = keptIn(plan, withTier(plan, option, sizeOf(n)), workload);
    return cache !== null && keepsAsked(cache);
  });
  return steps === null ? null : sizeOf(steps);
}

/** The most hits in whole percent, below those that are asked for, that one of some options keeps; `null` where none keeps any. */
export function keptHits(plan: ResolvedPlan, names: readonly string[], workload: string): number | null {
  const asked = plan.workloads[workload]?.cachedInput ?? 0;
  const percent = largestWhole(Math.ceil(asked * 100) - 1, (hit) => {
    const there = withNumber(plan, ['workloads', workload, 'cachedInput'], hit / 100);
    return names.some((name) => {
      const option = there.options[name];
      const cache = option ? keptIn(there, option, workload) : null;
      return cache !== null && keepsAsked(cache);
    });
  });
  return percent === 0 ? null : percent;
}

function keptIn(plan: ResolvedPlan, option: Option, workload: string): PrefixCacheResult | null {
  return evaluateOption(caseOf(plan, option)).workloads[workload]?.prefixCache ?? null;
}

/** Where prefixes go: to the tiers of those accelerators that compute prompts. */
function siteServing({ prefill }: Option): Serving | null {
  return typeof prefill === 'object' ? prefill.serving : null;
}

function tiersOf(plan: ResolvedPlan, option: Option): Serving['kvOffload'] {
  return (siteServing(option) ?? servingOf(plan, option)).kvOffload;
}

/** An option whose last tier has another capacity, wherever its prompts are computed. */
function withTier(plan: ResolvedPlan, option: Option, capacity: number): Option {
  const larger = (serving: Serving): Serving => ({
    ...serving,
    kvOffload: serving.kvOffload.map((tier, i) =>
      i === serving.kvOffload.length - 1 ? { ...tier, capacityBytes: capacity } : tier,
    ),
  });
  const { prefill } = option;
  const site = siteServing(option);
  return {
    ...option,
    serving: larger(servingOf(plan, option)),
    ...(typeof prefill === 'object' && site ? { prefill: { ...prefill, serving: larger(site) } } : {}),
  };
}
