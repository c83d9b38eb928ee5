import type { Gpus, Layout, Option, ResolvedPlan, Workload } from '../catalog/resolvedPlan.js';
import * as l10n from '../l10n/l10n.js';
import { calibrationOf } from './calibration.js';
import { gpuCosts, lpxCosts } from './costs.js';
import { buildMachine, servingOf, type Machine } from './machine.js';
import { userSpeed, type Step } from './step.js';
import type { LpxUse } from './machineInputs.js';

/** The load at which a workload's replicas run, and how many replicas it takes. */
export interface Operation {
  readonly workload: string;
  readonly machine: Machine;
  /** Sequences per replica: as many as fit, meet the speed and exist. 0 where the speed cannot be met. */
  readonly batch: number;
  readonly step: Step | null;
  /** Replicas needed, not rounded; `null` where the workload cannot be served. */
  readonly need: number | null;
  /** Replicas of the fleet that this workload gets, not rounded. */
  readonly allocated: number;
}

/** All workloads of a plan on one kind of replica. */
export interface Fleet {
  readonly layout: Layout;
  readonly lpx: LpxUse | null;
  /** Replicas that the owned accelerators make. */
  readonly ownedReplicas: number;
  /** Whole replicas that the workloads need; `null` where one cannot be served. */
  readonly neededReplicas: number | null;
  readonly devicesPerReplica: number;
  readonly operations: readonly Operation[];
  /** USD per second and watts of the fleet that is needed, power at the meter before PUE. */
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
  /** The part of `usdPerSecond` that is LPX racks; 0 without any. */
  readonly lpxUsdPerSecond: number | null;
  /** Decoded tokens per second served on average. */
  readonly tokensPerSecond: number | null;
}

/** Puts a plan's workloads on replicas of one layout. */
export function buildFleet(
  plan: ResolvedPlan,
  option: Option,
  gpus: Gpus,
  layout: Layout,
  lpx: LpxUse | null,
): Fleet {
  const entries = Object.entries(plan.workloads);
  const machines = entries.map(([, workload]) => machineFor(plan, option, gpus, layout, lpx, workload));
  const sequences = entries.reduce((sum, [, workload]) => sum + workload.concurrency, 0);
  const points = entries.map(([name, workload], i) =>
    operate(name, workload, machines[i] as Machine, sequences, plan.economics.utilization),
  );
  const devices = layout.tensor * layout.attentionData * layout.pipeline;
  const ownedReplicas = Math.floor(gpus.count / devices);
  const shares = allocationShares(points, entries);
  const total = sumOrNull(points.map((p) => p.need));
  const neededReplicas = total === null ? null : Math.max(1, Math.ceil(total - 1e-9));
  const available = ownedReplicas > 0 ? ownedReplicas : (neededReplicas ?? 1);
  const operations = points.map((point, i) => ({ ...point, allocated: available * (shares[i] ?? 0) }));
  return {
    layout,
    lpx,
    ownedReplicas,
    neededReplicas,
    devicesPerReplica: devices,
    operations,
    ...fleetCosts(plan, gpus, lpx, neededReplicas, devices),
    tokensPerSecond: sumOrNull(operations.map((o, i) => servedRate(o, entries[i]?.[1], plan))),
  };
}

function machineFor(
  plan: ResolvedPlan,
  option: Option,
  gpus: Gpus,
  layout: Layout,
  lpx: LpxUse | null,
  workload: Workload,
): Machine {
  return buildMachine({
    model: plan.model,
    serving: servingOf(plan, option),
    gpus,
    layout,
    context: workload.context,
    speculation: option.speculation,
    dynamo: option.dynamo,
    lpx,
    calibration: calibrationOf(plan, option),
  });
}

type Point = Omit<Operation, 'allocated'>;

