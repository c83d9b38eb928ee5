import type { Gpus, Layout, Lpx, Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { boundedCache } from '../../units/cache.js';
import { candidates, fleetOf, operationReasons, type Candidate, type Fleet } from './fleet.js';
import { identity } from '../shapes/identity.js';
import { candidateLayouts, devicesOf, layoutProblems } from '../memory/layouts.js';
import { lpxCapacity, LPX_COMPUTE_EFFICIENCY } from '../time/lpx.js';
import { servingOf } from './machine.js';
import type { LpxUse } from '../shapes/machineInputs.js';
import { siteOf } from './reach.js';
import { FEED_FORWARD_ROLES, idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';

export type LpxRole = 'ffn' | 'drafter' | 'decode';

/** What one role of LPX comes to, weighed against the others. */
export interface RoleChoice {
  readonly role: LpxRole;
  readonly minimumRacks: number;
  readonly fleet: Fleet | null;
  readonly reason: string | null;
}

/** The fleet an option settles on, and the LPX roles that were weighed. */
export interface Choice {
  readonly fleet: Fleet | null;
  readonly roles: readonly RoleChoice[];
  readonly reasons: readonly string[];
}

/** Replicas larger than this are not searched: beyond a few racks a replica only gets slower. */
const MAX_REPLICA_DEVICES = 144;

/** Finds the cheapest legal layout and LPX role that serve every workload (engine.md sections 3 and 5). */
export function chooseFleet(plan: ResolvedPlan, option: Option, gpus: Gpus): Choice {
  if (!option.lpx) {
    const { fleet, reasons } = bestLayout(plan, option, gpus, () => null);
    return { fleet, roles: [], reasons };
  }
  const { lpx } = option;
  const wanted: readonly LpxRole[] = lpx.role === 'auto' ? ['ffn', 'drafter', 'decode'] : [lpx.role];
  const roles = wanted.map((role) => weighRole(plan, option, gpus, lpx, role));
  const usable = roles.flatMap(({ fleet }) => (fleet ? [fleet] : []));
  const fleet = best(usable);
  return { fleet, roles, reasons: fleet ? [] : roles.flatMap(({ reason }) => (reason ? [reason] : [])) };
}

function weighRole(plan: ResolvedPlan, option: Option, gpus: Gpus, lpx: Lpx, role: LpxRole): RoleChoice {
  if (role === 'drafter' && !option.speculation) {
    return {
      role,
      minimumRacks: 0,
      fleet: null,
      reason: l10n.t('a drafter needs speculation in this option'),
    };
  }
  const serving = servingOf(plan, option);
  const { minimumRacks } = lpxCapacity(role, plan.model, serving, lpx, option.speculation?.drafterBytes ?? 0);
  const racks =
    lpx.racks === 'auto' ? Math.max(minimumRacks, racksForCompute(plan, option, lpx, role)) : lpx.racks;
  const use = (replicas: number): LpxUse => ({ lpx, role, racks, minimumRacks, replicas });
  const { fleet, reasons } = bestLayout(plan, option, gpus, use);
  return { role, minimumRacks, fleet, reason: reasons[0] ?? (fleet ? whyUnserved(plan, fleet) : null) };
}

function whyUnserved(plan: ResolvedPlan, fleet: Fleet): string | null {
  for (const operation of fleet.operations) {
    const workload = plan.workloads[operation.workload];
    const reason = workload && operationReasons(operation, workload)[0];
    if (reason) return reason;
  }
  return null;
}

/** Racks whose FP8 rate carries the demanded tokens, whatever they hold. */
function racksForCompute(plan: ResolvedPlan, option: Option, lpx: Lpx, role: LpxRole): number {
  if (role === 'drafter') return 1;
  const classes = weightClassBytes(plan.model, servingOf(plan, option).weights);
  const active = classes
    .filter(({ role: r }) => (role === 'ffn' ? FEED_FORWARD_ROLES.has(r) : !idleInDecode(r)))
    .reduce((sum, { activeParameters }) => sum + activeParameters, 0);
  const rate = Object.values(plan.workloads).reduce(
    (sum, w) => sum + Math.max(w.demand ?? 0, w.concurrency * (w.speed ?? 0)),
    0,
  );
  const perRack = lpx.rack.lpus * lpx.rack.fp8FlopsPerSecondPerLpu * LPX_COMPUTE_EFFICIENCY;
  return Math.ceil((rate * 2 * active) / perRack);
}

function bestLayout(
  plan: ResolvedPlan,
  option: Option,
  gpus: Gpus,
  lpxFor: (replicas: number) => LpxUse | null,
): { fleet: Fleet | null; reasons: readonly string[] } {
  const { layouts, problems } = layoutsFor(plan, option, gpus);
  const lpx = layouts.map((layout) => lpxFor(Math.max(1, Math.floor(gpus.count / devicesOf(layout)))));
  const site = siteOf(plan, option, gpus, layouts, lpx);
  const candidate = best(candidates(site));
  return candidate ? { fleet: fleetOf(site, candidate), reasons: [] } : { fleet: null, reasons: problems };
}

/** The layouts that a plan allows, and why there are none. */
function layoutsFor(plan: ResolvedPlan, option: Option, gpus: Gpus) {
  const { layout: wanted } = servingOf(plan, option);
  if (wanted !== 'auto') {
    const problems = layoutProblems(wanted, plan.model);
    return { layouts: problems.length > 0 ? [] : [wanted], problems };
  }
  const limit = Math.min(gpus.count, MAX_REPLICA_DEVICES);
  const layouts = searched(`${identity(plan.model)} ${identity(gpus.accelerator)} ${limit}`, () =>
    candidateLayouts(plan.model, gpus.accelerator, limit),
  );
  return { layouts, problems: [l10n.t('no layout of this model fits these accelerators')] };
}

const searched = boundedCache<string, readonly Layout[]>(64);

/**
 * The best of several fleets: one that serves everything before one that does not, one that the plan's
 * accelerators suffice for before one that needs more, then the cheapest.
 */
function best<T extends Candidate>(fleets: readonly T[]): T | null {
  return fleets.reduce<T | null>((kept, fleet) => (!kept || better(fleet, kept) ? fleet : kept), null);
}

function better(a: Candidate, b: Candidate): boolean {
  const served = servedCount(a) - servedCount(b);
  if (served !== 0) return served > 0;
  if (isOwned(a) !== isOwned(b)) return isOwned(a);
  const [costA, costB] = [unitCost(a), unitCost(b)];
  if (costA !== costB) return costA < costB;
  return roomiest(a) > roomiest(b);
}

function isOwned({ neededReplicas, ownedReplicas }: Candidate): boolean {
  return neededReplicas !== null && neededReplicas <= ownedReplicas;
}

function servedCount({ points }: Candidate): number {
  let served = 0;
  for (const { need } of points) if (need !== null) served++;
  return served;
}

/** USD per token, or accelerators per token rate where no price is known; infinite where nothing is served. */
function unitCost(fleet: Candidate): number {
  if (fleet.tokensPerSecond === null || fleet.neededReplicas === null) return Number.POSITIVE_INFINITY;
  const effort = fleet.usdPerSecond ?? fleet.neededReplicas * fleet.devicesPerReplica;
  return effort / fleet.tokensPerSecond;
}

/** Among fleets that serve equally little: the one whose sequences get most memory. */
function roomiest({ points, devicesPerReplica }: Candidate): number {
  return points.reduce((sum, { machine }) => sum + machine.fits / devicesPerReplica, 0);
}
