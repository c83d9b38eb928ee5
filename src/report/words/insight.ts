import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { isDecodeOnly } from './decodeOnly.js';
import { missedBy } from '../../engine/questions/passes.js';
import type { OptionResult, OptionWorkloadResult, PlanResult } from '../../engine/shapes/result.js';

/** Small questions to a result, asked by several views and by the sentences. */

/** Index of an option's colour, dash and shape: the same in every chart, whatever else the chart shows. */
export function lookOfOption(plan: ResolvedPlan, option: string): number {
  return Math.max(0, Object.keys(plan.options).indexOf(option));
}

export interface Tightest {
  readonly option: string;
  readonly workload: string;
  readonly pressure: number;
}

/** The workload whose KV cache is under most pressure in an option. */
export function tightestOf(option: string, result: OptionResult): Tightest | null {
  let tightest: Tightest | null = null;
  for (const [workload, { memory }] of Object.entries(result.workloads)) {
    if (memory && (!tightest || memory.pressure > tightest.pressure)) {
      tightest = { option, workload, pressure: memory.pressure };
    }
  }
  return tightest;
}

/** The tightest workload of each option, fullest first. */
export function tightness(result: PlanResult): Tightest[] {
  return Object.entries(result.options)
    .flatMap(([name, option]) => tightestOf(name, option) ?? [])
    .sort((a, b) => b.pressure - a.pressure);
}

export interface PricedOption {
  readonly option: string;
  readonly usd: number;
  readonly feasible: boolean;
  /** The cost leaves prompts out. */
  readonly decodeOnly: boolean;
}

/** Options whose cost over all workloads is known, on the basis that picks the winner, cheapest first. */
export function pricedOptions(result: PlanResult): PricedOption[] {
  return Object.entries(result.options)
    .flatMap(([option, found]) => {
      const usd = found.basis[result.basis].usdPerMillionTokens;
      const { feasible } = found;
      return usd === null ? [] : [{ option, usd, feasible, decodeOnly: isDecodeOnly(found) }];
    })
    .sort((a, b) => a.usd - b.usd);
}

/**
 * The option that the headline is about: the cheapest that works, else one that works, else the cheapest,
 * else the one with the fewest obstacles.
 */
export function leadingOption(result: PlanResult): string | null {
  const priced = pricedOptions(result);
  const works = Object.entries(result.options).find(([, { feasible }]) => feasible);
  const fewest = Object.entries(result.options).sort(([, a], [, b]) => obstacles(a) - obstacles(b))[0];
  return (
    priced.find(({ feasible }) => feasible)?.option ?? works?.[0] ?? priced[0]?.option ?? fewest?.[0] ?? null
  );
}

/** Orders options that do not work: how many reasons, then by how much they miss what is asked, then how full the memory. */
function obstacles(option: OptionResult): number {
  const pressure = tightestOf('', option)?.pressure ?? 100;
  const missed = option.reasons.reduce((most, reason) => Math.max(most, missedBy(reason)), 0);
  return option.reasons.length + 0.9 * missed + Math.min(pressure, 100) / 1e6;
}

export interface Slowest {
  readonly workload: string;
  readonly speed: number;
  readonly wanted: number | null;
}

/** The workload that misses its speed by most, or comes nearest to missing it. */
export function slowestOf(plan: ResolvedPlan, result: OptionResult): Slowest | null {
  let slowest: Slowest | null = null;
  const headroom = (s: Slowest) => (s.wanted === null ? Number.POSITIVE_INFINITY : s.speed / s.wanted);
  for (const [workload, { decode }] of Object.entries(result.workloads)) {
    if (!decode) continue;
    const entry = {
      workload,
      speed: decode.tokensPerSecondPerUser,
      wanted: plan.workloads[workload]?.speed ?? null,
    };
    if (!slowest || headroom(entry) < headroom(slowest)) slowest = entry;
  }
  return slowest;
}

/** A service has the speed that it publishes, for whoever asks for most; `null` where it publishes none. */
export function publishedSpeed({ options, workloads }: ResolvedPlan, option: string): Slowest | null {
  const speed = options[option]?.hosted?.speedTokensPerSecond ?? null;
  const [first] = Object.entries(workloads)
    .map(([workload, { speed: wanted }]) => ({ workload, wanted }))
    .toSorted((a, b) => (b.wanted ?? 0) - (a.wanted ?? 0));
  return speed === null || !first ? null : { ...first, speed };
}

/** Where two series over the same grid change places, found between samples on a logarithmic scale. */
export function crossingOf(
  points: readonly { readonly x: number; readonly a: number | null; readonly b: number | null }[],
): number | null {
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1];
    const to = points[i];
    if (!from || !to || from.a === null || from.b === null || to.a === null || to.b === null) continue;
    const before = Math.log(from.a / from.b);
    const after = Math.log(to.a / to.b);
    if (before === 0) return from.x;
    if (before * after > 0 || !Number.isFinite(before) || !Number.isFinite(after)) continue;
    const share = before / (before - after);
    return from.x * (to.x / from.x) ** share;
  }
  return null;
}

/** The value of a curve at `x`, read between its points on logarithmic scales; `null` outside or in a gap. */
export function valueAt(
  points: readonly { readonly x: number; readonly y: number | null }[],
  x: number,
): number | null {
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1];
    const to = points[i];
    if (!from || !to || x < from.x || x > to.x) continue;
    if (from.y === null || to.y === null || from.y <= 0 || to.y <= 0) return null;
    const share =
      from.x > 0 ? Math.log(x / from.x) / Math.log(to.x / from.x) : (x - from.x) / (to.x - from.x);
    return from.y * (to.y / from.y) ** share;
  }
  return null;
}

/** Workloads of an option with their results, in the plan's order. */
export function workloadsOf(plan: ResolvedPlan, result: OptionResult): [string, OptionWorkloadResult][] {
  return Object.keys(plan.workloads).flatMap((name) => {
    const found = result.workloads[name];
    return found ? [[name, found] as [string, OptionWorkloadResult]] : [];
  });
}

/** `chosen` if it is among `names`, else the first of them. */
export function chosenOf(chosen: string | null, names: readonly string[]): string | null {
  if (chosen !== null && names.includes(chosen)) return chosen;
  return names[0] ?? null;
}
