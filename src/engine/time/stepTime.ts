import { generationOf } from '../../catalog/shapes/generations.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightFormat, WeightRole } from '../../catalog/shapes/types.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import type { StepCoefficients } from './coefficients.js';
import { rankWeights, type SequenceMeans } from '../memory/footprint.js';
import type { LeftOut, StepPart } from '../shapes/parts.js';
import type { StepParts } from '../shapes/result.js';
import { weightFormat } from '../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';

/** Everything of a decode step that depends neither on how many sequences run nor on how long they are. */
export interface ReplicaKernel {
  readonly coefficients: StepCoefficients;
  readonly layout: Layout;
  /** Seconds. */
  readonly fixed: number;
  /** Tokens beyond which kernels are launched one by one, and what that costs. */
  readonly graphTokens: number;
  readonly eagerSeconds: number;
  readonly denseSeconds: number;
  readonly expertSeconds: number;
  /** Exponent per token of the chance that an expert is left out: ln(1 - k/E) x agreement, negative. */
  readonly expertMiss: number;
  /** Seconds of matrix products for one token over the replica. */
  readonly productSeconds: number;
  readonly tokenSeconds: number;
  /** Collective seconds per token of a data-parallel group. */
  readonly collectivePerToken: number;
  readonly collectiveFixed: number;
  /** Reached share of the memory bandwidth for KV, and the data-sheet rates for KV bytes and attention FLOPs. */
  readonly kvEfficiency: number;
  readonly bytesPerSecond: number;
  readonly attentionFlopsPerSecond: number;
  /** Speed-of-light parts: the same bytes and FLOPs at data-sheet rates. */
  readonly light: { readonly dense: number; readonly experts: number; readonly product: number };
}

/** A replica's kernel with sequences of one mean length: `stepParts` is then a handful of multiplications. */
export interface StepKernel {
  readonly replica: ReplicaKernel;
  /** A mean sequence on one rank, and where it is decoded: there, or whole where LPX decodes alone. */
  readonly sequence: SequenceMeans;
  readonly decoded: SequenceMeans;
  readonly kvSharedSeconds: number;
  readonly kvPerQuerySeconds: number;
  /** Seconds of attention for one query token. */
  readonly attentionSeconds: number;
}

export interface KernelInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
  readonly coefficients: StepCoefficients;
  /** Weight roles computed elsewhere (LPX). */
  readonly moved: ReadonlySet<WeightRole>;
}

const NO_EXPERTS = 0;

/** Prepares the steps of a replica. Form: step.md 1; step.md 1. */
export function replicaKernel(inputs: KernelInputs): ReplicaKernel {
  const { model, serving, accelerator, layout, coefficients: c, moved } = inputs;
  const bandwidth = accelerator.memoryBandwidthBytesPerSecond;
  const weights = rankWeights(model, serving.weights, layout, moved);
  const products = productSeconds(inputs);
  // A pipeline's stages work one after the other on one step: what a rank reads happens `pipeline` times.
  const stages = layout.pipeline;
  const light = {
    dense: (weights.dense * stages + weights.head) / bandwidth,
    experts: (weights.experts * stages) / bandwidth,
    product: products.dense + products.experts,
  };
  return {
    coefficients: c,
    layout,
    fixed: fixedSeconds(inputs),
    graphTokens: serving.graphTokens ?? Number.POSITIVE_INFINITY,
    eagerSeconds: model.layers * (c.eagerLayerSeconds ?? 0),
    denseSeconds: light.dense / c.weightEfficiency,
    expertSeconds: light.experts / c.weightEfficiency,
    expertMiss: moved.has('experts') ? NO_EXPERTS : expertMiss(model, c),
    productSeconds: light.product / c.computeEfficiency,
    tokenSeconds: over(products.dense, c.tokenEfficiency) + over(products.experts, c.expertTokenEfficiency),
    ...collectiveSeconds(inputs),
    kvEfficiency: hasLatentCache(model) ? c.latentKvEfficiency : c.kvEfficiency,
    bytesPerSecond: bandwidth,
    attentionFlopsPerSecond: peakFlops(accelerator, 'bf16') * layout.tensor,
    light,
  };
}

/** The steps of a replica with sequences that come to these means on one rank. */
export function stepKernel(
  replica: ReplicaKernel,
  sequence: SequenceMeans,
  decoded: SequenceMeans = sequence,
): StepKernel {
  const light = lightSequence(replica, sequence);
  return {
    replica,
    sequence,
    decoded,
    kvSharedSeconds: light.kvShared / replica.kvEfficiency,
    kvPerQuerySeconds: light.kvPerQuery / replica.kvEfficiency,
    attentionSeconds: light.attention / replica.coefficients.computeEfficiency,
  };
}

