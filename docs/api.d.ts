// What `decodeplan/engine` promises. Made by `npm run api`; a test fails when it is out of date.

// catalog/config/configFields.d.ts
export type JsonObject = Readonly<Record<string, unknown>>;
export interface ConfigFields {
    readonly modelType: string | null;
    readonly raw: JsonObject;
    readonly number: (...names: string[]) => number | null;
    readonly ratio: (...names: string[]) => number | null;
    readonly noCount: (name: string) => number | null;
    readonly text: (...names: string[]) => string | null;
    readonly flag: (name: string) => boolean;
    readonly list: (name: string) => readonly unknown[] | null;
    readonly object: (name: string) => JsonObject | null;
}
export declare function isObject(value: unknown): value is JsonObject;
export declare function modelTypes(config: JsonObject): string[];
export declare function architectureTypes(config: JsonObject): string[];
export declare const NEVER_ZERO: readonly string[];
export declare const isCount: (value: unknown) => value is number;
export declare const isRatio: (value: unknown) => value is number;
export declare function countIn(object: JsonObject | null, name: string): number | null;
export declare function readFields(config: JsonObject, modelType: string | null, defaults: JsonObject, says?: JsonObject): ConfigFields;

// catalog/config/modelFromConfig.d.ts
import type { ModelSpec, Source } from "../shapes/types.js";
export interface ModelHints {
    readonly id: string;
    readonly name: string;
    readonly family?: string;
    readonly publishedParameters?: number | null;
    readonly publishedActiveParameters?: number | null;
    readonly nativeKvFormat?: string;
    readonly nativeIndexFormat?: string;
    readonly sources?: readonly Source[];
    readonly notes?: readonly string[];
    readonly unknown?: readonly string[];
    readonly checkpointBytes?: number | null;
}
export type ConfigReading = {
    readonly ok: true;
    readonly model: ModelSpec;
} | {
    readonly ok: false;
    readonly code: "not-an-object" | "unknown-model-type" | "unknown-layer-kind" | "missing-fields" | "no-count";
    readonly message: string;
};
export declare function modelFromConfig(config: unknown, hints: ModelHints): ConfigReading;

// catalog/entries/book.d.ts
import type { AcceptanceProfile } from "../shapes/types.js";
import { type OwnHardware } from "./hardware.js";
import type { HostedEntry } from "./hosted.js";
import { type OwnModels } from "./models.js";
import type { OwnEntry } from "./ownEntry.js";
import type { DrafterEntry } from "./speculators.js";
export interface Book extends OwnHardware {
    readonly models: OwnModels;
    readonly drafters: readonly OwnEntry<DrafterEntry>[];
    readonly acceptance: readonly OwnEntry<AcceptanceProfile>[];
    readonly hosted: readonly OwnEntry<HostedEntry>[];
    readonly fault: string | null;
}
export declare const NO_BOOK: Book;

// catalog/entries/hardware.d.ts
import type { AcceleratorSpec, Confidence, LpxRackSpec, Source } from "../shapes/types.js";
import { type OwnEntry } from "./ownEntry.js";
type Spread = readonly [
    low: number,
    high: number
];
export interface AcceleratorEntry {
    readonly id: string;
    readonly name: string;
    readonly aliases: readonly string[];
    readonly generation: string;
    readonly memoryBytes: number;
    readonly physicalMemoryBytes: number | null;
    readonly memoryTier: string;
    readonly memoryBandwidthBytesPerSecond: number | null;
    readonly bf16FlopsPerSecond: number | null;
    readonly fp8FlopsPerSecond: number | null;
    readonly fp4FlopsPerSecond: number | null;
    readonly chipPowerWatts: number | null;
    readonly allInPowerWatts: number | null;
    readonly linkBytesPerSecond: number | null;
    readonly hostLinkBytesPerSecond?: number | null;
    readonly scaleUpDomain: number;
    readonly priceUsd: number | null;
    readonly priceRangeUsd: Spread | null;
    readonly priceDate: string | null;
    readonly ownUsdPerHour: number | null;
    readonly rentUsdPerHour: number | null;
    readonly rentRangeUsdPerHour: Spread | null;
    readonly marketRentUsdPerHour: number | null;
    readonly marketRentRangeUsdPerHour: Spread | null;
    readonly rentDate: string | null;
    readonly confidence: string;
    readonly notes: readonly string[];
    readonly sources: readonly Source[];
}
export interface RackEntry {
    readonly id: string;
    readonly name: string;
    readonly accelerator: string;
    readonly perRack: number;
    readonly priceUsd: number | null;
    readonly priceRangeUsd: Spread | null;
    readonly priceDate: string | null;
    readonly confidence: string;
    readonly notes: readonly string[];
    readonly sources: readonly Source[];
}
export interface LpxEntry extends LpxRackSpec {
    readonly powerRangeWatts: Spread;
    readonly priceRangeUsd: Spread;
    readonly confidence: Readonly<Record<string, Confidence>>;
    readonly notes: readonly string[];
    readonly sources: readonly Source[];
}
export declare function acceleratorEntries(own?: readonly OwnEntry<AcceleratorEntry>[]): readonly AcceleratorEntry[];
export declare function rackEntries(own?: readonly OwnEntry<RackEntry>[]): readonly RackEntry[];
export interface OwnHardware {
    readonly accelerators: readonly OwnEntry<AcceleratorEntry>[];
    readonly racks: readonly OwnEntry<RackEntry>[];
    readonly lpx: OwnEntry<LpxEntry> | null;
}
export declare const NO_HARDWARE: OwnHardware;
export interface GpuType {
    readonly accelerator: AcceleratorSpec;
    readonly entry: AcceleratorEntry;
    readonly rack: RackEntry | null;
    readonly unit: number;
    readonly own: {
        readonly entry: OwnEntry<AcceleratorEntry> | null;
        readonly rack: OwnEntry<RackEntry> | null;
    };
}
export declare function gpuTypeById(name: string, own?: OwnHardware): GpuType | null;
export declare function gpuTypes(own?: OwnHardware): {
    readonly id: string;
    readonly name: string;
    readonly detail: string;
}[];
export declare function lpxRack({ lpx }?: Pick<OwnHardware, "lpx">): LpxEntry;
export {};

// catalog/entries/hosted.d.ts
import type { Confidence, HostedSpec, Source } from "../shapes/types.js";
import { type OwnEntry } from "./ownEntry.js";
export declare const OWN_SERVICE = "own";
export interface HostedEntry {
    readonly id: string;
    readonly name: string;
    readonly inputUsdPerMillion: number | null;
    readonly cachedInputUsdPerMillion: number | null;
    readonly outputUsdPerMillion: number | null;
    readonly speedTokensPerSecond: number | null;
    readonly confidence: Confidence;
    readonly notes: readonly string[];
    readonly sources: readonly Source[];
}
export declare function hostedServices(own?: readonly OwnEntry<HostedEntry>[]): readonly HostedSpec[];
export declare function hostedById(id: string, own?: readonly OwnEntry<HostedEntry>[]): HostedSpec | null;

