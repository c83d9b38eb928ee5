import type {
  Calibration,
  Gpus,
  Layout,
  Lpx,
  Option,
  ResolvedPlan,
  Serving,
  Speculation,
  Workload,
} from '../catalog/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../catalog/types.js';
import { measuredMemory, stepCalibration, type StepCalibration } from './calibration.js';
import { chooseCoefficients, type ChosenCoefficients } from './coefficients.js';
import { contextMix, expectation, type ContextMix } from './contextMix.js';
import { FEED_FORWARD_ROLES, sequenceMeans, type SequenceMeans } from './footprint.js';
import { identity } from './identity.js';
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
import {
  blockSizeOf,
  rankMemory,
  sequenceCost,
  sequencesThatFit,
  type RankMemory,
  type SequenceCost,
} from './memory.js';
import { largestWhole } from './roots.js';
import { chooseVerification } from './speculation/verification.js';
import {
  fixedStepSeconds,
  lightSeconds,
  stepKernel,
  stepParts,
  stepSeconds,
  totalSeconds,
  type StepKernel,
} from './stepTime.js';
import type { StepParts } from './result.js';
import { idleInDecode, weightClassBytes } from '../catalog/weights.js';

/** How an option uses LPX in one evaluation: a role and a number of racks, shared by all replicas. */
export interface LpxUse {
  readonly lpx: Lpx;
  readonly role: 'ffn' | 'drafter' | 'decode';
  readonly racks: number;
  readonly minimumRacks: number;
  /** Replicas that share the racks. */
  readonly replicas: number;
}

/** What serves one workload: a replica in one layout, with everything that does not depend on its load. */
export interface Machine {
  readonly layout: Layout;
  readonly devices: number;
  readonly memory: RankMemory;
  readonly sequenceCost: SequenceCost;
  readonly mix: ContextMix;
  /** Sequences of this workload's mix that one replica holds. */
  readonly fits: number;
  readonly chosen: ChosenCoefficients;
  /** Why it cannot run at all, whatever the load. */
  readonly problems: readonly string[];
  /** One step with so many sequences on the replica. */
  readonly step: (sequences: number) => Step;
  /** Seconds of one step in which nothing is drafted. */
  readonly plainSeconds: (sequences: number) => number;
  /** The most sequences, up to a limit, that each get a speed in tokens per second; 0 if not even one does. */
  readonly largestBatch: (speed: number, limit: number) => number;
}

/** One decode step at a load. */
export interface Step {
  readonly parts: StepParts;
  readonly seconds: number;
  readonly acceptedLength: number;
  readonly verifiedDrafts: number;
  readonly lightSeconds: number;
}

/** Everything that a machine follows from. */
export interface MachineInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly gpus: Gpus;
  readonly layout: Layout;
  readonly context: Workload['context'];
  readonly speculation: Speculation | null;
  readonly dynamo: Option['dynamo'];
  readonly lpx: LpxUse | null;
  /** What was measured on such a machine; nothing for most. */
  readonly calibration: Calibration;
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

const machines = new Map<string, Machine>();
const MAX_MACHINES = 4096;

/** The replica for these inputs: built once, kept while the same objects ask for it again. */
export function buildMachine(inputs: MachineInputs): Machine {
  const key = machineKey(inputs);
  const known = machines.get(key);
  if (known) return known;
  if (machines.size >= MAX_MACHINES) machines.clear();
  const machine = newMachine(inputs);
  machines.set(key, machine);
  return machine;
}

/** Everything a machine follows from; prices are not among it. */
function machineKey({
  model,
  serving,
  gpus,
  layout: l,
  context: c,
  speculation,
  dynamo,
  lpx,
  calibration,
}: MachineInputs): string {
  const rack = lpx
    ? `${lpx.role} ${lpx.racks} ${lpx.minimumRacks} ${lpx.replicas} ${identity(lpx.lpx.rack)} ${lpx.lpx.storage}`
    : '';
  return [
    ...[model, serving, gpus.accelerator, speculation, dynamo].map(identity),
    ...[l.tensor, l.attentionData, l.expert, l.pipeline, l.context, c.p50, c.p95, c.max],
    rack,
    identity(calibration),
  ].join(' ');
}

