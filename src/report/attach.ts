import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import type { PlanResult } from '../engine/result.js';
import * as format from './format.js';

/** What is said of the attach rate: how far LPX is from winning each workload. */

export interface Contender {
  readonly option: string;
  readonly usdPerMillionTokens: number;
  /** Spread that follows from the model's error; the cost itself where it has none. */
  readonly band: readonly [number, number];
  readonly feasible: boolean;
}

/** A workload's cheapest option with LPX racks against its cheapest without; `null` where there is none. */
export interface Contest {
  readonly workload: string;
  /** Fraction of the plan's decoded tokens. */
  readonly share: number | null;
  readonly lpx: Contender | null;
  readonly other: Contender | null;
}

export function contests(plan: ResolvedPlan, result: PlanResult): Contest[] {
  return Object.entries(plan.workloads).map(([workload, { share }]) => {
    const all = Object.entries(result.options).flatMap(([option, { workloads, feasible }]) => {
      const { usdPerMillionTokens: usd = null, band = null } = workloads[workload]?.cost ?? {};
      if (usd === null) return [];
      const reach = band ? ([band.low, band.high] as const) : ([usd, usd] as const);
      return [{ option, usdPerMillionTokens: usd, band: reach, feasible }];
    });
    const cheapest = (lpx: boolean): Contender | null =>
      all
        .filter(({ option }) => (plan.options[option]?.lpx != null) === lpx)
        .sort((a, b) => a.usdPerMillionTokens - b.usdPerMillionTokens)[0] ?? null;
    return { workload, share, lpx: cheapest(true), other: cheapest(false) };
  });
}

/** Cost with LPX over cost without; below 1 LPX wins. `null` where either is not known. */
export function ratioOf({ lpx, other }: Contest): number | null {
  return lpx && other ? lpx.usdPerMillionTokens / other.usdPerMillionTokens : null;
}

/** The ratio over the model's error: the racks at their best against the other at its worst, and the reverse. */
export function ratioBand({ lpx, other }: Contest): readonly [number, number] | null {
  return lpx && other ? [lpx.band[0] / other.band[1], lpx.band[1] / other.band[0]] : null;
}

/** Title of the tab's chart. */
export function attachFinding(
  plan: ResolvedPlan,
  { attachRate }: PlanResult,
  all: readonly Contest[],
): string {
  const won = all.filter((contest) => (ratioOf(contest) ?? 2) < 1 || (contest.lpx && !contest.other)).length;
  const of = `${won} of ${all.length} ${all.length === 1 ? 'workload' : 'workloads'}`;
  const tokens =
    attachRate.ofTokens === null
      ? ''
      : `: ${format.percent(attachRate.ofTokens)} of ${plan.title ?? 'the plan'}’s tokens`;
  return `LPX is the cheapest way to serve ${of}${tokens}`;
}

/**
 * Winners that the plan's accelerators do not suffice for: the attach rate compares costs, the verdict asks
 * what works. Empty where the two agree.
 */
export function notWorking(result: PlanResult): string {
  const winners = new Set(Object.values(result.attachRate.perWorkload).flatMap(({ winner }) => winner ?? []));
  const broken = [...winners].flatMap((name) => {
    const option = result.options[name];
    return option && !option.feasible
      ? [`${name} is cheaper, but ${option.reasons[0] ?? 'does not work'}`]
      : [];
  });
  return broken.join('; ');
}
