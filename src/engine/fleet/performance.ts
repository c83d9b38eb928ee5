import { memoWithin, perObject } from '../../units/memo.js';
import { pointReasons, type Fleet, type Operation } from './fleet.js';
import type { RankMemory } from '../memory/rank.js';
import type { Replica } from './replica.js';
import type { Machine } from './machine.js';
import { lpxCapacity, usableSramBytes } from '../time/lpx.js';
import { lateReason, mostAllowed } from './prompts.js';
import type { Point } from './reach.js';
import { requestPlace, type RequestPart } from './request/requestPlace.js';
import { wholeRequest, type WholeRequest } from './wholeRequest.js';
import type { Basis, Reason } from '../shapes/reasons.js';
import { demandedBytes, poolPressure } from '../memory/kvPool.js';
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

/** A point's part of a fleet: replicas, what is under way on them, and the prefill accelerators shared with others. */
interface Part extends RequestPart {
  readonly inFlight: number;
  /** Decoded tokens per second at peak; `null` where it is not served. */
  readonly peak: number | null;
  /** LPX racks that decode alone; 0 where accelerators decode. */
  readonly racksAlone: number;
}

/** What an operation gets of a fleet for its requests. */
export function requestPartOf({ separate, prefill }: Fleet, operation: Operation): RequestPart {
  const { allocated, ttft, prefillShare: share, others } = operation;
  const own = separate && prefill && share > 0;
  return {
    allocated,
    ttft,
    prefill: own ? { system: separate.system, replicas: prefill.replicas, share, others } : null,
  };
}

/** The part of a fleet that an operation gets. */
export function partOf(fleet: Fleet, operation: Operation): Part {
  const { pools, lpx } = fleet;
  const { allocated, ttft, prefill } = requestPartOf(fleet, operation);
  return {
    // One by one: made for each workload of each option at every edit.
    allocated,
    ttft,
    prefill,
    inFlight: operation.inFlight,
    peak: operation.peak,
    racksAlone:
      pools[operation.pool]?.lpxRole === 'decode'
        ? (lpx?.byRole.find(({ role }) => role === 'decode')?.racks ?? 0)
        : 0,
  };
}

/** The performance of a workload in an option's fleet. Nothing but the point and its part of the fleet bears on it. */
export function performanceOf(fleet: Fleet, operation: Operation): Performance {
  return performances(operation.point)(partOf(fleet, operation));
}

/** An edit of a price leaves a point and its part as they were. */
const performances = perObject('performance at points', (point: Point) =>
  memoWithin(1, (part: Part) => newPerformance(point, part)),
);

function newPerformance(point: Point, part: Part): Performance {
  const { allocated, inFlight } = part;
  const broken = point.machine.replica.problems.length > 0;
  const plain = broken ? null : decodeResult(point, part);
  const whole = plain && wholeRequestAt(point, part, inFlight / allocated);
  const memory = memoryResult(point, part, whole ?? NO_PREFIXES);
  const unserved = pointReasons(point);
  const reasons: Reason[] = [...unserved];
  if (!broken && runningPressure(memory) > 1) reasons.push(memoryReason(memory));
  const most = Math.floor(mostAllowed(point.machine.replica) * allocated + 1e-9);
  const asked = memory.askedConcurrency ?? 0;
  if (!broken && !point.load.request && asked > most)
    reasons.push({ code: 'sequences-over-limit', most, asked });
  if (whole && !whole.request.meetsTtft && part.ttft && unserved.length === 0)
    reasons.push(lateReason(whole.request.ttftSeconds, part.ttft));
  const decode = plain && whole ? withPrompts(plain, point, part, whole) : plain;
  return { memory, decode, whole, reasons };
}

/** What prompts and prefixes take of memory where the plan does not say what a request is. */
const NO_PREFIXES = { promptsInFlight: 0, keptPrefixBytes: 0 };

function memoryReason({ fleetConcurrency: fit, askedConcurrency, promptsInFlight }: MemoryResult): Reason {
  const asked = askedConcurrency ?? 0;
  if (fit < asked) return { code: 'sequences-over-memory', fit, asked };
  return { code: 'prompts-over-memory', sequences: asked, prompts: promptsInFlight };
}

/** The requests of a point; `null` where the plan does not say what a request is. */
function wholeRequestAt(point: Point, part: Part, users: number): WholeRequest | null {
  const place = requestPlace(point, part, users);
  return place && wholeRequest(place);
}

/** Speeds as users see them: prompts of others lengthen the steps, and who waits for a first token decodes nothing. */
function withPrompts(
  decode: DecodeResult,
  { machine, load }: Point,
  part: Part,
  whole: WholeRequest,
): DecodeResult {
  const tokensPerSecond =
    load.peak ??
    Math.min(whole.closedRequestsPerSecond * whole.tokens.output, part.inFlight / whole.request.tpotSeconds);
  return {
    ...decode,
    tokensPerSecondPerUser: 1 / whole.request.tpotSeconds,
    tokensPerSecond,
    tokensPerSecondPerAccelerator: tokensPerSecond / unitsOf(machine, part),
  };
}