function newMachine(inputs: MachineInputs): Machine {
  const { model, serving, gpus, layout, lpx } = inputs;
  const { accelerator } = gpus;
  const mix = contextMix(inputs.context);
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
  const verify = scaled(verifyFunction(inputs, kernel, whole), calibrated);
  const step = remembered(stepFunction(inputs, kernel, verify));
  return {
    layout,
    devices: devicesOf(layout),
    memory,
    sequenceCost: sequenceCost(model, serving, layout, drafter),
    mix,
    fits,
    chosen: calibrated
      ? {
          ...chosen,
          error: calibrated.error,
          basis: `calibrated by ${calibrated.measurements} measured steps of the plan`,
        }
      : chosen,
    problems: machineProblems(inputs, memory),
    step,
    plainSeconds: (sequences) => verify.seconds(sequences, 0),
    largestBatch: rememberedBatch(step, fits),
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

function scaled(verify: Verify, calibration: StepCalibration | null): Verify {
  if (!calibration) return verify;
  const { factor } = calibration;
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

/** Tokens per second that one sequence sees. */
export function userSpeed(step: Step): number {
  return step.acceptedLength / step.seconds;
}

/**
 * Speed falls with load, so the most sequences for a speed do not depend on how many there are: found once
 * for a speed, they serve every limit.
 */
function rememberedBatch(step: Machine['step'], fits: number): Machine['largestBatch'] {
  const known = new Map<number, number>();
  return (speed, limit) => {
    let most = known.get(speed);
    if (most === undefined) {
      most = largestWhole(Math.min(fits, MOST_SEQUENCES), (n) => userSpeed(step(n)) >= speed);
      known.set(speed, most);
    }
    return Math.min(most, limit);
  };
}

/** No replica is asked to decode more at once. */
const MOST_SEQUENCES = 2 ** 24;

/** A sequence of the mix on one device that holds all of it. */
function wholeSequence({ model, serving, layout }: MachineInputs, mix: ContextMix): SequenceMeans {
  const one = { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
  return sequenceMeans(model, serving.kvCache, one, blockSizeOf(serving, model), mix);
}

/** Searches come back to the same loads again and again. */
function remembered(step: (sequences: number) => Step): (sequences: number) => Step {
  const known = new Map<number, Step>();
  return (sequences) => {
    const found = known.get(sequences);
    if (found) return found;
    const result = step(sequences);
    known.set(sequences, result);
    return result;
  };
}

function machineProblems({ model, lpx }: MachineInputs, memory: RankMemory): string[] {
  const problems: string[] = [];
  if (model.groups.length === 0)
    problems.push(model.unknown[0] ?? 'the attention of this model is not known');
  if (lpx && lpx.racks < lpx.minimumRacks) {
    problems.push(`needs ${lpx.minimumRacks} LPX racks for the weights alone, the plan has ${lpx.racks}`);
  }
  if (lpx?.role !== 'decode' && memory.kvPoolBytes <= 0)
    problems.push('the weights leave no memory for KV cache');
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

/** A step before drafting, for a number of sequences and verified drafts of each. */
interface Verify {
  readonly parts: (sequences: number, drafts: number) => StepParts;
  /** The sum of the parts. */
  readonly seconds: (sequences: number, drafts: number) => number;
}

function stepFunction(
  inputs: MachineInputs,
  kernel: StepKernel,
  verify: Verify,
): (sequences: number) => Step {
  const { speculation } = inputs;
  return (sequences) => {
    if (!speculation || speculation.draftTokens === 0) {
      return finish(verify.parts(sequences, 0), 1, 0, lightSeconds(kernel, sequences, 0));
    }
    const draft = draftParts(inputs, speculation, sequences, verify);
    const chosen = chooseVerification({
      method: speculation.verification,
      draftTokens: speculation.draftTokens,
      acceptance: speculation.acceptance.acceptedLength,
      betaMixture: speculation.acceptance.betaMixture,
      stepSeconds: (tokensPerRequest) => {
        const seconds = verify.seconds(sequences, tokensPerRequest - 1);
        return seconds + seenSeconds(draft, seconds);
      },
    });
    const parts = withDraft(verify.parts(sequences, chosen.verifiedDrafts), draft);
    const light = lightSeconds(kernel, sequences, chosen.verifiedDrafts);
    return finish(parts, chosen.acceptedLength, chosen.verifiedDrafts, light);
  };
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

function finish(parts: StepParts, acceptedLength: number, verifiedDrafts: number, light: number): Step {
  return { parts, seconds: totalSeconds(parts), acceptedLength, verifiedDrafts, lightSeconds: light };
}

/** Seconds a step spends on drafting and on the link to whoever drafts. */
interface Draft {
  readonly seconds: number;
  readonly linkSeconds: number;
  /** Share of both that hides behind verification. */
  readonly overlap: number;
}

/** Drafting and link time that verification of so many seconds does not hide. */
function seenSeconds({ seconds, linkSeconds, overlap }: Draft, verifySeconds: number): number {
  return Math.max(0, seconds + linkSeconds - overlap * verifySeconds);
}

function withDraft(verify: StepParts, draft: Draft): StepParts {
  const total = draft.seconds + draft.linkSeconds;
  const share = total > 0 ? seenSeconds(draft, totalSeconds(verify)) / total : 0;
  return { ...verify, draft: draft.seconds * share, link: verify.link + draft.linkSeconds * share };
}

/** Draft time (speculation.md 3.2 and 3.8): a fraction of a target step, or on LPX its serial latency. */
function draftParts(
  { lpx, dynamo }: MachineInputs,
  speculation: Speculation,
  sequences: number,
  verify: Verify,
): Draft {
  const { draftTokens, method, draftCostFraction } = speculation;
  const overlap = dynamo?.remoteDrafter === true || lpx?.role === 'drafter' ? (dynamo?.overlap ?? 0) : 0;
  if (lpx?.role === 'drafter') {
    const { rack } = lpx.lpx;
    const passes = method.parallelDraft ? 1 : draftTokens;
    const seconds = passes * method.draftLayers * rack.layerFloorSeconds.likely;
    return { seconds, linkSeconds: 2 * rack.linkLatencySeconds, overlap };
  }
  const seconds = method.parallelDraft
    ? draftCostFraction * verify.seconds(sequences, draftTokens - 1)
    : draftCostFraction * draftTokens * verify.seconds(sequences, 0);
  return { seconds, linkSeconds: 0, overlap };
}

function verifyFunction(inputs: MachineInputs, kernel: StepKernel, sequence: SequenceMeans): Verify {
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
  const sramForKv = Math.max(0, usableSramBytes(use.lpx.rack) * use.racks - residentBytes);
  return (sequences, drafts) => {
    const held = sequences * use.replicas * sequence.heldBytes;
    const read = sequences * (sequence.sharedBytes + sequence.perQueryBytes * (1 + drafts));
    return (
      lpxDecodeParts(ffn, model, attention, read, held, sramForKv, sequences * (1 + drafts)).parts ??
      IMPOSSIBLE
    );
  };
}