/** The largest load that fits and meets the speed, and the replicas it takes (engine.md section 6). */
function operate(
  name: string,
  workload: Workload,
  machine: Machine,
  allSequences: number,
  utilization: number,
): Point {
  const base = { workload: name, machine };
  const unserved: Point = { ...base, batch: 0, step: null, need: null };
  if (machine.problems.length > 0 || machine.fits < 1) return unserved;
  const limit = Math.max(1, Math.min(machine.fits, Math.ceil(allSequences)));
  const speed = workload.speed;
  const batch = speed === null ? limit : machine.largestBatch(speed, limit);
  if (batch === 0) return unserved;
  const step = machine.step(batch);
  const forSequences = workload.concurrency / batch;
  const rate = batch * userSpeed(step) * utilization;
  const forDemand = workload.demand === null ? 0 : workload.demand / rate;
  return { ...base, batch, step, need: Math.max(forSequences, forDemand) };
}

/** Each workload's part of the fleet: by need where that is known for all, else by sequences. */
function allocationShares(
  points: readonly Point[],
  entries: readonly (readonly [string, Workload])[],
): number[] {
  const needs = points.map((p) => p.need);
  const total = sumOrNull(needs);
  if (total !== null && total > 0) return needs.map((need) => (need ?? 0) / total);
  const sequences = entries.reduce((sum, [, w]) => sum + w.concurrency, 0);
  return entries.map(([, w]) => w.concurrency / sequences);
}

/** Tokens per second a workload is served on average: its demand, or what its sequences make. */
export function servedRate(
  operation: Operation,
  workload: Workload | undefined,
  plan: ResolvedPlan,
): number | null {
  if (!workload || !operation.step || operation.need === null) return null;
  if (workload.demand !== null) return workload.demand;
  return operation.need * operation.batch * userSpeed(operation.step) * plan.economics.utilization;
}

function fleetCosts(
  plan: ResolvedPlan,
  gpus: Gpus,
  lpx: LpxUse | null,
  replicas: number | null,
  devices: number,
): Pick<Fleet, 'usdPerSecond' | 'watts' | 'lpxUsdPerSecond'> {
  const gpu = gpuCosts(gpus, plan.economics);
  const rack = lpx ? lpxCosts(lpx.lpx, plan.economics) : { usdPerSecond: 0, watts: 0 };
  const racks = lpx?.racks ?? 0;
  const lpxUsdPerSecond = rack.usdPerSecond === null ? null : rack.usdPerSecond * racks;
  if (replicas === null) return { usdPerSecond: null, watts: null, lpxUsdPerSecond };
  const count = replicas * devices;
  const add = (a: number | null, b: number | null) =>
    a === null || b === null ? null : a * count + b * racks;
  const usdPerSecond = add(gpu.usdPerSecond, rack.usdPerSecond);
  return { usdPerSecond, watts: add(gpu.watts, rack.watts), lpxUsdPerSecond };
}

/** Why a workload is not served, in words; empty if it is. */
export function operationReasons({ machine, need }: Operation, workload: Workload): readonly string[] {
  if (need !== null) return [];
  if (machine.problems.length > 0) return machine.problems;
  if (machine.fits < 1) return [l10n.t('not one sequence fits in memory')];
  const best = userSpeed(machine.step(1));
  return [
    l10n.t('reaches {best} tok/s per user at best, {speed} asked', {
      best: best.toPrecision(3),
      speed: String(workload.speed),
    }),
  ];
}

/** Why the plan's accelerators and racks are too few, in words; empty if they are enough. */
export function fleetReasons(
  { devicesPerReplica: devices, neededReplicas: needed, lpx }: Fleet,
  gpus: Gpus,
): string[] {
  const reasons: string[] = [];
  if (gpus.count < devices)
    reasons.push(
      l10n.t('one replica takes {devices} accelerators, the plan has {count}', {
        devices,
        count: gpus.count,
      }),
    );
  if (needed !== null && needed * devices > gpus.count) {
    reasons.push(
      l10n.t('needs {needed} accelerators, the plan has {count}', {
        needed: (needed * devices).toLocaleString('en-US'),
        count: gpus.count.toLocaleString('en-US'),
      }),
    );
  }
  if (lpx && lpx.racks < lpx.minimumRacks) {
    reasons.push(
      l10n.t('needs {minimumRacks} LPX racks for the weights alone, the plan has {racks}', {
        minimumRacks: lpx.minimumRacks,
        racks: lpx.racks,
      }),
    );
  }
  return reasons;
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
