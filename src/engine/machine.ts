import type { Gpus, Layout, Option, ResolvedPlan, Serving } from '../catalog/resolvedPlan.js';
import type { WeightRole } from '../catalog/types.js';
import * as l10n from '../l10n/l10n.js';
import { once } from '../units/cache.js';
import { measuredMemory, stepCalibration, type StepCalibration } from './calibration.js';
import { chooseCoefficients, type ChosenCoefficients } from './coefficients.js';
import { contextMix, expectation, type ContextMix } from './contextMix.js';
import { FEED_FORWARD_ROLES, sequenceMeans, type SequenceMeans } from './footprint.js';
import { devicesOf } from './layouts.js';
import { lpxCapacity, usableSramBytes } from './lpx.js';
import type { MachineInputs } from './machineInputs.js';
import {
  blockSizeOf,
  rankMemory,
  sequenceCost,
  sequencesThatFit,
  type RankMemory,
  type SequenceCost,
} from './memory.js';
import { poolTokens, type PoolTokens } from './poolTokens.js';
import type { AtLengths } from './result.js';
import { largestAtLeast } from './roots.js';
import { stepper, type Step } from './step.js';
import { stepKernel } from './stepTime.js';
import { scaledVerify, verifyFunction } from './verify.js';

/** What serves one workload: a replica in one layout, with everything that does not depend on its load. */
export interface Machine {
  readonly layout: Layout;
  readonly devices: number;
  readonly memory: RankMemory;
  readonly sequenceCost: SequenceCost;
  /** Bytes that a sequence of this workload's mix takes of a rank on average, and at its lengths. */
  readonly meanSequenceBytes: () => number;
  readonly sequenceBytes: () => AtLengths;
  /** What the KV pool holds, as the engine counts it. */
  readonly poolTokens: () => PoolTokens;
  /** Sequences of this workload's mix that one replica holds. */
  readonly fits: number;
  readonly chosen: ChosenCoefficients;
  /** Why it cannot run at all, whatever the load. */
  readonly problems: readonly string[];
  /** One step with so many sequences on the replica. */
  readonly step: (sequences: number) => Step;
  /** Seconds of one step in which nothing is drafted. */
  readonly plainSeconds: (sequences: number) => number;
  /** The most sequences that fit and each get a speed in tokens per second; 0 if not even one does. */
  readonly largestBatch: (speed: number) => number;
}

const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();

/** Serving settings of an option: its own, or the plan's. */
export function servingOf(plan: ResolvedPlan, option: Option): Serving {
  return option.serving ?? plan.serving;
}

/** Accelerators of an option: its own, or the plan's. */
export function gpusOf(plan: ResolvedPlan, option: Option): Gpus | null {
  return option.gpus ?? plan.gpus;
}

/** The replica for these inputs. */
export function buildMachine(inputs: MachineInputs): Machine {
  const { model, serving, gpus, layout, lpx, context } = inputs;
  const { accelerator } = gpus;
  const mix = contextMix(context);
  const moved = lpx?.role === 'ffn' ? FEED_FORWARD_ROLES : NOTHING_MOVED;
  const chosen = chooseCoefficients(serving.engine, accelerator.generation, model.id);
  const drafter = drafterOnGpu(inputs);
  const counted = rankMemory(model, serving, accelerator, layout, {
    moved,
    drafterBytes: drafter.weightsBytes / devicesOf(layout),
  });
  const memory = measuredMemory(counted, inputs.calibration.memory);
  const sequence = sequenceMeans(model, serving.kvCache, layout, blockSizeOf(serving, model), mix);
  const each =
    sequence.heldBytes + drafter.perSequence + drafter.perToken * expectation(mix, (tokens) => tokens);
  const whole = lpx?.role === 'decode' ? wholeSequence(inputs, mix) : sequence;
  const kernel = stepKernel({
    model,
    serving,
    accelerator,
    layout,
    sequence,
    coefficients: chosen.coefficients,
    moved,
  });
  const fits = lpx?.role === 'decode' ? lpxSequences(inputs, whole) : sequencesThatFit(memory, each, layout);
  const calibrated = calibrate(inputs);
  const uncalibrated = verifyFunction(inputs, kernel, whole);
  const verify = calibrated ? scaledVerify(uncalibrated, calibrated.factor) : uncalibrated;
  const { step, speed } = stepper(inputs, kernel, verify);
  const cost = sequenceCost(model, serving, layout, drafter);
  return {
    layout,
    devices: devicesOf(layout),
    memory,
    sequenceCost: cost,
    meanSequenceBytes: once(() => expectation(mix, cost)),
    sequenceBytes: once(() => ({ p50: cost(context.p50), p95: cost(context.p95), max: cost(context.max) })),
    poolTokens: once(() => poolTokens(model, serving, layout, Math.max(0, memory.kvPoolBytes), context.max)),
    fits,
    chosen: calibrated
      ? {
          ...chosen,
          error: calibrated.error,
          basis: l10n.t('calibrated by {measurements} measured steps of the plan', {
            measurements: calibrated.measurements,
          }),
        }
      : chosen,
    problems: machineProblems(inputs, memory),
    step,
    plainSeconds: (sequences) => verify.seconds(sequences, 0),
    largestBatch: (asked) => largestAtLeast(Math.min(fits, MOST_SEQUENCES), speed, asked),
  };
}

