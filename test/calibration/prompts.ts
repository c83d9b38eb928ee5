import assert from 'node:assert/strict';
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import type { Serving } from '../../src/catalog/shapes/resolvedPlan.js';
import type { WeightFormat } from '../../src/catalog/shapes/types.js';
import type { PrefillCurves } from '../../src/engine/time/prefill/curves.js';
import { PREFILL_SERVER } from '../../src/engine/time/prefill/factors.js';
import { promptKernel, type PromptInputs } from '../../src/engine/time/prefill/promptKernel.js';
import { promptTime, weightsRead } from '../../src/engine/time/prefill/promptTime.js';
import { readCases } from '../unit/cases/caseFiles.js';
import { servingOf } from '../unit/plans.js';
import type { FreeNumber, Numbers } from './search.js';

type Row = readonly (string | number)[];

/** One pass over prompts, as kernel tables sum it up. Seconds. */
export interface PromptStep {
  readonly id: string;
  readonly series: string;
  readonly inputs: PromptInputs;
  readonly prompts: number;
  readonly tokens: number;
  readonly cached: number;
  readonly measured: PassSeconds;
}

export interface PassSeconds {
  readonly linear: number;
  readonly attention: number;
  readonly communication: number;
}

/** Weights that the tables' kernels widen although the hardware would multiply them as they are: they run as 4-bit integers do. */
const WIDENED = 'w4a16_mxfp4';

/** Passes of the kernel tables on hardware of a generation. */
export function promptSteps(generation: string): PromptStep[] {
  return readCases<Row>('prompt-steps').flatMap((row) => {
    const text = (at: number) => String(row[at]);
    const number = (at: number) => Number(row[at]);
    const [model, type] = [modelById(text(1)), gpuTypeById(text(2))];
    assert.ok(model && type, text(0));
    const { accelerator } = type;
    const widened = text(5) === WIDENED && accelerator.flopsPerSecond.fp4 !== null;
    if (accelerator.generation !== generation) return [];
    // The names of the tables' engines and formats are the plan's.
    const engine = text(3) as Serving['engine'];
    const weights = widened ? 'int4' : (text(4) as WeightFormat | 'native');
    const layout = {
      tensor: number(6),
      attentionData: number(7),
      expert: Math.max(1, number(8)),
      pipeline: 1,
      context: 1,
    };
    const seconds = (at: number) => number(at) / 1e3;
    return [
      {
        id: `${text(0)} ${number(9)} x ${number(10)}`,
        series: text(0),
        inputs: {
          model,
          serving: servingOf(model, 'bf16', { weights, engine }),
          accelerator,
          layout,
        },
        prompts: number(9),
        tokens: number(10) - number(11),
        cached: number(11),
        measured: {
          linear: seconds(13) + seconds(15) + seconds(17),
          attention: seconds(14),
          communication: seconds(16),
        },
      },
    ];
  });
}

/** What curves make of a pass. */
export function passSeconds(step: PromptStep, curves: PrefillCurves): PassSeconds {
  const { inputs, prompts, tokens, cached } = step;
  const server = {
    ...PREFILL_SERVER,
    factors: { kernels: 1, spreadExperts: 1, localExperts: 1 },
    exposedExchange: 1,
  };
  const kernel = promptKernel(inputs, { curves, carried: false, server });
  const beside = (prompts - 1) * tokens;
  const { parts } = promptTime({ ...kernel, launchSeconds: 0 }, { tokens, cached }, tokens, beside);
  const floor = weightsRead(kernel, prompts * tokens) / kernel.weightEfficiency;
  return {
    linear: Math.max(prompts * parts.linear, floor),
    attention: prompts * (parts.attention + parts.index),
    communication: prompts * parts.communication,
  };
}

export const totalOf = ({ linear, attention, communication }: PassSeconds): number =>
  linear + attention + communication;

const CURVES = ['bf16', 'fp8', 'fp4'] as const;
const ATTENTIONS = ['attention', 'latent', 'sparse', 'index'] as const;

/** Curves as flat numbers, and back. */
export function curvesOf(at: Numbers): PrefillCurves {
  const of = (name: string) => ({ most: at[`${name}.most`] ?? 1, half: at[`${name}.half`] ?? 1 });
  const each = (name: string) => ({
    bf16: of(`${name}.bf16`),
    fp8: of(`${name}.fp8`),
    fp4: of(`${name}.fp4`),
  });
  return {
    linear: each('linear'),
    experts: { ...each('experts'), mxfp8: of('experts.mxfp8'), widened: of('experts.widened') },
    attention: of('attention'),
    latent: of('latent'),
    sparse: of('sparse'),
    sparseHeads: at['sparseHeads'] ?? 1,
    index: of('index'),
    linkEfficiency: at['linkEfficiency'] ?? 1,
    hiddenPasses: at['hiddenPasses'] ?? 0,
  };
}

const curveNames = [
  ...CURVES.map((name) => [`linear.${name}`, 0.4, 200] as const),
  ...[...CURVES, 'mxfp8', 'widened'].map((name) => [`experts.${name}`, 0.3, 200] as const),
  ...ATTENTIONS.map((name) => [name, 0.5, 1000] as const),
];

/** No kernel was seen above; and half of what a kind reaches is reached with so many tokens at the latest. */
const [MOST, HALF] = [0.85, 4000];

/** What the fit may change. */
export const FREE: readonly FreeNumber[] = [
  ...curveNames.flatMap(([name]): FreeNumber[] => [
    { name: `${name}.most`, low: 0.01, high: MOST },
    { name: `${name}.half`, low: 1, high: HALF },
  ]),
  { name: 'linkEfficiency', low: 0.05, high: 1 },
  { name: 'hiddenPasses', low: 0.1, high: 100 },
  { name: 'sparseHeads', low: 1, high: 128 },
];

/** Where every fit starts: what one would guess of any hardware. */
export const START: Numbers = Object.fromEntries([
  ...curveNames.flatMap(([name, most, half]) => [
    [`${name}.most`, most] as const,
    [`${name}.half`, half] as const,
  ]),
  ['linkEfficiency', 0.5] as const,
  ['hiddenPasses', 10] as const,
  ['sparseHeads', 32] as const,
]);
