import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import type { TtftParts } from '../../shapes/requestResult.js';
import type { PromptTime } from '../../time/prefill/promptTime.js';
import {
  besideWave,
  closedLoop,
  loopWait,
  waveOf,
  type ClosedLoop,
  type RequestTokens,
} from '../../time/request/colocated.js';
import { PREFILL_KEPT } from '../../time/request/disaggregated.js';
import { stepWait, type Wait } from '../../time/request/queue.js';
import { ttftParts } from '../../time/request/ttft.js';
import type { Step } from '../../time/step.js';
import type { Machine } from '../machine.js';
import { poolPrompt } from '../prefillSystem.js';
import {
  answerSeconds,
  colocatedParts,
  colocatedReplica,
  colocatedWait,
  firstStepsAfter,
  mostRunning,
  prefillWait,
  servedBeside,
} from '../prompts.js';
import { memoWithin, perObject } from '../../../units/memo.js';
import type { Replica } from '../replica.js';
import { handedOver, toLpx, type HandedOver } from './handedOver.js';
import { rankBytes, servedRequest, type PlannedRequest, type ServedRequest } from './prefixes.js';

/** What other workloads ask of the accelerators for prompts: requests a second, and the replicas that these keep busy. */
export interface Others {
  readonly requestsPerSecond: number;
  readonly busy: number;
}

/** Accelerators that compute prompts for those that decode. */
export interface PrefillPool {
  readonly replica: Replica;
  /** Whole replicas, of all workloads. */
  readonly replicas: number;
  /** Part of the work on them that is this workload's. */
  readonly share: number;
  /** Bytes per second from one accelerator to those that decode. */
  readonly link: number;
  readonly others: Others;
}

/** A workload's requests on the replicas that it gets. */
export interface RequestPlace {
  readonly machine: Machine;
  readonly request: PlannedRequest;
  /** Decode replicas, not rounded. */
  readonly replicas: number;
  /** Users of one replica whose requests are under way. */
  readonly users: number;
  /** Most of them at which the targets hold; 0 where they never do. */
  readonly mostUsers: number;
  /** Requests a second of all replicas at peak; `null` where each user asks again once answered. */
  readonly arrivals: number | null;
  readonly ttft: Ttft | null;
  /** `null`: prompts are computed in the steps of decoding. */
  readonly prefill: PrefillPool | null;
}

/** One load of a replica: its loop, its prompt, and what a first token takes. */
export interface LoadState {
  readonly served: ServedRequest;
  readonly loop: Pick<ClosedLoop, 'tpotSeconds' | 'stepShare' | 'utilization' | 'step'>;
  readonly prompt: PromptTime;
  readonly wait: Wait;
  readonly parts: Omit<TtftParts, 'queue'>;
  readonly moved: HandedOver;
}

/**
 * Prompts under way on average (Little's law): while they are computed here, and while they are handed over. Users of a
 * closed loop wait for their own, and are counted already.
 */
export function promptsUnderWay({ arrivals, prefill }: RequestPlace, { parts, moved }: LoadState): number {
  if (arrivals === null) return 0;
  return arrivals * (prefill ? moved.seconds : parts.prefill + parts.reload);
}

/** Requests of a place as they are computed, on decode accelerators or on others. */
export function loadState(place: RequestPlace): LoadState {
  return place.prefill ? disaggregated(place, place.prefill) : colocated(place);
}

function colocated({ machine, request, replicas, arrivals, users: average }: RequestPlace): LoadState {
  const each = arrivals === null ? null : arrivals / replicas;
  const served = servedBeside(machine, request, average, each);
  // Whoever is served is one sequence of its step, even where most replicas have none.
  const users = Math.max(1, average);
  const { tokens } = served;
  const replica = colocatedReplica(machine, tokens);
  const loop = closedLoop(replica, tokens, users);
  const wait = each === null ? loopWait(loop) : colocatedWait(machine, tokens, users, { each, replicas });
  return {
    served,
    loop,
    prompt: loop.prompt,
    wait,
    parts: colocatedParts(machine, loop, served, users),
    moved: toLpx(machine.replica, tokens, loop.prompt.seconds),
  };
}