// catalog/entries/models.d.ts
import type { JsonObject } from "../config/configFields.js";
import { type ModelHints } from "../config/modelFromConfig.js";
import type { ModelSpec, Source } from "../shapes/types.js";
import { type OwnEntry } from "./ownEntry.js";
export interface ModelEntry extends ModelHints {
    readonly family: string;
    readonly aliases: readonly string[];
    readonly config: Readonly<Record<string, unknown>>;
    readonly checkpoints?: Readonly<Record<string, JsonObject>>;
    readonly publishedParameters: number | null;
    readonly publishedActiveParameters: number | null;
    readonly sources: readonly Source[];
}
export type OwnModels = readonly OwnEntry<ModelEntry>[];
export declare const NO_MODELS: OwnModels;
export declare function modelEntries(own?: OwnModels): readonly ModelEntry[];
export declare function modelById(name: string, own?: OwnModels): ModelSpec | null;
export declare function isCheckpoint(name: string): boolean;
export declare function isNameOf(name: string, id: string): boolean;

// catalog/entries/ownEntry.d.ts
import type { Source } from "../shapes/types.js";
export interface OwnEntry<T> {
    readonly entry: T;
    readonly written: readonly string[];
    readonly source: Source;
}
export declare function withOwn<T>(catalogue: readonly T[], own: readonly OwnEntry<T>[], nameOf: (entry: T) => string): readonly T[];

// catalog/entries/speculators.d.ts
import type { AcceptanceProfile, Confidence, Source, SpeculatorSpec } from "../shapes/types.js";
import { type OwnEntry } from "./ownEntry.js";
export interface DrafterEntry {
    readonly model: string;
    readonly method: SpeculatorSpec["id"];
    readonly weightsBytes: number;
    readonly kvBytesPerToken: number;
    readonly kvBytesPerSequence: number;
    readonly draftCostFraction: number;
    readonly confidence: Confidence;
    readonly sources: readonly Source[];
}
export type SpeculatorEntry = SpeculatorSpec & {
    readonly sources: readonly Source[];
};
export declare function speculators(): readonly SpeculatorEntry[];
export declare function speculatorById(id: string): SpeculatorSpec | null;
export declare function acceptanceProfiles(own?: readonly OwnEntry<AcceptanceProfile>[]): readonly AcceptanceProfile[];
export declare function acceptanceProfile(name: string, method: string, model: string, own?: readonly OwnEntry<AcceptanceProfile>[]): AcceptanceProfile | null;
export declare function drafterFor(method: string, model: string, own?: readonly OwnEntry<DrafterEntry>[]): DrafterEntry | null;

// catalog/shapes/resolvedPlan.d.ts
import type { PathKey } from "../../plan/path.js";
import type { ServerName } from "./servers/server.js";
import type { AcceleratorSpec, AcceptanceProfile, HostedSpec, LpxRackSpec, ModelSpec, SpeculatorSpec, WeightsServed } from "./types.js";
export interface ResolvedPlan {
    readonly title: string | null;
    readonly model: ModelSpec;
    readonly workloads: Readonly<Record<string, Workload>>;
    readonly gpus: Gpus | null;
    readonly owned: Owned;
    readonly buy: Buy;
    readonly serving: Serving;
    readonly options: Readonly<Record<string, Option>>;
    readonly economics: Economics;
    readonly budget: Budget | null;
    readonly breakEven: BreakEvenQuestion | null;
    readonly calibration: Calibration | null;
    readonly rates: Readonly<Record<string, number>>;
    readonly ranges: Readonly<Record<PathKey, Range>>;
    readonly provenance: Readonly<Record<PathKey, Provenance>>;
}
export interface Range {
    readonly low: number;
    readonly likely: number;
    readonly high: number;
}
export interface Provenance {
    readonly from: "plan" | "catalogue" | "default" | "calibration";
    readonly detail: string;
    readonly url?: string;
}
export interface Workload {
    readonly share: number;
    readonly concurrency: number | null;
    readonly context: Lengths;
    readonly input: Lengths | null;
    readonly output: Lengths | null;
    readonly cachedInput: number;
    readonly ttft: Ttft | null;
    readonly requests: number | null;
    readonly turnDelay: TurnDelay | null;
    readonly speed: number | null;
    readonly demand: number | null;
    readonly price: number | SalePrices | null;
}
export interface SalePrices {
    readonly input: number | null;
    readonly cachedInput: number | null;
    readonly output: number;
}
export interface Lengths {
    readonly p50: number;
    readonly p95: number;
    readonly max: number;
}
export interface Ttft {
    readonly mean: number | null;
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
}
export interface TurnDelay {
    readonly p50: number;
    readonly p95: number;
}
export interface Gpus {
    readonly accelerator: AcceleratorSpec;
    readonly count: number;
    readonly limited: boolean;
    readonly unit: number;
    readonly allInPower: boolean;
    readonly racks: number | null;
    readonly perRack: number | null;
    readonly price: number | null;
    readonly rent: number | null;
}
export interface Owned {
    readonly gpus: Gpus | null;
    readonly lpx: number;
    readonly prefill: Gpus | null;
}
export type Buy = "any" | "none" | BuyLimits;
export type HardwareKind = "gpus" | "lpx" | "prefill";
export interface BuyLimits extends Readonly<Record<HardwareKind, MostBought | null>> {
    readonly capital: number | null;
    readonly power: number | null;
}
export interface MostBought {
    readonly count: number;
    readonly inRacks: boolean;
}
export interface KvCacheFormat {
    readonly key: string;
    readonly value: string;
    readonly index: string;
    readonly state: "native" | "fp32" | "bf16";
}
export interface Serving {
    readonly engine: ServerName;
    readonly engineVersion: string | null;
    readonly kvCache: KvCacheFormat;
    readonly weights: WeightsServed;
    readonly blockSize: number | null;
    readonly memoryUtilization: number;
    readonly maxModelLength: number | null;
    readonly maxBatchedTokens: number;
    readonly maxSequences: number | null;
    readonly schedulerRecvInterval: number;
    readonly prefixCaching: boolean | null;
    readonly graphTokens: number | null;
    readonly layout: "auto" | Layout;
    readonly pools: "auto" | "one";
    readonly kvOffload: readonly KvTier[];
    readonly lora: LoraSlots | null;
    readonly weightOffload: WeightOffload | null;
}
export interface LoraSlots {
    readonly maxLoras: number;
    readonly maxRank: number;
    readonly modules: readonly string[] | null;
    readonly fullySharded: boolean;
}
export interface WeightOffload {
    readonly capacity: number;
    readonly bandwidth: number | null;
    readonly prefetch: boolean;
}
export interface KvTier {
    readonly capacityBytes: number;
    readonly bytesPerSecond: number;
    readonly usdPerByte: number;
}
export interface Layout {
    readonly tensor: number;
    readonly attentionData: number;
    readonly expert: number;
    readonly pipeline: number;
    readonly context: number;
}
export interface Option {
    readonly speculation: Speculation | null;
    readonly lpx: Lpx | null;
    readonly dynamo: Dynamo | null;
    readonly hosted: HostedSpec | null;
    readonly prefill: Prefill;
    readonly gpus: Gpus | null;
    readonly serving: Serving | null;
    readonly measured: Calibration;
}
export type Prefill = "auto" | "colocated" | PrefillSite;
export interface PrefillSite {
    readonly gpus: Gpus;
    readonly count: number | "auto";
    readonly link: number;
    readonly serving: Serving | null;
}
export interface Speculation {
    readonly method: SpeculatorSpec;
    readonly draftTokens: number;
    readonly verification: "fixed" | "adaptive";
    readonly acceptance: AcceptanceProfile;
    readonly drafterBytes: number;
    readonly drafterKvBytesPerSequence: number;
    readonly drafterKvBytesPerToken: number;
    readonly drafterKvHeads: number;
    readonly draftCostFraction: number | null;
    readonly drafter: ModelSpec | null;
}
export interface Lpx {
    readonly rack: LpxRackSpec;
    readonly racks: number | "auto";
    readonly role: "ffn" | "drafter" | "decode" | "auto";
    readonly price: number;
    readonly power: number;
    readonly rent: number | null;
    readonly storage: "fp8" | "fp4";
}
export interface Dynamo {
    readonly remoteDrafter: boolean;
    readonly drafter: Gpus | null;
    readonly overlap: number;
}
export type PriceBasis = "own" | "contract" | "market";
export interface Economics {
    readonly electricity: number;
    readonly pue: number;
    readonly amortization: number;
    readonly capitalCost: number;
    readonly utilization: number;
    readonly operations: number;
    readonly owned: "priced" | "sunk";
    readonly basis: PriceBasis;
    readonly residual: number;
    readonly hosting: number;
}
export interface Budget {
    readonly total: number | null;
    readonly perToken: number | null;
    readonly power: number | null;
}
export interface BreakEvenQuestion {
    readonly baseline: string;
    readonly challenger: string;
    readonly variables: readonly string[];
}
export interface Calibration {
    readonly steps: readonly MeasuredStep[];
    readonly prefill: readonly MeasuredPrompt[];
    readonly memory: MeasuredMemory | null;
}
export interface MeasuredStep {
    readonly batch: number;
    readonly context: number;
    readonly step: number;
    readonly option: string | null;
}
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

