import type { SequenceMeans } from './footprint.js';
import { FEED_FORWARD_ROLES } from './footprint.js';
import { devicesOf } from './layouts.js';
import {
  launchSaved,
  lpxCapacity,
  lpxDecodeParts,
  lpxFeedForward,
  splitStepParts,
  splitStepSeconds,
  usableSramBytes,
  type LpxFeedForward,
} from './lpx.js';
import type { LpxUse, MachineInputs } from './machineInputs.js';
import type { StepParts } from './result.js';
import { fixedStepSeconds, stepParts, stepSeconds, totalSeconds, type StepKernel } from './stepTime.js';
import { idleInDecode, weightClassBytes } from '../catalog/weights.js';

/** A step before drafting, for a number of sequences and verified drafts of each. */
export interface Verify {
  readonly parts: (sequences: number, drafts: number) => StepParts;
  /** The sum of the parts. */
  readonly seconds: (sequences: number, drafts: number) => number;
}

/** How a machine verifies: on its GPUs, with the feed-forward part on LPX, or wholly there. */
export function verifyFunction(inputs: MachineInputs, kernel: StepKernel, sequence: SequenceMeans): Verify {
  const { model, serving, lpx, layout } = inputs;
  if (!lpx || lpx.role === 'drafter') {
    return {
      parts: (sequences, drafts) => stepParts(kernel, sequences, drafts),
      seconds: (sequences, drafts) => stepSeconds(kernel, sequences, drafts),
    };
  }
  const ffn = lpxFeedForward(model, serving, lpx.lpx, lpx.racks, lpx.replicas, devicesOf(layout));
  if (lpx.role === 'ffn') {
    return {
      parts: (sequences, drafts) =>
        splitStepParts(ffn, (n) => stepParts(kernel, n, drafts), sequences, drafts),
      seconds: (sequences, drafts) => {
        const gpu = (n: number) =>
          stepSeconds(kernel, n, drafts) - launchSaved(fixedStepSeconds(kernel, n, n * (1 + drafts)));
        return splitStepSeconds(ffn, gpu, sequences, drafts);
      },
    };
  }
  const parts = lpxVerify(inputs, ffn, sequence, lpx);
  return { parts, seconds: (sequences, drafts) => totalSeconds(parts(sequences, drafts)) };
}

const IMPOSSIBLE: StepParts = {
  weights: Number.POSITIVE_INFINITY,
  kv: 0,
  compute: 0,
  communication: 0,
  fixed: 0,
  draft: 0,
  link: 0,
};

function lpxVerify(
  { model, serving }: MachineInputs,
  ffn: LpxFeedForward,
  sequence: SequenceMeans,
  use: LpxUse,
): Verify['parts'] {
  const attention = weightClassBytes(model, serving.weights)
    .filter(({ role }) => !FEED_FORWARD_ROLES.has(role) && !idleInDecode(role))
    .reduce((sum, { parameters }) => sum + parameters, 0);
  const { residentBytes } = lpxCapacity('decode', model, serving, use.lpx, 0);
  // One pass over the racks takes the tokens of one replica.
  const alone = { ...ffn, replicas: 1 };
  const sramForKv = Math.max(0, usableSramBytes(use.lpx.rack) * use.racks - residentBytes);
  return (sequences, drafts) => {
    const held = sequences * use.replicas * sequence.heldBytes;
    const read = sequences * (sequence.sharedBytes + sequence.perQueryBytes * (1 + drafts));
    return (
      lpxDecodeParts(alone, use.lpx.rack, attention, read, held, sramForKv, sequences * (1 + drafts)).parts ??
      IMPOSSIBLE
    );
  };
}

/** The same with every second multiplied: what measurements of such a machine say of it. */
export function scaledVerify(verify: Verify, factor: number): Verify {
  return {
    seconds: (sequences, drafts) => factor * verify.seconds(sequences, drafts),
    parts: (sequences, drafts) => scaledParts(verify.parts(sequences, drafts), factor),
  };
}

function scaledParts(parts: StepParts, factor: number): StepParts {
  return {
    weights: parts.weights * factor,
    kv: parts.kv * factor,
    compute: parts.compute * factor,
    communication: parts.communication * factor,
    fixed: parts.fixed * factor,
    draft: parts.draft * factor,
    link: parts.link * factor,
  };
}
