import { familyOf } from '../../../catalog/shapes/families/families.js';
import type { PromptAttention } from '../../../catalog/shapes/families/family.js';
import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec, WeightClass, WeightRole } from '../../../catalog/shapes/types.js';
import { weightClassBytes } from '../../../catalog/shapes/weights.js';
import { memo } from '../../../units/memo.js';
import type { Accelerator } from '../../shapes/machineInputs.js';
import { rankWeights } from '../../memory/footprint.js';
import { hostReads, type HostReads } from '../beside.js';
import { stepKind } from '../kernels/kind.js';
import { expertMiss } from '../rates.js';
import {
  arithmeticOf,
  expertKernelOf,
  prefillCurves,
  rateOf,
  type Curve,
  type PrefillCurves,
} from './curves.js';
import { launchSeconds, PREFILL_SERVER, type PrefillServer } from './factors.js';

/** One kind of matrix product of a prompt. */
export interface LinearPart {
  /** FLOP of one token. */
  readonly flopsPerToken: number;
  /** FLOP per second of the ranks that share one prompt, at the data sheet. */
  readonly peak: number;
  readonly curve: Curve;
  /** Time over that of the kernels. */
  readonly factor: number;
}

/** Everything of computing prompts on a replica that no prompt changes (request.md 2). */
export interface PromptKernel {
  readonly groups: readonly CacheGroup[];
  readonly linear: readonly LinearPart[];
  /** FLOP of the output head, once for the last token of a prompt. */
  readonly headFlops: number;
  readonly headPeak: number;
  readonly attentionPeak: number;
  /** What padding leaves of it. */
  readonly attentionUse: number;
  /** Indexers are not split: every tensor rank scans for all heads. */
  readonly indexPeak: number;
  readonly attentionCurve: Curve;
  readonly indexCurve: Curve;
  /** Time of attention over that of its kernels. */
  readonly factor: number;
  /** Seconds of launching the kernels of one step outside captured graphs. */
  readonly launchSeconds: number;
  /** Seconds of reading all weights but routed experts once, and those of all experts, at the data-sheet bandwidth. */
  readonly denseSeconds: number;
  readonly expertSeconds: number;
  /** Log of the chance that a token leaves an expert alone; 0 without experts. */
  readonly expertMiss: number;
  readonly weightEfficiency: number;
  /** Seconds of the small kernels between products for one token: norms, activations, quantization. */
  readonly hiddenPerToken: number;
  /** Seconds of collectives for one token. */
  readonly communicationPerToken: number;
  /** Weights that every chunk reads from the host; `null`: none. */
  readonly host: HostReads | null;
  /** Data-parallel groups, each with prompts of its own; and stages that work on different prompts. */
  readonly parallelPrompts: number;
  /** The nearest generation's curves stand in. */
  readonly carried: boolean;
}

/** What a prompt's kernel follows from. */
export interface PromptInputs {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'engine' | 'weights' | 'lora' | 'weightOffload'>;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
}

/** Coefficients of kernels and of servers; a fit tries others than those of the tables. */
export interface PrefillCoefficients {
  readonly curves: PrefillCurves;
  readonly carried: boolean;
  readonly server: PrefillServer;
}

/** Those of the tables for hardware of a generation. */
function prefillCoefficients(generation: string): PrefillCoefficients {
  return { ...prefillCurves(generation), server: PREFILL_SERVER };
}

/** Weights of no matrix product of every token: tables that are looked up, norms, and the head, which runs but once. */
const NOT_LINEAR: ReadonlySet<WeightRole> = new Set(['embedding', 'lookup', 'vision', 'head', 'other']);
const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();
/** Reached share of the memory bandwidth while weights are read whole. */
const WEIGHT_EFFICIENCY = 0.8;
const BY_CHANCE = { expertAgreement: 1 };

/** Layers that each token of a prompt passes through. */
const promptLayers = ({ layers, promptLayers: passed }: ModelSpec): number => passed ?? layers;

/** Parameters that a prompt's token is multiplied with: those active in the layers that it passes through. */
function multiplied(model: ModelSpec, { activeParameters, activeVectors = 0 }: WeightClass): number {
  const all = activeParameters - activeVectors;
  return model.layers === 0 ? all : (all * promptLayers(model)) / model.layers;
}