// catalog/shapes/servers/server.d.ts
export type ServerName = "vllm" | "sglang" | "trtllm" | "tuned";
export interface ServerMemory {
    readonly since: readonly [
        number,
        number
    ];
    readonly samplerBytesPerVocabularyEntry: number;
    readonly sequences: {
        readonly large: number;
        readonly others: number;
    };
    readonly sampledUpTo: number | null;
    readonly hiddenBytes: number;
    readonly expertBytes: number;
    readonly layer: {
        readonly hiddenBytes: number;
        readonly innerBytes: number;
    };
    readonly aloneBytes: number;
    readonly pipelineBytes: number;
    readonly collectiveBytes: number;
    readonly collectiveBytesPerDoubling: number;
    readonly busBytes: number;
    readonly hostBytes: number;
    readonly graphBytes: number;
    readonly windowPages: boolean;
    readonly counts: "pages" | "requests";
    readonly keepsStates: boolean;
    readonly compressedInFlight: number;
}
export interface FixedPools {
    readonly windowShare: number;
    readonly statesShare: number;
    readonly statesOfSequence: number;
}
export interface AdapterSlots {
    readonly beyondLayers: boolean;
    readonly fusesExperts: boolean;
    readonly namesMeanExperts: boolean;
    readonly fullySharded: boolean;
}
export interface ServerDefault {
    readonly value: number;
    readonly detail: string;
}
export interface Card {
    readonly memoryBytes: number;
    readonly physicalMemoryBytes: number | null;
    readonly generation: string;
}
export declare const reportedBytes: ({ memoryBytes, physicalMemoryBytes }: Card) => number;
export interface Server {
    readonly runsOn: "all" | "nvidia" | null;
    readonly memory: readonly [
        ServerMemory,
        ...ServerMemory[]
    ];
    readonly fractionOf: "all" | "static" | "free";
    readonly copiesCompressedModels: boolean;
    readonly pool: "requests" | "full-tokens" | "mean-token";
    readonly fixedPools: FixedPools | null;
    readonly reservesRequests: boolean;
    readonly receivesRarely: boolean;
    readonly pageTokens: number;
    readonly memoryUtilization: ServerDefault;
    readonly batchedTokens: (card: Card | null) => ServerDefault;
    readonly eightBitCache: string | null;
    readonly adapters: AdapterSlots | null;
    readonly copiesOffloaded: boolean;
    readonly nearest: readonly ServerName[];
}