/** Requests whose prompts are computed elsewhere, without a queue. */
interface PoolLoad {
  readonly prompt: PromptTime;
  readonly moved: HandedOver;
  readonly parts: Omit<TtftParts, 'queue'>;
  /** Requests a second that are asked for, and that the pool can carry. */
  readonly asked: number;
  readonly most: number;
  /** Mean seconds that the start of a closed loop costs, when all ask at once; 0 where requests arrive at random. */
  readonly waveSeconds: number;
}

function disaggregated(place: RequestPlace, pool: PrefillPool): LoadState {
  const { machine, request, users, arrivals } = place;
  const full = machine.served(Math.max(1, users));
  const at = (tokens: RequestTokens, reload: number, step: Step) =>
    poolLoad(place, pool, tokens, { reload, step });
  const groups = pool.replicas * pool.share * pool.replica.layout.attentionData;
  // A rank of the pool holds the prompt that it works on, and what it keeps.
  const runningBytes = rankBytes(pool.replica, request.input);
  const served = servedRequest(request, { replica: pool.replica, runningBytes }, (tokens) => {
    const { asked, most } = at(tokens, 0, full);
    return Math.min(asked, most) / groups;
  });
  const { tokens } = served;
  const loadWith = (step: Step) => at(tokens, served.reloadSeconds, step);
  const step = arrivals === null ? stepOfLoop(place, tokens, loadWith) : full;
  const load = loadWith(step);
  const { prompt, parts, moved, asked, most } = load;
  const utilization = asked / most;
  return {
    served,
    loop: { tpotSeconds: step.seconds / step.acceptedLength, stepShare: 0, utilization, step },
    prompt,
    wait:
      arrivals === null
        ? loopedWait(place, load, decodedPerSecond(place, tokens, step), (asked, most) =>
            waitInPool(pool, tokens, prompt, { asked, kept: 1, most }),
          )
        : waitInPool(pool, tokens, prompt, {
            asked: arrivals,
            kept: PREFILL_KEPT,
            most: Number.POSITIVE_INFINITY,
          }),
    parts,
    moved,
  };
}

/** Halvings of the users that decode: to a part in thirty thousand. */
const LOOP_HALVINGS = 15;

/**
 * The step of a closed loop: whoever waits for a first token decodes nothing. As many decode as make the answers that
 * first tokens allow, by Little's law.
 */
function stepOfLoop(
  { machine, users, replicas }: RequestPlace,
  tokens: RequestTokens,
  loadWith: (step: Step) => PoolLoad,
): Step {
  const tooMany = (step: Step, sequences: number): boolean => {
    const { asked, most, waveSeconds } = loadWith(step);
    const answered = (sequences * replicas * step.acceptedLength) / (tokens.output * step.seconds);
    const all = users * replicas;
    return answered > Math.min(all / (all / asked + waveSeconds), most);
  };
  let [low, high] = [0, Math.min(users, Math.max(1, mostRunning(machine, tokens)))];
  const stepAt = stepsOf(machine);
  if (!tooMany(stepAt(Math.max(1, high)), high)) return stepAt(Math.max(1, high));
  for (let i = 0; i < LOOP_HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (tooMany(stepAt(Math.max(1, middle)), middle)) high = middle;
    else low = middle;
  }
  return stepAt(Math.max(1, high));
}

/** Beside each number of replicas for prompts that is tried, users are halved anew and mostly at the same places. */
const stepsOf = perObject('steps of closed loops', (machine: Machine) =>
  memoWithin(2 * LOOP_HALVINGS, (sequences: number) => machine.served(sequences)),
);