/** Prepares the prompts of a replica. */
export function promptKernel(
  inputs: PromptInputs,
  coefficients: PrefillCoefficients = prefillCoefficients(inputs.accelerator.generation),
): PromptKernel {
  const { model, serving, accelerator, layout } = inputs;
  const { curves, carried, server } = coefficients;
  const ranks = layout.tensor * layout.context;
  const attention = promptAttention(model);
  const weights = rankWeights(model, serving.weights, layout, NOTHING_MOVED);
  // A pipeline's stages work one after the other on one prompt: what a rank reads happens `pipeline` times.
  const { generation } = accelerator;
  const place = { engine: serving.engine, generation, kind: stepKind(model) };
  const perByte = layout.pipeline / accelerator.memoryBandwidthBytesPerSecond;
  return {
    groups: model.groups,
    linear: linearParts(inputs, coefficients, ranks),
    headFlops: 2 * model.hiddenSize * model.vocabulary,
    headPeak: rateOf('bf16', accelerator.flopsPerSecond) * ranks,
    attentionPeak: rateOf('bf16', accelerator.flopsPerSecond) * ranks,
    attentionUse:
      attention === 'sparse' ? Math.min(1, model.queryHeads / layout.tensor / curves.sparseHeads) : 1,
    indexPeak: rateOf('bf16', accelerator.flopsPerSecond) * layout.context,
    attentionCurve: curves[attention],
    indexCurve: curves.index,
    factor: server.factors.kernels,
    launchSeconds: promptLayers(model) * launchSeconds(server, place),
    denseSeconds: weights.dense * perByte,
    expertSeconds: weights.experts * perByte,
    expertMiss: expertMiss(model, BY_CHANCE),
    weightEfficiency: WEIGHT_EFFICIENCY,
    // Every rank of a tensor group holds whole tokens between its products.
    hiddenPerToken:
      (promptLayers(model) * curves.hiddenPasses * model.hiddenSize * 2) /
      accelerator.memoryBandwidthBytesPerSecond,
    communicationPerToken: communicationPerToken(inputs, coefficients),
    host: hostReads({ ...inputs, moved: NOTHING_MOVED }),
    parallelPrompts: layout.attentionData * layout.pipeline,
    carried,
  };
}

/** The same as plain data, with the coefficients of the tables. */
interface SharedPrompts extends Omit<PromptInputs, 'serving'>, Readonly<PromptInputs['serving']> {}

/** Options that differ in how they decode have one for each layout. */
export const sharedPrompts = memo(
  { name: 'kernels of prompts', most: 2048 },
  ({ engine, weights, lora, weightOffload, ...inputs }: SharedPrompts): PromptKernel =>
    promptKernel({ ...inputs, serving: { engine, weights, lora, weightOffload } }),
);

/** What the model's prompts attend with: where one group gathers, or expands a latent, that takes the time. */
function promptAttention({ groups }: ModelSpec): PromptAttention {
  const kernels = groups.map((group) => familyOf(group).promptAttention(group));
  return (['sparse', 'latent'] as const).find((kernel) => kernels.includes(kernel)) ?? 'attention';
}

function linearParts(
  { model, serving, accelerator, layout }: PromptInputs,
  { curves, server: { factors } }: PrefillCoefficients,
  ranks: number,
): LinearPart[] {
  const parts = new Map<string, LinearPart>();
  for (const weights of weightClassBytes(model, serving.weights)) {
    const { role, format } = weights;
    const parameters = multiplied(model, weights);
    if (NOT_LINEAR.has(role) || parameters === 0) continue;
    const arithmetic = arithmeticOf(format, accelerator.flopsPerSecond);
    const experts = role === 'experts' && model.moe !== null;
    const kernel = expertKernelOf(format, arithmetic);
    const key = experts ? `experts ${kernel}` : arithmetic;
    const known = parts.get(key);
    const plain = curves.linear[arithmetic];
    const own = experts ? curves.experts[kernel] : plain;
    // However well servers balance them, experts come no nearer to the rate than plain products do.
    const least = (factors.kernels * own.most) / plain.most;
    parts.set(key, {
      flopsPerToken: (known?.flopsPerToken ?? 0) + 2 * parameters,
      peak: rateOf(arithmetic, accelerator.flopsPerSecond) * ranks,
      curve: experts ? expertCurve(model, own, layout.attentionData) : plain,
      factor: experts && layout.expert > 1 ? Math.max(spreadFactor(factors, layout), least) : factors.kernels,
    });
  }
  return [...parts.values()];
}

/** Servers balance experts among data-parallel groups; those that the ranks of one tensor group hold stay as they are loaded. */
function spreadFactor(
  { spreadExperts, localExperts }: PrefillServer['factors'],
  { attentionData }: Layout,
): number {
  return attentionData > 1 ? spreadExperts : localExperts;
}

/**
 * Routed experts by tokens of one data-parallel group: each expert gets its share of the rows of all groups, which send
 * their tokens to the same experts.
 */
function expertCurve({ moe }: ModelSpec, { most, half }: Curve, groups: number): Curve {
  const tokensPerRow = moe ? moe.routedExperts / moe.expertsPerToken : 1;
  return { most, half: (half * tokensPerRow) / groups };
}

/** All-reduces of tensor ranks, and dispatch (FP8) and combine (BF16) of experts spread over groups. Seconds a token. */
function communicationPerToken(
  { model, accelerator, layout }: PromptInputs,
  { curves, server }: PrefillCoefficients,
): number {
  const { linkBytesPerSecond: link } = accelerator;
  if (link === null) return 0;
  const { tensor, attentionData } = layout;
  const reduced =
    tensor > 1 ? (2 * promptLayers(model) * model.hiddenSize * 2 * 2 * (tensor - 1)) / tensor : 0;
  const reach = model.moe ? Math.min(model.moe.expertsPerToken, attentionData) : 0;
  const routed = attentionData > 1 && model.moe ? model.moe.layers * model.hiddenSize * 3 * reach : 0;
  return (reduced + (server.exposedExchange * routed) / tensor) / (link * curves.linkEfficiency);
}
