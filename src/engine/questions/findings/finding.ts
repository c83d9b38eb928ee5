import type { HardwareKind } from '../../../catalog/shapes/resolvedPlan.js';
import type { Path, PathKey } from '../../../plan/path.js';
import type { Dimension } from '../../../units/dimensions.js';
import type { LpxRole } from '../../shapes/machineInputs.js';
import type { Reason } from '../../shapes/reasons.js';
import type { PurchasePart } from '../../shapes/result.js';

/** Where a price of hardware comes from. */
export interface StatedPrice {
  readonly hardware: string;
  /** Else bought. */
  readonly rented: boolean;
  readonly from: 'plan' | 'catalogue';
  /** Source and day of a price of the catalogue. */
  readonly detail: string | null;
}

/** Members of a service without which it cannot be judged. */
export type HostedMember = 'input' | 'output' | 'speed';

/** What each finding says, in SI units; its sentence is in `report/words/findings.ts`. */
export interface FindingData {
  'kv-cache-over-memory': {
    /** Demanded over available memory, above 1. */
    readonly pressure: number;
    /** Options that are over, of so many that hold a cache. */
    readonly options: readonly string[];
    readonly held: number;
    /** Sequences. */
    readonly fit: number;
    readonly asked: number;
  };
  'not-served': { readonly workload: string; readonly reason: Reason | null };
  'too-few-accelerators': {
    readonly option: string;
    readonly needed: number;
    readonly owned: number;
    /** All that the option adds. */
    readonly parts: readonly PurchasePart[];
    /** Whether the plan lets them be bought. */
    readonly allowed: boolean;
  };
  'over-budget': { readonly option: string; readonly reason: Reason };
  'lpx-too-small': { readonly minimumRacks: number; readonly racks: number };
  /** USD per million tokens still to spend, in a role that is written and in the one that `auto` takes. */
  'lpx-role-still-to-spend': {
    readonly role: LpxRole;
    readonly usdPerMillionTokens: number;
    readonly takenUsdPerMillionTokens: number;
  };
  'context-over-model': { readonly model: string; readonly limitTokens: number };
  'prompt-over-model': { readonly inputTokens: number; readonly limitTokens: number };
  'prompt-beside-context': { readonly heldTokens: number; readonly contextTokens: number };
  'hits-without-turn-delay': object;
  /** Parts of the prompt, 0..1. `tiers`: some option keeps prefixes in tiers beside its memory. */
  'prefixes-without-room': { readonly served: number; readonly asked: number; readonly tiers: boolean };
  /** Bytes that the sessions between their turns need and find, and parts of the prompt, 0..1. */
  'prefix-tiers-too-small': {
    readonly option: string;
    readonly workload: string;
    readonly neededBytes: number;
    readonly keptBytes: number;
    /**
     * Why not all is served: there is no room for all that wait; tiers are slower than computing again; or all that wait
     * are kept, but only since what is lost makes turns come more slowly, or links carry no more.
     */
    readonly limit: 'room' | 'slow' | 'turns';
    readonly served: number;
    readonly asked: number;
  };
  /** Prompt tokens over what steps have room for. */
  'prompts-over-budget': { readonly factor: number };
  'latent-cache-copied': {
    readonly tensor: number;
    readonly attentionData: number;
    readonly context: number;
  };
  'speculation-slows': { readonly draftTokens: number; readonly workloads: readonly string[] };
  'draft-time-unknown': object;
  /** Adapters, of whose time only the reading is counted. */
  'adapters-time-unknown': { readonly maxLoras: number; readonly maxRank: number };
  /** Slots for adapters, and sequences that a server runs at most. */
  'adapters-beyond-sequences': { readonly maxLoras: number; readonly maxSequences: number };
  /** Bytes that were to lie with the host, and those of the layers of one accelerator. */
  'offload-over-weights': { readonly askedBytes: number; readonly layersBytes: number };
  /** Seconds of a step, and those in it of reading weights from the host. */
  'weight-offload-slows': {
    readonly option: string;
    readonly stepSeconds: number;
    readonly hostSeconds: number;
  };
  'calibration-without-layout': object;
  'faster-than-light': { readonly measuredSeconds: number; readonly leastSeconds: number };
  /** A time that is too short, or a rate of one accelerator that is too high, with the bound that it passes. */
  'prompt-faster-than-light': {
    readonly measured: number;
    readonly bound: number;
    readonly dimension: 'duration' | 'tokenRate';
    /** Accelerators of the layout that it was measured on. */
    readonly devices: number;
  };
  'range-crosses-break-even': {
    readonly at: number;
    readonly dimension: Dimension;
    readonly below: string;
    readonly beyond: string;
    readonly baseline: string;
    readonly challenger: string;
  };
  /** Tokens per second: what each user would have to get, and is to get. */
  'concurrency-below-volume': { readonly users: number; readonly speedEach: number; readonly asked: number };
  /** Tokens per second: of each user, of all of them, and of the volume. */
  'concurrency-above-volume': {
    readonly users: number;
    readonly asked: number;
    readonly made: number;
    readonly volume: number;
  };
  /** Requests per second, and tokens per second. */
  'requests-against-demand': { readonly requests: number; readonly made: number; readonly demand: number };
  'buy-unused': { readonly kind: HardwareKind };
  /** Accelerators that are sold at once. */
  'buy-under-unit': { readonly accelerator: string; readonly unit: number };
  /** The option that would have to buy least, and why it may not. */
  'buy-forbids-all': { readonly option: string; readonly reason: Reason };
  /** Accelerators, or LPX racks, that are owned. */
  'owned-unused': { readonly kind: HardwareKind; readonly owned: number };
  /** Accelerators that `count` says, which is taken, and that `racks` come to. */
  'count-beside-racks': { readonly count: number; readonly inRacks: number };
  /** Accelerators that are owned, and that are sold at once. */
  'owned-part-unit': { readonly accelerator: string; readonly owned: number; readonly unit: number };
  /** Why the baseline does not work, and the cheapest option besides the challenger that does. */
  'baseline-not-working': {
    readonly baseline: string;
    readonly reason: Reason | null;
    readonly other: string | null;
  };
  'compares-with-itself': { readonly option: string };
  /** What a service of the plan does not say, and a workload needs. */
  'hosted-without-number': { readonly option: string; readonly member: HostedMember };
  'variable-not-in-plan': { readonly variable: string };
  /** A service that bills prompts, and what for, in USD per million tokens. */
  'sale-price-without-prompts': { readonly option: string; readonly usdPerMillionInput: number };
  'sale-price-without-request': { readonly workload: string };
  'workload-without-price': { readonly workload: string };
  /** Prices of different bases or sources in one plan. */
  'mixed-price-bases': { readonly prices: readonly StatedPrice[] };
  'capital-costs-nothing': object;
  'amortization-under-a-year': { readonly seconds: number };
  'model-partly-unknown': { readonly model: string; readonly reason: Reason };
}

export type FindingCode = keyof FindingData;

/** What the numbers say about an input, as a code with data, at its place in the plan. */
export type Finding<Code extends FindingCode = FindingCode> = {
  [C in Code]: {
    readonly severity: 'warning' | 'information';
    readonly code: C;
    readonly data: FindingData[C];
    readonly path: PathKey;
    /** A value that would put it right, in SI units, where there is one. */
    readonly value?: number;
    /** Another member that it follows from. */
    readonly related?: Path;
  };
}[Code];
