import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { grouped } from '../../units/display.js';
import { operationReasons, type Operation } from './fleet.js';
import type { Point } from './reach.js';
import { STEP_PARTS, type StepPart } from '../shapes/parts.js';
import type { DecodeResult, MemoryResult, StepParts } from '../shapes/result.js';
import { userSpeed } from '../time/step.js';

/** What a workload's part of a fleet holds and how fast it decodes, whatever it costs. */
export interface Performance {
  readonly memory: MemoryResult;
  readonly decode: DecodeResult | null;
  /** Why it does not work, in words. */
  readonly reasons: readonly string[];
}

/** Follows from a point and how much of the fleet it gets: an edit of a price leaves both as they were. */
const known = new WeakMap<Point, { readonly allocated: number; readonly performance: Performance }>();

/** The performance of a workload in an option's fleet. */
export function performanceOf(operation: Operation, workload: Workload): Performance {
  const { point, allocated } = operation;
  const before = known.get(point);
  if (before?.allocated === allocated) return before.performance;
  const performance = newPerformance(operation, workload);
  known.set(point, { allocated, performance });
  return performance;
}

function newPerformance(operation: Operation, workload: Workload): Performance {
  const memory = memoryResult(operation, workload);
  const batch = Math.max(1, Math.ceil(workload.concurrency / operation.allocated - 1e-9));
  const broken = operation.machine.replica.problems.length > 0;
  const reasons = [...operationReasons(operation, workload)];
  if (!broken && memory.pressure > 1) {
    reasons.push(
      l10n.t('{fit} of {concurrency} sequences fit at p95', {
        fit: grouped(memory.maxConcurrency.p95),
        concurrency: grouped(workload.concurrency),
      }),
    );
  }
  return { memory, decode: broken ? null : decodeResult(operation, batch), reasons };
}

function memoryResult({ machine, allocated }: Operation, { concurrency }: Workload): MemoryResult {
  const { memory, layout } = machine.replica;
  const pool = Math.max(0, memory.kvPoolBytes);
  const groups = allocated * layout.attentionData;
  const bytes = machine.sequenceBytes();
  const fit = (each: number) => Math.floor(Math.floor(pool / each) * groups + 1e-9);
  const perGroup = concurrency / groups;
  const tokens = machine.poolTokens();
  return {
    capacityBytes: memory.capacityBytes,
    weightsBytes: memory.weightsBytes,
    kvPoolBytes: pool,
    kvBytesPerToken: tokens.bytesPerToken,
    activationBytes: memory.activationBytes,
    overheadBytes: memory.overheadBytes,
    drafterBytes: memory.drafterBytes,
    kvUsedBytes: perGroup * machine.meanSequenceBytes(),
    kvTokens: tokens.tokens,
    maxConcurrency: { p50: fit(bytes.p50), p95: fit(bytes.p95), max: fit(bytes.max) },
    pressure: pool > 0 ? (perGroup * bytes.p95) / pool : Number.POSITIVE_INFINITY,
  };
}

function decodeResult(operation: Operation, batch: number): DecodeResult | null {
  const step = operation.machine.step(batch);
  if (!Number.isFinite(step.seconds)) return null;
  const perUser = userSpeed(step);
  const devices = operation.allocated * operation.machine.replica.devices;
  const tokensPerSecond = perUser * batch * operation.allocated;
  const { error, basis } = operation.machine.replica.chosen;
  return {
    batch,
    stepSeconds: step.seconds,
    draftSeconds: step.parts.draft,
    acceptedLength: step.acceptedLength,
    verifiedDrafts: step.verifiedDrafts,
    tokensPerSecondPerUser: perUser,
    speedWithoutDrafts: 1 / operation.machine.plainSeconds(batch),
    tokensPerSecond,
    tokensPerSecondPerAccelerator: tokensPerSecond / devices,
    bound: largestPart(step.parts),
    speedOfLightSeconds: step.lightSeconds,
    parts: step.parts,
    band: { low: 1 / (1 + error), high: 1 + error, basis },
  };
}

function largestPart(parts: StepParts): StepPart {
  return STEP_PARTS.reduce<StepPart>(
    (largest, name) => (parts[name] > parts[largest] ? name : largest),
    'weights',
  );
}
