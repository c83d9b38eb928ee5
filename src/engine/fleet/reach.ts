import type { Layout } from '../../catalog/shapes/resolvedPlan.js';
import { Indexed, memo, memoWithin, once, perIndex, perObject, perObjectWithin } from '../../units/memo.js';
import type { Accelerator, LpxRole, RackSpec, Racks, SystemInputs } from '../shapes/machineInputs.js';
import { arrivalsOf, type Load } from './pools/load.js';
import { Machine, replicaBeside, timedReplica, type TimedReplica } from './machine.js';
import { requestTokens, foundSpeed } from './prompts.js';
import { carriedAt, plainSpeed, replicaRate, SLOWEST, type Carried, type Target } from './request/carried.js';
import type { PlannedRequest } from './request/prefixes.js';

/** Replicas of one option in every layout that it may take: all that machines follow from but the workload. */
export interface Site extends SystemInputs {
  readonly layouts: readonly Layout[];
  readonly lpx: SiteRacks | null;
  /** Accelerators of their own compute prompts; else the steps of decoding do. Which ones bears on no replica here. */
  readonly apart: boolean;
}

/** Racks that the replicas of a site share, in one role. */
export interface SiteRacks {
  readonly lpx: Racks;
  readonly role: LpxRole;
  /** Racks that the role cannot do without. */
  readonly minimumRacks: number;
  /** Racks that the plan writes, or the fewest. */
  readonly racks: number;
  /** The accelerators beside them also compute prompts. */
  readonly prompts: boolean;
}

/** How many racks there are, and how many replicas take turns on them. No matter where a site has none. */
export interface Turns {
  readonly racks: number;
  readonly replicas: number;
}

/** What of an accelerator machines are made of: the rest, its price above all, must not be in their keys. */
export const acceleratorOf = perObject('accelerators of machines', (spec: Accelerator): Accelerator => ({
  id: spec.id,
  name: spec.name,
  generation: spec.generation,
  memoryBytes: spec.memoryBytes,
  physicalMemoryBytes: spec.physicalMemoryBytes,
  memoryBandwidthBytesPerSecond: spec.memoryBandwidthBytesPerSecond,
  flopsPerSecond: spec.flopsPerSecond,
  linkBytesPerSecond: spec.linkBytesPerSecond,
  hostLinkBytesPerSecond: spec.hostLinkBytesPerSecond,
  scaleUpDomain: spec.scaleUpDomain,
}));

/** What of a rack machines are made of. */
const rackOf = perObject('racks of machines', (spec: RackSpec): RackSpec => ({
  id: spec.id,
  name: spec.name,
  lpus: spec.lpus,
  sramBytesPerLpu: spec.sramBytesPerLpu,
  sramBandwidthBytesPerSecondPerLpu: spec.sramBandwidthBytesPerSecondPerLpu,
  fp8FlopsPerSecondPerLpu: spec.fp8FlopsPerSecondPerLpu,
  usableSramFraction: spec.usableSramFraction,
  slowTierBytes: spec.slowTierBytes,
  slowTierBandwidthBytesPerSecond: spec.slowTierBandwidthBytesPerSecond,
  linkBytesPerSecond: spec.linkBytesPerSecond,
  linkLatencySeconds: spec.linkLatencySeconds,
  reachLatency: spec.reachLatency,
  layerFloorSeconds: spec.layerFloorSeconds,
}));

/** What of LPX machines are made of. */
export function racksOf({ rack, storage }: Racks): Racks {
  return { rack: rackOf(rack), storage };
}

/** What a replica does for a workload: the most it can carry, and how many such replicas it takes. */
export interface Point {
  readonly load: Load;
  readonly machine: Machine;
  /** Sequences per replica: as many as fit and meet the targets. 0 where these cannot be met. */
  readonly batch: number;
  /** Replicas needed at peak, not rounded; `null` where the workload cannot be served. */
  readonly need: number | null;
  /** Who computes its prompts: the replica, in its steps, or accelerators of their own. */
  readonly colocated: boolean;
}

