import { ownedGpus } from '../../catalog/shapes/owned.js';
import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { AttachRate, Earnings, OwnedBasis, PlanResult } from '../shapes/result.js';
import { sumOrNull } from '../shapes/unknowns.js';
import { MILLION } from '../../units/constants.js';
import { revenuePerToken } from '../fleet/costs.js';
import { sumOfEarnings } from './bill/earnings.js';
import { openRange } from './errors/attachOverRanges.js';
import { evaluate } from './evaluate.js';
import { mergePlans } from './mix/merged.js';

/** What wins a workload, in kinds that plans have in common whatever they call their options. */
export type Kind = 'gpus' | 'software' | 'lpx' | 'lpx-and-software' | 'hosted';

/** A workload of a plan of the portfolio. */
export interface PortfolioWorkload {
  readonly workload: string;
  /** The option of the best mix. */
  readonly winner: string | null;
  readonly kind: Kind | null;
  readonly runnerUp: string | null;
  /** What the bill grows by with the runner-up, as a fraction of what the workload costs. */
  readonly margin: number | null;
  /** Decoded tokens per second on average; `null`: not known. */
  readonly tokensPerSecond: number | null;
  readonly usdPerMillionTokens: number | null;
  /** What a million of its decoded tokens sell for, their prompts included; `null` without a price. */
  readonly revenueUsdPerMillionTokens: number | null;
  /** What is left of that; `null` without a price, or a cost. */
  readonly leftOfRevenue: number | null;
  /** That cost leaves prompts out: the plan does not say what a request is. */
  readonly decodeOnly: boolean;
  /** LPX racks work for it. */
  readonly lpx: boolean;
  /** With LPX and without it costs the same, within what the model errs. */
  readonly tie: boolean;
}

/** A plan of the portfolio, or several as one. */
export interface PortfolioPlan {
  readonly workloads: readonly PortfolioWorkload[];
  readonly attachRate: AttachRate;
  /** Accelerators that its best mix uses. */
  readonly accelerators: number;
  readonly gpuRacks: number;
  /** LPX racks of its best mix. */
  readonly lpxRacks: number;
  /** Its best mix, all-in and on the basis that picks winners. */
  readonly usdPerHour: number | null;
  readonly basis: OwnedBasis;
  readonly stillToSpendUsdPerHour: number | null;
  readonly earnings: Earnings;
  /** Capital of what that mix buys. */
  readonly purchaseUsd: number | null;
}

/** What a plan brings to a portfolio: each of its workloads as its best mix serves it. */
export function portfolioPlan(
  plan: ResolvedPlan,
  { options, attachRate, mix, basis }: PlanResult,
): PortfolioPlan {
  const workloads = Object.entries(attachRate.perWorkload).map(
    ([workload, { winner, runnerUp, margin }]): PortfolioWorkload => {
      const option = winner === null ? undefined : plan.options[winner];
      const served = mix.served[workload];
      return {
        ...{ workload, winner, runnerUp, margin },
        kind: option ? kindOf(option, served?.lpx === true) : null,
        lpx: served?.lpx === true,
        tie: attachRate.ties.includes(workload),
        tokensPerSecond: served?.tokensPerSecond ?? null,
        usdPerMillionTokens: served?.usdPerMillionTokens ?? null,
        revenueUsdPerMillionTokens: revenueOf(plan, workload),
        leftOfRevenue: served?.margin ?? null,
        decodeOnly: (winner !== null && options[winner]?.workloads[workload]?.cost.decodeOnly) === true,
      };
    },
  );
  const { lpxRacksPerGpuRack } = attachRate;
  return {
    workloads,
    attachRate,
    accelerators: mix.accelerators,
    gpuRacks: lpxRacksPerGpuRack
      ? mix.lpxRacks / lpxRacksPerGpuRack
      : mix.accelerators / (ownedGpus(plan)?.perRack ?? 1),
    lpxRacks: mix.lpxRacks,
    usdPerHour: mix.basis.priced.usdPerHour,
    basis,
    stillToSpendUsdPerHour: mix.basis.sunk.usdPerHour,
    earnings: mix.earnings,
    purchaseUsd: mix.purchase.usd,
  };
}