function memoryResult(
  { machine }: Point,
  { allocated, inFlight, racksAlone }: Part,
  { promptsInFlight, keptPrefixBytes }: Pick<WholeRequest, 'promptsInFlight' | 'keptPrefixBytes'>,
): MemoryResult {
  const { kvPool, replica } = machine;
  const memory = racksAlone > 0 ? rackMemory(replica, racksAlone) : replica.memory;
  const poolBytes = Math.max(0, kvPool.bytes);
  const bytes = machine.sequenceBytes();
  const asked = Math.ceil(inFlight - 1e-6);
  const tokens = machine.poolTokens();
  // Racks hold sequences as they are; an engine gives whole pages, as it counts its tokens.
  const fit = (at: 'p50' | 'p95' | 'max') =>
    racksAlone > 0 ? Math.floor(poolBytes / bytes[at]) * kvPool.pools : tokens.sequences(machine.context[at]);
  const sequences = inFlight / allocated;
  const inPool = sequences / kvPool.pools;
  const share = racksAlone > 0 ? 1 / racksAlone : kvPool.acceleratorShare;
  // Prompts in flight hold their cache as sequences do, and prefixes that nothing else holds stay beside them: in a replica
  // that several workloads share, no more of them than this one's sequences leave room for.
  const running = { sequences: promptsInFlight / allocated / kvPool.pools, bytes: 0 };
  const left = Math.max(0, poolBytes - demandedBytes(kvPool, sequences, running));
  const kept = Math.min(keptPrefixBytes / share, left);
  const guests = { ...running, bytes: kept };
  return {
    capacityBytes: memory.capacityBytes,
    weightsBytes: memory.weightsBytes,
    hostWeightsBytes: memory.hostWeightsBytes,
    adapterBytes: memory.adapterBytes,
    kvPoolBytes: poolBytes * share,
    kvBytesPerToken: tokens.bytesPerToken,
    activationBytes: memory.activationBytes,
    overheadBytes: memory.overheadBytes,
    drafterBytes: memory.drafterBytes,
    kvUsedBytes: inPool * kvPool.demand.meanBytes * share,
    kvTokens: tokens.tokens,
    maxConcurrency: { mix: machine.fits, p50: fit('p50'), p95: fit('p95'), max: fit('max') },
    // Pools that hold one sequence more or less than others are judged between the two.
    fleetConcurrency: Math.max(
      Math.floor(machine.fits * allocated + 1e-9),
      poolPressure(kvPool, sequences) <= 1 ? asked : 0,
    ),
    askedConcurrency: asked > 0 ? asked : null,
    pressureAllAtP95: poolBytes > 0 ? (inPool * bytes.p95) / poolBytes : Number.POSITIVE_INFINITY,
    keptPrefixBytes: kept * share,
    promptsInFlight,
    pressure: poolPressure(kvPool, sequences, guests),
  };
}

/** Where LPX decodes alone: what one rack holds before any sequence arrives. */
function rackMemory({ inputs }: Replica, racks: number): Omit<RankMemory, 'reserveBytes' | 'kvPoolBytes'> {
  const { model, serving, lpx } = inputs;
  const nothing = { hostWeightsBytes: 0, adapterBytes: 0, activationBytes: 0, drafterBytes: 0 };
  if (!lpx) return { ...nothing, capacityBytes: 0, weightsBytes: 0, overheadBytes: 0 };
  const { rack } = lpx.lpx;
  const sram = rack.lpus * rack.sramBytesPerLpu;
  const tier = rack.slowTierBandwidthBytesPerSecond === null ? 0 : rack.slowTierBytes;
  return {
    ...nothing,
    capacityBytes: sram + tier,
    weightsBytes: lpxCapacity('decode', model, serving, lpx.lpx, 0).residentBytes / racks,
    overheadBytes: sram - usableSramBytes(rack),
  };
}

/** The error of a step: that of the GPUs, or what is assumed of LPX where that is more. */
function errorOf(machine: Machine, batch: number): { error: number; basis: Basis; assumed: number } {
  const assumed = machine.assumedError(batch);
  const { error, basis } = machine.replica.chosen;
  return assumed > error
    ? { error: assumed, basis: { code: 'lpx-assumed' }, assumed }
    : { error, basis, assumed };
}

/** Accelerators of a part, or racks where they decode alone. */
function unitsOf({ replica }: Machine, { allocated, racksAlone }: Part): number {
  return allocated * (racksAlone > 0 ? racksAlone : replica.devices);
}

function decodeResult({ machine, load }: Point, part: Part): DecodeResult | null {
  const { allocated, inFlight } = part;
  // The fullest replica's. Where the plan says what requests are, those that wait are counted with them.
  const running = load.request ? inFlight : Math.min(inFlight, mostAllowed(machine.replica) * allocated);
  const batch = Math.max(1, Math.ceil(running / allocated - 1e-6));
  const step = machine.step(batch);
  if (!Number.isFinite(step.seconds)) return null;
  const perUser = userSpeed(step);
  // The volume that is asked for, or what the users make: no sequence is counted that is not there.
  const tokensPerSecond = load.peak ?? running * perUser;
  const { error, basis, assumed } = errorOf(machine, batch);
  return {
    batch,
    stepSeconds: step.seconds,
    draftSeconds: step.parts.draft,
    acceptedLength: step.acceptedLength,
    verifiedDrafts: step.verifiedDrafts,
    tokensPerSecondPerUser: perUser,
    speedWithoutDrafts: 1 / machine.plainSeconds(batch),
    tokensPerSecond,
    tokensPerSecondPerAccelerator: tokensPerSecond / unitsOf(machine, part),
    bound: largestPart(step.parts),
    speedOfLightSeconds: step.lightSeconds,
    parts: step.parts,
    band: { low: 1 / (1 + error), high: 1 + error, basis, assumed },
  };
}

function largestPart(parts: StepParts): StepPart {
  return STEP_PARTS.reduce<StepPart>(
    (largest, name) => (parts[name] > parts[largest] ? name : largest),
    'weights',
  );
}