/** A workload's points by the number of the layout. Each is made when it is first asked for. */
export type Row = (layout: number) => Point;

/** What a row follows from. */
interface Asked extends Turns {
  readonly site: Site;
  readonly load: Load;
}

/** A site, whoever computes its prompts: that bears on no machine. */
type MachineSite = Omit<Site, 'apart'>;

const machineSiteOf = perObject('sites of machines', (site: Site): MachineSite => {
  const { apart: _elsewhere, ...own } = site;
  return own;
});

/** What machines follow from. */
interface Place extends Turns {
  readonly site: MachineSite;
  readonly context: Load['context'];
}

/** The machines of a workload by layout, and what they carry at the targets asked of them. */
interface Stations {
  readonly machine: (layout: number) => Machine;
  /** Whether it was made, or the one beside other racks that it takes nearly all from. */
  readonly isMade: (layout: number) => boolean;
  readonly carried: (target: PlacedTarget) => Carried;
}

/** A target, and whether prompts are computed in the steps that keep it. */
interface PlacedTarget extends Target {
  readonly colocated: boolean;
}

/**
 * A workload's points in all layouts of a site (fleet.md 1). What an edit of the plan leaves as it is, down to the
 * machines and the loads they carry, comes from the evaluations before.
 */
export function rowOf(site: Site, load: Load, turns?: Turns): Row {
  return reachOf(site, load, turns).row;
}

/** The same with what can be told of points before they are worked out. */
export function reachOf(site: Site, load: Load, turns?: Turns): Reach {
  if (!turns) return reachesAt(site)(load);
  const { racks, replicas } = turnsOf(site, turns);
  return reaches(replicas)({ site, load, racks, replicas });
}

/** One evaluation asks for the same objects again and again: these need no key. */
const reachesAt = perObject('rows at sites', (site: Site) =>
  perObjectWithin((load: Load): Reach => reaches(1)({ site, load, ...turnsOf(site, undefined) })),
);

function turnsOf({ lpx }: Site, turns: Turns | undefined): Turns {
  return lpx ? (turns ?? { racks: lpx.racks, replicas: 1 }) : NO_TURNS;
}

const NO_TURNS: Turns = { racks: 0, replicas: 1 };

/** What can be asked of a workload at a site, by layout. */
export interface Reach {
  readonly row: Row;
  /**
   * Whether so many replicas, whole or not, could do: `false` only where they cannot. Told from a step or two, where a
   * point takes ten, so that most layouts need not be looked at closer.
   */
  readonly may: (layout: number, replicas: number) => boolean;
  /** Replicas that are needed at least, by what was asked before: nothing is worked out for it. */
  readonly atLeast: (layout: number) => number;
}

/**
 * Remembers what follows from how many replicas take turns. Of one alone all comes back with the next edit. Of several
 * the numbers that are looked through, hundreds for one fleet, hardly do: keeping them took a third of the time.
 */
function perTurns<A extends Turns, V>(name: string, make: (argument: A) => V) {
  const alone = memo({ name, most: 1024 }, make);
  const queued = memo({ name: `${name}, in a queue`, most: QUEUED }, make);
  return (replicas: number): ((argument: A) => V) => (replicas === 1 ? alone : queued);
}

/** What a fleet of ten workloads asks for in a few turns. */
const QUEUED = 128;

