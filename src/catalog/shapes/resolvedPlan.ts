import type { PathKey } from '../../plan/path.js';
import type { ServerName } from './servers/server.js';
import type {
  AcceleratorSpec,
  AcceptanceProfile,
  HostedSpec,
  LpxRackSpec,
  ModelSpec,
  SpeculatorSpec,
  WeightsServed,
} from './types.js';

/**
 * A plan with every default and catalogue fact filled in: all the engine needs, as plain JSON data.
 * Members keep the names they have in the file, so that a path such as `options` `lpx` `lpx` `price`
 * addresses the same thing in the text, here, in `ranges` and in `provenance`.
 * Values are the likely ones, in SI units; `ranges` holds the spread of those written as ranges.
 */
export interface ResolvedPlan {
  readonly title: string | null;
  readonly model: ModelSpec;
  readonly workloads: Readonly<Record<string, Workload>>;
  /** As written at the top level: read by `ownedGpus`, as `owned.gpus` says the same. */
  readonly gpus: Gpus | null;
  readonly owned: Owned;
  readonly buy: Buy;
  readonly serving: Serving;
  readonly options: Readonly<Record<string, Option>>;
  readonly economics: Economics;
  readonly budget: Budget | null;
  readonly breakEven: BreakEvenQuestion | null;
  /** As written. What of it speaks of an option stands in the option's `measured`, which is what answers follow from. */
  readonly calibration: Calibration | null;
  /** USD that one of another currency is worth, by its code, as the plan says. All prices here are in USD. */
  readonly rates: Readonly<Record<string, number>>;
  /** Spread of each uncertain input, by the key of its path. */
  readonly ranges: Readonly<Record<PathKey, Range>>;
  /** Where each input comes from, by the key of its path. */
  readonly provenance: Readonly<Record<PathKey, Provenance>>;
}

/** A value with its spread. `low <= likely <= high`. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface Provenance {
  readonly from: 'plan' | 'catalogue' | 'default' | 'calibration';
  /** In words, as in "NVIDIA product page, 2026-09 (vendor)". */
  readonly detail: string;
  readonly url?: string;
}

export interface Workload {
  /** Fraction of decoded tokens, 0..1. */
  readonly share: number;
  /** Requests in flight at peak, the least where there is a volume; `null` where the plan leaves it to the volume. */
  readonly concurrency: number | null;
  /** Context length in tokens. */
  readonly context: Lengths;
  /** Prompt tokens of a request, cached ones included; `null` where the plan does not say. */
  readonly input: Lengths | null;
  /** Tokens decoded for a request. */
  readonly output: Lengths | null;
  /** Part of the prompt tokens that a prefix cache serves, 0..1. */
  readonly cachedInput: number;
  readonly ttft: Ttft | null;
  /** Requests per second that arrive on average. */
  readonly requests: number | null;
  readonly turnDelay: TurnDelay | null;
  /** Slowest acceptable speed per user, tokens per second. */
  readonly speed: number | null;
  /** Decoded volume, tokens per second on average. */
  readonly demand: number | null;
  /** Sale price, USD per decoded token for the whole request, or what each kind of token sells for. */
  readonly price: number | SalePrices | null;
}

/** What tokens of a request sell for, in USD per token. */
export interface SalePrices {
  /** `null`: nothing is charged for prompts. */
  readonly input: number | null;
  /** `null`: as the input. */
  readonly cachedInput: number | null;
  readonly output: number;
}

