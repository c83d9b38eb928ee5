/**
 * Why something does not work or is not known, and what a spread rests on: codes with their data, in SI units. The
 * engine writes no sentences, for what it returns is remembered, compared and sent about, whatever the reader's
 * language. `report/words/reasons.ts` has the sentence of each code; the compiler asks for it when one is added here.
 */

/** A code that says it all. */
type Nothing = object;

/** Why a layout cannot be. */
interface LayoutReasons {
  'expert-over-stage': { readonly expert: number; readonly stage: number };
  'expert-divides-no-stage': { readonly expert: number; readonly stage: number };
  'no-experts': Nothing;
  'tensor-divides-no-heads': { readonly tensor: number; readonly queryHeads: number };
  'expert-width': { readonly slices: number; readonly expertHidden: number };
  'pipeline-over-layers': { readonly pipeline: number; readonly layers: number };
  'context-divides-no-tensor': { readonly context: number; readonly tensor: number };
  'no-layout': Nothing;
}

/** Why a replica does not do what it is asked. */
interface MachineReasons {
  /** What the catalogue says of the model, in its own words. */
  'model-unknown': { readonly what: string };
  'attention-unknown': Nothing;
  'weights-unknown': Nothing;
  /** No rate of any width. */
  'flops-unknown': Nothing;
  'link-unknown': Nothing;
  /** The model by name, and the serving engine. */
  'adapters-unknown': { readonly model: string };
  'adapters-of-engine-unknown': { readonly engine: string };
  'adapters-beside-lpx': Nothing;
  'host-link-unknown': { readonly accelerator: string };
  'lpx-too-few-racks': { readonly minimumRacks: number; readonly racks: number };
  'no-kv-memory': Nothing;
  /** Weights of a drafter, and what the accelerators that draft have for them. */
  'drafter-without-room': { readonly bytes: number; readonly room: number };
  'slow-tier-unpublished': Nothing;
  'no-sequence-fits': Nothing;
  /** Tokens per second of one user. */
  'too-slow': { readonly best: number; readonly asked: number };
  /** Sequences in all. */
  'sequences-over-memory': { readonly fit: number; readonly asked: number };
  /** Sequences that the server is told to run at most, and those that are under way. */
  'sequences-over-limit': { readonly most: number; readonly asked: number };
  /** Sequences at p95, and prompts that hold their cache before their first token. */
  'prompts-over-memory': { readonly sequences: number; readonly prompts: number };
  'prompts-too-many': Nothing;
  /** Tokens of a prompt and its answer. */
  'request-over-memory': { readonly tokens: number };
  'turn-delay-unknown': Nothing;
  /** Seconds at a percentile. */
  'first-token-late': {
    readonly at: 'mean' | 'p50' | 'p95' | 'p99';
    readonly seconds: number;
    readonly target: number;
  };
}

/** Why an option does not work or has no cost. */
interface OptionReasons {
  'no-gpus': Nothing;
  'drafter-without-speculation': Nothing;
  /** What drafts is a lookup on the host, not a model. */
  'drafter-without-weights': Nothing;
  'replica-over-plan': { readonly devices: number; readonly owned: number };
  'too-few-accelerators': { readonly needed: number; readonly owned: number };
  /** What is decoded at peak is more than the racks do. */
  'lpx-overloaded': { readonly racks: number };
  /** Accelerators that a plan has for prompts, and that hold no whole model; `null`: no replica of any size does. */
  'prefill-without-room': { readonly owned: number | null };
  'too-few-for-prefill': { readonly needed: number; readonly owned: number };
  'not-served': Nothing;
  'workload-not-served': { readonly workload: string };
  'no-hardware-price': Nothing;
  'no-hardware-power': Nothing;
  'no-own-hardware': Nothing;
  /** USD per second (`total`), USD per token, or watts. */
  'over-budget': { readonly limit: BudgetLimit; readonly cost: number; readonly most: number };
  'unknown-in-budget': { readonly limit: BudgetLimit; readonly most: number };
  /** A hosted service by name. */
  'price-unpublished': { readonly name: string };
  'input-price-unpublished': { readonly name: string };
  'speed-unpublished': { readonly name: string };
  /** Tokens per second of one user. */
  'hosted-too-slow': { readonly speed: number; readonly asked: number };
}

/** Pieces of one kind that are bought, or rented: accelerators, or LPX racks. */
interface Bought {
  readonly kind: 'gpus' | 'prefill' | 'lpx';
  readonly added: number;
  /** Left out where they are bought, at least some of them. */
  readonly rented?: true;
}

