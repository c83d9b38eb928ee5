import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../fleet/choose.js';
import { caseOf } from '../fleet/optionCase.js';
import { partOf } from '../fleet/performance.js';
import { tokenRate, type Point } from '../fleet/reach.js';
import type { RequestPlace } from '../fleet/request/loadState.js';
import { requestPlace } from '../fleet/request/requestPlace.js';
import { wholeRequest } from '../fleet/wholeRequest.js';
import type { RequestResult, TtftSeconds } from '../shapes/requestResult.js';
import { gridBetween } from '../shapes/roots.js';

/** What users wait for at a load. */
export interface LoadPoint {
  /** Of all replicas, at peak. */
  readonly requestsPerSecond: number;
  readonly ttftSeconds: TtftSeconds;
  readonly tpotSeconds: number;
}

/** What users wait for on the replicas that an option has, from hardly any load up to the most they can take. */
export interface LoadCurve {
  /** By growing load; empty where nothing is served. */
  readonly points: readonly LoadPoint[];
  /** What ends it: requests arrive faster than they are served, or no more of them fit in memory. */
  readonly end: 'queue' | 'memory';
}

/** Loads that are looked at, beside that of the plan: a chart shows no more. */
const POINTS = 17;
/** And so many more where waits begin to grow without end. */
const NARROWINGS = 8;
/** The lightest load, as a part of those that fit in memory. */
const LIGHTEST = 1 / 200;
/** Users who wait this many times as long as their first token takes by itself are not served: the queue only grows. */
const LONGEST_WAIT = 20;

/**
 * Times to the first token and between tokens over the load of a workload. Users of a replica grow, and requests with
 * them as Little's law has it; the fleet stays as it is. The plan's own load is one of the points, with what the plan's
 * answer says of it. `null` where the option has no machines of its own, or the plan does not say what a request is. At
 * most 26 loads are worked out.
 */
export function requestOverLoad(
  plan: ResolvedPlan,
  { option, workload }: { readonly option: string; readonly workload: string },
): LoadCurve | null {
  const loaded = placeIn(plan, option, workload);
  if (!loaded) return null;
  const most = loaded.place.machine.fits;
  if (most < 1) return { points: [], end: 'memory' };
  const points: LoadPoint[] = [];
  let served = 0;
  let tooMany: number | null = null;
  const planned = loaded.place.users;
  const grid = gridBetween(most * LIGHTEST, most, POINTS, true);
  for (const users of [...grid, ...(planned < most ? [planned] : [])].toSorted((a, b) => a - b)) {
    const point = atLoad(loaded, users);
    if (!point) {
      tooMany = users;
      break;
    }
    points.push(point);
    served = users;
  }
  if (tooMany === null) return { points: growing(points), end: 'memory' };
  return { points: growing([...points, ...narrowed(loaded, served, tooMany)]), end: 'queue' };
}

/** Loads between the last that is served and the first that is not. */
function narrowed(loaded: Loaded, served: number, tooMany: number): LoadPoint[] {
  const found: LoadPoint[] = [];
  let [low, high] = [served > 0 ? served : tooMany * LIGHTEST, tooMany];
  for (let i = 0; i < NARROWINGS; i++) {
    const users = Math.sqrt(low * high);
    const point = atLoad(loaded, users);
    if (point) {
      found.push(point);
      low = users;
    } else high = users;
  }
  return found;
}

/** Past the most that is served more users make no more requests: those loads say nothing new. */
function growing(points: readonly LoadPoint[]): LoadPoint[] {
  let most = 0;
  return points.filter(({ requestsPerSecond }) => {
    const grows = requestsPerSecond > most * (1 + 1e-6);
    most = Math.max(most, requestsPerSecond);
    return grows;
  });
}

/** Where requests are served at the plan's load, and how users of a replica and requests go together there. */
interface Loaded {
  readonly place: RequestPlace;
  /** Requests a second of all replicas with so many users on each; `null` where each user asks again once answered. */
  readonly arrivalsOf: ((users: number) => number) | null;
}

/** `null` where requests arrive faster than they are served. */
function atLoad({ place, arrivalsOf }: Loaded, users: number): LoadPoint | null {
  const arrivals = arrivalsOf && arrivalsOf(users);
  return pointOf(wholeRequest({ ...place, users, arrivals }).request);
}

/**
 * Requests go with users as the fleet is sized (`tokenRate`). Where the plan names more users than its volume takes, each
 * of them is under way that much longer, at any load.
 */
function arrivalsAt(
  point: Point,
  { request, replicas, users, arrivals }: RequestPlace,
): Loaded['arrivalsOf'] {
  if (arrivals === null) return null;
  const made = (each: number) => (replicas * tokenRate(point, each)) / request.output;
  const most = made(users);
  const longer = arrivals > 0 && most > arrivals ? arrivals / most : 1;
  return (each) => longer * made(each);
}

function pointOf({ requestsPerSecond, ttftSeconds, tpotSeconds, parts }: RequestResult): LoadPoint | null {
  if (!ttftSeconds || requestsPerSecond <= 0) return null;
  const alone = ttftSeconds.mean - parts.queue;
  return parts.queue > LONGEST_WAIT * alone ? null : { requestsPerSecond, ttftSeconds, tpotSeconds };
}

function placeIn(plan: ResolvedPlan, option: string, workload: string): Loaded | null {
  const chosen = plan.options[option];
  const asked = chosen && caseOf(plan, chosen);
  if (!asked?.gpus || asked.hosted) return null;
  const { fleet } = chooseFleet(asked, asked.gpus);
  const operation = fleet?.operations.find((one) => one.workload === workload);
  if (!fleet || !operation || operation.machine.replica.problems.length > 0) return null;
  const part = partOf(fleet, operation);
  const place = requestPlace(operation.point, part, part.inFlight / part.allocated);
  return place && { place, arrivalsOf: arrivalsAt(operation.point, place) };
}
