import * as l10n from '../../l10n/l10n.js';
import { grouped } from '../../units/display.js';
import { memoWithin, perObject } from '../../units/memo.js';
import { pointReasons, type Operation } from './fleet.js';
import type { Point } from './reach.js';
import type { DecodeResult, MemoryResult, StepParts } from '../shapes/result.js';
import { userSpeed } from '../time/step.js';

/** What a workload's part of a fleet holds and how fast it decodes, whatever it costs. */
export interface Performance {
  readonly memory: MemoryResult;
  readonly decode: DecodeResult | null;
  /** Why it does not work, in words. */
  readonly reasons: readonly string[];
}

/** The performance of a workload in an option's fleet. Nothing but the point and its part of the fleet bears on it. */
export function performanceOf({ point, allocated }: Operation): Performance {
  return performances(point)(allocated);
}

/** An edit of a price leaves a point and its part as they were. */
const performances = perObject('performance at points', (point: Point) =>
  memoWithin(1, (allocated: number) => newPerformance(point, allocated)),
);

function newPerformance(point: Point, allocated: number): Performance {
  const { concurrency } = point.load;
  const memory = memoryResult(point, allocated);
  const batch = Math.max(1, Math.ceil(concurrency / allocated - 1e-9));
  const broken = point.machine.replica.problems.length > 0;
  const reasons = [...pointReasons(point)];
  if (!broken && memory.pressure > 1) {
    reasons.push(
      l10n.t('{fit} of {concurrency} sequences fit at p95', {
        fit: grouped(memory.maxConcurrency.p95),
        concurrency: grouped(concurrency),
      }),
    );
  }
  return { memory, decode: broken ? null : decodeResult(point, allocated, batch), reasons };
}

function memoryResult({ machine, load: { concurrency } }: Point, allocated: number): MemoryResult {
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

function decodeResult({ machine }: Point, allocated: number, batch: number): DecodeResult | null {
  const step = machine.step(batch);
  if (!Number.isFinite(step.seconds)) return null;
  const perUser = userSpeed(step);
  const devices = allocated * machine.replica.devices;
  const tokensPerSecond = perUser * batch * allocated;
  const { error, basis } = machine.replica.chosen;
  return {
    batch,
    stepSeconds: step.seconds,
    draftSeconds: step.parts.draft,
    acceptedLength: step.acceptedLength,
    verifiedDrafts: step.verifiedDrafts,
    tokensPerSecondPerUser: perUser,
    speedWithoutDrafts: 1 / machine.plainSeconds(batch),
    tokensPerSecond,
    tokensPerSecondPerAccelerator: tokensPerSecond / devices,
    bound: largestPart(step.parts),
    speedOfLightSeconds: step.lightSeconds,
    parts: step.parts,
    band: { low: 1 / (1 + error), high: 1 + error, basis },
  };
}

function largestPart(parts: StepParts): keyof StepParts {
  const names = ['weights', 'kv', 'compute', 'communication', 'fixed', 'draft', 'link'] as const;
  return names.reduce((largest, name) => (parts[name] > parts[largest] ? name : largest));
}