// catalog/shapes/types.d.ts
export interface Source {
    readonly title: string;
    readonly url?: string;
    readonly date: string;
    readonly repo?: string;
    readonly path?: string;
    readonly commit?: string;
}
export type Confidence = "vendor" | "measured" | "analyst" | "press" | "derived" | "assumption";
export type WeightFormat = "fp32" | "bf16" | "fp16" | "fp8" | "fp8-block" | "mxfp8" | "int8" | "nvfp4" | "mxfp4" | "int4" | "int4-g32" | "int8-g32";
export type WeightMixture = "q8_0" | "q6_k" | "q5_k_m" | "q5_k_s" | "q5_0" | "q4_k_m" | "q4_k_s" | "q4_0" | "iq4_nl" | "iq4_xs" | "q3_k_l" | "q3_k_m" | "q3_k_s" | "q2_k";
export type WeightsServed = WeightFormat | WeightMixture | "native";
export type CacheGroup = AttentionGroup | LatentGroup | IndexGroup | CompressedGroup | RecurrentGroup;
export interface AttentionGroup {
    readonly kind: "attention";
    readonly layers: number;
    readonly queryHeads: number;
    readonly kvHeads: number;
    readonly keyDim: number;
    readonly valueDim: number;
    readonly windowTokens: number | null;
    readonly attendTokens: number | null;
}
export interface LatentGroup {
    readonly kind: "latent";
    readonly layers: number;
    readonly queryHeads: number;
    readonly latentDim: number;
    readonly ropeDim: number;
    readonly queryRank?: number;
    readonly nopeDim: number;
    readonly valueDim: number;
    readonly attendTokens: number | null;
}
export interface IndexGroup {
    readonly kind: "index";
    readonly layers: number;
    readonly heads: number;
    readonly dim: number;
}
export interface CompressedGroup {
    readonly kind: "compressed";
    readonly layers: number;
    readonly queryHeads: number;
    readonly ratio: number | null;
    readonly entryDim: number;
    readonly ropeDim: number;
    readonly windowTokens: number;
    readonly index: {
        readonly heads: number;
        readonly dim: number;
        readonly topK: number;
    } | null;
    readonly stateElements: number;
    readonly fixedEntryBytes?: number;
    readonly fixedIndexBytes?: number;
}
export interface RecurrentGroup {
    readonly kind: "recurrent";
    readonly layers: number;
    readonly stateElements: number;
    readonly stateBytesPerElement: number;
    readonly convElements: number;
    readonly convBytesPerElement: number;
    readonly promptFlopsPerToken: number;
}
export type WeightRole = "attention" | "dense-ffn" | "experts" | "shared-experts" | "router" | "embedding" | "lookup" | "vision" | "head" | "recurrent" | "index" | "other";
export interface WeightClass {
    readonly role: WeightRole;
    readonly parameters: number;
    readonly activeParameters: number;
    readonly activeVectors?: number;
    readonly storedBytes?: number;
    readonly format: WeightFormat;
    readonly inputScales?: "stored" | "measured";
}
export interface LinearModule {
    readonly name: LinearName;
    readonly role: WeightRole;
    readonly layers: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly split: "outputs" | "inputs" | "none";
    readonly heads?: number;
    readonly experts?: number;
    readonly fused?: true;
}
export type LinearName = "q_proj" | "k_proj" | "v_proj" | "o_proj" | "q_a_proj" | "q_b_proj" | "kv_a_proj_with_mqa" | "kv_b_proj" | "gate_proj" | "up_proj" | "down_proj" | "gate" | "shared_expert_gate" | "embed_tokens" | "lm_head";
export interface MoeSpec {
    readonly layers: number;
    readonly routedExperts: number;
    readonly expertsPerToken: number;
    readonly sharedExperts: number;
    readonly expertHidden: number;
}
export interface ModelSpec {
    readonly id: string;
    readonly name: string;
    readonly family: string;
    readonly attention: string;
    readonly layers: number;
    readonly hiddenSize: number;
    readonly vocabulary: number;
    readonly queryHeads: number;
    readonly headDim: number;
    readonly maxContextTokens: number | null;
    readonly groups: readonly CacheGroup[];
    readonly weights: readonly WeightClass[];
    readonly moe: MoeSpec | null;
    readonly linears?: readonly LinearModule[];
    readonly adaptsVocabulary?: true;
    readonly publishedParameters: number | null;
    readonly publishedActiveParameters: number | null;
    readonly repository?: string;
    readonly nativeKvFormat: string;
    readonly nativeIndexFormat: string;
    readonly cachesAsked?: Readonly<Partial<Record<string, string | null>>>;
    readonly mtpLayers: number;
    readonly promptLayers?: number;
    readonly unknown: readonly string[];
    readonly sources: readonly Source[];
    readonly notes: readonly string[];
}
export interface AcceleratorSpec {
    readonly id: string;
    readonly name: string;
    readonly generation: string;
    readonly memoryBytes: number;
    readonly physicalMemoryBytes: number | null;
    readonly memoryBandwidthBytesPerSecond: number;
    readonly flopsPerSecond: {
        readonly bf16: number | null;
        readonly fp8: number | null;
        readonly fp4: number | null;
    };
    readonly powerWatts: number | null;
    readonly linkBytesPerSecond: number | null;
    readonly hostLinkBytesPerSecond: number | null;
    readonly scaleUpDomain: number;
    readonly priceUsd: number | null;
    readonly rentUsdPerSecond: number | null;
}
export interface LpxRackSpec {
    readonly id: string;
    readonly name: string;
    readonly lpus: number;
    readonly sramBytesPerLpu: number;
    readonly sramBandwidthBytesPerSecondPerLpu: number;
    readonly fp8FlopsPerSecondPerLpu: number;
    readonly usableSramFraction: number;
    readonly slowTierBytes: number;
    readonly slowTierBandwidthBytesPerSecond: number | null;
    readonly linkBytesPerSecond: number;
    readonly linkLatencySeconds: number;
    readonly reachLatency: readonly (readonly [
        number,
        number
    ])[];
    readonly layerFloorSeconds: {
        readonly low: number;
        readonly likely: number;
        readonly high: number;
    };
    readonly powerWatts: number;
    readonly priceUsd: number;
}
export interface SpeculatorSpec {
    readonly id: "none" | "mtp" | "eagle3" | "eagle3.1" | "p-eagle" | "dflash" | "dflash2" | "domino" | "dspark" | "ngram" | "draft-model";
    readonly name: string;
    readonly parallelDraft: boolean;
    readonly draftLayers: number;
    readonly loadAdaptive: boolean;
}
export interface AcceptanceProfile {
    readonly id: string;
    readonly method: SpeculatorSpec["id"];
    readonly model: string;
    readonly acceptedLength: readonly number[];
    readonly betaMixture: {
        readonly a: number;
        readonly b: number;
        readonly d: number;
    } | null;
    readonly conditions: string;
    readonly sources: readonly Source[];
    readonly confidence: Confidence;
}
export interface HostedSpec {
    readonly id: string;
    readonly name: string;
    readonly inputUsdPerToken: number | null;
    readonly cachedInputUsdPerToken: number | null;
    readonly outputUsdPerToken: number | null;
    readonly speedTokensPerSecond: number | null;
    readonly sources: readonly Source[];
    readonly confidence: Confidence;
    readonly notes: readonly string[];
}

// engine/questions/evaluate.d.ts
import type { ResolvedPlan } from "../../catalog/shapes/resolvedPlan.js";
import type { PlanResult } from "../shapes/result.js";
export interface EvaluateOptions {
    readonly breakEven: boolean;
}
export declare function evaluate(plan: ResolvedPlan, wanted?: EvaluateOptions): PlanResult;

// engine/questions/fit/mostServed.d.ts
import type { ResolvedPlan } from "../../../catalog/shapes/resolvedPlan.js";
export interface MostServed {
    readonly option: string;
    readonly times: number;
    readonly tokensPerSecond: number;
    readonly profitUsdPerHour: number | null;
}
export declare const powerLimit: ({ budget, buy }: ResolvedPlan) => number | null;
export declare const mostServed: (argument: ResolvedPlan) => readonly MostServed[];

// engine/shapes/draws.d.ts
import type { PathKey } from "../../plan/path.js";
export declare const DEFAULT_DRAWS = 256;
export interface DrawnOrder {
    readonly rival: string;
    readonly samples: number;
    readonly rivalCheaper: number;
    readonly leadForbidden?: number;
    readonly same: number;
    readonly stands: "firm" | "tie" | "behind";
    readonly mostly: {
        readonly path: PathKey;
        readonly above: boolean;
        readonly value: number;
    } | null;
}

// engine/shapes/load.d.ts
import type { Reason } from "./reasons.js";
export interface LoadResult {
    readonly average: LoadRates | null;
    readonly peak: LoadRates | null;
    readonly inFlight: number | null;
    readonly decoding: number | null;
    readonly closedLoop: boolean;
    readonly consistent: boolean;
    readonly reason?: Reason;
}
export interface LoadRates {
    readonly requestsPerSecond: number | null;
    readonly outputTokensPerSecond: number;
    readonly inputTokensPerSecond: number | null;
    readonly reason?: Reason;
}

// engine/shapes/parts.d.ts
export declare const MEMORY_PARTS: readonly [
    "weightsBytes",
    "adapterBytes",
    "drafterBytes",
    "activationBytes",
    "overheadBytes"
];
export type MemoryPart = (typeof MEMORY_PARTS)[number];
export declare function takenBytes(parts: Readonly<Record<MemoryPart, number>>): number;
export declare const STEP_PARTS: readonly [
    "weights",
    "adapters",
    "host",
    "kv",
    "compute",
    "communication",
    "fixed",
    "draft",
    "link"
];
export type StepPart = (typeof STEP_PARTS)[number];
export declare function stepPartsOf(seconds: (part: StepPart) => number): Readonly<Record<StepPart, number>>;
export type LeftOut<Part extends never> = Part;

