import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import { stepCalibration } from '../time/calibration.js';
import type { ChosenCoefficients } from '../time/coefficients.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import { contextMix } from '../memory/contextMix.js';
import { mostSequences, type KvPool } from '../memory/kvPool.js';
import type { LpxUse, MachineInputs, ReplicaInputs, StepCalibration } from '../shapes/machineInputs.js';
import type { PoolTokens } from '../memory/poolTokens.js';
import { replicaOf, roomBeside, type Replica } from './replica.js';
import type { AtLengths } from '../shapes/result.js';
import { largestAtLeast } from '../shapes/roots.js';
import { once } from '../../units/memo.js';
import { stepper, userSpeed, type Step, type Stepper } from '../time/step.js';
import { stepKernel, type StepKernel } from '../time/stepTime.js';
import { SLOW_LPX } from '../time/lpx.js';
import { stepKind } from '../time/kernels/kind.js';
import {
  narrowShares,
  predates,
  serverStep,
  stepHost,
  WIDE_ONLY,
  type StepHost,
} from '../time/request/serverStep.js';
import { scaledVerify, verifyFunction, type Verify } from '../time/verify.js';

/** A replica whose steps are known: all that its machines have in common. */
export interface TimedReplica extends Replica {
  readonly verify: Verify;
  readonly stepper: Stepper;
  /** How measurements changed its steps. */
  readonly calibrated: StepCalibration | null;
  /** What the server does to its steps; `null` where they are as they are: racks that decode alone have no such server. */
  readonly host: () => StepHost | null;
}

/** No replica is asked to decode more at once. */
const MOST_SEQUENCES = 2 ** 24;

/**
 * What serves one workload: a replica with everything that does not depend on its load. Plans make thousands, so it
 * holds only what follows from the context.
 */
export class Machine {
  /** Where the replica holds sequences of this context. */
  readonly kvPool: KvPool;
  /** Sequences of this workload's mix that one replica holds in 95 % of all loads. */
  readonly fits: number;
  private readonly kernel: StepKernel;
  private bytes: AtLengths | null = null;
  /** The load asked for last, and its step: a search for what a cache serves asks for one load again and again. */
  private last: { readonly sequences: number; readonly step: Step } | null = null;

  constructor(
    readonly replica: TimedReplica,
    readonly context: Workload['context'],
    like: Machine | null = null,
  ) {
    if (like && replica.inputs.lpx?.role !== 'decode') {
      this.kvPool = like.kvPool;
      this.fits = like.fits;
      this.kernel = like.kernel;
      return;
    }
    const mix = contextMix(context);
    this.kvPool = replica.kvPool(context);
    this.fits = this.starts() ? mostSequences(this.kvPool) : 0;
    this.kernel = stepKernel(replica.kernel, mix);
  }

  /**
   * The same sequences on the same replica beside other racks. Only where LPX decodes alone do those bear on what
   * fits; everywhere else nothing is computed anew but the steps.
   */
  beside(replica: TimedReplica): Machine {
    return new Machine(replica, this.context, this);
  }

  /** One step with so many sequences on the replica. */
  step(sequences: number): Step {
    return this.replica.stepper.step(this.kernel, sequences);
  }

  /** The same as a server runs it for whole requests. What was measured of its steps holds the host's share already. */
  served(sequences: number): Step {
    if (this.last?.sequences === sequences) return this.last.step;
    const plain = this.step(sequences);
    const step = this.replica.calibrated ? plain : serverStep(plain, sequences, this.replica.host());
    this.last = { sequences, step };
    return step;
  }

  /** Seconds of one step in which nothing is drafted. */
  plainSeconds(sequences: number): number {
    return this.replica.verify.seconds(this.kernel, sequences, 0);
  }

  /**
   * Relative error of a step that what is assumed of LPX leaves, beside that of the GPUs: the step with the slow ends of
   * all of it, over the step itself. 0 without LPX.
   */
  assumedError(sequences: number): number {
    const { inputs, calibrated } = this.replica;
    const { lpx } = inputs;
    if (!lpx) return 0;
    const step = this.step(sequences);
    if (lpx.role === 'drafter') {
      const { high, likely } = lpx.lpx.rack.layerFloorSeconds;
      return (step.parts.draft / step.seconds) * (high / likely - 1);
    }
    const verify = this.replica.verify.seconds(this.kernel, sequences, step.verifiedDrafts);
    const slow =
      verifyFunction(inputs, SLOW_LPX).seconds(this.kernel, sequences, step.verifiedDrafts) *
      (calibrated?.factor ?? 1);
    return Math.max(0, slow - verify) / step.seconds;
  }

