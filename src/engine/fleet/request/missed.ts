import { memoWithin, perObject } from '../../../units/memo.js';
import { poolPressure } from '../../memory/kvPool.js';
import { meets, REQUEST_OVERHEAD_SECONDS, settledTtft, shortestTarget } from '../../time/request/ttft.js';
import type { OptionCase } from '../optionCase.js';
import type { Room } from '../pools/load.js';
import type { Point } from '../reach.js';
import { loadState, promptsUnderWay } from './loadState.js';
import { requestPlace, type RequestPart } from './requestPlace.js';

/** A workload's part of a fleet, with the requests that are under way in it. */
interface MissingPart extends RequestPart {
  readonly point: Point;
  readonly inFlight: number;
}

/** What a part of a fleet misses of its requests, though its pool carries them. */
export interface Missed {
  /** First tokens come late. */
  readonly late: boolean;
  /** Prompts on their way and sequences do not fit together. */
  readonly crowded: boolean;
  /** Prompts on their way at peak. */
  readonly guests: number;
}

/** What is missed, which no pool tells of: how prompts wait for each other shows in the whole fleet alone. */
export function requestsMissed({ point, ...part }: MissingPart): Missed {
  return missedAt(point)(part);
}

const missedAt = perObject('what fleets miss', (point: Point) =>
  memoWithin(1, ({ inFlight, ...part }: Omit<MissingPart, 'point'>): Missed => {
    const users = inFlight / part.allocated;
    const place = requestPlace(point, part, users);
    if (!place) return NOTHING_MISSED;
    const state = loadState(place);
    const guests = promptsUnderWay(place, state);
    const { kvPool } = point.machine;
    const beside = { sequences: guests / part.allocated / kvPool.pools, bytes: 0 };
    return {
      late: !meets(settledTtft(state.parts, state.wait), part.ttft),
      crowded: guests > 0 && poolPressure(kvPool, users, beside) > 1,
      guests,
    };
  }),
);

export const NOTHING_MISSED: Missed = { late: false, crowded: false, guests: 0 };

/** A way to choose a fleet once more, where the cheapest misses something. */
export interface SecondLook {
  /** The longest that a prompt may take of the time to its first token, where it is computed apart; `null`: all of it. */
  readonly promptPart: number | null;
  /** What workloads leave to requests before their first token, by their numbers. */
  readonly rooms: ReadonlyMap<number, Room>;
  /** Prompts are computed in the steps of decoding, where that is open. */
  readonly inSteps: boolean;
}

/**
 * Parts of the time to a first token that its prompt and the decode steps after it may take, where it is computed apart;
 * the rest is for the queue. What is best depends on both pools, so several are tried.
 */
const SPLITS = [
  { prompt: 0.9, steps: 0.07 },
  { prompt: 0.75, steps: 0.2 },
  { prompt: 0.5, steps: 0.4 },
  { prompt: 0.3, steps: 0.6 },
] as const;

/** Room beside what was on its way: another fleet may have a little more of it. */
const SPARE = 1.02;

/** Ways to choose once more, given what each workload misses by its number. */
export function looksFor(
  { workloads, prefill }: OptionCase,
  missed: readonly Missed[],
): readonly SecondLook[] {
  const targets = Object.values(workloads).map(({ ttft }) => shortestTarget(ttft));
  // Who shares replicas gets its part of them: where one has too little room, all are given theirs.
  const tight = missed.some(({ crowded }) => crowded);
  const rooms = (steps: number | null) =>
    new Map(
      missed.flatMap(({ late, guests }, member): [number, Room][] => {
        const seconds = late && steps !== null ? steps * leftOf(targets[member]) : null;
        const room = { firstStepsSeconds: seconds, guests: tight ? guests * SPARE : 0 };
        return seconds !== null || room.guests > 0 ? [[member, room]] : [];
      }),
    );
  const plain: SecondLook = { promptPart: null, rooms: rooms(null), inSteps: false };
  if (!missed.some(({ late }) => late)) return [plain];
  const apart = prefill === 'colocated' ? [] : SPLITS;
  return [
    ...apart.map(({ prompt, steps }) => ({ promptPart: prompt, rooms: rooms(steps), inSteps: false })),
    ...(prefill === 'auto' ? [{ ...plain, inSteps: true }] : []),
  ];
}

/** Seconds of a target that the server's own overhead leaves. */
const leftOf = (target: number | null | undefined): number =>
  Math.max(0, (target ?? 0) - REQUEST_OVERHEAD_SECONDS);