// engine/shapes/reasons.d.ts
type Nothing = object;
interface LayoutReasons {
    "expert-over-stage": {
        readonly expert: number;
        readonly stage: number;
    };
    "expert-divides-no-stage": {
        readonly expert: number;
        readonly stage: number;
    };
    "no-experts": Nothing;
    "tensor-divides-no-heads": {
        readonly tensor: number;
        readonly queryHeads: number;
    };
    "expert-width": {
        readonly slices: number;
        readonly expertHidden: number;
    };
    "pipeline-over-layers": {
        readonly pipeline: number;
        readonly layers: number;
    };
    "context-divides-no-tensor": {
        readonly context: number;
        readonly tensor: number;
    };
    "no-layout": Nothing;
}
interface MachineReasons {
    "model-unknown": {
        readonly what: string;
    };
    "attention-unknown": Nothing;
    "weights-unknown": Nothing;
    "flops-unknown": Nothing;
    "link-unknown": Nothing;
    "adapters-unknown": {
        readonly model: string;
    };
    "adapters-of-engine-unknown": {
        readonly engine: string;
    };
    "adapters-beside-lpx": Nothing;
    "host-link-unknown": {
        readonly accelerator: string;
    };
    "lpx-too-few-racks": {
        readonly minimumRacks: number;
        readonly racks: number;
    };
    "no-kv-memory": Nothing;
    "drafter-without-room": {
        readonly bytes: number;
        readonly room: number;
    };
    "slow-tier-unpublished": Nothing;
    "no-sequence-fits": Nothing;
    "too-slow": {
        readonly best: number;
        readonly asked: number;
    };
    "sequences-over-memory": {
        readonly fit: number;
        readonly asked: number;
    };
    "sequences-over-limit": {
        readonly most: number;
        readonly asked: number;
    };
    "prompts-over-memory": {
        readonly sequences: number;
        readonly prompts: number;
    };
    "prompts-too-many": Nothing;
    "request-over-memory": {
        readonly tokens: number;
    };
    "turn-delay-unknown": Nothing;
    "first-token-late": {
        readonly at: "mean" | "p50" | "p95" | "p99";
        readonly seconds: number;
        readonly target: number;
    };
}
interface OptionReasons {
    "no-gpus": Nothing;
    "drafter-without-speculation": Nothing;
    "drafter-without-weights": Nothing;
    "replica-over-plan": {
        readonly devices: number;
        readonly owned: number;
    };
    "too-few-accelerators": {
        readonly needed: number;
        readonly owned: number;
    };
    "lpx-overloaded": {
        readonly racks: number;
    };
    "prefill-without-room": {
        readonly owned: number | null;
    };
    "too-few-for-prefill": {
        readonly needed: number;
        readonly owned: number;
    };
    "not-served": Nothing;
    "workload-not-served": {
        readonly workload: string;
    };
    "no-hardware-price": Nothing;
    "no-hardware-power": Nothing;
    "no-own-hardware": Nothing;
    "over-budget": {
        readonly limit: BudgetLimit;
        readonly cost: number;
        readonly most: number;
    };
    "unknown-in-budget": {
        readonly limit: BudgetLimit;
        readonly most: number;
    };
    "price-unpublished": {
        readonly name: string;
    };
    "input-price-unpublished": {
        readonly name: string;
    };
    "speed-unpublished": {
        readonly name: string;
    };
    "hosted-too-slow": {
        readonly speed: number;
        readonly asked: number;
    };
}
interface Bought {
    readonly kind: "gpus" | "prefill" | "lpx";
    readonly added: number;
    readonly rented?: true;
}
interface PurchaseReasons {
    "buy-none": Bought;
    "buy-kind": Bought;
    "buy-count": Bought & {
        readonly most: number;
    };
    "buy-capital": {
        readonly value: number | null;
        readonly most: number;
    };
    "buy-power": {
        readonly value: number | null;
        readonly most: number;
    };
    "no-price-bought": Nothing;
    "no-power-bought": Nothing;
}
interface Served {
    readonly partly?: true;
}
interface QuestionReasons {
    "no-option-priced": Nothing;
    "no-times-reached": Nothing;
    "request-unknown": Nothing;
    "nothing-sampled": Nothing;
    "no-sample-priced": Nothing;
    "no-sample-allowed": Nothing;
    "mix-not-drawn": Nothing;
    "not-on-owned": {
        readonly option: string;
    };
    "no-more-tokens": Nothing;
    "neither-serves": Nothing;
    "baseline-never-serves": {
        readonly baseline: string;
        readonly why: Reason | null;
    };
    "challenger-never-serves": {
        readonly challenger: string;
        readonly why: Reason | null;
    };
    "costs-unknown": {
        readonly options: readonly string[];
        readonly why: Reason | null;
    };
    "always-cheaper": Served & {
        readonly only: string;
    };
    "never-dearer": Served & {
        readonly only: string;
    };
    "no-sale-price": Nothing;
    "no-capital": Nothing;
    "never-returns": Nothing;
    "price-unknown": Nothing;
    unsold: {
        readonly workloads: string;
    };
    "price-needs-request": {
        readonly workloads: string;
    };
    "is-baseline": Nothing;
    "no-baseline": Nothing;
    "baseline-not-working": {
        readonly baseline: string;
    };
    "saves-nothing": {
        readonly baseline: string;
    };
    "buys-less": {
        readonly baseline: string;
        readonly capitalUsd: number;
        readonly runningUsdPerYear: number;
    };
    "never-much-dearer": Served & {
        readonly only: string;
    };
    "always-equal": Served;
    "about-equal": Served;
    "cheaper-but-steps": Served & {
        readonly only: string;
    };
    "never-both": Nothing;
    "cheaper-apart": {
        readonly baseline: string;
        readonly challenger: string;
    };
}
export interface ReasonData extends LayoutReasons, MachineReasons, OptionReasons, QuestionReasons, PurchaseReasons {
    "of-workload": {
        readonly workload: string;
        readonly reason: Reason;
    };
}
export type BudgetLimit = "total" | "perToken" | "power";
export interface MeasuredServers {
    readonly engine: string;
    readonly generation: string;
    readonly mode: "colocated" | "disaggregated";
    readonly runs: number;
    readonly median: number;
}
export interface BasisData {
    measured: {
        readonly evidence: string;
    };
    carried: {
        readonly engine: string;
        readonly generation: string;
    };
    calibrated: {
        readonly measurements: number;
    };
    "lpx-assumed": Nothing;
    servers: MeasuredServers;
    "servers-carried": MeasuredServers;
    "prefill-measured": Nothing;
    "prefill-carried": Nothing;
}
export type Coded<Data, Code extends keyof Data = keyof Data> = {
    [K in Code]: {
        readonly code: K;
    } & Data[K];
}[Code];
export type Reason = Coded<ReasonData>;
export type Basis = Coded<BasisData>;
export declare function workloadReason(workload: string, reason: Reason): Reason;
export {};