/** What the measured steps say of this machine; each is compared at its own load and context. */
function calibrate(inputs: MachineInputs): StepCalibration | null {
  const { steps, memory } = inputs.calibration;
  return stepCalibration(
    steps.map(({ batch, context, step }) => {
      const at = { p50: context, p95: context, max: context };
      const uncalibrated = buildMachine({ ...inputs, context: at, calibration: { steps: [], memory } });
      const { seconds, lightSeconds: light } = uncalibrated.step(batch);
      return { measured: step, predicted: seconds, light };
    }),
  );
}

/** No replica is asked to decode more at once. */
const MOST_SEQUENCES = 2 ** 24;

/** A sequence of the mix on one device that holds all of it. */
function wholeSequence({ model, serving, layout }: MachineInputs, mix: ContextMix): SequenceMeans {
  const one = { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
  return sequenceMeans(model, serving.kvCache, one, blockSizeOf(serving, model), mix);
}

function machineProblems({ model, lpx }: MachineInputs, memory: RankMemory): string[] {
  const problems: string[] = [];
  if (model.groups.length === 0)
    problems.push(model.unknown[0] ?? l10n.t('the attention of this model is not known'));
  if (lpx && lpx.racks < lpx.minimumRacks) {
    problems.push(
      l10n.t('needs {minimumRacks} LPX racks for the weights alone, the plan has {racks}', {
        minimumRacks: lpx.minimumRacks,
        racks: lpx.racks,
      }),
    );
  }
  if (lpx?.role !== 'decode' && memory.kvPoolBytes <= 0)
    problems.push(l10n.t('the weights leave no memory for KV cache'));
  return problems;
}

/** What the drafter takes of the GPUs: nothing where it runs on LPX. */
function drafterOnGpu({ speculation, lpx }: MachineInputs) {
  if (!speculation || lpx?.role === 'drafter') return { weightsBytes: 0, perSequence: 0, perToken: 0 };
  return {
    weightsBytes: speculation.drafterBytes,
    perSequence: speculation.drafterKvBytesPerSequence,
    perToken: speculation.drafterKvBytesPerToken,
  };
}

/** Sequences that fit beside the weights when LPX decodes alone: SRAM first, then the slow tier. */
function lpxSequences({ model, serving, lpx }: MachineInputs, sequence: SequenceMeans): number {
  if (!lpx) return 0;
  const { rack } = lpx.lpx;
  const { residentBytes } = lpxCapacity('decode', model, serving, lpx.lpx, 0);
  const tier = rack.slowTierBandwidthBytesPerSecond === null ? 0 : rack.slowTierBytes * lpx.racks;
  const room = usableSramBytes(rack) * lpx.racks - residentBytes + tier;
  return Math.max(0, Math.floor(room / sequence.heldBytes / lpx.replicas));
}