/** Ten workloads and ten options, some with LPX in three roles, have 160 without racks. */
const reaches = perTurns('rows of points', ({ site, load, ...turns }: Asked): Reach => {
  const own = machineSiteOf(site);
  const stations = stationsOf(turns.replicas);
  const { machine, isMade, carried } = stations({ site: own, context: load.context, ...turns });
  const lightest = once(() => stations({ site: own, context: LIGHTEST, ...turns }).machine);
  const { speed, request, ttft, peak, firstStepsSeconds } = load;
  // Users who ask again once answered wait where there is no room, and first tokens tell how long.
  const carries = carried({
    speed,
    request,
    ttft,
    firstStepsSeconds,
    waits: request !== null && peak === null,
    arrivals: site.apart || !ttft ? null : arrivalsOf(load),
    colocated: !site.apart,
  });
  const tokens = !site.apart && request ? requestTokens(site, request) : null;
  const known = new Indexed<Point>();
  const tooFew = new Indexed<number>();
  const row = (layout: number) => {
    let point = known.get(layout);
    if (!point) known.set(layout, (point = pointAt(site, load, machine(layout), carries, layout)));
    return point;
  };
  const atLeast = (layout: number) => {
    const point = known.get(layout);
    return point ? (point.need ?? Number.POSITIVE_INFINITY) : (tooFew.get(layout) ?? 0);
  };
  return {
    row,
    may: (layout, most) => {
      if (carries.isWorthKnowing(layout)) row(layout);
      if (known.get(layout)) return atLeast(layout) <= roundedUp(most);
      if (most <= (tooFew.get(layout) ?? -1)) return false;
      const may = (one: Machine) => mayCarry(load, tokens, one, most);
      // One machine a layout tells of all workloads' what none could do: then their own need not be made.
      const can = (isMade(layout) || may(lightest()(layout))) && may(machine(layout));
      if (!can) tooFew.set(layout, most);
      return can;
    },
    atLeast,
  };
});

/** Sequences that take no room and no time worth the name: whatever the context, nothing carries more. */
const LIGHTEST: Load['context'] = { p50: 1, p95: 1, max: 1 };

const stationsOf = perTurns('machines of workloads', (place: Place): Stations => {
  const made = new Indexed<Machine>();
  const base = baseOf(place);
  const make = base ? machinesBeside(base, place) : machinesAt(place);
  const machine = (i: number) => {
    let own = made.get(i);
    if (!own) made.set(i, (own = make(i)));
    return own;
  };
  const carried = ({ colocated, ...target }: PlacedTarget) => carriedAt(machine, target, colocated);
  return {
    machine,
    isMade: (i) => made.get(i) !== undefined || (base?.isMade(i) ?? false),
    // Hardly any number of racks and replicas comes back with another volume, so nothing is kept for that.
    carried: place.replicas === 1 ? memoWithin(KEPT_TARGETS, carried) : carried,
  };
});
/** Targets that machines keep their loads for. */
const KEPT_TARGETS = 16;

/** The same machines beside the racks of their site, which nobody else uses; `null`: it is these. */
function baseOf({ site, context, racks, replicas }: Place): Stations | null {
  const { lpx } = site;
  if (!lpx || (lpx.racks === racks && replicas === 1)) return null;
  return stationsOf(1)({ site, context, racks: lpx.racks, replicas: 1 });
}

function machinesAt({ site, context }: Place): (layout: number) => Machine {
  const own = replicasOf(site);
  return (i) => new Machine(own(i), context);
}

function machinesBeside(base: Stations, { site, racks, replicas }: Place): (layout: number) => Machine {
  const beside = turned(replicas)({ site, racks, replicas });
  return (i) => base.machine(i).beside(beside(i));
}

/** Each option and LPX role of a plan has its replicas, whatever its workloads' contexts. */
const replicasOf = memo({ name: 'replicas', most: 64 }, (site: MachineSite) => {
  const { layouts, lpx: shared, ...system } = site;
  const lpx = shared && { ...shared, replicas: 1 };
  return perIndex((i): TimedReplica => {
    const layout = layouts[i];
    if (!layout) throw new RangeError(`no layout ${i}`);
    return timedReplica({ ...system, layout, lpx });
  });
});

/** The same beside other racks, or with others in the queue. */
const turned = perTurns('replicas beside racks', ({ site, racks, replicas }: TurnedSite) =>
  perIndex((i): TimedReplica => {
    const own = replicasOf(site)(i);
    return own.inputs.lpx ? replicaBeside(own, { ...own.inputs.lpx, racks, replicas }) : own;
  }),
);

interface TurnedSite extends Turns {
  readonly site: MachineSite;
}