// engine/shapes/requestResult.d.ts
import type { Basis, Reason } from "./reasons.js";
export interface Band {
    readonly low: number;
    readonly high: number;
}
export interface PrefillParts {
    readonly linear: number;
    readonly attention: number;
    readonly index: number;
    readonly weights: number;
    readonly host: number;
    readonly communication: number;
    readonly fixed: number;
}
export interface PrefillResult {
    readonly mode: "colocated" | "disaggregated";
    readonly tokensPerSecondPerAccelerator: number;
    readonly secondsPerPrompt: number;
    readonly chunks: number;
    readonly flopsPerPrompt: number;
    readonly attentionShare: number;
    readonly bound: keyof PrefillParts;
    readonly speedOfLightSeconds: number;
    readonly band: Band & {
        readonly basis: Basis;
    };
    readonly parts: PrefillParts;
    readonly acceleratorsNeeded: number | null;
    readonly perDecodeAccelerator: number | null;
    readonly stepShare: number | null;
    readonly utilization: number | null;
    readonly reason?: Reason;
}
export interface TtftParts {
    readonly overhead: number;
    readonly queue: number;
    readonly prefill: number;
    readonly reload: number;
    readonly transfer: number;
    readonly firstStep: number;
}
export interface TtftSeconds {
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
}
export interface RequestResult {
    readonly requestsPerSecond: number;
    readonly ttftSeconds: TtftSeconds | null;
    readonly parts: TtftParts;
    readonly tpotSeconds: number;
    readonly band: Band & {
        readonly basis: Basis;
    };
    readonly endToEndSeconds: number | null;
    readonly meetsTtft: boolean;
    readonly kvTransferBytes: number;
    readonly kvTransferSeconds: number;
    readonly maxRequestsPerSecond: number | null;
    readonly reason?: Reason;
}
export interface PrefixCacheResult {
    readonly hit: number;
    readonly servedHit: number;
    readonly savedFlops: number;
    readonly workingSetBytes: number | null;
    readonly memoryBytes: number | null;
    readonly offloadBytes: number | null;
    readonly reloadSeconds: number | null;
    readonly recomputeSeconds: number;
    readonly breakEvenBytesPerSecond: number | null;
    readonly holdSeconds: number | null;
    readonly tiers: readonly PrefixTierResult[];
    readonly reason?: Reason;
}
export interface PrefixTierResult {
    readonly bytes: number;
    readonly hitShare: number;
    readonly reloadSeconds: number;
    readonly fasterThanRecompute: boolean;
    readonly holdSeconds: number | null;
}

