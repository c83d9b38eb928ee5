import assert from 'node:assert/strict';
import { gpuTypeById } from '../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../src/catalog/entries/models.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import type { Layout, Serving } from '../../../src/catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightClass, WeightFormat } from '../../../src/catalog/shapes/types.js';
import { weightClassBytes } from '../../../src/catalog/shapes/weights.js';
import type { KernelWork } from '../../../src/engine/time/kernels/term.js';
import { readCases } from '../../unit/cases/caseFiles.js';
import { stepCases } from '../../validation/steps.js';

/** A series of `test/cases/decode-steps.json`: one model, machine, engine and layout. */
export interface StepSeries {
  readonly id: string;
  readonly model: string;
  readonly system: string;
  readonly engine: Serving['engine'];
  readonly version: string;
  readonly tensor: number;
  readonly attentionData?: number;
  readonly expert?: number;
  readonly weights: string;
  readonly kv: string;
  readonly gemm: string;
  readonly expertArithmetic?: string;
  /** Sequences on a rank, context, milliseconds: the step, linear layers, attention, experts, collectives, other. */
  readonly points: readonly (readonly [number, number, number, ...number[]])[];
  /** How much its steps count beside those of others. */
  readonly weight?: number;
}

type Accelerator = KernelWork['accelerator'];

/** Machines that are measured but not sold in the catalogue: bandwidth, FLOP rates and link of their data sheets. */
const OTHERS: Readonly<
  Record<string, readonly [string, number, number, number | null, number | null, number]>
> = {
  a100_sxm: ['ampere', 2.039e12, 0.312e15, null, null, 300e9],
  l40s: ['ada', 0.864e12, 0.36205e15, 0.733e15, null, 32e9],
  rtx_pro_6000_server: ['blackwell-rtx', 1.792e12, 0.4678e15, 0.9356e15, 1.8712e15, 64e9],
  b60: ['xe2', 0.456e12, 0.098304e15, null, null, 28.4e9],
};

export function acceleratorOf(system: string): Accelerator {
  const type = gpuTypeById(system.replace('_', '-'));
  if (type) return type.accelerator;
  const h100 = gpuTypeById('h100-sxm');
  const other = OTHERS[system];
  assert.ok(other && h100, system);
  const [generation, bandwidth, bf16, fp8, fp4, link] = other;
  return {
    ...h100.accelerator,
    generation,
    memoryBandwidthBytesPerSecond: bandwidth,
    flopsPerSecond: { bf16, fp8, fp4 },
    linkBytesPerSecond: link,
  };
}

/** Weight formats that are the checkpoint's own. */
const NATIVE = new Set(['native', 'mxfp4', 'int4']);
/** Models whose cache has a format of its own. */
const OWN_CACHE = /^(deepseek-v4|kimi-k3)/;

/** Checkpoints whose 8-bit products keep the scales of their inputs, and those that measure them. */
const SCALES: Readonly<Record<string, WeightClass['inputScales']>> = {
  fp8: 'measured',
  fp8_static: 'stored',
};

/** The model as its series was served, where that says how inputs are scaled. */
function servedModel({ model: name, weights, gemm }: StepSeries): ModelSpec {
  const model = modelById(name);
  assert.ok(model, name);
  const inputScales = SCALES[gemm];
  if (weights !== 'fp8' || !inputScales) return model;
  const scaled = weightClassBytes(model, weights).map(({ bytes: _, tied: __, ...one }) =>
    one.format === weights ? { ...one, inputScales } : one,
  );
  return { ...model, weights: scaled };
}

export function workOf(series: StepSeries): KernelWork {
  const model = servedModel(series);
  const layout: Layout = {
    tensor: series.tensor,
    attentionData: series.attentionData ?? 1,
    expert: series.expert ?? 1,
    pipeline: 1,
    context: 1,
  };
  const kv = OWN_CACHE.test(series.model) ? 'auto' : series.kv === 'fp8' ? 'fp8' : 'bf16';
  return {
    model,
    serving: {
      weights: NATIVE.has(series.weights) ? 'native' : (series.weights as WeightFormat),
      kvCache: kvCacheFormat(model, kv),
    },
    accelerator: acceleratorOf(series.system),
    layout,
    moved: new Set(),
  };
}

/** Fewer steps than the tables hold, of H100 where those hold none of that release. */
const TABLE_CASE_WEIGHT = 4;

/** Whole steps of TensorRT-LLM 1.2.0rc5 on Hopper (`test/cases/decode-step.json`). */
function tableCases(): StepSeries[] {
  return stepCases().map(({ id, input: c, expected }) => {
    const eight = c.quant['gemm_quant_mode'] === 'fp8';
    const latent = c.model.includes('DeepSeek');
    return {
      id: id.replace(/-b\d+-s\d+$/, ''),
      model: modelById(c.model.replace('Meta-Llama', 'Llama'))?.id ?? c.model,
      system: c.system,
      engine: 'trtllm',
      version: '1.2.0rc5',
      tensor: c.tp,
      expert: c.moe['moe_ep_size'] ?? 1,
      weights: eight ? 'fp8' : 'native',
      kv: eight || latent ? 'fp8' : 'bf16',
      gemm: eight ? 'fp8' : 'native',
      points: [[c.batch, c.context, expected.tpot_ms]],
      weight: TABLE_CASE_WEIGHT,
    };
  });
}

export const stepSeries = () => [...readCases<StepSeries>('decode-steps'), ...tableCases()];