/** What rounding of needs may leave, and more. */
const TRACE = 1e-6;
/** Tries at what a replica must at least carry: each comes nearer from below. */
const TRIES = 3;

/** Needs are rounded up to whole replicas but for a trace, which must not decide. */
const roundedUp = (replicas: number): number => replicas * (1 + TRACE) + TRACE;

/** `tokens`: of a request whose prompt the replica computes in its steps. */
function mayCarry(load: Load, tokens: PlannedRequest | null, machine: Machine, most: number): boolean {
  const { concurrency, peak } = load;
  const speed = load.speed ?? SLOWEST;
  const replicas = roundedUp(most);
  if (machine.replica.problems.length > 0) return false;
  let carried = Math.max(1, concurrency / replicas);
  for (let turn = 0; turn < TRIES; turn++) {
    if (carried > machine.fits * (1 + CLOSE)) return false;
    const reached = tokens
      ? foundSpeed(machine, tokens, carried)
      : plainSpeed(machine, load.request, carried);
    if (reached < speed * (1 - CLOSE)) return false;
    // The more a replica carries, the slower it is: so many it must carry even at this speed.
    const asked = peak === null ? 0 : peak / replicas / reached;
    if (asked <= carried) return true;
    carried = asked;
  }
  return carried <= machine.fits * (1 + CLOSE);
}

function pointAt({ apart }: Site, load: Load, machine: Machine, carries: Carried, layout: number): Point {
  const colocated = !apart;
  const batch = carries.batch(layout);
  if (batch === 0) return { load, machine, batch, need: null, colocated };
  const { concurrency, peak } = load;
  const carried = concurrency / batch;
  const plain = peak === null ? carried : Math.max(carried, peak / carries.rate(layout));
  const need = Math.max(plain, roomFor(load, machine, plain * batch));
  return { load, machine, batch, need, colocated };
}

/** Replicas that hold so many sequences beside the prompts on their way; 0 where there are none of these. */
function roomFor({ guests }: Load, { fits }: Machine, sequences: number): number {
  return guests > 0 ? (sequences + guests) / fits : 0;
}

/** Decoded tokens per second of a replica at a point with so many requests under way. */
export function tokenRate(point: Point, sequences: number): number {
  return replicaRate(point, point.load.request, sequences);
}

/** The answer is within this part of itself. */
const CLOSE = 1e-9;
/** More turns than the root of a rate ever took. */
const MOST_TURNS = 60;

/**
 * Requests under way on so many replicas at peak: those the plan names, or as many as its volume takes at the times
 * really reached.
 */
export function inFlight(point: Point, replicas: number): number {
  return inFlightOf(point)(replicas);
}

/** Prices leave it as it is, and each try takes a step's time to find. */
const inFlightOf = perObject('requests in flight', (point: Point) =>
  memoWithin(2, (replicas: number): number => {
    const { concurrency, peak } = point.load;
    if (peak === null || point.batch === 0) return concurrency;
    const wanted = peak / replicas;
    if (concurrency > 0 && tokenRate(point, concurrency / replicas) >= wanted) return concurrency;
    return Math.max(concurrency, carrying(point, wanted) * replicas);
  }),
);

/** The fewest requests under way on a replica that make a rate; the most that it takes where none do (regula falsi). */
function carrying(point: Point, wanted: number): number {
  let [low, high] = [0, point.batch];
  let [below, above] = [-wanted, tokenRate(point, high) - wanted];
  for (let turn = 0; turn < MOST_TURNS && high - low > CLOSE * high && above > 0; turn++) {
    // A step down of the rate stops the chord: every third turn halves.
    const next =
      turn % 3 === 2
        ? (low + high) / 2
        : low + ((high - low) * -below) / Math.max(above - below, Number.MIN_VALUE);
    const over = tokenRate(point, next) - wanted;
    if (over < 0) {
      [low, below] = [next, over];
      above /= 2;
    } else {
      [high, above] = [next, over];
      below /= 2;
    }
    if (over === 0) return next;
  }
  return high;
}