/** Seconds that a sequence takes of a step at data-sheet rates. */
function lightSequence(
  { layout, bytesPerSecond, attentionFlopsPerSecond }: ReplicaKernel,
  of: SequenceMeans,
) {
  return {
    kvShared: (of.sharedBytes * layout.pipeline) / bytesPerSecond,
    kvPerQuery: (of.perQueryBytes * layout.pipeline) / bytesPerSecond,
    attention: of.flops / attentionFlopsPerSecond,
  };
}

/**
 * Seconds of one step by part, with `sequences` on the replica and `drafts` verified for each.
 * `draft` and `link` are left at 0: whoever drafts or links adds them.
 */
export function stepParts(kernel: StepKernel, sequences: number, drafts: number): StepParts {
  const { replica } = kernel;
  const groups = replica.layout.attentionData;
  const tokens = sequences * (1 + drafts);
  const perGroup = sequences / groups;
  const weights = replica.denseSeconds + replica.expertSeconds * distinctExperts(replica.expertMiss, tokens);
  const kv = perGroup * (kernel.kvSharedSeconds + kernel.kvPerQuerySeconds * (1 + drafts));
  const products = tokens * replica.productSeconds;
  const attention = perGroup * (1 + drafts) * kernel.attentionSeconds;
  const compute =
    Math.max(0, products - weights) + Math.max(0, attention - kv) + tokens * replica.tokenSeconds;
  return {
    weights,
    kv,
    compute,
    communication: replica.collectiveFixed + (tokens / groups) * replica.collectivePerToken,
    fixed: fixedStepSeconds(replica, sequences, tokens),
    draft: 0,
    link: 0,
  };
}

/** Seconds of a step that no work explains: launches, scheduling. */
export function fixedStepSeconds(replica: ReplicaKernel, sequences: number, tokens: number): number {
  const eager = tokens > replica.graphTokens ? replica.eagerSeconds : 0;
  return replica.fixed + eager + sequences * replica.coefficients.requestSeconds;
}

/** Nothing: `stepSeconds` sums the first five, and whoever drafts or links adds the others. */
export type NotInStepSeconds = LeftOut<
  Exclude<StepPart, 'weights' | 'kv' | 'compute' | 'communication' | 'fixed' | 'draft' | 'link'>
>;

/** The sum of `stepParts`, without making the parts: what searches ask for thousands of times. */
export function stepSeconds(kernel: StepKernel, sequences: number, drafts: number): number {
  const { replica } = kernel;
  const groups = replica.layout.attentionData;
  const tokens = sequences * (1 + drafts);
  const perGroup = sequences / groups;
  const weights = replica.denseSeconds + replica.expertSeconds * distinctExperts(replica.expertMiss, tokens);
  const kv = perGroup * (kernel.kvSharedSeconds + kernel.kvPerQuerySeconds * (1 + drafts));
  const products = tokens * replica.productSeconds;
  const attention = perGroup * (1 + drafts) * kernel.attentionSeconds;
  return (
    Math.max(weights, products) +
    Math.max(kv, attention) +
    tokens * replica.tokenSeconds +
    replica.collectiveFixed +
    (tokens / groups) * replica.collectivePerToken +
    fixedStepSeconds(replica, sequences, tokens)
  );
}

/** Nothing: `totalSeconds` has all parts. Written out, since searches ask for it thousands of times. */
export type NotInTotalSeconds = LeftOut<
  Exclude<StepPart, 'weights' | 'kv' | 'compute' | 'communication' | 'fixed' | 'draft' | 'link'>
>;

/** Sum of the parts, in seconds. */
export function totalSeconds(parts: StepParts): number {
  return (
    parts.weights + parts.kv + parts.compute + parts.communication + parts.fixed + parts.draft + parts.link
  );
}

/** The same bytes and FLOPs at data-sheet rates, perfectly overlapped: nothing can be faster. Seconds. */
export function lightSeconds(kernel: StepKernel, sequences: number, drafts: number): number {
  const { replica } = kernel;
  const { light } = replica;
  const each = lightSequence(replica, kernel.sequence);
  const tokens = sequences * (1 + drafts);
  const perGroup = sequences / replica.layout.attentionData;
  const bytes =
    light.dense +
    // At least one expert set per token is read; agreement beyond chance cannot go below that.
    light.experts * distinctExperts(replica.expertMiss, 1) +
    perGroup * (each.kvShared + each.kvPerQuery * (1 + drafts));
  const flops = tokens * light.product + perGroup * (1 + drafts) * each.attention;
  return Math.max(bytes, flops);
}

