import type { Gpus, Layout, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { gpuCosts, lpxCosts, type UnitCosts } from './costs.js';
import { devicesOf } from '../memory/layouts.js';
import type { OptionCase } from './optionCase.js';
import { prefillNeed, type PrefillChoice, type PrefillNeed } from './prefillPool.js';
import { firstTokenOf, lateReason, requestTokens, sharedSpeed } from './prompts.js';
import { pointsOf, type Point, type SharedRacks, type Site } from './reach.js';
import type { Reason } from '../shapes/reasons.js';
import { tiersUsdPerSecond } from './request/tierCosts.js';
import { meets } from '../time/request/ttft.js';
import { userSpeed } from '../time/step.js';

/** A workload's point in a fleet, and the part of it that it gets. */
export interface Operation extends Point {
  readonly workload: string;
  /** The point itself: the same object as long as nothing changes that it follows from. */
  readonly point: Point;
  /** Replicas of the fleet that this workload gets, not rounded. */
  readonly allocated: number;
}

/** All workloads of a plan on one kind of replica: as much of a fleet as it takes to weigh it against others. */
export interface Candidate {
  readonly layout: Layout;
  readonly lpx: SharedRacks | null;
  /** Replicas that the owned accelerators make. */
  readonly ownedReplicas: number;
  /** Replicas that the workloads need, not rounded, and in whole ones; `null` where one cannot be served. */
  readonly need: number | null;
  readonly neededReplicas: number | null;
  readonly devicesPerReplica: number;
  /** One a workload, in the plan's order. */
  readonly points: readonly Point[];
  /** USD per second of the fleet that is needed. */
  readonly usdPerSecond: number | null;
  /** Decoded tokens per second served on average. */
  readonly tokensPerSecond: number | null;
  /** Accelerators that compute the prompts; `null` where decoding's do, or a workload cannot be served. */
  readonly prefill: PrefillNeed | null;
  /** The part of `usdPerSecond` that tiers for kept prefixes cost; they stand beside what computes prompts. */
  readonly keepingUsdPerSecond: number;
}

/** A candidate that was settled on. */
export interface Fleet extends Candidate {
  readonly operations: readonly Operation[];
  /** Power of the fleet that is needed, at the meter before PUE. */
  readonly watts: number | null;
  /** The part of `usdPerSecond` that is LPX racks; 0 without any. */
  readonly lpxUsdPerSecond: number | null;
}

/** A site with what fleets on it are asked to do, and what they cost. */
export interface Priced {
  readonly site: Site;
  readonly gpus: Gpus;
  readonly asked: Pick<OptionCase, 'workloads' | 'economics' | 'lpx'>;
  readonly separate: PrefillChoice | null;
}

/** The fleets that a plan's workloads could run on: one for each layout of a site. */
export function candidates(priced: Priced): Candidate[] {
  const { site, gpus, asked, separate } = priced;
  const { layouts, lpx } = site;
  const columns = pointsOf(site, asked.workloads, asked.economics.utilization);
  const unit = unitCosts(priced);
  // Prefixes are kept where prompts are computed.
  const keeping = separate ? 0 : tiersUsdPerSecond(site.serving.kvOffload, asked.economics);
  return layouts.map((layout, i): Candidate => {
    // A column has a point for each layout.
    const points = columns.map((column) => column[i] as Point);
    const devicesPerReplica = devicesOf(layout);
    const need = sumOfAll(points, 'need');
    const neededReplicas = need === null ? null : Math.max(1, Math.ceil(need - 1e-9));
    const prefill = separate && prefillNeed(separate, points, asked);
    const keptHere = keeping * (neededReplicas ?? 0) * devicesPerReplica;
    return {
      layout,
      lpx,
      prefill,
      ownedReplicas: ownedReplicas(gpus.count, devicesPerReplica, separate?.sameType ? prefill : null),
      need,
      neededReplicas,
      devicesPerReplica,
      points,
      usdPerSecond: plus(
        inAll(unit, 'usdPerSecond', neededReplicas, devicesPerReplica, lpx),
        prefill ? prefill.usdPerSecond : keptHere,
      ),
      keepingUsdPerSecond: prefill ? prefill.keepingUsdPerSecond : keptHere,
      tokensPerSecond: sumOfAll(points, 'served'),
    };
  });
}

/** Replicas that decode on what is owned: prefill of the same type comes out of it, as far as one replica is left. */
function ownedReplicas(count: number, each: number, prefill: PrefillNeed | null): number {
  const left = count - (prefill?.devices ?? 0);
  return Math.floor((left >= each ? left : count) / each);
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** The whole of a candidate. */
export function fleetOf(priced: Priced, candidate: Candidate): Fleet {
  const { points, need, neededReplicas, ownedReplicas, devicesPerReplica, lpx } = candidate;
  const entries = Object.entries(priced.asked.workloads);
  const shares = allocationShares(points, need, entries);
  const available = ownedReplicas > 0 ? ownedReplicas : (neededReplicas ?? 1);
  const unit = unitCosts(priced);
  return {
    ...candidate,
    operations: points.map((point, i) => ({
      // One by one: spread out, these took a tenth of an evaluation.
      load: point.load,
      machine: point.machine,
      batch: point.batch,
      need: point.need,
      served: point.served,
      point,
      workload: entries[i]?.[0] ?? '',
      allocated: available * (shares[i] ?? 0),
    })),
    watts: plus(
      inAll(unit, 'watts', neededReplicas, devicesPerReplica, lpx),
      candidate.prefill ? candidate.prefill.watts : 0,
    ),
    lpxUsdPerSecond: unit.rack.usdPerSecond === null ? null : unit.rack.usdPerSecond * (lpx?.racks ?? 0),
  };
}

/** Each workload's part of the fleet: by need where that is known for all, else by sequences. */
function allocationShares(
  points: readonly Point[],
  need: number | null,
  entries: readonly (readonly [string, Workload])[],
): number[] {
  if (need !== null && need > 0) return points.map((point) => (point.need ?? 0) / need);
  const sequences = entries.reduce((sum, [, w]) => sum + w.concurrency, 0);
  return entries.map(([, w]) => w.concurrency / sequences);
}

interface SiteCosts {
  readonly gpu: UnitCosts;
  readonly rack: UnitCosts;
}

function unitCosts({ gpus, asked: { economics, lpx } }: Priced): SiteCosts {
  const rack = lpx ? lpxCosts(lpx, economics) : { usdPerSecond: 0, watts: 0 };
  return { gpu: gpuCosts(gpus, economics), rack };
}

function inAll(
  { gpu, rack }: SiteCosts,
  what: keyof UnitCosts,
  replicas: number | null,
  devices: number,
  lpx: SharedRacks | null,
): number | null {
  const [each, ofRack] = [gpu[what], rack[what]];
  if (replicas === null || each === null || ofRack === null) return null;
  return each * (replicas * devices) + ofRack * (lpx?.racks ?? 0);
}

/** Why a workload is not served; empty if it is. */
export function pointReasons({ machine, need, load }: Point): readonly Reason[] {
  if (need !== null) return [];
  if (machine.replica.problems.length > 0) return machine.replica.problems;
  if (machine.fits < 1) return [{ code: 'no-sequence-fits' }];
  const best = userSpeed(machine.step(1));
  const request = load.request && requestTokens(machine.replica.inputs, load.request);
  const slow = load.speed !== null && best < load.speed;
  if (slow || !request) return [{ code: 'too-slow', best, asked: load.speed }];
  // One user alone decodes fast enough: it is the prompts.
  const first = firstTokenOf(machine, request, 1);
  if (!first) return [{ code: 'prompts-too-many' }];
  if (!load.ttft || meets(first, load.ttft))
    return [{ code: 'too-slow', best: sharedSpeed(machine, request, 1), asked: load.speed }];
  return [lateReason(first, load.ttft)];
}

/** Why the plan's accelerators and racks are too few; empty if they are enough. */
export function fleetReasons(
  { devicesPerReplica: devices, neededReplicas: needed, lpx, prefill }: Fleet,
  gpus: Gpus,
  sameType: boolean,
): Reason[] {
  const reasons: Reason[] = [];
  if (gpus.count < devices) reasons.push({ code: 'replica-over-plan', devices, owned: gpus.count });
  const all = needed === null ? 0 : needed * devices + (sameType && prefill ? prefill.devices : 0);
  if (needed !== null && all > gpus.count)
    reasons.push({ code: 'too-few-accelerators', needed: all, owned: gpus.count });
  if (lpx && lpx.racks < lpx.minimumRacks)
    reasons.push({ code: 'lpx-too-few-racks', minimumRacks: lpx.minimumRacks, racks: lpx.racks });
  return reasons;
}

/** `sumOrNull` of what the points of a candidate need or serve. */
function sumOfAll(points: readonly Point[], what: 'need' | 'served'): number | null {
  let sum = 0;
  for (const point of points) {
    const value = point[what];
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** Why the prefill accelerators that a plan names are too few. */
export function prefillReasons({ prefill }: Fleet): Reason[] {
  if (!prefill || prefill.need <= prefill.replicas + 1e-9) return [];
  const needed = Math.ceil((prefill.need * prefill.devices) / prefill.replicas);
  return [{ code: 'too-few-for-prefill', needed, owned: prefill.devices }];
}

/** Sum, or `null` as soon as one part is. */
export function sumOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
