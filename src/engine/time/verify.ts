import { generationOf } from '../../catalog/shapes/generations.js';
import { sequenceMeans } from '../memory/footprint.js';
import { devicesOf, wholeLayout } from '../memory/layouts.js';
import { blockSizeOf } from '../memory/rank.js';
import {
  launchSaved,
  LIKELY_LPX,
  lpxCapacity,
  lpxDecodeParts,
  lpxFeedForward,
  splitStepParts,
  splitStepSeconds,
  usableSramBytes,
  type LpxAssumed,
  type LpxFeedForward,
} from './lpx.js';
import type { LpxUse, ReplicaInputs } from '../shapes/machineInputs.js';
import { stepPartsOf } from '../shapes/parts.js';
import type { StepParts } from '../shapes/result.js';
import { fixedStepSeconds, stepParts, stepSeconds, totalSeconds, type StepKernel } from './stepTime.js';
import { FEED_FORWARD_ROLES, idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';

/** Steps of a replica before drafting, for a number of sequences and verified drafts of each. */
export interface Verify {
  readonly parts: (kernel: StepKernel, sequences: number, drafts: number) => StepParts;
  /** The sum of the parts. */
  readonly seconds: (kernel: StepKernel, sequences: number, drafts: number) => number;
}

const ON_GPUS: Verify = { parts: stepParts, seconds: stepSeconds };

/** How a replica verifies: on its GPUs, with the feed-forward part on LPX, or wholly there. */
export function verifyFunction(inputs: ReplicaInputs, assumed: LpxAssumed = LIKELY_LPX): Verify {
  const { model, serving, lpx, layout, accelerator } = inputs;
  if (!lpx || lpx.role === 'drafter')
    return generationOf(accelerator.generation).spread === 'stages' ? stagedVerify(layout.pipeline) : ON_GPUS;
  const ffn = lpxFeedForward(model, serving, lpx.lpx, lpx.racks, lpx.replicas, devicesOf(layout), assumed);
  if (lpx.role === 'ffn') {
    const gpuOf = (kernel: StepKernel, drafts: number) => (n: number) =>
      stepSeconds(kernel, n, drafts) -
      launchSaved(fixedStepSeconds(kernel.replica, n * (1 + drafts)), assumed);
    return {
      parts: (kernel, sequences, drafts) => {
        const gpu = { parts: (n: number) => stepParts(kernel, n, drafts), seconds: gpuOf(kernel, drafts) };
        return splitStepParts(ffn, gpu, sequences, drafts);
      },
      seconds: (kernel, sequences, drafts) => splitStepSeconds(ffn, gpuOf(kernel, drafts), sequences, drafts),
    };
  }
  const parts = lpxVerify(inputs, ffn, lpx);
  return { parts, seconds: (kernel, sequences, drafts) => totalSeconds(parts(kernel, sequences, drafts)) };
}

/**
 * Stages that each work on a sequence of their own: while there are no more sequences than stages, one takes as long as
 * alone; beyond that they wait for one another.
 */
function stagedVerify(stages: number): Verify {
  const turns = (sequences: number) => Math.max(1, sequences / stages);
  const alone = (sequences: number) => Math.min(1, sequences);
  return {
    seconds: (kernel, sequences, drafts) => turns(sequences) * stepSeconds(kernel, alone(sequences), drafts),
    parts: (kernel, sequences, drafts) =>
      scaledParts(stepParts(kernel, alone(sequences), drafts), turns(sequences)),
  };
}

/** A step that never ends: one part of it is enough. */
const IMPOSSIBLE = stepPartsOf((part) => (part === 'weights' ? Number.POSITIVE_INFINITY : 0));

function lpxVerify(
  { model, serving, layout }: ReplicaInputs,
  ffn: LpxFeedForward,
  use: LpxUse,
): Verify['parts'] {
  const attention = weightClassBytes(model, serving.weights)
    .filter(({ role }) => !FEED_FORWARD_ROLES.has(role) && !idleInDecode(role))
    .reduce((sum, { parameters }) => sum + parameters, 0);
  const { residentBytes } = lpxCapacity('decode', model, serving, use.lpx, 0);
  // One pass over the racks takes the tokens of one replica.
  const alone = { ...ffn, replicas: 1 };
  const sramForKv = Math.max(0, usableSramBytes(use.lpx.rack) * use.racks - residentBytes);
  // Racks hold sequences whole.
  const decodedOf = sequenceMeans(model, serving.kvCache, wholeLayout(layout), blockSizeOf(serving, model));
  return ({ mix }, sequences, drafts) => {
    const decoded = decodedOf(mix);
    const held = sequences * use.replicas * decoded.heldBytes;
    const read = sequences * (decoded.sharedBytes + decoded.perQueryBytes * (1 + drafts));
    return (
      lpxDecodeParts(alone, use.lpx.rack, attention, read, held, sramForKv, sequences * (1 + drafts)).parts ??
      IMPOSSIBLE
    );
  };
}

/** The same with every second multiplied: what measurements of such a machine say of it. */
export function scaledVerify(verify: Verify, factor: number): Verify {
  return {
    seconds: (kernel, sequences, drafts) => factor * verify.seconds(kernel, sequences, drafts),
    parts: (kernel, sequences, drafts) => scaledParts(verify.parts(kernel, sequences, drafts), factor),
  };
}

function scaledParts(parts: StepParts, factor: number): StepParts {
  return stepPartsOf((part) => parts[part] * factor);
}