/** Expected share of the routed experts that `tokens` tokens touch: 1 - (1 - k/E)^(rho V). */
export function distinctExperts(miss: number, tokens: number): number {
  return miss === NO_EXPERTS ? 0 : 1 - Math.exp(miss * tokens);
}

/** Log of the chance that a token leaves a routed expert alone; `expertAgreement` 1 is by chance. */
export function expertMiss(
  model: ModelSpec,
  { expertAgreement }: Pick<StepCoefficients, 'expertAgreement'>,
): number {
  if (!model.moe) return NO_EXPERTS;
  const { expertsPerToken, routedExperts } = model.moe;
  // All experts chosen by every token: everything is read from the first one on.
  if (expertsPerToken >= routedExperts) return -Number.MAX_VALUE;
  return Math.log(1 - expertsPerToken / routedExperts) * expertAgreement;
}

function hasLatentCache(model: ModelSpec): boolean {
  return model.groups.some((group) => familyOf(group).latent);
}

function fixedSeconds({ model, serving, accelerator, layout, coefficients: c, moved }: KernelInputs): number {
  const quantized = quantizesAtRunTime(model, serving) ? model.layers * c.quantizedLayerSeconds : 0;
  const experts = model.moe && !moved.has('experts') ? model.moe.layers * c.moeLayerSeconds : 0;
  // A token passes over a link between stages that hold whole layers.
  const hops = generationOf(accelerator.generation).spread === 'stages' ? layout.pipeline - 1 : 0;
  const layers = model.layers * c.layerSeconds + latentLayers(model) * c.latentLayerSeconds;
  return layers + quantized + experts + hops * c.collectiveSeconds;
}

function latentLayers({ groups }: ModelSpec): number {
  return groups.reduce((sum, group) => sum + (familyOf(group).latent ? group.layers : 0), 0);
}

/** Formats below 16 bits in linear layers need their inputs quantized in every layer. */
function quantizesAtRunTime(model: ModelSpec, serving: Serving): boolean {
  const attention = weightClassBytes(model, serving.weights).find(({ role }) => role === 'attention');
  return attention !== undefined && weightFormat(attention.format).quantizesInputs;
}

function collectiveSeconds({ model, accelerator, layout, coefficients: c, moved }: KernelInputs) {
  const { tensor, attentionData } = layout;
  const link = accelerator.linkBytesPerSecond;
  const hiddenBytes = model.hiddenSize * 2;
  let fixed = 0;
  let perToken = 0;
  if (tensor > 1) {
    const operations = 2 * model.layers;
    fixed += operations * c.collectiveSeconds;
    const ringBytes = (2 * (tensor - 1) * hiddenBytes) / tensor;
    if (link !== null) perToken += (operations * ringBytes) / (link * c.linkEfficiency);
  }
  if (attentionData > 1 && model.moe && !moved.has('experts')) {
    const operations = 2 * model.moe.layers;
    fixed += operations * c.collectiveSeconds;
    // Dispatch in FP8 and combine in BF16 (lpx.md 4); a rank sends its share of the group's tokens.
    const bytes = model.hiddenSize * 3 * model.moe.expertsPerToken;
    if (link !== null) perToken += (model.moe.layers * bytes) / tensor / (link * c.linkEfficiency);
  }
  return { collectiveFixed: fixed, collectivePerToken: perToken };
}

/** Time over an efficiency, where work was seen to grow with every token at all. */
function over(seconds: number, efficiency: number | null): number {
  return efficiency === null ? 0 : seconds / efficiency;
}

/** Seconds of matrix products for one token at data-sheet rates, over all devices: routed experts, and the rest. */
function productSeconds({ model, serving, accelerator, layout, moved }: KernelInputs) {
  const devices = layout.tensor * layout.attentionData;
  let [dense, experts] = [0, 0];
  for (const weights of weightClassBytes(model, serving.weights)) {
    if (moved.has(weights.role) || idleInDecode(weights.role)) continue;
    const seconds = (2 * weights.activeParameters) / (peakFlops(accelerator, weights.format) * devices);
    if (weights.role === 'experts') experts += seconds;
    else dense += seconds;
  }
  return { dense, experts };
}

/** Dense peak for products in a weight format, falling back to the next wider rate the hardware has. FLOP/s. */
export function peakFlops(accelerator: Accelerator, format: WeightFormat): number {
  const { bf16, fp8, fp4 } = accelerator.flopsPerSecond;
  const wide = bf16 ?? fp8 ?? fp4 ?? Number.POSITIVE_INFINITY;
  const rates = { bf16: wide, fp8: fp8 ?? wide, fp4: fp4 ?? fp8 ?? wide };
  return rates[weightFormat(format).rate];
}
