import { Indexed, perIndex } from '../../../units/memo.js';
import { loopOf } from '../../time/request/colocated.js';
import { DECODE_KEPT } from '../../time/request/disaggregated.js';
import { meets } from '../../time/request/ttft.js';
import { largestBetween } from '../../shapes/roots.js';
import type { Machine } from '../machine.js';
import type { Load } from '../pools/load.js';
import {
  answerSeconds,
  colocatedParts,
  colocatedReplica,
  firstStepsAfter,
  firstTokenOf,
  foundSpeed,
  mostAllowed,
  requestTokens,
  servedBeside,
  sharedSpeed,
  wholeTokens,
} from '../prompts.js';
import type { PlannedRequest } from './prefixes.js';

/** A replica, and whether it computes prompts in its steps. */
interface Computing {
  readonly machine: Machine;
  readonly colocated: boolean;
}

/** What a load must keep, and whether users who find no room wait their turn. */
export interface Target extends Pick<Load, 'speed' | 'request' | 'ttft' | 'firstStepsSeconds'> {
  readonly waits: boolean;
  /** Requests a second that arrive at random, where first tokens that replicas compute among them must come in time. */
  readonly arrivals: number | null;
}

/** What replicas carry at a target, by layout: whatever the volume, so that another one finds it there. */
export interface Carried {
  /** Whether it is known already, or so many volumes asked about it that it is worth knowing. */
  readonly isWorthKnowing: (layout: number) => boolean;
  /** Sequences of a replica: as many as fit, keep the target and are taken on. */
  readonly batch: (layout: number) => number;
  /** Decoded tokens per second of a replica that carries them. */
  readonly rate: (layout: number) => number;
}

/** What a replica carries takes as long to find as so many tries at whether it may do. */
const ASKED_OFTEN = 8;

/** What the replicas of a place carry at a target, where prompts are computed in their steps or not. */
export function carriedAt(machine: (layout: number) => Machine, target: Target, colocated: boolean): Carried {
  const batches = new Indexed<number>();
  const batch = (layout: number) => {
    let most = batches.get(layout);
    if (most === undefined) {
      const allowed = target.waits ? Number.POSITIVE_INFINITY : mostAllowed(machine(layout).replica);
      most = Math.min(mostSequences(machine(layout), target, colocated), allowed);
      batches.set(layout, most);
    }
    return most;
  };
  const rate = perIndex((layout) =>
    replicaRate({ machine: machine(layout), colocated }, target.request, batch(layout)),
  );
  const asked = new Indexed<number>();
  const isWorthKnowing = (layout: number) => {
    if (batches.get(layout) !== undefined) return true;
    const times = (asked.get(layout) ?? 0) + 1;
    asked.set(layout, times);
    return times > ASKED_OFTEN;
  };
  return { isWorthKnowing, batch, rate };
}

/** Tokens per second of sequences whose prompts are computed elsewhere: of a server, where the plan says what requests are. */
export function plainSpeed(machine: Machine, request: Load['request'], sequences: number): number {
  return request ? machine.servedSpeed(sequences) : machine.speed(sequences);
}

/** The most sequences that fit and meet speed and first token; 0 where not even one does. */
function mostSequences(machine: Machine, target: Target, colocated: boolean): number {
  const { speed, request, ttft, waits, arrivals } = target;
  if (machine.replica.problems.length > 0 || machine.fits < 1) return 0;
  // Contexts may say less than requests do: then the plan warns, but what no memory holds is not served.
  if (request && !machine.holds(wholeTokens(request))) return 0;
  const tokens = colocated && request ? requestTokens(machine.replica.inputs, request) : null;
  if (!tokens) {
    const fast =
      speed === null ? machine.fits : machine.largestBatch(speed, (n) => plainSpeed(machine, request, n));
    return Math.min(fast, mostInFirstSteps(machine, target));
  }
  const fastEnough = besidePrompts(machine, tokens, waits, mostAt(machine, tokens, speed ?? SLOWEST));
  if (!ttft) return fastEnough;
  const soon = machine.largestBatch(1, (n) =>
    meets(firstTokenOf(machine, tokens, n, arrivals), ttft) ? 1 : 0,
  );
  return Math.min(fastEnough, soon);
}

/**
 * So many sequences, or as many as leave room for the prompts that are computed meanwhile. Users who ask again once
 * answered wait for their own, and are counted already.
 */
function besidePrompts(machine: Machine, request: PlannedRequest, waits: boolean, most: number): number {
  // No more prompts are under way than requests.
  const fit = (n: number) =>
    2 * n <= machine.fits || n + sharedLoad(machine, request, n).prompts <= machine.fits;
  return waits || most === 0 || fit(most) ? most : largestBetween(0, most, fit);
}

/** The most sequences beside which a prompt that was computed elsewhere is soon one of those that decode. */
function mostInFirstSteps(machine: Machine, { request, firstStepsSeconds }: Target): number {
  if (!request || firstStepsSeconds === null) return Number.POSITIVE_INFINITY;
  return machine.largestBatch(1, (n) =>
    firstStepsAfter(machine, n, machine.served(Math.max(1, n))) <= firstStepsSeconds ? 1 : 0,
  );
}

/** The most users whose tokens come so fast beside their prompts. */
function mostAt(machine: Machine, request: PlannedRequest, speed: number): number {
  const { turnDelay } = request;
  const fast = (n: number) => sharedSpeed(machine, request, n);
  if (!turnDelay || request.cached <= 0) return machine.largestBatch(speed, fast);
  // What is found is somewhere between all and nothing, and more of it is never slower: both ends are quick to tell.
  const most = machine.largestBatch(speed, (n) => foundSpeed(machine, request, n));
  if (most === 0 || fast(most) >= speed) return most;
  const least = machine.largestBatch(speed, (n) => foundSpeed(machine, { ...request, cached: 0 }, n));
  return largestBetween(least, most, (n) => fast(n) >= speed);
}

/** Tokens per second that count as being served at all: one in an hour. */
export const SLOWEST = 1 / 3600;

/**
 * Decoded tokens per second of a replica with so many requests under way: their number over the time that each takes
 * from arrival to last token (Little's law), as far as the replica itself has them.
 */
export function replicaRate(
  { machine, colocated }: Computing,
  request: Load['request'],
  sequences: number,
): number {
  const tokens = colocated && request ? requestTokens(machine.replica.inputs, request) : null;
  // Where prompts come from elsewhere they come unevenly, and some of the time is lost.
  const kept = !colocated && request ? DECODE_KEPT : 1;
  if (!tokens) return kept * sequences * plainSpeed(machine, request, Math.max(1, sequences));
  return sharedLoad(machine, tokens, sequences).tokensPerSecond;
}

/** What a replica makes of so many requests under way, and the prompts among them that it computes at a time. */
function sharedLoad(machine: Machine, request: PlannedRequest, sequences: number) {
  const users = Math.max(1, sequences);
  const served = servedBeside(machine, request, users, null);
  const { tokens } = served;
  const loop = loopOf(colocatedReplica(machine, tokens), tokens, users);
  const parts = colocatedParts(machine, loop, served, users);
  const requestsPerSecond = sequences / answerSeconds(parts, tokens, loop.tpotSeconds);
  return {
    tokensPerSecond: requestsPerSecond * tokens.output,
    prompts: requestsPerSecond * (parts.prefill + parts.reload),
  };
}
