import { geometric, lengthsFromSurvival } from '../../src/catalog/entries/acceptance.js';
import { kvCacheFormat } from '../../src/catalog/shapes/formats.js';
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import type { Layout, Serving } from '../../src/catalog/shapes/resolvedPlan.js';
import type { WeightFormat } from '../../src/catalog/shapes/types.js';
import { chooseCoefficients, type StepCoefficients } from '../../src/engine/time/coefficients.js';
import { contextMix, type ContextMix } from '../../src/engine/memory/contextMix.js';
import {
  replicaKernel,
  stepKernel,
  stepParts,
  stepSeconds,
  type KernelInputs,
} from '../../src/engine/time/stepTime.js';
import { readCases } from '../unit/cases/caseFiles.js';

/** A measured step, and what coefficients make of it. */
export interface Point {
  readonly id: string;
  /** Points of one model, hardware and method, left out together. */
  readonly series: string;
  /** Catalogue id of the model. */
  readonly model: string;
  /** Seconds a token of one user takes. */
  readonly measured: number;
  readonly predict: (coefficients: StepCoefficients) => number;
}

interface Setting {
  readonly model: string;
  readonly accelerator: string;
  readonly engine: Serving['engine'];
  readonly weights?: WeightFormat;
  readonly kvCache: string;
  readonly layout: Partial<Layout>;
  readonly contextTokens: number;
}

interface Inputs extends Omit<KernelInputs, 'coefficients' | 'serving'> {
  readonly serving: Serving;
  readonly mix: ContextMix;
}

function kernelInputs(setting: Setting): Inputs {
  const model = modelById(setting.model);
  const type = gpuTypeById(setting.accelerator);
  if (!model || !type) throw new Error(`not in the catalogue: ${setting.model} or ${setting.accelerator}`);
  const layout = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1, ...setting.layout };
  const serving: Serving = {
    engine: setting.engine,
    engineVersion: null,
    kvCache: kvCacheFormat(model, setting.kvCache),
    weights: setting.weights ?? 'native',
    blockSize: null,
    memoryUtilization: 0.9,
    maxModelLength: null,
    maxBatchedTokens: 8192,
    maxSequences: null,
    schedulerRecvInterval: 1,
    prefixCaching: null,
    graphTokens: null,
    lora: null,
    weightOffload: null,
    layout,
    kvOffload: [],
    pools: 'auto',
  };
  const tokens = setting.contextTokens;
  const mix = contextMix({ p50: tokens, p95: tokens, max: tokens });
  return { model, serving, accelerator: type.accelerator, layout, mix, moved: new Set() };
}

function kernelOf({ mix, ...inputs }: Inputs, coefficients: StepCoefficients) {
  return stepKernel(replicaKernel({ ...inputs, coefficients }), mix);
}

interface SweepCase {
  readonly id: string;
  readonly method: string;
  readonly model: string | null;
  readonly hardware: string | null;
  readonly gamma: number | null;
  readonly value: readonly number[];
  readonly note: string | null;
}

/** Mean length of the sweep's sequences: prompts of a benchmark with at most 2,048 tokens of output. */
export const SWEEP_CONTEXT = 2048;
/** Survival of drafts in the sweep (speculation.md section 4, set C). */
export const SWEEP_SURVIVAL = [0.836, 0.641, 0.451, 0.291, 0.172, 0.093, 0.046] as const;
export const V4_PRO_DRAFT_COST = 0.1;
/** Beyond this many tokens that engine ran without graphs. */
const GRAPH_LIMIT = 1024;

/** DeepSeek-V4-Pro on eight B300, as it was swept. */
export function sweepInputs(): Inputs {
  return kernelInputs({
    model: 'deepseek-v4-pro',
    accelerator: 'b300',
    engine: 'vllm',
    kvCache: 'fp8',
    layout: { tensor: 8, expert: 8 },
    contextTokens: SWEEP_CONTEXT,
  });
}

/** The commit of vLLM that the sweep and its verification steps were measured with. */
export const SWEEP_RELEASE = 'main-73b8394';

/** Coefficients of that commit. */
export function sweepCoefficients() {
  const { serving, accelerator, model } = sweepInputs();
  return chooseCoefficients({
    serving: { ...serving, engineVersion: SWEEP_RELEASE },
    accelerator,
    model,
  });
}

/** Seconds a token of one user takes at a load and a number of drafts, with what is accepted of them. */
export interface SweptSpeed {
  readonly id: string;
  readonly series: string;
  readonly requests: number;
  readonly drafts: number;
  readonly length: number;
  readonly seconds: number;
}

export function sweepSpeeds(): SweptSpeed[] {
  const lengths = lengthsFromSurvival(SWEEP_SURVIVAL);
  return readCases<SweepCase>('speculation')
    .filter(({ hardware, value }) => hardware === '8x B300 TP8 EP' && value.length === 2)
    .map(({ id, gamma, value }) => {
      const [perUser = 1, total = 1] = value;
      const drafts = gamma ?? 0;
      return {
        id,
        series: `V4-Pro, ${drafts} drafts`,
        requests: total / perUser,
        drafts,
        length: drafts === 0 ? geometric(0, 0) : (lengths[drafts - 1] ?? 1),
        seconds: 1 / perUser,
      };
    });
}

/** vLLM on B300: speed per user of V4-Pro at fixed drafts. */
export function sweepPoints(): Point[] {
  const pro = sweepInputs();
  return sweepSpeeds().map(({ id, series, requests, drafts, length, seconds }): Point => ({
    id,
    series,
    model: pro.model.id,
    measured: seconds,
    predict: (coefficients) => {
      const kernel = kernelOf(pro, coefficients);
      const drafting = drafts === 0 ? 0 : V4_PRO_DRAFT_COST * stepSeconds(kernel, requests, drafts - 1);
      return (stepSeconds(kernel, requests, drafts) + drafting) / length;
    },
  }));
}

/** How the tokens of a verification step were put together, which its source does not say. */
export interface Verified {
  /** Tokens of one request; its past is read once for all of them. */
  readonly ofRequest: number;
  /** All tokens choose the experts that the first one does. */
  readonly alike: boolean;
}

/** Each token on its own, as traffic without drafts has them. */
const APART: Verified = { ofRequest: 1, alike: false };
/** Tokens of a synthetic batch: all the same, in requests of a token and its seven drafts. */
export const SYNTHETIC: Verified = { ofRequest: 8, alike: true };

/** Verification steps of a model that was not fitted. */
export function verificationPoints({ ofRequest, alike }: Verified = APART): Point[] {
  const flash = kernelInputs({
    model: 'deepseek-v4-flash',
    accelerator: 'b300',
    engine: 'vllm',
    kvCache: 'fp8',
    layout: { tensor: 4, expert: 4 },
    contextTokens: 8192,
  });
  return readCases<SweepCase>('speculation')
    .filter(({ method, value }) => method === 'target verify step' && (value[0] ?? 0) <= GRAPH_LIMIT + 1)
    .map(({ id, value }): Point => {
      const [tokens = 1, milliseconds = 1] = value;
      const requests = Math.max(1, tokens / ofRequest);
      return {
        id,
        series: 'V4-Flash, verification',
        model: flash.model.id,
        measured: milliseconds / 1e3,
        predict: (coefficients) => {
          const kernel = kernelOf(flash, coefficients);
          const seconds = stepSeconds(kernel, requests, tokens / requests - 1);
          if (!alike) return seconds;
          // Of all weights only those of experts are read by more tokens more.
          const read = (some: number) => stepParts(kernel, some, 0).weights;
          return seconds - (read(tokens) - read(1));
        },
      };
    });
}
