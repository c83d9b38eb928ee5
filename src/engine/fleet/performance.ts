import * as l10n from '../../l10n/l10n.js';
import type { Ttft } from '../../catalog/shapes/resolvedPlan.js';
import { displayQuantity, grouped } from '../../units/display.js';
import { memoWithin, perObject } from '../../units/memo.js';
import { pointReasons, type Operation } from './fleet.js';
import { prefillReplica, type PrefillSystem } from './prefillSystem.js';
import { requestTokens } from './prompts.js';
import type { Point } from './reach.js';
import { wholeRequest, type RequestPlace, type WholeRequest } from './wholeRequest.js';
import type { RequestResult } from '../shapes/requestResult.js';
import { STEP_PARTS, type StepPart } from '../shapes/parts.js';
import type { DecodeResult, MemoryResult, StepParts } from '../shapes/result.js';
import { userSpeed } from '../time/step.js';

/** What a workload's part of a fleet holds and how fast it decodes, whatever it costs. */
export interface Performance {
  readonly memory: MemoryResult;
  readonly decode: DecodeResult | null;
  /** Whole requests; `null` where the plan does not say what a request is. */
  readonly whole: WholeRequest | null;
  /** Why it does not work, in words. */
  readonly reasons: readonly string[];
}

/** A point's part of a fleet: replicas, and the prefill accelerators that it shares with the others. */
interface Part {
  readonly allocated: number;
  readonly utilization: number;
  readonly prefill: { readonly system: PrefillSystem; readonly replicas: number } | null;
}

/** The performance of a workload in an option's fleet. Nothing but the point and its part of the fleet bears on it. */
export function performanceOf(
  { point, allocated }: Operation,
  utilization: number,
  prefill: Part['prefill'],
): Performance {
  return performances(point)({ allocated, utilization, prefill });
}

/** An edit of a price leaves a point and its part as they were. */
const performances = perObject('performance at points', (point: Point) =>
  memoWithin(1, (part: Part) => newPerformance(point, part)),
);

function newPerformance(point: Point, part: Part): Performance {
  const { allocated } = part;
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
  const plain = broken ? null : decodeResult(point, allocated, batch);
  const whole = plain && wholeRequestAt(point, part, concurrency / allocated);
  if (whole && !whole.request.meetsTtft && point.load.ttft)
    reasons.push(lateReason(whole.request, point.load.ttft));
  const decode = plain && whole ? withPrompts(plain, point, part, whole) : plain;
  return { memory, decode, whole, reasons };
}

/** The requests of a point; `null` where the plan does not say what a request is. */
function wholeRequestAt(point: Point, part: Part, users: number): WholeRequest | null {
  const place = requestPlace(point, part, users);
  return place && wholeRequest(place);
}

/** Where the requests of a point are served, with so many users of a replica; `null` as above. */
export function requestPlace(
  { machine, load, batch }: Point,
  { allocated, utilization, prefill }: Part,
  users: number,
): RequestPlace | null {
  const tokens = load.request && requestTokens(machine.replica.inputs, load.request);
  if (!tokens) return null;
  return {
    machine,
    tokens,
    replicas: allocated,
    users,
    mostUsers: batch,
    arrivals: load.demand === null ? null : load.demand / utilization / tokens.output,
    ttft: load.ttft,
    prefill: prefill && {
      replica: prefillReplica(prefill.system),
      replicas: prefill.replicas,
      link: prefill.system.link,
    },
  };
}

/** Speeds as users see them: prompts of others lengthen the steps, and who waits for a first token decodes nothing. */
function withPrompts(
  decode: DecodeResult,
  { machine }: Point,
  part: Part,
  whole: WholeRequest,
): DecodeResult {
  const tokensPerSecond = Math.min(
    whole.closedRequestsPerSecond * whole.tokens.output,
    decode.batch * part.allocated * (1 / whole.request.tpotSeconds),
  );
  return {
    ...decode,
    tokensPerSecondPerUser: 1 / whole.request.tpotSeconds,
    tokensPerSecond,
    tokensPerSecondPerAccelerator: tokensPerSecond / (part.allocated * machine.replica.devices),
  };
}

/** Which of the targets is missed, and by how much. */
function lateReason({ ttftSeconds }: RequestResult, target: Ttft): string {
  if (!ttftSeconds) return l10n.t('prompts arrive faster than they are computed');
  const names = ['p50', 'p95', 'p99', 'mean'] as const;
  const name = names.find((one) => target[one] !== null && ttftSeconds[one] > target[one]) ?? 'p95';
  return l10n.t('the first token takes {time} at {name}, {target} asked', {
    time: displayQuantity(ttftSeconds[name], 'duration'),
    name,
    target: displayQuantity(target[name] ?? 0, 'duration'),
  });
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

function largestPart(parts: StepParts): StepPart {
  return STEP_PARTS.reduce<StepPart>(
    (largest, name) => (parts[name] > parts[largest] ? name : largest),
    'weights',
  );
}
