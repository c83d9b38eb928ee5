import { memoWithin, perObject } from '../../units/memo.js';
import { pointReasons, type Operation } from './fleet.js';
import { prefillReplica, type PrefillSystem } from './prefillSystem.js';
import { lateReason, requestTokens } from './prompts.js';
import type { Point } from './reach.js';
import type { RequestPlace } from './request/loadState.js';
import { wholeRequest, type WholeRequest } from './wholeRequest.js';
import type { Reason } from '../shapes/reasons.js';
import { poolPressure } from '../memory/kvPool.js';
import { STEP_PARTS, type StepPart } from '../shapes/parts.js';
import { runningPressure, type DecodeResult, type MemoryResult, type StepParts } from '../shapes/result.js';
import { userSpeed } from '../time/step.js';

/** What a workload's part of a fleet holds and how fast it decodes, whatever it costs. */
export interface Performance {
  readonly memory: MemoryResult;
  readonly decode: DecodeResult | null;
  /** Whole requests; `null` where the plan does not say what a request is. */
  readonly whole: WholeRequest | null;
  /** Why it does not work. */
  readonly reasons: readonly Reason[];
}

/** Prefill replicas of a fleet, and the part of their work that is a point's. */
export interface PartOfPool {
  readonly system: PrefillSystem;
  readonly replicas: number;
  readonly share: number;
}

/** A point's part of a fleet: replicas, and the prefill accelerators that it shares with the others. */
interface Part {
  readonly allocated: number;
  readonly utilization: number;
  readonly prefill: PartOfPool | null;
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
  const batch = Math.max(1, Math.ceil(concurrency / allocated - 1e-9));
  const broken = point.machine.replica.problems.length > 0;
  const plain = broken ? null : decodeResult(point, allocated, batch);
  const whole = plain && wholeRequestAt(point, part, concurrency / allocated);
  const memory = memoryResult(point, allocated, whole ?? NO_PREFIXES);
  const reasons = [...pointReasons(point)];
  if (!broken && runningPressure(memory) > 1) reasons.push(memoryReason(memory, concurrency));
  if (whole && !whole.request.meetsTtft && point.load.ttft && pointReasons(point).length === 0)
    reasons.push(lateReason(whole.request.ttftSeconds, point.load.ttft));
  const decode = plain && whole ? withPrompts(plain, point, part, whole) : plain;
  return { memory, decode, whole, reasons };
}

/** What prompts and prefixes take of memory where the plan does not say what a request is. */
const NO_PREFIXES = { promptsInFlight: 0, keptPrefixBytes: 0 };

function memoryReason({ fleetConcurrency: fit, promptsInFlight }: MemoryResult, asked: number): Reason {
  if (fit < asked) return { code: 'sequences-over-memory', fit, asked };
  return { code: 'prompts-over-memory', sequences: asked, prompts: promptsInFlight };
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
  const request = load.request && requestTokens(machine.replica.inputs, load.request);
  if (!request) return null;
  return {
    machine,
    request,
    replicas: allocated,
    users,
    mostUsers: batch,
    arrivals: load.demand === null ? null : load.demand / utilization / request.output,
    ttft: load.ttft,
    prefill: prefill && {
      replica: prefillReplica(prefill.system),
      replicas: prefill.replicas,
      share: prefill.share,
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

function memoryResult(
  { machine, load: { concurrency } }: Point,
  allocated: number,
  { promptsInFlight, keptPrefixBytes }: Pick<WholeRequest, 'promptsInFlight' | 'keptPrefixBytes'>,
): MemoryResult {
  const { kvPool, replica } = machine;
  const { memory } = replica;
  const poolBytes = Math.max(0, kvPool.bytes);
  const bytes = machine.sequenceBytes();
  const fit = (each: number) => Math.floor(poolBytes / each) * kvPool.pools;
  const sequences = concurrency / allocated;
  const inPool = sequences / kvPool.pools;
  // Prompts in flight hold their cache as sequences do, and prefixes that nothing else holds stay beside them.
  const guests = {
    sequences: promptsInFlight / allocated / kvPool.pools,
    bytes: keptPrefixBytes / kvPool.acceleratorShare,
  };
  const tokens = machine.poolTokens();
  return {
    capacityBytes: memory.capacityBytes,
    weightsBytes: memory.weightsBytes,
    kvPoolBytes: poolBytes * kvPool.acceleratorShare,
    kvBytesPerToken: tokens.bytesPerToken,
    activationBytes: memory.activationBytes,
    overheadBytes: memory.overheadBytes,
    drafterBytes: memory.drafterBytes,
    kvUsedBytes: inPool * kvPool.demand.meanBytes * kvPool.acceleratorShare,
    kvTokens: tokens.tokens,
    maxConcurrency: { mix: machine.fits, p50: fit(bytes.p50), p95: fit(bytes.p95), max: fit(bytes.max) },
    // Pools that hold one sequence more or less than others are judged between the two.
    fleetConcurrency: Math.max(
      Math.floor(machine.fits * allocated + 1e-9),
      poolPressure(kvPool, sequences) <= 1 ? concurrency : 0,
    ),
    pressureAllAtP95: poolBytes > 0 ? (inPool * bytes.p95) / poolBytes : Number.POSITIVE_INFINITY,
    keptPrefixBytes,
    promptsInFlight,
    pressure: poolPressure(kvPool, sequences, guests),
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
