import type { Layout, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { memo, memoWithin, perObject } from '../../units/memo.js';
import { identity } from '../../units/plainKey.js';
import { devicesOf } from '../memory/layouts.js';
import type { Accelerator, LpxRole, LpxUse, RackSpec, Racks, SystemInputs } from '../shapes/machineInputs.js';
import { DECODE_KEPT } from '../time/request/disaggregated.js';
import { userSpeed } from '../time/step.js';
import type { OptionCase } from './optionCase.js';
import { Machine, timedReplica, type TimedReplica } from './machine.js';
import type { PrefillSystem } from './prefillSystem.js';
import { volumeOf } from './load.js';
import { firstTokenIn, requestTokens, sharedSpeed, type RequestMembers } from './prompts.js';

/** Replicas of one option in every layout that it may take: all that machines follow from but the workload. */
export interface Site extends SystemInputs {
  readonly layouts: readonly Layout[];
  readonly lpx: SharedRacks | null;
  /** Who computes prompts: the steps of decoding, or accelerators of their own. */
  readonly prefill: PrefillSystem | null;
}

/** Racks that the replicas of a site share, in one role. */
export interface SharedRacks {
  readonly lpx: Racks;
  readonly role: LpxRole;
  readonly racks: number;
  readonly minimumRacks: number;
  /** Accelerators of all the replicas that share them. */
  readonly accelerators: number;
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

/** How the racks of a site serve replicas in one layout. */
function lpxUse({ lpx: shared }: Site, layout: Layout): LpxUse | null {
  if (!shared) return null;
  const { accelerators, lpx, role, racks, minimumRacks } = shared;
  const replicas = Math.max(1, Math.floor(accelerators / devicesOf(layout)));
  return { lpx, role, racks, minimumRacks, replicas };
}

/** What of a workload its points follow from. */
export interface Load extends Pick<Workload, 'context' | 'speed' | 'concurrency' | 'ttft'> {
  /** Decoded tokens per second on average that are asked for, as tokens or as requests; `null` in a closed loop. */
  readonly demand: number | null;
  /** What a request is; `null` where the plan does not say. */
  readonly request: RequestMembers | null;
}

/** What workloads ask of machines together. */
interface Loads {
  /** One a workload, in the plan's order. */
  readonly each: readonly Load[];
  /** Those that differ. */
  readonly contexts: readonly Workload['context'][];
  readonly sequences: number;
}

const loadsOf = perObject('loads of plans', (workloads: OptionCase['workloads']): Loads => {
  const each = Object.values(workloads).map(loadOf);
  const contexts = new Map(each.map(({ context }) => [identity(context), context]));
  const sequences = each.reduce((sum, { concurrency }) => sum + concurrency, 0);
  return { each, contexts: [...contexts.values()], sequences };
});

/** The load of a workload: what it earns and its part of the tokens bear on no machine. */
const loadOf = perObject('loads of workloads', (workload: Workload): Load => {
  const { context, speed, concurrency, ttft, input, output, cachedInput, turnDelay } = workload;
  const request = input && output ? { input, output, cachedInput, turnDelay } : null;
  return { context, speed, concurrency, ttft, demand: volumeOf(workload), request };
});

/** What a replica does for a workload: the load it runs at, and how many such replicas it takes. */
export interface Point {
  readonly load: Load;
  readonly machine: Machine;
  /** Sequences per replica: as many as fit, meet the speed and exist. 0 where the speed cannot be met. */
  readonly batch: number;
  /** Replicas needed, not rounded; `null` where the workload cannot be served. */
  readonly need: number | null;
  /** Decoded tokens per second served on average: the demand, or what the sequences make; `null` if not served. */
  readonly served: number | null;
}

/** A workload's machines in each layout of a site, with the loads found for the speeds and volumes asked of them. */
interface Column {
  readonly machines: readonly Machine[];
  readonly most: (target: Target) => readonly number[];
}

/** What a load must keep. */
type Target = Pick<Load, 'speed' | 'request' | 'ttft'>;

/** What a column follows from. */
interface Place {
  readonly site: Site;
  readonly context: Workload['context'];
}

/** What points follow from: where, which load, and what all workloads of the plan have in common. */
interface Asked {
  readonly site: Site;
  readonly load: Load;
  /** Sequences of all workloads. */
  readonly sequences: number;
  readonly utilization: number;
}

/** Each option and LPX role of a plan has its replicas, whatever its workloads' contexts. */
const replicasOf = memo({ name: 'replicas', most: 64 }, (site: Site): readonly TimedReplica[] => {
  const { layouts, lpx: _, prefill: _elsewhere, ...system } = site;
  return layouts.map((layout) => timedReplica({ ...system, layout, lpx: lpxUse(site, layout) }));
});

/** A plan of ten workloads and ten options, some with LPX in three roles, has 160. */
const columnOf = memo({ name: 'machines of workloads', most: 256 }, ({ site, context }: Place): Column => {
  const machines = replicasOf(site).map((replica) => new Machine(replica, context));
  const most = (target: Target) =>
    machines.map((machine) => mostSequences(machine, target, site.prefill === null));
  return { machines, most: memoWithin(KEPT_SPEEDS, most) };
});
/** Speeds that a column keeps its loads for. */
const KEPT_SPEEDS = 8;

/** Workloads of one context share a column; each has an answer of its own. */
const pointsAt = memo(
  { name: 'points', most: 1024 },
  ({ site, load, sequences, utilization }: Asked): readonly Point[] => {
    const limit = Math.max(1, Math.ceil(sequences));
    const { machines, most } = columnOf({ site, context: load.context });
    const largest = most(targetOf(load));
    return machines.map((machine, i) =>
      pointAt(site, load, machine, Math.min(largest[i] ?? 0, limit), utilization),
    );
  },
);

/**
 * Each workload's points in all layouts of a site (fleet.md 2). What an edit of the plan leaves as it is,
 * down to the machines and the loads they carry, comes from the evaluations before.
 */
export function pointsOf(
  site: Site,
  workloads: OptionCase['workloads'],
  utilization: number,
): (readonly Point[])[] {
  const { each, contexts, sequences } = loadsOf(workloads);
  // Asked for every time, so that machines are not forgotten for those that an edit brings.
  for (const context of contexts) columnOf({ site, context });
  return each.map((load) => pointsAt({ site, load, sequences, utilization }));
}

/** The most sequences that fit and meet speed and first token; 0 where not even one does. */
function mostSequences(machine: Machine, { speed, request, ttft }: Target, colocated: boolean): number {
  if (machine.replica.problems.length > 0 || machine.fits < 1) return 0;
  const tokens = colocated && request ? requestTokens(machine.replica.inputs, request) : null;
  if (!tokens) return speed === null ? machine.fits : machine.largestBatch(speed);
  const fastEnough = machine.largestBatch(speed ?? SLOWEST, (n) => sharedSpeed(machine, tokens, n));
  if (!ttft) return fastEnough;
  const soon = machine.largestBatch(1, (n) => (firstTokenIn(machine, tokens, n, ttft) ? 1 : 0));
  return Math.min(fastEnough, soon);
}

/** Tokens per second that count as being served at all: one in an hour. */
const SLOWEST = 1 / 3600;

/** Seconds between two tokens of a user, as their inverse: with prompts of the others in the steps, where they are. */
function speedAt({ prefill }: Site, { request }: Load, machine: Machine, batch: number): number {
  const tokens = prefill === null && request ? requestTokens(machine.replica.inputs, request) : null;
  return tokens ? sharedSpeed(machine, tokens, batch) : userSpeed(machine.step(batch));
}

function pointAt(site: Site, load: Load, machine: Machine, batch: number, utilization: number): Point {
  if (batch === 0) return { load, machine, batch, need: null, served: null };
  const { concurrency, demand } = load;
  const speed = speedAt(site, load, machine, batch);
  const kept = site.prefill && load.request ? DECODE_KEPT : 1;
  const rate = batch * speed * utilization * kept;
  const need = Math.max(concurrency / batch, demand === null ? 0 : demand / rate);
  return { load, machine, batch, need, served: demand ?? need * rate };
}

function targetOf({ speed, request, ttft }: Load): Target {
  return { speed, request, ttft };
}