/** Why something may not be bought, or what it takes is not known. */
interface PurchaseReasons {
  'buy-none': Bought;
  'buy-kind': Bought;
  'buy-count': Bought & { readonly most: number };
  /** USD; `null` where it is not known. */
  'buy-capital': { readonly value: number | null; readonly most: number };
  /** Watts at the meter; `null` where they are not known. */
  'buy-power': { readonly value: number | null; readonly most: number };
  'no-price-bought': Nothing;
  'no-power-bought': Nothing;
}

/** Where both options serve. */
interface Served {
  /** Left out where they do so over the whole range. */
  readonly partly?: true;
}

/** Why a question about options has no answer. */
interface QuestionReasons {
  'no-option-priced': Nothing;
  'no-times-reached': Nothing;
  'request-unknown': Nothing;
  'nothing-sampled': Nothing;
  'no-sample-priced': Nothing;
  'no-sample-allowed': Nothing;
  'mix-not-drawn': Nothing;
  'not-on-owned': { readonly option: string };
  'no-more-tokens': Nothing;
  'neither-serves': Nothing;
  /** `why`: in the plan itself; `null` where it serves there. */
  'baseline-never-serves': { readonly baseline: string; readonly why: Reason | null };
  'challenger-never-serves': { readonly challenger: string; readonly why: Reason | null };
  /** Options that serve at costs which are not known anywhere. */
  'costs-unknown': { readonly options: readonly string[]; readonly why: Reason | null };
  'always-cheaper': Served & { readonly only: string };
  'never-dearer': Served & { readonly only: string };
  'no-sale-price': Nothing;
  'no-capital': Nothing;
  'never-returns': Nothing;
  'price-unknown': Nothing;
  /** Workloads without a sale price, beside some that have one. */
  unsold: { readonly workloads: string };
  /** Workloads whose price names prompts, while the plan does not say how long their requests are. */
  'price-needs-request': { readonly workloads: string };
  /** The option that a pay-back is held against. */
  'is-baseline': Nothing;
  'no-baseline': Nothing;
  'baseline-not-working': { readonly baseline: string };
  'saves-nothing': { readonly baseline: string };
  /** What an option buys less than the baseline, and what running it costs more a year, in USD. */
  'buys-less': {
    readonly baseline: string;
    readonly capitalUsd: number;
    readonly runningUsdPerYear: number;
  };
  'never-much-dearer': Served & { readonly only: string };
  'always-equal': Served;
  'about-equal': Served;
  /** The one is cheaper but for single steps of whole units, where the other is. */
  'cheaper-but-steps': Served & { readonly only: string };
  /** Nowhere do both serve. */
  'never-both': Nothing;
  /** Each is cheaper in a part of the range, and between these parts one of them does not serve. */
  'cheaper-apart': { readonly baseline: string; readonly challenger: string };
}

/** The data of each code. */
export interface ReasonData
  extends LayoutReasons, MachineReasons, OptionReasons, QuestionReasons, PurchaseReasons {
  /** A reason of one workload, told of the option. */
  'of-workload': { readonly workload: string; readonly reason: Reason };
}

/** Limits of the budget; of power in watts at the meter. */
export type BudgetLimit = 'total' | 'perToken' | 'power';

/** A class of measured servers: how many runs, and what half of them were missed by at most, as a fraction. */
export interface MeasuredServers {
  readonly engine: string;
  readonly generation: string;
  readonly mode: 'colocated' | 'disaggregated';
  readonly runs: number;
  readonly median: number;
}

/** What the spread of a time rests on. */
export interface BasisData {
  /** The measurements themselves, in the words of who fitted them. */
  measured: { readonly evidence: string };
  /** Coefficients of another engine or generation. */
  carried: { readonly engine: string; readonly generation: string };
  /** Measured steps of the plan. */
  calibrated: { readonly measurements: number };
  /** The slow ends of what is assumed of LPX. */
  'lpx-assumed': Nothing;
  /** Measured servers of this engine and generation, left out of the fit one series at a time. */
  servers: MeasuredServers;
  /** The same of the nearest ones that were measured. */
  'servers-carried': MeasuredServers;
  'prefill-measured': Nothing;
  'prefill-carried': Nothing;
}

/** A code with its data, as a union over the codes of `Data`. */
export type Coded<Data, Code extends keyof Data = keyof Data> = {
  [K in Code]: { readonly code: K } & Data[K];
}[Code];

/** Why an option or workload does not work, or a number is `null`. */
export type Reason = Coded<ReasonData>;

/** What a spread rests on. */
export type Basis = Coded<BasisData>;

/** What an option says where one of its workloads does not work. */
export function workloadReason(workload: string, reason: Reason): Reason {
  return { code: 'of-workload', workload, reason };
}