/** A distribution of lengths in tokens. */
export interface Lengths {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Longest acceptable times to the first token, in seconds; `null` where there is no target. */
export interface Ttft {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Seconds between two requests of one session. */
export interface TurnDelay {
  readonly p50: number;
  readonly p95: number;
}

export interface Gpus {
  readonly accelerator: AcceleratorSpec;
  /**
   * Of a plan: accelerators that are owned, 0 where none are. Of an option: the most that it uses where `limited`;
   * else as many as the plan owns, from before more could be bought.
   */
  readonly count: number;
  /** Of an option: it writes the most that it uses. */
  readonly limited: boolean;
  /** Accelerators that are bought at once: a rack of 72, a board of 8, a tray of 4, or 1. */
  readonly unit: number;
  /** Its power is the utility's, cooling included: PUE is in it already. */
  readonly allInPower: boolean;
  /** Racks, where the plan counts in racks. */
  readonly racks: number | null;
  readonly perRack: number | null;
  /** USD a piece; `null` if unknown. */
  readonly price: number | null;
  /** USD per second for one accelerator where rented; `null` where bought. */
  readonly rent: number | null;
}

/** What is there already, beside `gpus`. */
export interface Owned {
  /** `null` where the plan writes `gpus` at its top level, or none at all. */
  readonly gpus: Gpus | null;
  /** LPX racks. */
  readonly lpx: number;
  /** Accelerators for prompts; their `count` may be 0. */
  readonly prefill: Gpus | null;
}

/** What may be added to what is owned. */
export type Buy = 'any' | 'none' | BuyLimits;

/** Kinds of hardware that are bought. */
export type HardwareKind = 'gpus' | 'lpx' | 'prefill';

/** The most that may be added. */
export interface BuyLimits extends Readonly<Record<HardwareKind, MostBought | null>> {
  /** USD; `null` without a limit. */
  readonly capital: number | null;
  /** Watts at the meter; `null` without a limit. */
  readonly power: number | null;
}

/** How much of a kind may be bought, in accelerators (LPX racks for `lpx`) or in racks of them. */
export interface MostBought {
  readonly count: number;
  readonly inRacks: boolean;
}

/** Formats of the KV cache, by what is stored. Names as in `units of storage` of the reference page. */
export interface KvCacheFormat {
  readonly key: string;
  readonly value: string;
  readonly index: string;
  /** Compressor and recurrent states. `native` keeps what the model says. */
  readonly state: 'native' | 'fp32' | 'bf16';
}

export interface Serving {
  /** The serving engine. */
  readonly engine: ServerName;
  readonly engineVersion: string | null;
  readonly kvCache: KvCacheFormat;
  /** `native`: as the checkpoint is stored. */
  readonly weights: WeightsServed;
  /** Tokens per page; `null`: the engine's default for this model. */
  readonly blockSize: number | null;
  /** Fraction of memory that the engine may use. */
  readonly memoryUtilization: number;
  /** Longest sequence the engine is started for; `null`: the longest context of the plan. */
  readonly maxModelLength: number | null;
  /** Tokens in one scheduler step, at most. */
  readonly maxBatchedTokens: number;
  /** Sequences that each rank's server is started for, at most; `null`: the engine's default for the accelerator. */
  readonly maxSequences: number | null;
  /** Decode steps after which the server looks for new requests; 1: at every step. */
  readonly schedulerRecvInterval: number;
  /** Whether pages of earlier prompts are kept for those that begin alike; `null`: as the engine's version does. */
  readonly prefixCaching: boolean | null;
  /** Tokens of the largest step that runs as a captured graph; `null`: all do. */
  readonly graphTokens: number | null;
  readonly layout: 'auto' | Layout;
  /** Whether workloads may have replicas of different kinds. */
  readonly pools: 'auto' | 'one';
  /** Tiers that hold the KV cache of kept prefixes beside accelerator memory, nearest first. */
  readonly kvOffload: readonly KvTier[];
  /** Slots for adapters; `null`: the model alone is served. */
  readonly lora: LoraSlots | null;
  /** Weights that lie in the host's memory; `null`: none. */
  readonly weightOffload: WeightOffload | null;
}

/** Low-rank adapters that a server has room for. */
export interface LoraSlots {
  readonly maxLoras: number;
  readonly maxRank: number;
  /** Matrices that have slots, by name; `null`: those that the server takes by itself. */
  readonly modules: readonly string[] | null;
  readonly fullySharded: boolean;
}

/** Weights of layers in the host's memory, for one accelerator. */
export interface WeightOffload {
  /** Bytes. */
  readonly capacity: number;
  /** Bytes per second over the link, one way; `null`: as the accelerator's data sheet says. */
  readonly bandwidth: number | null;
  /** Layers are copied ahead of their use. */
  readonly prefetch: boolean;
}

/** A tier of memory for kept prefixes, for one accelerator. */
export interface KvTier {
  readonly capacityBytes: number;
  readonly bytesPerSecond: number;
  readonly usdPerByte: number;
}

/** How one replica is spread over accelerators. All at least 1. */
export interface Layout {
  /** Ranks that split each layer. */
  readonly tensor: number;
  /** Groups that each hold their own sequences' attention and KV (data-parallel attention). */
  readonly attentionData: number;
  /** Ranks that split the experts. */
  readonly expert: number;
  readonly pipeline: number;
  /** Ranks that split one sequence's KV (decode context parallel). */
  readonly context: number;
}

export interface Option {
  readonly speculation: Speculation | null;
  readonly lpx: Lpx | null;
  readonly dynamo: Dynamo | null;
  readonly hosted: HostedSpec | null;
  readonly prefill: Prefill;
  /** Replaces the plan's own where an option differs. */
  readonly gpus: Gpus | null;
  readonly serving: Serving | null;
  /** What was measured of this option. It goes with every copy that a question is asked of. */
  readonly measured: Calibration;
}

/** Where prompts are computed: in the steps of decoding, on accelerators of their own, or the cheaper of the two. */
export type Prefill = 'auto' | 'colocated' | PrefillSite;

/** Accelerators that compute prompts and hand their KV cache over. */
export interface PrefillSite {
  readonly gpus: Gpus;
  /** Accelerators in all, or as many as the prompts need. */
  readonly count: number | 'auto';
  /** Bytes per second from one of them to those that decode. */
  readonly link: number;
  /** Replaces the option's own where prefill differs. */
  readonly serving: Serving | null;
}

export interface Speculation {
  readonly method: SpeculatorSpec;
  readonly draftTokens: number;
  /** `fixed`: every draft is verified; `adaptive`: the verified length follows the load. */
  readonly verification: 'fixed' | 'adaptive';
  /** Accepted length by number of drafts, bonus token included: `acceptedLength[k-1]` for `k` drafts. */
  readonly acceptance: AcceptanceProfile;
  /** Bytes of the drafter's weights for the whole replica. */
  readonly drafterBytes: number;
  /** Bytes of the drafter's own cache for one sequence at most, and per token. */
  readonly drafterKvBytesPerSequence: number;
  readonly drafterKvBytesPerToken: number;
  /** KV heads of what grows with tokens: tensor ranks split these; what it keeps of a sequence is copied to each. */
  readonly drafterKvHeads: number;
  /** Draft step over target step at the drafted batch (speculation.md 2); `null` where `drafter` is timed, or nobody knows. */
  readonly draftCostFraction: number | null;
  /** A model that drafts by itself, on the accelerators that verify. */
  readonly drafter: ModelSpec | null;
}

export interface Lpx {
  readonly rack: LpxRackSpec;
  readonly racks: number | 'auto';
  readonly role: 'ffn' | 'drafter' | 'decode' | 'auto';
  /** USD a rack. */
  readonly price: number;
  /** Watts a rack. */
  readonly power: number;
  /** USD per second for one rack where rented; `null` where bought. */
  readonly rent: number | null;
  /** `fp8`: as LP30 computes; `fp4`: stored as FP4 and converted (not confirmed for LP30). */
  readonly storage: 'fp8' | 'fp4';
}

/** NVIDIA Dynamo as the conductor: remote drafter with overlap, and prefill kept off the decode accelerators. */
export interface Dynamo {
  readonly remoteDrafter: boolean;
  /** Accelerators that draft, `count` of them; `null` where none are given. */
  readonly drafter: Gpus | null;
  /** Share of drafting and link time hidden behind verification, 0..1. */
  readonly overlap: number;
}

/** Price of the hardware, rent under a contract, rent on the market. */
export type PriceBasis = 'own' | 'contract' | 'market';

export interface Economics {
  /** USD per joule. */
  readonly electricity: number;
  readonly pue: number;
  /** Seconds. */
  readonly amortization: number;
  /** Fraction per year. */
  readonly capitalCost: number;
  /** Fraction of time that the fleet decodes at its planned rate. */
  readonly utilization: number;
  /** Operations as a fraction of capital per year. */
  readonly operations: number;
  /** How owned hardware counts where options are compared: like bought hardware, or only by what running it costs. */
  readonly owned: 'priced' | 'sunk';
  /** Which prices of the catalogue hold for hardware that the plan gives none for. */
  readonly basis: PriceBasis;
  /** Part of the price that is left at the end of amortization, 0..1. */
  readonly residual: number;
  /** Hosting in USD per watt and second of critical power; 0 where owned. */
  readonly hosting: number;
}

/** What the plan may cost at most; `null` where nothing is said. */
export interface Budget {
  /** USD per second. */
  readonly total: number | null;
  /** USD per token. */
  readonly perToken: number | null;
  /** Watts of the whole fleet at the meter, cooling included. */
  readonly power: number | null;
}

export interface BreakEvenQuestion {
  readonly baseline: string;
  readonly challenger: string;
  /** Names of variables to search; empty for the engine's list. */
  readonly variables: readonly string[];
}

/** The user's own measurements. */
export interface Calibration {
  readonly steps: readonly MeasuredStep[];
  readonly prefill: readonly MeasuredPrompt[];
  readonly memory: MeasuredMemory | null;
}

export interface MeasuredStep {
  readonly batch: number;
  readonly context: number;
  /** Seconds for one step. */
  readonly step: number;
  readonly option: string | null;
}

/** A prompt that was measured alone: how long it took, or how many prompt tokens an accelerator does a second. */
export interface MeasuredPrompt {
  readonly input: number;
  readonly seconds: number | null;
  readonly tokensPerSecond: number | null;
  readonly option: string | null;
}

export interface MeasuredMemory {
  readonly weightsBytes: number | null;
  readonly kvPoolBytes: number | null;
  readonly kvTokens: number | null;
}
