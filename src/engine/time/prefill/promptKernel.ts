import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec, WeightClass, WeightRole } from '../../../catalog/shapes/types.js';
import { weightClassBytes } from '../../../catalog/shapes/weights.js';
import type { Accelerator } from '../../shapes/machineInputs.js';
import { rankWeights } from '../../memory/footprint.js';
import { peakFlops } from '../stepTime.js';
import {
  arithmeticOf,
  EXPERTS_AT_TOKENS,
  prefillCurves,
  type Arithmetic,
  type Curve,
  type PrefillCurves,
} from './curves.js';
import { launchSeconds, prefillFactor } from './factors.js';

/** One kind of matrix product of a prompt. */
export interface LinearPart {
  /** FLOP of one token. */
  readonly flopsPerToken: number;
  /** FLOP per second of the ranks that share one prompt, at the data sheet. */
  readonly peak: number;
  readonly curve: Curve;
}

/** Everything of computing prompts on a replica that no prompt changes (request.md 2). */
export interface PromptKernel {
  readonly groups: readonly CacheGroup[];
  readonly linear: readonly LinearPart[];
  /** FLOP of the output head, once for the last token of a prompt. */
  readonly headFlops: number;
  readonly headPeak: number;
  readonly attentionPeak: number;
  readonly attentionCurve: Curve;
  /** Time over the sum of its kernels: what no kernel table holds. */
  readonly factor: number;
  /** Seconds of launching the kernels of one step outside captured graphs. */
  readonly launchSeconds: number;
  /** Seconds of reading the weights once, at the data-sheet bandwidth. */
  readonly weightsSeconds: number;
  readonly weightEfficiency: number;
  /** Seconds of collectives for one token. */
  readonly communicationPerToken: number;
  /** Data-parallel groups, each with prompts of its own; and stages that work on different prompts. */
  readonly parallelPrompts: number;
  /** The nearest generation's curves stand in. */
  readonly carried: boolean;
}

/** What a prompt's kernel follows from. */
export interface PromptInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
}

/** Weights of no matrix product of every token: tables that are looked up, norms, and the head, which runs but once. */
const NOT_LINEAR: ReadonlySet<WeightRole> = new Set(['embedding', 'lookup', 'vision', 'head', 'other']);
const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();
/** Reached share of the memory bandwidth while weights are read whole. */
const WEIGHT_EFFICIENCY = 0.8;
const LINK_EFFICIENCY = 0.7;

/** Active parameters that a matrix product runs over. */
const multiplied = ({ activeParameters, activeVectors = 0 }: WeightClass): number =>
  activeParameters - activeVectors;

/** Active parameters that each token of a prompt passes through: without embeddings and head. */
export function linearParameters(model: ModelSpec, format: Serving['weights']): number {
  return weightClassBytes(model, format)
    .filter(({ role }) => !NOT_LINEAR.has(role))
    .reduce((sum, weights) => sum + multiplied(weights), 0);
}

/** Prepares the prompts of a replica. */
export function promptKernel(inputs: PromptInputs): PromptKernel {
  const { model, serving, accelerator, layout } = inputs;
  const { curves, carried } = prefillCurves(accelerator.generation);
  const stage = layout.tensor * layout.attentionData;
  const ranks = layout.tensor * layout.context;
  const weights = rankWeights(model, serving.weights, layout, NOTHING_MOVED);
  return {
    groups: model.groups,
    linear: linearParts(inputs, curves, ranks),
    headFlops: 2 * model.hiddenSize * model.vocabulary,
    headPeak: peakFlops(accelerator, 'bf16') * ranks,
    attentionPeak: peakFlops(accelerator, 'bf16') * ranks,
    attentionCurve: model.groups.some(({ kind }) => kind === 'latent') ? curves.latent : curves.attention,
    factor: prefillFactor(serving.engine, accelerator.generation, model.moe !== null && stage > 1),
    launchSeconds: model.layers * launchSeconds(serving.engine, accelerator.generation),
    weightsSeconds:
      ((weights.dense + weights.experts) * layout.pipeline) / accelerator.memoryBandwidthBytesPerSecond,
    weightEfficiency: WEIGHT_EFFICIENCY,
    communicationPerToken: communicationPerToken(inputs),
    parallelPrompts: layout.attentionData * layout.pipeline,
    carried,
  };
}

function linearParts(
  { model, serving, accelerator, layout }: PromptInputs,
  curves: PrefillCurves,
  ranks: number,
): LinearPart[] {
  const parts = new Map<string, LinearPart>();
  for (const weights of weightClassBytes(model, serving.weights)) {
    const { role, format } = weights;
    const parameters = multiplied(weights);
    if (NOT_LINEAR.has(role) || parameters === 0) continue;
    const arithmetic = arithmeticOf(format, accelerator.flopsPerSecond);
    const experts = role === 'experts' && model.moe !== null;
    const groups = layout.attentionData;
    const key = `${experts} ${arithmetic}`;
    const known = parts.get(key);
    parts.set(key, {
      flopsPerToken: (known?.flopsPerToken ?? 0) + 2 * parameters,
      peak: peakFlops(accelerator, format) * ranks,
      curve: experts ? expertCurve(model, curves, arithmetic, groups) : curves.linear[arithmetic],
    });
  }
  return [...parts.values()];
}

/**
 * Routed experts: as linear layers of the tokens that each expert gets, through the point that was measured. All
 * data-parallel groups send their tokens to the same experts.
 */
function expertCurve(
  { moe }: ModelSpec,
  curves: PrefillCurves,
  arithmetic: Arithmetic,
  groups: number,
): Curve {
  const { most, half } = curves.linear[arithmetic];
  if (!moe) return { most, half };
  const tokensPerRow = moe.routedExperts / moe.expertsPerToken;
  const halfTokens = half * tokensPerRow;
  const measured = curves.experts[arithmetic];
  return { most: Math.min(most, measured * (1 + halfTokens / EXPERTS_AT_TOKENS)), half: halfTokens / groups };
}

/** All-reduces of tensor ranks, and dispatch (FP8) and combine (BF16) of experts spread over groups. Seconds a token. */
function communicationPerToken({ model, accelerator, layout }: PromptInputs): number {
  const { linkBytesPerSecond: link } = accelerator;
  if (link === null) return 0;
  const { tensor, attentionData } = layout;
  const reduced = tensor > 1 ? (2 * model.layers * model.hiddenSize * 2 * 2 * (tensor - 1)) / tensor : 0;
  const reach = model.moe ? Math.min(model.moe.expertsPerToken, attentionData) : 0;
  const routed = attentionData > 1 && model.moe ? model.moe.layers * model.hiddenSize * 3 * reach : 0;
  return (reduced + routed / tensor) / (link * LINK_EFFICIENCY);
}
