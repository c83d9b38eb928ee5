import { gpuRacks } from './attachRate.js';
import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { AttachRate, PlanResult } from '../shapes/result.js';

/** What wins a workload, in kinds that plans have in common whatever they call their options. */
export type Kind = 'gpus' | 'software' | 'lpx' | 'lpx-and-software' | 'hosted';

/** A workload of a plan of the portfolio. */
export interface PortfolioWorkload {
  readonly workload: string;
  readonly winner: string | null;
  readonly kind: Kind | null;
  readonly runnerUp: string | null;
  /** How much dearer the runner-up is, as a fraction of the winner's cost. */
  readonly margin: number | null;
  /** Decoded tokens per second: its demand, else what its sequences make under the winner; `null`: not known. */
  readonly tokensPerSecond: number | null;
  readonly usdPerMillionTokens: number | null;
  /** That cost leaves prompts out: the plan does not say what a request is. */
  readonly decodeOnly: boolean;
  /** GPU racks that the winner takes; single GPUs count as themselves. */
  readonly gpuRacks: number;
}

/** A plan of the portfolio. */
export interface PortfolioPlan {
  readonly workloads: readonly PortfolioWorkload[];
  readonly attachRate: AttachRate;
  readonly gpuRacks: number;
  /** LPX racks of the options that win. */
  readonly lpxRacks: number;
}

/** What a plan brings to a portfolio. */
export function portfolioPlan(plan: ResolvedPlan, { options, attachRate }: PlanResult): PortfolioPlan {
  const workloads = Object.entries(attachRate.perWorkload).map(
    ([workload, { winner, runnerUp, margin }]): PortfolioWorkload => {
      const option = winner === null ? undefined : plan.options[winner];
      const result = winner === null ? undefined : options[winner]?.workloads[workload];
      return {
        ...{ workload, winner, runnerUp, margin },
        kind: option ? kindOf(option) : null,
        tokensPerSecond: volumeOf(plan, workload, result?.decode?.tokensPerSecondPerUser ?? null),
        usdPerMillionTokens: result?.cost.usdPerMillionTokens ?? null,
        decodeOnly: result?.cost.decodeOnly ?? false,
        gpuRacks: winner === null ? 0 : gpuRacks(plan, options, winner, workload),
      };
    },
  );
  const winners = new Set(workloads.flatMap(({ winner }) => winner ?? []));
  return {
    workloads,
    attachRate,
    gpuRacks: sum(workloads, (one) => one.gpuRacks),
    lpxRacks: sum([...winners], (name) => options[name]?.lpx?.racks ?? 0),
  };
}

function kindOf({ hosted, lpx, speculation }: Option): Kind {
  if (hosted) return 'hosted';
  if (lpx) return speculation ? 'lpx-and-software' : 'lpx';
  return speculation ? 'software' : 'gpus';
}

/** Tokens per second on average: the demand, else concurrency × speed × utilization. */
function volumeOf({ workloads, economics }: ResolvedPlan, name: string, speed: number | null): number | null {
  const workload = workloads[name];
  const reached = speed ?? workload?.speed ?? null;
  if (!workload || workload.demand !== null) return workload?.demand ?? null;
  return reached === null || workload.concurrency === null
    ? null
    : workload.concurrency * reached * economics.utilization;
}

/** All plans together, weighted by decoded tokens. Fractions 0..1; `null` where no token is decided. */
export interface PortfolioTotals {
  readonly tokensPerSecond: number;
  readonly usdPerMillionTokens: number | null;
  /** Share of decided tokens by the kind that wins them, largest first. */
  readonly kinds: readonly { readonly kind: Kind; readonly share: number }[];
  /** Mean margin of the winners. */
  readonly margin: number | null;
  /** Share of tokens whose cheapest option contains LPX. */
  readonly attachRate: number | null;
  readonly gpuRacks: number;
  readonly lpxRacks: number;
  readonly lpxRacksPerGpuRack: number | null;
  /** Workloads that no option serves at a known cost, or whose volume is not known: they carry no weight. */
  readonly undecided: number;
  /** Over plans, each counted once. */
  readonly spread: {
    readonly attachRate: Spread | null;
    readonly usdPerMillionTokens: Spread | null;
  };
}

export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Adds up a portfolio. */
export function portfolioTotals(plans: readonly PortfolioPlan[]): PortfolioTotals {
  const all = plans.flatMap(({ workloads }) => workloads);
  const decided = all.flatMap((one) =>
    one.kind === null || one.tokensPerSecond === null
      ? []
      : [{ ...one, kind: one.kind, tokens: one.tokensPerSecond }],
  );
  const tokens = sum(decided, (one) => one.tokens);
  const share = (of: typeof decided) => (tokens > 0 ? sum(of, (one) => one.tokens) / tokens : null);
  const gpus = sum(plans, (plan) => plan.gpuRacks);
  const lpx = sum(plans, (plan) => plan.lpxRacks);
  return {
    tokensPerSecond: tokens,
    usdPerMillionTokens: weighted(decided, (one) => one.usdPerMillionTokens),
    kinds: [...new Set(decided.map(({ kind }) => kind))]
      .map((kind) => ({ kind, share: share(decided.filter((one) => one.kind === kind)) ?? 0 }))
      .sort((a, b) => b.share - a.share),
    margin: weighted(decided, (one) => one.margin),
    attachRate: share(decided.filter(({ kind }) => kind.startsWith('lpx'))),
    gpuRacks: gpus,
    lpxRacks: lpx,
    lpxRacksPerGpuRack: gpus > 0 ? lpx / gpus : null,
    undecided: all.length - decided.length,
    spread: {
      attachRate: spreadOf(plans.flatMap((plan) => plan.attachRate.ofTokens ?? [])),
      usdPerMillionTokens: spreadOf(plans.flatMap((plan) => costOf(plan) ?? [])),
    },
  };
}

/** Cost of a plan's winners, USD per million tokens, weighted by tokens. */
export function costOf({ workloads }: PortfolioPlan): number | null {
  const known = workloads.map((one) => ({ ...one, tokens: one.tokensPerSecond ?? 0 }));
  return weighted(known, (one) => one.usdPerMillionTokens);
}

/** Mean of what is known, weighted by tokens. */
function weighted<T extends { readonly tokens: number }>(
  items: readonly T[],
  of: (item: T) => number | null,
): number | null {
  const known = items.flatMap((item) => {
    const value = of(item);
    return value === null ? [] : [{ value, tokens: item.tokens }];
  });
  const tokens = sum(known, (one) => one.tokens);
  return tokens > 0 ? sum(known, (one) => one.value * one.tokens) / tokens : null;
}

function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return null;
  const middle = (sorted.length - 1) / 2;
  const [under = low, over = high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return { low, median: (under + over) / 2, high };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