function revenueOf({ workloads }: ResolvedPlan, name: string): number | null {
  const workload = workloads[name];
  const price = workload ? revenuePerToken(workload) : null;
  return price === null ? null : price * MILLION;
}

/** A workload that leaves its option's racks to the others is served by what is beside them. */
function kindOf({ hosted, speculation }: Option, lpx: boolean): Kind {
  if (hosted) return 'hosted';
  if (lpx) return speculation ? 'lpx-and-software' : 'lpx';
  return speculation ? 'software' : 'gpus';
}

/** Plans that stand on the same machines, as one fleet. */
export interface PortfolioFleet {
  /** Numbers of its plans. */
  readonly plans: readonly number[];
  readonly answer: PortfolioPlan;
}

/** The fleets of a portfolio; a plan that stands alone has its own answer. */
export function portfolioFleets(
  plans: readonly { readonly plan: ResolvedPlan; readonly answer: PortfolioPlan }[],
): PortfolioFleet[] {
  return mergePlans(plans.map(({ plan }) => plan)).map((merged) => {
    const [only, another] = merged.plans;
    const alone = only !== undefined && another === undefined ? plans[only] : undefined;
    if (alone) return { plans: merged.plans, answer: alone.answer };
    const answer = portfolioPlan(merged.plan, evaluate(merged.plan, { breakEven: false }));
    const own = merged.plans.flatMap((i) => plans[i]?.answer ?? []);
    return { plans: merged.plans, answer: { ...answer, attachRate: openAsAlone(answer, own) } };
  });
}

/**
 * The rate of several plans as one with what the ranges of each leave open of its own: nobody draws over the ranges of
 * all together.
 */
function openAsAlone({ attachRate, workloads }: PortfolioPlan, plans: readonly PortfolioPlan[]): AttachRate {
  const { ofTokens } = attachRate;
  const open = plans.flatMap(({ attachRate: own, workloads: parts }) =>
    own.overRanges && own.ofTokens !== null
      ? [{ ...own.overRanges, ofTokens: own.ofTokens, tokens: tokensOf(parts) }]
      : [],
  );
  const all = tokensOf(workloads);
  if (ofTokens === null || open.length === 0 || all === 0) return attachRate;
  const moved = (by: (one: (typeof open)[number]) => number) =>
    sum(open, (one) => by(one) * one.tokens) / all;
  return {
    ...attachRate,
    overRanges: {
      low: Math.max(0, ofTokens - moved((one) => one.ofTokens - one.low)),
      high: Math.min(1, ofTokens + moved((one) => one.high - one.ofTokens)),
      rivals: [...new Set(open.flatMap(({ rivals }) => rivals))],
    },
  };
}

const tokensOf = (workloads: readonly PortfolioWorkload[]): number =>
  sum(
    workloads.filter(({ kind }) => kind !== null),
    (one) => one.tokensPerSecond ?? 0,
  );

