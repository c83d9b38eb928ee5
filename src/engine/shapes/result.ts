/**
 * The answer to a plan. Member names are fixed by the result JSON (`decodeplan schema --result`):
 * bytes, seconds, per second, USD, fractions 0..1. A value that cannot be had is `null` beside a
 * `reason`: a code with data here, a sentence in the JSON.
 */
import type { Layout } from '../../catalog/shapes/resolvedPlan.js';
import type { LoadResult } from './load.js';
import type { PrefillResult, PrefixCacheResult, RequestResult } from './requestResult.js';
import type { MemoryPart, StepPart } from './parts.js';
import type { Basis, Reason } from './reasons.js';

export interface PlanResult {
  readonly model: ModelResult;
  readonly workloads: Readonly<Record<string, WorkloadResult>>;
  readonly options: Readonly<Record<string, OptionResult>>;
  /** The basis that picks the winner. */
  readonly basis: OwnedBasis;
  /** What each workload asks for, by name. */
  readonly load: Readonly<Record<string, LoadResult>>;
  readonly breakEven: readonly BreakEven[];
  readonly secondPurchase: SecondPurchase | null;
  /** Each workload on whichever option serves it best beside the others. */
  readonly mix: MixResult;
  /** The LPX part of the mix. */
  readonly attachRate: AttachRate;
  readonly uncertainty: Uncertainty | null;
}

export interface ModelResult {
  readonly id: string;
  readonly layers: number;
  readonly parameters: number | null;
  readonly activeParameters: number | null;
  readonly weightsBytes: number | null;
  readonly reason?: Reason;
}

