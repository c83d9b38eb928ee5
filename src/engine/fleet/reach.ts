import type {
  Calibration,
  Gpus,
  Layout,
  Option,
  ResolvedPlan,
  Workload,
} from '../../catalog/shapes/resolvedPlan.js';
import { boundedCache } from '../../units/cache.js';
import { calibrationOf } from '../time/calibration.js';
import { identity, numberFor } from '../shapes/identity.js';
import { Machine, servingOf, timedReplica, type TimedReplica } from './machine.js';
import type { LpxUse } from '../shapes/machineInputs.js';
import { userSpeed } from '../time/step.js';

/** Replicas of one option in every layout that it may take: all that machines follow from but the workload. */
export interface Site {
  readonly plan: ResolvedPlan;
  readonly option: Option;
  readonly gpus: Gpus;
  readonly layouts: readonly Layout[];
  /** LPX for each of the layouts. */
  readonly lpx: readonly (LpxUse | null)[];
  readonly calibration: Calibration;
  /** Equal for sites whose machines are equal, prices aside. */
  readonly number: number;
}

export function siteOf(
  plan: ResolvedPlan,
  option: Option,
  gpus: Gpus,
  layouts: readonly Layout[],
  lpx: readonly (LpxUse | null)[],
): Site {
  const calibration = calibrationOf(plan, option);
  const data = [plan.model, servingOf(plan, option), gpus.accelerator, option.speculation, option.dynamo];
  const [use] = lpx;
  const racks = use
    ? [use.role, use.racks, use.minimumRacks, identity(use.lpx.rack), use.lpx.storage, gpus.count]
    : [];
  // The layouts are the serving's own, or follow from model and accelerator up to a size.
  const key = [...data.map(identity), identity(calibration), layouts.length, ...racks].join(' ');
  return { plan, option, gpus, layouts, lpx, calibration, number: numberFor(key) };
}

/** What a replica does for a workload: the load it runs at, and how many such replicas it takes. */
export interface Point {
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
  readonly most: (speed: number | null) => readonly number[];
}

/** Each option and LPX role of a plan has its replicas, whatever its workloads' contexts. */
const replicas = boundedCache<number, readonly TimedReplica[]>(64);
/** A plan of ten workloads and ten options, some with LPX in three roles, has 160. */
const columns = boundedCache<string, Column>(256);
/** Workloads of one context share a column; each has an answer of its own. */
const answers = boundedCache<string, readonly Point[]>(1024);
/** Speeds that a column keeps its loads for. */
const KEPT_SPEEDS = 8;

/**
 * Each workload's points in all layouts of a site (engine.md section 6). What an edit of the plan leaves as it is,
 * down to the machines and the loads they carry, comes from the evaluations before.
 */
export function pointsOf(site: Site, workloads: readonly Workload[]): (readonly Point[])[] {
  const sequences = workloads.reduce((sum, { concurrency }) => sum + concurrency, 0);
  const { utilization } = site.plan.economics;
  const circumstances = `${site.number} ${sequences} ${utilization}`;
  const columnOf = columnsOf(site);
  return workloads.map((workload) => {
    // Asked for every time, so that it is not forgotten for those that an edit brings.
    const column = columnOf(workload);
    return answers(`${circumstances} ${asked(workload)}`, () =>
      pointsIn(column, workload, sequences, utilization),
    );
  });
}

/** The columns of a site: many workloads of a long plan have the same context. */
function columnsOf(site: Site): (workload: Workload) => Column {
  const found = new Map<number, Column>();
  return (workload) => {
    const context = identity(workload.context);
    let column = found.get(context);
    if (!column) {
      column = columns(`${site.number} ${context}`, () => newColumn(site, workload));
      found.set(context, column);
    }
    return column;
  };
}

function pointsIn(column: Column, workload: Workload, allSequences: number, utilization: number): Point[] {
  const limit = Math.max(1, Math.ceil(allSequences));
  const most = column.most(workload.speed);
  return column.machines.map((machine, i) =>
    pointAt(workload, machine, Math.min(most[i] ?? 0, limit), utilization),
  );
}

const numbers = new WeakMap<Workload, number>();

/** A number that stands for what of a workload its points follow from. */
function asked(workload: Workload): number {
  const known = numbers.get(workload);
  if (known !== undefined) return known;
  const { context, speed, concurrency, demand } = workload;
  const number = numberFor(`${context.p50} ${context.p95} ${context.max} ${speed} ${concurrency} ${demand}`);
  numbers.set(workload, number);
  return number;
}

function newColumn(site: Site, { context }: Workload): Column {
  const machines = replicas(site.number, () => newReplicas(site)).map(
    (replica) => new Machine(replica, context),
  );
  const most = boundedCache<number | null, readonly number[]>(KEPT_SPEEDS);
  return {
    machines,
    most: (speed) => most(speed, () => machines.map((machine) => mostSequences(machine, speed))),
  };
}

function newReplicas({ plan, option, gpus, layouts, lpx, calibration }: Site): TimedReplica[] {
  return layouts.map((layout, i) =>
    timedReplica({
      model: plan.model,
      serving: servingOf(plan, option),
      gpus,
      layout,
      speculation: option.speculation,
      dynamo: option.dynamo,
      lpx: lpx[i] ?? null,
      calibration,
    }),
  );
}

/** The most sequences that fit and meet a speed; 0 where not even one does. */
function mostSequences(machine: Machine, speed: number | null): number {
  if (machine.replica.problems.length > 0 || machine.fits < 1) return 0;
  return speed === null ? machine.fits : machine.largestBatch(speed);
}

function pointAt(workload: Workload, machine: Machine, batch: number, utilization: number): Point {
  if (batch === 0) return { machine, batch, need: null, served: null };
  const { concurrency, demand } = workload;
  const speed = userSpeed(machine.step(batch));
  const rate = batch * speed * utilization;
  const need = Math.max(concurrency / batch, demand === null ? 0 : demand / rate);
  return { machine, batch, need, served: demand ?? need * batch * speed * utilization };
}
