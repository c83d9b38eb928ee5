import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ContextMix } from '../memory/contextMix.js';
import { rankWeights } from '../memory/footprint.js';
import type { LeftOut, StepPart } from '../shapes/parts.js';
import type { StepParts } from '../shapes/result.js';
import type { WeightRole } from '../../catalog/shapes/types.js';
import { FEED_FORWARD_ROLES, idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';
import { memo, perObjectWithin } from '../../units/memo.js';
import {
  adapterReads,
  adapterSeconds,
  hostReads,
  hostSeconds,
  type AdapterReads,
  type HostReads,
} from './beside.js';
import { coefficientOf, type StepCoefficients } from './coefficients.js';
import { lightAttention, type ContextTerm } from './kernels/attention.js';
import { isQuantizing } from './kernels/linear.js';
import {
  chanceSeconds,
  gathered,
  rampSeconds,
  simpleSeconds,
  type CoefficientOf,
  type GatheredTerms,
} from './kernels/kernel.js';
import type { KernelWork } from './kernels/term.js';
import { stepWork } from './kernels/work.js';
import { distinctExperts, expertMiss, peakFlops } from './rates.js';

/** Everything of a decode step that depends neither on how many sequences run nor on how long they are. */
export interface ReplicaKernel {
  readonly coefficients: StepCoefficients;
  readonly layout: Layout;
  /** Kernels that no length changes, gathered by how they grow. */
  readonly gathered: GatheredTerms;
  /** Tokens beyond which kernels are launched one by one, and what that costs. */
  readonly graphTokens: number;
  readonly eagerSeconds: number;
  readonly attention: (mix: ContextMix) => AttentionSeconds;
  readonly adapters: AdapterReads | null;
  readonly host: HostReads | null;
  /** What kernels take that only measure and quantize the inputs of others: a part of `gathered`. */
  readonly quantizing: GatheredTerms['all'];
  /** Speed-of-light parts: bytes and FLOPs at data-sheet rates. */
  readonly light: {
    readonly weights: number;
    readonly product: number;
  };
}

/** Seconds that lengths of sequences add to a step. */
interface AttentionSeconds {
  /** Whatever runs; for each sequence; for each of its tokens in the step; and for the square root of sequences. */
  readonly fixed: number;
  readonly shared: number;
  readonly query: number;
  readonly root: number;
  /** The coefficient of products beyond the bytes they read. */
  readonly products: number;
  readonly light: { readonly shared: number; readonly query: number; readonly flops: number };
}

/** A replica's kernel with sequences of one mean length: `stepParts` is then a handful of multiplications. */
export interface StepKernel {
  readonly replica: ReplicaKernel;
  readonly mix: ContextMix;
  readonly attention: AttentionSeconds;
}

export interface KernelInputs extends Omit<KernelWork, 'serving'> {
  readonly serving: Pick<
    Serving,
    'engine' | 'weights' | 'kvCache' | 'graphTokens' | 'lora' | 'weightOffload'
  >;
  readonly coefficients: StepCoefficients;
}

/** The same as plain data. */
interface SharedKernel extends Omit<KernelInputs, 'serving' | 'moved'>, Readonly<KernelInputs['serving']> {
  /** Whether the feed-forward layers are computed elsewhere (LPX). */
  readonly feedForwardMoved: boolean;
}

/** Options that differ in what they draft, or in how much memory they use, have one kernel for each layout. */
export const sharedKernel = memo(
  { name: 'kernels of replicas', most: 2048 },
  ({
    engine,
    weights,
    kvCache,
    graphTokens,
    lora,
    weightOffload,
    feedForwardMoved,
    ...inputs
  }: SharedKernel): ReplicaKernel =>
    replicaKernel({
      ...inputs,
      serving: { engine, weights, kvCache, graphTokens, lora, weightOffload },
      moved: feedForwardMoved ? FEED_FORWARD_ROLES : NOTHING_MOVED,
    }),
);
const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();

/** Prepares the steps of a replica. Form: step.md 1. */
export function replicaKernel(inputs: KernelInputs): ReplicaKernel {
  const { model, serving, layout, coefficients } = inputs;
  const work = stepWork(inputs);
  const of = coefficientOf(coefficients);
  const terms = [
    ...work.linear,
    ...work.experts,
    ...work.collectives,
    ...work.launch,
    ...work.attention.terms,
  ];
  return {
    coefficients,
    layout,
    gathered: gathered(terms, of),
    quantizing: gathered(terms.filter(isQuantizing), of).all,
    graphTokens: serving.graphTokens ?? Number.POSITIVE_INFINITY,
    eagerSeconds: model.layers * (coefficients.eagerLayerSeconds ?? 0),
    attention: perObjectWithin((mix: ContextMix) => ({
      ...attentionSeconds(work.attention.context(mix), of),
      products: of(work.attention.products),
      light: lightAttention(inputs, mix),
    })),
    adapters: adapterReads(inputs),
    host: hostReads(inputs),
    light: lightWeights(inputs),
  };
}

function attentionSeconds(terms: readonly ContextTerm[], of: CoefficientOf) {
  let [fixed, shared, query, root] = [0, 0, 0, 0];
  for (const term of terms) {
    const times = of(term.name);
    fixed += times * term.fixed;
    shared += times * term.shared;
    query += times * term.query;
    root += times * term.root;
  }
  return { fixed, shared, query, root };
}

/** The steps of a replica with sequences of a mix. */
export function stepKernel(replica: ReplicaKernel, mix: ContextMix): StepKernel {
  return { replica, mix, attention: replica.attention(mix) };
}

/**
 * Seconds of one step by part, with `sequences` on the replica and `drafts` verified for each.
 * `draft` and `link` are left at 0: whoever drafts or links adds them.
 */
export function stepParts(kernel: StepKernel, sequences: number, drafts: number): StepParts {
  const { replica, attention } = kernel;
  const { parts, ramps, chances } = replica.gathered;
  const queries = 1 + drafts;
  const tokens = sequences * queries;
  const root = Math.sqrt(tokens);
  const products =
    attention.products * sequences * productsBeyond(attention.light, queries) + rampSeconds(ramps, tokens);
  const weights = simpleSeconds(parts.weights, tokens, root) + chanceSeconds(chances, tokens);
  const adapters = adapterSeconds(replica.adapters, sequences, tokens);
  const kv =
    simpleSeconds(parts.kv, tokens, root) +
    attention.fixed +
    sequences * (attention.shared + queries * attention.query) +
    attention.root * Math.sqrt(sequences);
  const compute = simpleSeconds(parts.compute, tokens, root) + products;
  const communication = simpleSeconds(parts.communication, tokens, root);
  const fixed = simpleSeconds(parts.fixed, tokens, root) + eagerSeconds(replica, tokens);
  const host = hostSeconds(replica.host, tokens, weights + adapters + kv + compute + communication + fixed);
  // In the order of all who make parts, and in one go: searches ask for thousands of steps.
  return { weights, adapters, host, kv, compute, communication, fixed, draft: 0, link: 0 };
}

/** Seconds of one sequence's attention at data-sheet rates that exceed those of the bytes it reads. */
function productsBeyond({ shared, query, flops }: AttentionSeconds['light'], queries: number): number {
  return Math.max(0, queries * (flops - query) - shared);
}

/** Seconds of a step that no work explains: launches, scheduling. */
export function fixedStepSeconds(replica: ReplicaKernel, tokens: number): number {
  return (
    simpleSeconds(replica.gathered.parts.fixed, tokens, Math.sqrt(tokens)) + eagerSeconds(replica, tokens)
  );
}

function eagerSeconds(replica: ReplicaKernel, tokens: number): number {
  return tokens > replica.graphTokens ? replica.eagerSeconds : 0;
}

/** Seconds of a step, a part of its computing, in which kernels only quantize the inputs of others. */
export function quantizingSeconds({ replica }: StepKernel, sequences: number, drafts: number): number {
  const tokens = sequences * (1 + drafts);
  return simpleSeconds(replica.quantizing, tokens, Math.sqrt(tokens));
}

/** Nothing: `stepSeconds` sums the first seven, and whoever drafts or links adds the others. */
export type NotInStepSeconds = LeftOut<
  Exclude<
    StepPart,
    'weights' | 'adapters' | 'host' | 'kv' | 'compute' | 'communication' | 'fixed' | 'draft' | 'link'
  >
>;

/** The sum of `stepParts`, without making the parts: what searches ask for thousands of times. */
export function stepSeconds(kernel: StepKernel, sequences: number, drafts: number): number {
  const { replica, attention } = kernel;
  const { all, ramps, chances } = replica.gathered;
  const queries = 1 + drafts;
  const tokens = sequences * queries;
  const rest =
    simpleSeconds(all, tokens, Math.sqrt(tokens)) +
    adapterSeconds(replica.adapters, sequences, tokens) +
    rampSeconds(ramps, tokens) +
    chanceSeconds(chances, tokens) +
    attention.fixed +
    sequences *
      (attention.shared +
        queries * attention.query +
        attention.products * productsBeyond(attention.light, queries)) +
    attention.root * Math.sqrt(sequences) +
    eagerSeconds(replica, tokens);
  return rest + hostSeconds(replica.host, tokens, rest);
}

/** Nothing: `totalSeconds` has all parts. Written out, since searches ask for it thousands of times. */
export type NotInTotalSeconds = LeftOut<
  Exclude<
    StepPart,
    'weights' | 'adapters' | 'host' | 'kv' | 'compute' | 'communication' | 'fixed' | 'draft' | 'link'
  >
>;

/** Sum of the parts, in seconds; with another fixed part where one is given. */
export function totalSeconds(parts: StepParts, fixed = parts.fixed): number {
  return (
    parts.weights +
    parts.adapters +
    parts.host +
    parts.kv +
    parts.compute +
    parts.communication +
    fixed +
    parts.draft +
    parts.link
  );
}

/** The same bytes and FLOPs at data-sheet rates, perfectly overlapped: nothing can be faster. Seconds. */
export function lightSeconds({ replica, attention }: StepKernel, sequences: number, drafts: number): number {
  const { light, adapters, host } = replica;
  const { shared, query, flops } = attention.light;
  const queries = 1 + drafts;
  const tokens = sequences * queries;
  const bytes =
    light.weights + adapterSeconds(adapters, sequences, tokens) + sequences * (shared + query * queries);
  const rest = Math.max(bytes, tokens * (light.product + flops));
  return rest + hostSeconds(host, tokens, rest);
}

/** Weights and products of a replica at data-sheet rates, in seconds. */
function lightWeights({ model, serving, accelerator, layout, moved }: KernelInputs): ReplicaKernel['light'] {
  const bandwidth = accelerator.memoryBandwidthBytesPerSecond;
  const weights = rankWeights(model, serving.weights, layout, moved);
  const devices = layout.tensor * layout.attentionData;
  const product = weightClassBytes(model, serving.weights)
    .filter(({ role }) => !moved.has(role) && !idleInDecode(role))
    .reduce((sum, c) => sum + (2 * c.activeParameters) / (peakFlops(accelerator, c.format) * devices), 0);
  // A pipeline's stages work one after the other on one step: what a rank reads happens `pipeline` times.
  const dense = (weights.dense * layout.pipeline + weights.head) / bandwidth;
  const experts = (weights.experts * layout.pipeline) / bandwidth;
  const miss = moved.has('experts') ? 0 : expertMiss(model, BY_CHANCE);
  // At least one expert set per token is read; agreement beyond chance cannot go below that.
  return { weights: dense + experts * distinctExperts(miss, 1), product };
}

const BY_CHANCE: { readonly expertAgreement: number } = { expertAgreement: 1 };