/** Requests a second that the decode side answers where users wait for one of the sequences that it runs at most. */
function decodedPerSecond(
  { machine, users, replicas }: RequestPlace,
  tokens: RequestTokens,
  step: Step,
): number {
  const most = Math.max(1, mostRunning(machine, tokens));
  if (users <= most) return Number.POSITIVE_INFINITY;
  return (most * replicas * step.acceptedLength) / (tokens.output * step.seconds);
}

/** Part of a closed loop's prompts that a user may find waiting: all but its own. */
const partOfOthers = (users: number): number => Math.max(0, users - 1) / Math.max(1, users);

/** All that share a pool wait in one queue, whose prompts are those of all of them. */
function waitInPool(
  { replica, replicas, others }: PrefillPool,
  tokens: RequestTokens,
  { batchedSeconds, seconds, chunks }: PromptTime,
  { asked, kept, most }: { readonly asked: number; readonly kept: number; readonly most: number },
): Wait {
  const arriving = asked + others.requestsPerSecond;
  if (arriving <= 0) return { meanSeconds: 0, chance: 0 };
  const mean = (own: number) => (asked * own + others.busy) / arriving;
  const cold =
    tokens.cached > 0 ? poolPrompt(replica, { ...tokens, cached: 0 }).batchedSeconds : batchedSeconds;
  const wait = prefillWait({ served: mean(batchedSeconds), cold: mean(cold) }, replicas, arriving, kept);
  const queue = { ...wait, meanSeconds: Math.min(wait.meanSeconds, most) };
  // A rank alone works on nothing but the prompts of its own queue.
  if (replica.layout.attentionData <= 1) return queue;
  const step = stepWait(arriving / Math.max(1, replicas), seconds / Math.max(1, chunks));
  return step.meanSeconds > queue.meanSeconds ? step : queue;
}

/**
 * The wait of a closed loop, which asks no faster than it is answered: over what either side carries the users wait in turn.
 * Else they find waiting what random arrivals of the others would, and never more than all of these.
 */
function loopedWait(
  { users, replicas }: RequestPlace,
  { asked, most, waveSeconds }: PoolLoad,
  decoded: number,
  waitAmong: (asked: number, most: number) => Wait,
): Wait {
  const all = users * replicas;
  const answered = Math.min(most, decoded);
  if (asked >= answered) return turnsWait(all, asked, answered);
  const ahead = Math.max(0, all - 1) / most;
  return besideWave(waitAmong(asked * partOfOthers(all), ahead), waveSeconds);
}

function poolLoad(
  { machine, users, replicas, arrivals }: RequestPlace,
  pool: PrefillPool,
  tokens: RequestTokens,
  { reload, step }: { readonly reload: number; readonly step: Step },
): PoolLoad {
  const prompt = poolPrompt(pool.replica, tokens);
  const { tensor, pipeline } = pool.replica.layout;
  const sides = {
    sender: pool.replica,
    receiver: machine.replica,
    ranks: machine.replica.layout.tensor,
    bytesPerSecond: pool.link * tensor * pipeline,
  };
  const moved = handedOver(sides, tokens.input, prompt.seconds);
  const first = firstStepsAfter(machine, users, step);
  const parts = { ...ttftParts(prompt.seconds, first, moved.exposedSeconds), reload };
  const alone = (users * replicas) / answerSeconds(parts, tokens, step.seconds / step.acceptedLength);
  // A pool with a queue that never ends loses nothing to pairing.
  const kept = arrivals === null ? 1 : PREFILL_KEPT;
  const atOnce = Math.max(1, pool.replicas) / prompt.batchedSeconds;
  const waveSeconds = arrivals === null ? waveOf(users * replicas, atOnce) : 0;
  return { prompt, moved, parts, asked: arrivals ?? alone, most: kept * atOnce, waveSeconds };
}

/** The wait of a closed loop whose prefill pool is always busy: what Little's law leaves of the users' time. */
function turnsWait(users: number, asked: number, served: number): Wait {
  const answerSeconds = users / asked;
  const turn = { seconds: Math.max(0, users / served - answerSeconds), answerSeconds };
  return { meanSeconds: turn.seconds, chance: 0, turn };
}