// engine/shapes/result.d.ts
import type { Layout } from "../../catalog/shapes/resolvedPlan.js";
import type { LoadResult } from "./load.js";
import type { PrefillResult, PrefixCacheResult, RequestResult } from "./requestResult.js";
import type { MemoryPart, StepPart } from "./parts.js";
import type { Basis, Reason } from "./reasons.js";
export interface PlanResult {
    readonly model: ModelResult;
    readonly workloads: Readonly<Record<string, WorkloadResult>>;
    readonly options: Readonly<Record<string, OptionResult>>;
    readonly basis: OwnedBasis;
    readonly load: Readonly<Record<string, LoadResult>>;
    readonly breakEven: readonly BreakEven[];
    readonly secondPurchase: SecondPurchase | null;
    readonly mix: MixResult;
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
export interface AtLengths {
    readonly p50: number;
    readonly p95: number;
    readonly max: number;
}
export interface WorkloadResult {
    readonly kvCache: KvCacheResult | null;
    readonly reason?: Reason;
}
export interface KvCacheResult {
    readonly bytesPerToken: number;
    readonly fixedBytes: number;
    readonly stateBytes: number;
    readonly bytesPerSequence: AtLengths;
    readonly readBytesPerStep: AtLengths;
    readonly variants: Readonly<Record<VariantName, KvVariant>>;
    readonly savings: number;
}
export type VariantName = "mha" | "gqa8" | "mqa" | "mla" | "native";
export interface KvVariant {
    readonly bytesPerToken: number;
    readonly bytesPerSequence: AtLengths;
}
export interface OptionResult {
    readonly works: "owned" | "purchase" | "no";
    readonly feasible: boolean;
    readonly reasons: readonly Reason[];
    readonly layout: (Layout & {
        readonly replicas: number;
    }) | null;
    readonly pools: readonly PoolResult[];
    readonly lpx: LpxResult | null;
    readonly workloads: Readonly<Record<string, OptionWorkloadResult>>;
    readonly total: OptionTotal;
    readonly purchase: OptionPurchase;
    readonly power: OptionPower;
    readonly basis: OptionBases;
    readonly finance: OptionFinance;
}
export interface OptionFinance {
    readonly capitalUsd: number | null;
    readonly residualUsd: number | null;
    readonly runningUsdPerYear: number | null;
    readonly revenueUsdPerYear: number | null;
    readonly yearly: readonly FinanceYear[];
    readonly paybackMonths: number | null;
    readonly netPresentValueUsd: number | null;
    readonly internalRateOfReturn: number | null;
    readonly earnings: OptionEarnings;
    readonly reason?: Reason;
    readonly paybackReason?: Reason;
    readonly returnReason?: Reason;
    readonly valueReason?: Reason;
    readonly revenueReason?: Reason;
}
export interface Earnings {
    readonly revenueUsdPerHour: number | null;
    readonly profitUsdPerHour: number | null;
    readonly margin: number | null;
    readonly reason?: Reason;
}
export interface OptionEarnings extends Earnings {
    readonly revenueUsdPerMegawattHour: number | null;
    readonly profitUsdPerMegawattHour: number | null;
    readonly profitUsdPerRackHour: number | null;
}
export interface FinanceYear {
    readonly year: number;
    readonly capitalUsd: number;
    readonly powerUsd: number;
    readonly operationsUsd: number;
    readonly rentUsd: number;
    readonly hostedUsd: number;
    readonly revenueUsd: number | null;
}
export interface OptionPurchase {
    readonly accelerators: number | null;
    readonly gpuRacks: number | null;
    readonly lpxRacks: number | null;
    readonly parts: readonly PurchasePart[];
    readonly usd: number | null;
    readonly kilowatts: number | null;
    readonly reason?: Reason;
}
export interface PurchasePart {
    readonly kind: "gpus" | "prefill" | "drafter" | "lpx";
    readonly type: string;
    readonly pieces: number;
    readonly racks: number;
    readonly rented: boolean;
}
export interface OptionPower {
    readonly itWatts: number | null;
    readonly meterWatts: number | null;
    readonly tokensPerSecondPerMegawatt: number | null;
    readonly reason?: Reason;
}
export type OwnedBasis = "priced" | "sunk";
export type OptionBases = Readonly<Record<OwnedBasis, UsdOfBasis>>;
export interface UsdOfBasis {
    readonly usdPerHour: number | null;
    readonly usdPerMillionTokens: number | null;
    readonly reason?: Reason;
}
export interface PoolResult {
    readonly workloads: readonly string[];
    readonly role: "decode" | "prefill" | "both";
    readonly layout: Layout | null;
    readonly replicas: number;
    readonly accelerators: number;
    readonly lpxRole: "ffn" | "drafter" | "decode" | null;
}
export interface OptionTotal {
    readonly usdPerMillionTokens: number | null;
    readonly usdPerHour: number | null;
    readonly ownedTokensPerSecond: number | null;
    readonly prefillAccelerators: number | null;
    readonly drafterAccelerators: number | null;
    readonly lpxUsdPerHour: number | null;
}
export interface LpxResult {
    readonly role: "ffn" | "drafter" | "decode";
    readonly racks: number;
    readonly minimumRacks: number;
    readonly byRole: readonly {
        readonly role: "ffn" | "drafter" | "decode";
        readonly racks: number;
    }[];
    readonly roles: readonly {
        readonly role: "ffn" | "drafter" | "decode";
        readonly minimumRacks: number | null;
        readonly usdPerMillionTokens: number | null;
        readonly sunkUsdPerMillionTokens: number | null;
        readonly reason: Reason | null;
    }[];
}
export interface OptionWorkloadResult {
    readonly pool: number | null;
    readonly memory: MemoryResult | null;
    readonly decode: DecodeResult | null;
    readonly prefill: PrefillResult | null;
    readonly request: RequestResult | null;
    readonly prefixCache: PrefixCacheResult | null;
    readonly cost: CostResult;
    readonly reasons: readonly Reason[];
}
export interface MemoryResult extends Readonly<Record<MemoryPart, number>> {
    readonly capacityBytes: number;
    readonly hostWeightsBytes: number;
    readonly kvPoolBytes: number;
    readonly kvBytesPerToken: number;
    readonly kvUsedBytes: number;
    readonly kvTokens: number;
    readonly maxConcurrency: AtLengths & {
        readonly mix: number;
    };
    readonly fleetConcurrency: number;
    readonly askedConcurrency: number | null;
    readonly keptPrefixBytes: number;
    readonly promptsInFlight: number;
    readonly pressure: number;
    readonly pressureAllAtP95: number;
}
export declare function runningPressure({ pressure, keptPrefixBytes, kvPoolBytes }: MemoryResult): number;
export interface DecodeResult {
    readonly batch: number;
    readonly stepSeconds: number;
    readonly draftSeconds: number;
    readonly acceptedLength: number;
    readonly verifiedDrafts: number;
    readonly tokensPerSecondPerUser: number;
    readonly speedWithoutDrafts: number;
    readonly tokensPerSecond: number;
    readonly tokensPerSecondPerAccelerator: number;
    readonly bound: StepPart;
    readonly speedOfLightSeconds: number;
    readonly parts: StepParts;
    readonly band: {
        readonly low: number;
        readonly high: number;
        readonly basis: Basis;
        readonly assumed: number;
    };
}
export type StepParts = Readonly<Record<StepPart, number>>;
export interface CostResult {
    readonly usdPerHour: number | null;
    readonly usdPerMillionTokens: number | null;
    readonly joulesPerToken: number | null;
    readonly acceleratorsNeeded: number | null;
    readonly lpxRacks: number | null;
    readonly meetsSpeed: boolean;
    readonly basis: OptionBases;
    readonly band: {
        readonly low: number;
        readonly high: number;
    } | null;
    readonly margin: number | null;
    readonly decodeOnly: boolean;
    readonly usdPerMillionInputTokens: number | null;
    readonly usdPerMillionCachedInputTokens: number | null;
    readonly usdPerMillionOutputTokens: number | null;
    readonly usdPerRequest: number | null;
    readonly reason?: Reason;
}
export interface BreakEven {
    readonly variable: string;
    readonly unit: string;
    readonly baseline: string;
    readonly challenger: string;
    readonly workload: string | null;
    readonly value: number | null;
    readonly cheaperBelow: string | null;
    readonly cheaperAbove: string | null;
    readonly bracket: readonly [
        number,
        number
    ];
    readonly aboutEqual: readonly [
        number,
        number
    ] | null;
    readonly basis: OwnedBasis;
    readonly searched: readonly [
        number,
        number
    ];
    readonly otherBasis: OtherBasis | null;
    readonly withinLimits?: readonly StretchWithinLimits[];
    readonly whereServed?: readonly StretchWithinLimits[];
    readonly reason: Reason | null;
}
export interface StretchWithinLimits {
    readonly from: number;
    readonly to: number;
    readonly cheaper: string | null;
}
export interface BreakEvenCrossing extends Pick<BreakEven, "cheaperBelow" | "cheaperAbove" | "bracket" | "aboutEqual"> {
    readonly value: number;
}
export interface OtherBasis {
    readonly basis: OwnedBasis;
    readonly crossings: readonly BreakEvenCrossing[];
    readonly cheaper: string | null;
    readonly aboutEqual: readonly [
        number,
        number
    ] | null;
    readonly reason: Reason | null;
}
export interface SecondPurchase {
    readonly baseline: string;
    readonly challenger: string;
    readonly lpxRacks: number;
    readonly usdPerHour: number;
    readonly basis: OwnedBasis;
    readonly timesAsMuch: number | null;
    readonly tokensPerSecond: number | null;
    readonly onlyChallenger: boolean;
    readonly usdPerMillionTokens: number | null;
    readonly reason?: Reason;
}
export interface MixResult {
    readonly works: "owned" | "purchase" | "no";
    readonly reasons: readonly Reason[];
    readonly workloads: Readonly<Record<string, string | null>>;
    readonly served: Readonly<Record<string, MixedWorkload>>;
    readonly accelerators: number;
    readonly lpxRacks: number;
    readonly total: UsdOfBasis;
    readonly basis: OptionBases;
    readonly purchase: OptionPurchase;
    readonly power: OptionPower;
    readonly earnings: Earnings;
    readonly exact: boolean;
    readonly reason?: Reason;
}
export interface MixedWorkload {
    readonly tokensPerSecond: number | null;
    readonly usdPerMillionTokens: number | null;
    readonly margin: number | null;
    readonly lpx: boolean;
    readonly reason?: Reason;
}
export interface AttachRate {
    readonly ofTokens: number | null;
    readonly ofTokensRange: {
        readonly low: number;
        readonly high: number;
    } | null;
    readonly ofRevenue: number | null;
    readonly ofGpuRacks: number | null;
    readonly lpxRacksPerGpuRack: number | null;
    readonly lpxRacksPer72Gpus: number | null;
    readonly overRanges?: AttachOverRanges | null;
    readonly overRangesReason?: Reason;
    readonly ties: readonly string[];
    readonly forcedBy: string | null;
    readonly forcedUsdPerMillionTokens: number | null;
    readonly perWorkload: Readonly<Record<string, WorkloadWinner>>;
    readonly reason?: Reason;
}
export interface AttachOverRanges {
    readonly low: number;
    readonly high: number;
    readonly rivals: readonly string[];
}
export interface WorkloadWinner {
    readonly winner: string | null;
    readonly margin: number | null;
    readonly runnerUp: string | null;
}
export interface Percentiles {
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
}
export interface PointAndMedian {
    readonly option: string;
    readonly point: number;
    readonly median: number;
    readonly unserved: number;
    readonly inputs: readonly {
        readonly path: string;
        readonly likely: number;
        readonly middle: number;
    }[];
}
export interface Uncertainty {
    readonly samples: number;
    readonly seed: number;
    readonly basis: OwnedBasis;
    readonly probabilityChallengerWins: number | null;
    readonly standardError: number | null;
    readonly tie: boolean | null;
    readonly headlines: Readonly<Record<string, Percentiles>>;
    readonly forbidden?: Readonly<Record<string, number>>;
    readonly differences: readonly PointAndMedian[];
    readonly reason?: Reason;
}

// npm/engine.d.ts
import type { ResolvedPlan } from "../catalog/shapes/resolvedPlan.js";
import { type EvaluateOptions } from "../engine/questions/evaluate.js";
import { CATALOGUES, type Catalogue, type CatalogueItem } from "../report/writers/catalogue.js";
import type { ReportedProblem, ReportOrigin } from "../report/answers/reported.js";
import type { ResultJson } from "../report/answers/resultJson.js";
import type { PlanResult } from "./results.js";
export type * from "../catalog/shapes/resolvedPlan.js";
export type * from "./results.js";
export type { Catalogue, CatalogueItem, EvaluateOptions, ReportedProblem, ReportOrigin, ResultJson };
export { CATALOGUES };
export type NamedFiles = Readonly<Record<string, string>>;
export interface ParsedPlan {
    readonly plan: ResolvedPlan | null;
    readonly problems: readonly ReportedProblem[];
}
export declare function parse(text: string, files?: NamedFiles): ParsedPlan;
export declare function evaluate(plan: ResolvedPlan, options?: EvaluateOptions): PlanResult;
export declare function analyzeJson(text: string, files?: NamedFiles): ResultJson;
export declare function report(text: string, format: "html" | "markdown", { files, ...origin }?: ReportOrigin & {
    readonly files?: NamedFiles;
}): string;
export declare function catalogue(name: Catalogue): readonly CatalogueItem[];
export declare function catalogueEntry(id: string): CatalogueItem | null;

// npm/results.d.ts
import type * as engine from "../engine/shapes/result.js";
import type { Told } from "../report/answers/told.js";
export type { AtLengths, KvCacheResult, KvVariant, MemoryResult, OptionTotal, Percentiles, StepParts, VariantName, WorkloadResult, WorkloadWinner, } from "../engine/shapes/result.js";
export type PlanResult = Told<engine.PlanResult>;
export type ModelResult = Told<engine.ModelResult>;
export type OptionResult = Told<engine.OptionResult>;
export type LpxResult = Told<engine.LpxResult>;
export type OptionWorkloadResult = Told<engine.OptionWorkloadResult>;
export type DecodeResult = Told<engine.DecodeResult>;
export type CostResult = Told<engine.CostResult>;
export type BreakEven = Told<engine.BreakEven>;
export type SecondPurchase = Told<engine.SecondPurchase>;
export type MixResult = Told<engine.MixResult>;
export type MixedWorkload = Told<engine.MixedWorkload>;
export type AttachRate = Told<engine.AttachRate>;
export type Uncertainty = Told<engine.Uncertainty>;

// plan/path.d.ts
export type Path = readonly (string | number)[];
export type PathKey = string;
export declare function pathKey(path: Path): PathKey;
export declare function keyPath(key: PathKey): readonly string[];

// report/answers/evidence.d.ts
export interface EvidenceTold {
    readonly record: RecordTold | null;
    readonly nearest: readonly RunTold[];
    readonly reason?: string;
}
export interface RecordTold {
    readonly engine: string;
    readonly generation: string;
    readonly mode: "colocated" | "disaggregated";
    readonly own: boolean;
    readonly runs: number;
    readonly medianError: number;
    readonly bandHolds: number | null;
}
export interface RunTold {
    readonly source: string;
    readonly date: string;
    readonly engine: string;
    readonly engineVersion: string | null;
    readonly users: number;
    readonly input: number;
    readonly output: number;
    readonly measured: number;
    readonly predicted: number;
    readonly close: boolean;
    readonly differs: readonly string[];
}
export type EvidenceByOption = Readonly<Record<string, Readonly<Record<string, EvidenceTold>>>>;

// report/answers/reported.d.ts
export interface ReportedProblem {
    readonly severity: "error" | "warning" | "information";
    readonly message: string;
    readonly code: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
}
export interface ReportOrigin {
    readonly file?: string;
    readonly version?: string;
    readonly date?: string;
    readonly draws?: number;
}

// report/answers/resultJson.d.ts
import type { MostServed } from "../../engine/questions/fit/mostServed.js";
import type { DrawnOrder } from "../../engine/shapes/draws.js";
import type { PlanResult } from "../../engine/shapes/result.js";
import type { EvidenceByOption } from "./evidence.js";
import type { ReportedProblem } from "./reported.js";
import type { Told } from "./told.js";
export type ResultJson = Written<ResultHead & ResultBody>;
interface ResultHead {
    readonly format: 1;
    readonly plan: {
        readonly title: string | null;
        readonly model: string | null;
        readonly file: string | null;
    };
    readonly diagnostics: readonly ReportedProblem[];
    readonly verdict: ToldVerdict | null;
    readonly reason?: string;
}
export interface ToldVerdict {
    readonly tone: "good" | "caution" | "bad" | "unknown";
    readonly option: string | null;
    readonly sentence: string;
    readonly detail: string;
    readonly change: string;
    readonly ranges: string;
    readonly draws: readonly DrawnOrder[];
}
type ResultBody = Omit<Told<PlanResult>, "model" | "mix" | "attachRate" | "basis"> & {
    readonly [K in "model" | "mix" | "attachRate" | "basis"]: Told<PlanResult>[K] | null;
} & {
    readonly mostServed: readonly MostServed[];
    readonly evidence: EvidenceByOption;
};
type Counted = "format" | "line" | "column" | "endLine" | "endColumn" | "layers" | "tensor" | "attentionData" | "expert" | "pipeline" | "context" | "replicas" | "accelerators" | "pool" | "racks" | "minimumRacks" | "lpxRacks" | "pieces" | "samples" | "runs" | "seed" | "year";
export type Written<T> = T extends readonly unknown[] ? {
    [I in keyof T]: Written<T[I]>;
} : T extends object ? WrittenRecord<T> : T extends number ? T | null : T;
type WrittenRecord<T> = {
    readonly [K in keyof T]: K extends Counted ? T[K] : Written<T[K]>;
} & (true extends HasNumber<T> ? T extends {
    reason?: unknown;
} ? unknown : {
    readonly reason?: string;
} : unknown);
type HasNumber<T> = {
    [K in keyof T]: K extends Counted ? never : number extends T[K] ? true : never;
}[keyof T];
export {};

// report/answers/told.d.ts
import type { Basis, Reason } from "../../engine/shapes/reasons.js";
export type Told<T> = T extends Reason | Basis ? string : T extends object ? {
    [K in keyof T]: Told<T[K]>;
} : T;
export declare function told<T extends object>(value: T): Told<T>;

// report/writers/catalogue.d.ts
import { type Book } from "../../catalog/entries/book.js";
export declare const CATALOGUES: readonly [
    "models",
    "accelerators",
    "speculators",
    "acceptance",
    "hosted"
];
export type Catalogue = (typeof CATALOGUES)[number];
export interface CatalogueItem {
    readonly id: string;
    readonly name: string;
    readonly [fact: string]: unknown;
}
export declare function catalogueItems(catalogue: Catalogue, book?: Book): CatalogueItem[];
export declare function catalogueItem(id: string, catalogues?: readonly Catalogue[], book?: Book): CatalogueItem | null;
export declare function catalogueLines(item: CatalogueItem): string[];