/** A value at the workload's three context lengths. */
export interface AtLengths {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface WorkloadResult {
  /** `null` where it is not known how the model keeps its past. */
  readonly kvCache: KvCacheResult | null;
  readonly reason?: Reason;
}

export interface KvCacheResult {
  /** Marginal growth at the p50 context, one sequence, unsharded. */
  readonly bytesPerToken: number;
  /** What a sequence holds whatever its length: full windows and states. */
  readonly fixedBytes: number;
  /** The part of `fixedBytes` that is recurrent or compressor state. */
  readonly stateBytes: number;
  readonly bytesPerSequence: AtLengths;
  readonly readBytesPerStep: AtLengths;
  readonly variants: Readonly<Record<VariantName, KvVariant>>;
  /** 1 - native / mha at p50. */
  readonly savings: number;
}

export type VariantName = 'mha' | 'gqa8' | 'mqa' | 'mla' | 'native';

export interface KvVariant {
  readonly bytesPerToken: number;
  readonly bytesPerSequence: AtLengths;
}

export interface OptionResult {
  /** On what is there, with what it has to buy, or not at all. */
  readonly works: 'owned' | 'purchase' | 'no';
  /** It works, if with a purchase. */
  readonly feasible: boolean;
  readonly reasons: readonly Reason[];
  /** Of the largest pool; `null` for a hosted option, and where LPX decodes alone. */
  readonly layout: (Layout & { readonly replicas: number }) | null;
  /** Replicas of one kind each, with the workloads that they serve; those of prompts last. Empty where bought. */
  readonly pools: readonly PoolResult[];
  readonly lpx: LpxResult | null;
  readonly workloads: Readonly<Record<string, OptionWorkloadResult>>;
  readonly total: OptionTotal;
  readonly purchase: OptionPurchase;
  readonly power: OptionPower;
  readonly basis: OptionBases;
  readonly finance: OptionFinance;
}

/** What an option takes and brings over the time of amortization: its purchase, then years at their ends. USD, nominal. */
export interface OptionFinance {
  /** Of the purchase. */
  readonly capitalUsd: number | null;
  /** Of what is bought, at the end. */
  readonly residualUsd: number | null;
  /** Power, operations, hosting, rent and services; owned hardware included. */
  readonly runningUsdPerYear: number | null;
  /** Of the workloads that have a sale price. */
  readonly revenueUsdPerYear: number | null;
  readonly yearly: readonly FinanceYear[];
  /** After how long lower running costs have paid for what is bought more than by the baseline. */
  readonly paybackMonths: number | null;
  /** At the capital cost; without a sale price the present cost, and so negative; `null` where a part of what is served is sold. */
  readonly netPresentValueUsd: number | null;
  /** Per year. */
  readonly internalRateOfReturn: number | null;
  readonly earnings: OptionEarnings;
  readonly reason?: Reason;
  readonly paybackReason?: Reason;
  readonly returnReason?: Reason;
  /** Why there is no present value. */
  readonly valueReason?: Reason;
  /** What the revenue leaves out. */
  readonly revenueReason?: Reason;
}

/** What tokens bring and leave, in USD, on average. */
export interface Earnings {
  /** Of the workloads that have a sale price. */
  readonly revenueUsdPerHour: number | null;
  /** After the whole bill, all-in. */
  readonly profitUsdPerHour: number | null;
  /** That profit over the revenue: a fraction, negative where tokens cost more than they bring. */
  readonly margin: number | null;
  readonly reason?: Reason;
}

/** The same of an option; a megawatt is one at the meter. */
export interface OptionEarnings extends Earnings {
  readonly revenueUsdPerMegawattHour: number | null;
  readonly profitUsdPerMegawattHour: number | null;
  /** Of each rack, of accelerators and of LPX alike, whole ones; `null` where accelerators come in none. */
  readonly profitUsdPerRackHour: number | null;
}

/** One year of an option; year 0 is the purchase. The capital of the last is what is left, negative. */
export interface FinanceYear {
  readonly year: number;
  readonly capitalUsd: number;
  readonly powerUsd: number;
  readonly operationsUsd: number;
  readonly rentUsd: number;
  readonly hostedUsd: number;
  readonly revenueUsd: number | null;
}

/** What an option adds to what is there; `null` with a reason where it cannot be told. */
export interface OptionPurchase {
  /** Bought, or rented beyond those that are; whole units where bought. */
  readonly accelerators: number | null;
  /** Racks that those come in; 0 where they come in none. */
  readonly gpuRacks: number | null;
  readonly lpxRacks: number | null;
  /** The same, kind by kind: only what is added. */
  readonly parts: readonly PurchasePart[];
  /** Capital. */
  readonly usd: number | null;
  /** At the meter. */
  readonly kilowatts: number | null;
  readonly reason?: Reason;
}

/** What is added of one kind of hardware. */
export interface PurchasePart {
  /** Accelerators that decode, those of another type for prompts, those that draft, or LPX racks. */
  readonly kind: 'gpus' | 'prefill' | 'drafter' | 'lpx';
  /** Catalogue id of the accelerator or of the LPX rack, or the name that the plan gives. */
  readonly type: string;
  /** Accelerators, or LPX racks. */
  readonly pieces: number;
  /** Racks that the accelerators come in; 0 where they come in none. */
  readonly racks: number;
  readonly rented: boolean;
}

/** What an option's hardware draws, and decodes with it on average; `null` where a power is not known. */
export interface OptionPower {
  readonly itWatts: number | null;
  readonly meterWatts: number | null;
  /** Per megawatt at the meter; `null` for a hosted option. */
  readonly tokensPerSecondPerMegawatt: number | null;
  readonly reason?: Reason;
}

/** How owned hardware counts: like bought hardware, or only by what running it costs. */
export type OwnedBasis = 'priced' | 'sunk';

/** What an option costs on each basis. */
export type OptionBases = Readonly<Record<OwnedBasis, UsdOfBasis>>;

export interface UsdOfBasis {
  readonly usdPerHour: number | null;
  readonly usdPerMillionTokens: number | null;
  readonly reason?: Reason;
}

/** Whole replicas of one kind. */
export interface PoolResult {
  /** By name: several share the replicas. */
  readonly workloads: readonly string[];
  /** What its accelerators do of a request. */
  readonly role: 'decode' | 'prefill' | 'both';
  /** `null` where LPX decodes alone. */
  readonly layout: Layout | null;
  readonly replicas: number;
  /** All of them; 0 where LPX decodes alone. */
  readonly accelerators: number;
  /** What LPX does for it; `null` without. */
  readonly lpxRole: 'ffn' | 'drafter' | 'decode' | null;
}

/** An option over all its workloads. */
export interface OptionTotal {
  readonly usdPerMillionTokens: number | null;
  readonly usdPerHour: number | null;
  /**
   * Decoded tokens per second that the plan's own accelerators could serve on average, the workloads in the
   * proportion they have; 0 where they cannot serve them at all, `null` where nothing is owned.
   */
  readonly ownedTokensPerSecond: number | null;
  /** Accelerators that compute nothing but prompts; 0 where those that decode do, `null` where nothing is owned. */
  readonly prefillAccelerators: number | null;
  /** Accelerators that draft and do nothing else; `null` where nothing is owned. */
  readonly drafterAccelerators: number | null;
  /** What its LPX racks cost; 0 without any. */
  readonly lpxUsdPerHour: number | null;
}

/** What was decided for the LPX racks, with the roles that were weighed. */
export interface LpxResult {
  /** What most of the racks do. */
  readonly role: 'ffn' | 'drafter' | 'decode';
  /** Racks in all. */
  readonly racks: number;
  /** Racks that the roles cannot do without. */
  readonly minimumRacks: number;
  /** The racks of each role: pools may use them in different ones. */
  readonly byRole: readonly { readonly role: 'ffn' | 'drafter' | 'decode'; readonly racks: number }[];
  readonly roles: readonly {
    readonly role: 'ffn' | 'drafter' | 'decode';
    readonly minimumRacks: number | null;
    readonly usdPerMillionTokens: number | null;
    /** The same still to spend; `null` too where the plan does not let it be bought. */
    readonly sunkUsdPerMillionTokens: number | null;
    readonly reason: Reason | null;
  }[];
}

export interface OptionWorkloadResult {
  /** The number of the pool that decodes it, among the option's `pools`; `null` where bought, or nothing runs. */
  readonly pool: number | null;
  readonly memory: MemoryResult | null;
  readonly decode: DecodeResult | null;
  /** `null` for a hosted option, and where the plan does not say what a request is. */
  readonly prefill: PrefillResult | null;
  readonly request: RequestResult | null;
  readonly prefixCache: PrefixCacheResult | null;
  readonly cost: CostResult;
  readonly reasons: readonly Reason[];
}

/** All per accelerator. */
export interface MemoryResult extends Readonly<Record<MemoryPart, number>> {
  readonly capacityBytes: number;
  /** Weights that lie in its host's memory, beside `weightsBytes`. */
  readonly hostWeightsBytes: number;
  readonly kvPoolBytes: number;
  readonly kvBytesPerToken: number;
  /** KV bytes in use at peak, page-rounded. */
  readonly kvUsedBytes: number;
  /** Tokens that the pool holds over the whole replica, as an engine would log it. */
  readonly kvTokens: number;
  /**
   * Sequences that one replica holds, all its data-parallel ranks together: of the workload's mix in 95 % of all loads,
   * and if all had one length.
   */
  readonly maxConcurrency: AtLengths & { readonly mix: number };
  /** Sequences of the workload's mix that the replicas which it gets hold together. */
  readonly fleetConcurrency: number;
  /**
   * Requests in flight at peak, which it is asked to hold: the plan's own number, or more where its volume takes more.
   * `null` where only a volume is given, and no time is reached that would tell it.
   */
  readonly askedConcurrency: number | null;
  /** Bytes of waiting prefixes that an accelerator must keep beside its sequences so that all asked hits are served. */
  readonly keptPrefixBytes: number;
  /** Prompts that hold their cache before their first token, beside the sequences, over all replicas. */
  readonly promptsInFlight: number;
  /**
   * Demanded over available KV pool: the 95 % quantile of what the sequences and the prompts in flight take together,
   * and kept prefixes.
   */
  readonly pressure: number;
  /** The same if every sequence were as long as one in twenty is. */
  readonly pressureAllAtP95: number;
}

/** Pressure without kept prefixes: they yield to what runs, and are computed again. */
export function runningPressure({ pressure, keptPrefixBytes, kvPoolBytes }: MemoryResult): number {
  return kvPoolBytes > 0 ? pressure - keptPrefixBytes / kvPoolBytes : pressure;
}

export interface DecodeResult {
  /** Sequences per replica that decode together. */
  readonly batch: number;
  readonly stepSeconds: number;
  readonly draftSeconds: number;
  /** Tokens a step emits per sequence, bonus included; 1 without speculation. */
  readonly acceptedLength: number;
  /** Drafts verified per sequence on average. */
  readonly verifiedDrafts: number;
  readonly tokensPerSecondPerUser: number;
  /** The same load with nothing drafted; equal to the above without speculation. */
  readonly speedWithoutDrafts: number;
  /** Over all replicas. */
  readonly tokensPerSecond: number;
  readonly tokensPerSecondPerAccelerator: number;
  /** What takes most of the step. */
  readonly bound: StepPart;
  readonly speedOfLightSeconds: number;
  readonly parts: StepParts;
  /** Spread of `stepSeconds` as factors around it, as in 0.9..1.1, and what it rests on. */
  readonly band: {
    readonly low: number;
    readonly high: number;
    readonly basis: Basis;
    /** Relative error that what is assumed of LPX leaves by itself; 0 without LPX. */
    readonly assumed: number;
  };
}

/** Seconds of one step; they add up to `stepSeconds`. */
export type StepParts = Readonly<Record<StepPart, number>>;

export interface CostResult {
  readonly usdPerHour: number | null;
  readonly usdPerMillionTokens: number | null;
  readonly joulesPerToken: number | null;
  readonly acceleratorsNeeded: number | null;
  readonly lpxRacks: number | null;
  readonly meetsSpeed: boolean;
  /** Its part of the option's cost on each basis. */
  readonly basis: OptionBases;
  /** Spread of `usdPerMillionTokens` that follows from the band of the step time; `null` where bought. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Sale price less cost, over sale price; `null` without a price. */
  readonly margin: number | null;
  /** The cost holds decoding alone: the plan does not say what a request is, or prompts are not charged. */
  readonly decodeOnly: boolean;
  /** Of a prompt token that is computed; the three add up to the bill. */
  readonly usdPerMillionInputTokens: number | null;
  readonly usdPerMillionCachedInputTokens: number | null;
  readonly usdPerMillionOutputTokens: number | null;
  readonly usdPerRequest: number | null;
  readonly reason?: Reason;
}

export interface BreakEven {
  /** `price`, `speed`, `demand`, `context`, `acceptedLength`, … */
  readonly variable: string;
  readonly unit: string;
  readonly baseline: string;
  readonly challenger: string;
  /** `null` for the plan as a whole. */
  readonly workload: string | null;
  /** The crossing; `null` where there is none, with `reason`. */
  readonly value: number | null;
  /** Option that is cheaper below and above the crossing. */
  readonly cheaperBelow: string | null;
  readonly cheaperAbove: string | null;
  /** Where the crossing lies for sure. */
  readonly bracket: readonly [number, number];
  /** Where both cost about the same around it, within 2 %; `null` where that is no wider than a point. */
  readonly aboutEqual: readonly [number, number] | null;
  /** Which costs are compared. */
  readonly basis: OwnedBasis;
  /** The range that was looked through. */
  readonly searched: readonly [number, number];
  /** The same on the other basis; `null` where both are one, since nothing is owned. */
  readonly otherBasis: OtherBasis | null;
  /** Which of both is the cheapest that the plan allows; left out where its limits forbid neither in that range. */
  readonly withinLimits?: readonly StretchWithinLimits[];
  /** The cheapest that serves, stretch by stretch; left out where limits are told, or both serve over the whole range. */
  readonly whereServed?: readonly StretchWithinLimits[];
  readonly reason: Reason | null;
}

/** A stretch of an input, from the first place that was looked at to the last. */
export interface StretchWithinLimits {
  readonly from: number;
  readonly to: number;
  /** The option that is cheaper there, of those within `buy`, the budget and written counts; `null` where neither is. */
  readonly cheaper: string | null;
}

/** A place at which the cheaper option changes. */
export interface BreakEvenCrossing extends Pick<
  BreakEven,
  'cheaperBelow' | 'cheaperAbove' | 'bracket' | 'aboutEqual'
> {
  readonly value: number;
}

/** Break-evens along the same input on the other basis. */
export interface OtherBasis {
  readonly basis: OwnedBasis;
  readonly crossings: readonly BreakEvenCrossing[];
  /** Without a crossing the cheaper option, if one is. */
  readonly cheaper: string | null;
  readonly aboutEqual: readonly [number, number] | null;
  readonly reason: Reason | null;
}

/** What the challenger's LPX racks beyond the baseline's cost, and bring to the plan's own accelerators. */
export interface SecondPurchase {
  readonly baseline: string;
  readonly challenger: string;
  readonly lpxRacks: number;
  readonly usdPerHour: number;
  /** Which costs are compared. */
  readonly basis: OwnedBasis;
  /** What the challenger costs an hour over what the baseline does; `null` where one of them is not known. */
  readonly timesAsMuch: number | null;
  /** Tokens per second of what is asked for, beyond the baseline's; `null` where one of them is not known. */
  readonly tokensPerSecond: number | null;
  /** The baseline serves none of it: all tokens are the challenger's. */
  readonly onlyChallenger: boolean;
  /** `null` where it brings no tokens. */
  readonly usdPerMillionTokens: number | null;
  readonly reason?: Reason;
}

/** The best mix: an option of its own, each of whose workloads another option of the plan serves. */
export interface MixResult {
  /** `no` where a workload is left unserved; the others have their cost all the same. */
  readonly works: 'owned' | 'purchase' | 'no';
  readonly reasons: readonly Reason[];
  /** The option of each workload; `null` where none serves it within `buy` and the budget. */
  readonly workloads: Readonly<Record<string, string | null>>;
  /** Those that are served, where they are. */
  readonly served: Readonly<Record<string, MixedWorkload>>;
  /** Accelerators that are used, those for prompts included. */
  readonly accelerators: number;
  readonly lpxRacks: number;
  /** All-in, over what is served. */
  readonly total: UsdOfBasis;
  readonly basis: OptionBases;
  readonly purchase: OptionPurchase;
  readonly power: OptionPower;
  /** Of what is served. */
  readonly earnings: Earnings;
  /** Every mix was weighed; otherwise none that differs in one workload, or in two exchanged, is cheaper. */
  readonly exact: boolean;
  readonly reason?: Reason;
}

/** A workload on the option that serves it in the best mix. */
export interface MixedWorkload {
  /** Decoded tokens on average. */
  readonly tokensPerSecond: number | null;
  /** All-in, as its option shares out what the workloads have in common. */
  readonly usdPerMillionTokens: number | null;
  /** What is left of its sale price. */
  readonly margin: number | null;
  /** LPX racks work for it. */
  readonly lpx: boolean;
  readonly reason?: Reason;
}

/** The LPX part of the best mix. */
export interface AttachRate {
  /** Fraction of its decoded tokens that LPX racks work for. */
  readonly ofTokens: number | null;
  /** The same with ties given to the rival, and to LPX. */
  readonly ofTokensRange: { readonly low: number; readonly high: number } | null;
  /** Fraction of what its tokens are sold for; `null` where a workload has no price. */
  readonly ofRevenue: number | null;
  /** Fraction of GPU racks (or GPUs, where the plan counts none) serving those tokens. */
  readonly ofGpuRacks: number | null;
  readonly lpxRacksPerGpuRack: number | null;
  /** LPX racks for each 72 accelerators; `null` where none are used. */
  readonly lpxRacksPer72Gpus: number | null;
  /** What the plan's ranges leave open beside that; left out where nobody drew over them. */
  readonly overRanges?: AttachOverRanges | null;
  /** Why nobody could draw over them. */
  readonly overRangesReason?: Reason;
  /** Workloads for which the cheapest with LPX and the cheapest without cost the same within what the model errs. */
  readonly ties: readonly string[];
  /** The workload that only LPX can serve, and that most racks are there for. */
  readonly forcedBy: string | null;
  /** What a million of its tokens adds to the bill; `null` where none forces LPX. */
  readonly forcedUsdPerMillionTokens: number | null;
  readonly perWorkload: Readonly<Record<string, WorkloadWinner>>;
  readonly reason?: Reason;
}

/** Attach rates of options that draws over a plan's ranges do not put behind the best mix. Fractions of its tokens. */
export interface AttachOverRanges {
  readonly low: number;
  readonly high: number;
  /** Those options, where LPX serves another part of the tokens than in the mix. */
  readonly rivals: readonly string[];
}

/** The option that serves a workload in the best mix, and how much more the next best takes of the whole bill. */
export interface WorkloadWinner {
  readonly winner: string | null;
  /** What the bill grows by with the runner-up, as a fraction of what the workload costs. */
  readonly margin: number | null;
  readonly runnerUp: string | null;
}

export interface Percentiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** An option whose cost at the plan's likely values is not the middle of its draws, and why. USD per million tokens. */
export interface PointAndMedian {
  readonly option: string;
  readonly point: number;
  readonly median: number;
  /** Part of the draws in which it does not serve the plan, 0..1. */
  readonly unserved: number;
  /** Inputs, by their paths, whose middle draw moves its cost that way: what is likely, and the middle, in SI units. */
  readonly inputs: readonly { readonly path: string; readonly likely: number; readonly middle: number }[];
}

/** Spread of the answer over the plan's ranges and the model's error. */
export interface Uncertainty {
  readonly samples: number;
  readonly seed: number;
  /** Which costs are drawn. */
  readonly basis: OwnedBasis;
  readonly probabilityChallengerWins: number | null;
  /** Of the probability, from the number of samples alone. */
  readonly standardError: number | null;
  /** Whether the two order the same way in fewer than four of five draws; `null` where nothing is decided. */
  readonly tie: boolean | null;
  /** By name; USD per million tokens, whatever may be bought. */
  readonly headlines: Readonly<Record<string, Percentiles>>;
  /** Part of the samples, 0..1, in which an option serves the plan but is beyond its limits or targets; left out where never. */
  readonly forbidden?: Readonly<Record<string, number>>;
  /** Options whose cost in the plan is not the middle of the draws, with why. */
  readonly differences: readonly PointAndMedian[];
  readonly reason?: Reason;
}
