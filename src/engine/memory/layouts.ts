import { generationOf } from '../../catalog/shapes/generations.js';
import type { Layout } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import type { Reason } from '../shapes/reasons.js';

/** Accelerators of one replica. */
export function devicesOf(layout: Layout): number {
  return layout.tensor * layout.attentionData * layout.pipeline;
}

/** As if one device held all of a sequence. */
export function wholeLayout(layout: Layout): Layout {
  return { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
}

/**
 * Why a layout cannot be; empty if it can. Attention is split over `tensor` ranks within each
 * of `attentionData` groups; experts over `expert` ranks of the same devices.
 */
export function layoutProblems(layout: Layout, model: ModelSpec): Reason[] {
  const problems: Reason[] = [];
  const stage = layout.tensor * layout.attentionData;
  if (layout.expert > stage) {
    problems.push({ code: 'expert-over-stage', expert: layout.expert, stage });
  } else if (stage % layout.expert !== 0) {
    problems.push({ code: 'expert-divides-no-stage', expert: layout.expert, stage });
  }
  if (layout.expert > 1 && !model.moe) problems.push({ code: 'no-experts' });
  if (model.queryHeads > 0 && model.queryHeads % layout.tensor !== 0) {
    problems.push({ code: 'tensor-divides-no-heads', tensor: layout.tensor, queryHeads: model.queryHeads });
  }
  const slices = stage / layout.expert;
  if (model.moe && Number.isInteger(slices) && model.moe.expertHidden % slices !== 0) {
    problems.push({ code: 'expert-width', slices, expertHidden: model.moe.expertHidden });
  }
  if (layout.pipeline > model.layers)
    problems.push({ code: 'pipeline-over-layers', pipeline: layout.pipeline, layers: model.layers });
  if (layout.tensor % layout.context !== 0) {
    problems.push({ code: 'context-divides-no-tensor', context: layout.context, tensor: layout.tensor });
  }
  return problems;
}

/** Sizes of replicas that are tried: all that fit a box of eight, then what makes whole boxes and racks of 72. */
const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 18, 24, 32, 36, 48, 64, 72, 128, 144];
/** Tensor parallelism beyond this costs more in collectives than it saves anywhere. */
const MAX_TENSOR = 16;

/** Within one scale-up domain, or whole domains: a replica that takes a part of a second one talks over slow links for nothing. */
export function staysInDomain(size: number, domain: number): boolean {
  return size <= domain || size % domain === 0;
}

/**
 * The layouts that `auto` searches, given that a replica may take at most `devices`: tensor parallelism
 * inside the scale-up domain, data-parallel attention for models whose cache tensor parallelism only
 * copies or whose experts spread, experts spread over all devices of a stage, or split over those of a box.
 */
export function candidateLayouts(model: ModelSpec, accelerator: Accelerator, devices: number): Layout[] {
  if (generationOf(accelerator.generation).spread === 'stages') return stagedLayouts(model.layers, devices);
  const found: Layout[] = [];
  const domain = Math.max(1, accelerator.scaleUpDomain);
  for (const size of SIZES) {
    if (size > devices || !staysInDomain(size, domain)) continue;
    for (const tensor of SIZES) {
      if (tensor > MAX_TENSOR || tensor > domain || size % tensor !== 0) continue;
      const attentionData = size / tensor;
      if (attentionData > 1 && !model.moe) continue;
      for (const expert of expertRanks(model, size, attentionData)) {
        const layout: Layout = { tensor, attentionData, expert, pipeline: 1, context: 1 };
        if (layoutProblems(layout, model).length === 0) found.push(layout);
      }
    }
  }
  return found;
}

/** Within a box or a tensor group experts may be split as other layers are; in larger replicas that sends more than it saves. */
const SPLIT_IN_BOX = 8;

/** Experts are spread over all devices of a stage, or each of them is split over these. */
function expertRanks({ moe }: ModelSpec, size: number, attentionData: number): readonly number[] {
  if (!moe || size === 1) return [1];
  return attentionData === 1 || size <= SPLIT_IN_BOX ? [size, 1] : [size];
}

/** Whole layers on each accelerator, one after the other. */
function stagedLayouts(layers: number, devices: number): Layout[] {
  const stages = Math.max(0, Math.min(devices, layers));
  return Array.from({ length: stages }, (_, before) => ({
    tensor: 1,
    attentionData: 1,
    expert: 1,
    pipeline: before + 1,
    context: 1,
  }));
}