/** All plans together, weighted by decoded tokens. Fractions 0..1; `null` where no token is decided. */
export interface PortfolioTotals {
  readonly tokensPerSecond: number;
  readonly usdPerMillionTokens: number | null;
  /** Share of decided tokens by the kind that wins them, largest first. */
  readonly kinds: readonly { readonly kind: Kind; readonly share: number }[];
  /** Mean margin of the winners. */
  readonly margin: number | null;
  /** Share of tokens that LPX racks work for. */
  readonly attachRate: number | null;
  /** The same with ties given to the rival, and to LPX. */
  readonly attachRateRange: { readonly low: number; readonly high: number } | null;
  /** Share of what decided tokens are sold for; `null` where one of them has no price. */
  readonly attachRateOfRevenue: number | null;
  readonly accelerators: number;
  readonly gpuRacks: number;
  readonly lpxRacks: number;
  readonly lpxRacksPerGpuRack: number | null;
  readonly lpxRacksPer72Gpus: number | null;
  /** All-in, of all fleets; `null` where one of them is not known. */
  readonly usdPerHour: number | null;
  /** What all fleets bring and leave; not known where a workload has no sale price. */
  readonly earnings: Earnings;
  /** Capital of all that is bought. */
  readonly purchaseUsd: number | null;
  /** Workloads that only LPX can serve, with what a million of their tokens adds to the bill; the dearest first. */
  readonly forcedBy: readonly { readonly workload: string; readonly usdPerMillionTokens: number | null }[];
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

/**
 * Adds up a portfolio: `fleets` are its plans with those that stand on the same machines as one, `plans` each alone,
 * for the spread.
 */
export function portfolioTotals(
  fleets: readonly PortfolioPlan[],
  plans: readonly PortfolioPlan[] = fleets,
): PortfolioTotals {
  const all = fleets.flatMap(({ workloads }) => workloads);
  const decided = all.flatMap((one) =>
    one.kind === null || one.tokensPerSecond === null
      ? []
      : [{ ...one, kind: one.kind, tokens: one.tokensPerSecond }],
  );
  const tokens = sum(decided, (one) => one.tokens);
  const share = (of: typeof decided) => (tokens > 0 ? sum(of, (one) => one.tokens) / tokens : null);
  const gpus = sum(fleets, (fleet) => fleet.gpuRacks);
  const lpx = sum(fleets, (fleet) => fleet.lpxRacks);
  const accelerators = sum(fleets, (fleet) => fleet.accelerators);
  return {
    tokensPerSecond: tokens,
    usdPerMillionTokens: weighted(decided, (one) => one.usdPerMillionTokens),
    kinds: [...new Set(decided.map(({ kind }) => kind))]
      .map((kind) => ({ kind, share: share(decided.filter((one) => one.kind === kind)) ?? 0 }))
      .sort((a, b) => b.share - a.share),
    margin: weighted(decided, (one) => one.margin),
    attachRate: share(decided.filter((one) => one.lpx)),
    attachRateOfRevenue: ofRevenue(decided),
    attachRateRange: rangeOf(fleets),
    accelerators,
    gpuRacks: gpus,
    lpxRacks: lpx,
    lpxRacksPerGpuRack: gpus > 0 ? lpx / gpus : null,
    lpxRacksPer72Gpus: accelerators > 0 ? (lpx * 72) / accelerators : null,
    usdPerHour: sumOrNull(fleets.map(({ usdPerHour }) => usdPerHour)),
    earnings: sumOfEarnings(fleets.map(({ earnings }) => earnings)),
    purchaseUsd: sumOrNull(fleets.map(({ purchaseUsd }) => purchaseUsd)),
    forcedBy: fleets
      .flatMap(({ attachRate: { forcedBy, forcedUsdPerMillionTokens } }) =>
        forcedBy === null ? [] : [{ workload: forcedBy, usdPerMillionTokens: forcedUsdPerMillionTokens }],
      )
      .toSorted((a, b) => (b.usdPerMillionTokens ?? 0) - (a.usdPerMillionTokens ?? 0)),
    undecided: all.length - decided.length,
    spread: {
      attachRate: spreadOf(plans.flatMap((plan) => plan.attachRate.ofTokens ?? [])),
      usdPerMillionTokens: spreadOf(plans.flatMap((plan) => winnersCost(plan) ?? [])),
    },
  };
}

/** Ties that are given away fleet by fleet, as each of them can: several together may be no tie any more. */
function rangeOf(fleets: readonly PortfolioPlan[]): PortfolioTotals['attachRateRange'] {
  let [low, high, tokens] = [0, 0, 0];
  for (const { workloads, attachRate } of fleets) {
    const own = tokensOf(workloads);
    if (own === 0) continue;
    const ends = openRange(attachRate);
    if (!ends) return null;
    low += ends.low * own;
    high += ends.high * own;
    tokens += own;
  }
  return tokens > 0 ? { low: low / tokens, high: high / tokens } : null;
}

function ofRevenue(decided: readonly (PortfolioWorkload & { readonly tokens: number })[]): number | null {
  const revenue = (of: typeof decided) =>
    sumOrNull(of.map(({ revenueUsdPerMillionTokens: usd, tokens }) => (usd === null ? null : usd * tokens)));
  const [part, whole] = [revenue(decided.filter(({ lpx }) => lpx)), revenue(decided)];
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}

/** Cost of a plan's winners, USD per million tokens, weighted by tokens. */
export function winnersCost({ workloads }: PortfolioPlan): number | null {
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