  /** Whether the engine starts at all: some ask for room for one sequence of the longest length, with a whole step in flight. */
  private starts(): boolean {
    const { serving, lpx } = this.replica.inputs;
    if (lpx?.role === 'decode' || serverOf(serving.engine).pool !== 'requests') return true;
    const longest = Math.max(this.context.max, serving.maxModelLength ?? 0);
    return this.poolTokens().sequences(longest) >= 1;
  }

  /** Whether one request of so many tokens in all fits where sequences are held. */
  holds(tokens: number): boolean {
    return this.kvPool.sequenceBytes(tokens) <= this.kvPool.bytes;
  }

  /** Tokens per second of each of so many sequences, without prompts in the steps. */
  speed(sequences: number): number {
    return this.replica.stepper.speed(this.kernel, sequences);
  }

  /** The same of sequences that are whole requests: as a server runs the step. */
  servedSpeed(sequences: number): number {
    return userSpeed(this.served(sequences));
  }

  /** The most sequences that fit and each get a speed in tokens per second; 0 if not even one does. */
  largestBatch(asked: number, speedOf = (n: number): number => this.speed(n)): number {
    return largestAtLeast(Math.min(this.fits, MOST_SEQUENCES), speedOf, asked);
  }

  /** Bytes that a sequence takes of its pool at the workload's lengths. */
  sequenceBytes(): AtLengths {
    const { sequenceBytes: cost } = this.kvPool;
    const { p50, p95, max } = this.context;
    return (this.bytes ??= { p50: cost(p50), p95: cost(p95), max: cost(max) });
  }

  /** What the KV pool holds, as the engine counts it. */
  poolTokens(): PoolTokens {
    return this.replica.poolTokens(this.context.max);
  }
}

/** The machine for these inputs. */
export function buildMachine({ context, ...inputs }: MachineInputs): Machine {
  return new Machine(timedReplica(inputs), context);
}

/** The replica for these inputs, with its steps as they were measured. */
export function timedReplica(inputs: ReplicaInputs): TimedReplica {
  return withSteps(replicaOf(inputs), inputs);
}

function hostOf({ inputs, layout, chosen }: Replica): StepHost | null {
  const { model, serving, accelerator, lpx } = inputs;
  if (lpx?.role === 'decode') return null;
  return stepHost({
    engine: serving.engine,
    generation: accelerator.generation,
    ranks: layout.attentionData,
    // Weights in the SRAM of racks are no matter of what a server fuses.
    narrow: lpx?.role === 'ffn' ? WIDE_ONLY : narrowShares(model, serving.weights),
    kind: stepKind(model),
    older: predates(serving.engineVersion, chosen.coefficients.release),
  });
}

function withSteps(replica: Replica, inputs: ReplicaInputs): TimedReplica {
  const verify = verifyFunction(inputs);
  const host = once(() => hostOf(replica));
  const counted = { ...replica, verify, stepper: stepper(inputs, verify), calibrated: null, host };
  const calibrated = inputs.scale ?? calibrate(counted);
  if (!calibrated) return counted;
  const scaled = scaledVerify(verify, calibrated.factor);
  return {
    ...replica,
    chosen: calibratedError(replica.chosen, calibrated),
    verify: scaled,
    stepper: stepper(inputs, scaled),
    calibrated,
    host,
  };
}

/**
 * The same replica beside other racks, which other replicas share: its weights and kernels stay, and what measurements
 * say of the software, which is not how many racks there are.
 */
export function replicaBeside(timed: TimedReplica, lpx: LpxUse): TimedReplica {
  const { calibrated } = timed;
  const inputs = { ...timed.inputs, lpx, scale: calibrated ?? timed.inputs.scale };
  const counted = verifyFunction(inputs);
  const verify = calibrated ? scaledVerify(counted, calibrated.factor) : counted;
  const { problems, kvPool } = roomBeside(inputs, timed);
  return {
    // One by one: made for each number of racks and replicas that is tried.
    inputs,
    layout: timed.layout,
    devices: timed.devices,
    memory: timed.memory,
    drafter: timed.drafter,
    kernel: timed.kernel,
    chosen: timed.chosen,
    prompt: timed.prompt,
    problems,
    poolTokens: timed.poolTokens,
    kvPool,
    verify,
    stepper: stepper(inputs, verify),
    calibrated,
    host: timed.host,
  };
}

/** What the measured steps say of a replica; each is compared at its own load and context. */
function calibrate(counted: TimedReplica): StepCalibration | null {
  return stepCalibration(
    counted.inputs.measured.steps.map(({ batch, context, step }) => {
      const machine = new Machine(counted, { p50: context, p95: context, max: context });
      const { seconds, lightSeconds: light } = machine.step(batch);
      return { measured: step, predicted: seconds, light };
    }),
  );
}

function calibratedError(
  chosen: ChosenCoefficients,
  { error, measurements }: StepCalibration,
): ChosenCoefficients {
  return { ...chosen, error, basis: { code: 'calibrated', measurements } };
}
