import type { Gpus, Layout, Lpx } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { memo } from '../../units/memo.js';
import { candidates, fleetOf, pointReasons, type Candidate, type Fleet } from './fleet.js';
import { candidateLayouts, layoutProblems } from '../memory/layouts.js';
import { lpxCapacity, LPX_COMPUTE_EFFICIENCY } from '../time/lpx.js';
import type { Accelerator, LpxRole } from '../shapes/machineInputs.js';
import type { OptionCase } from './optionCase.js';
import { prefillChoices, type PrefillChoice } from './prefillPool.js';
import { acceleratorOf, racksOf, type SharedRacks, type Site } from './reach.js';
import type { Reason } from '../shapes/reasons.js';
import { FEED_FORWARD_ROLES, idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';

/** What one role of LPX comes to, weighed against the others. */
export interface RoleChoice {
  readonly role: LpxRole;
  readonly minimumRacks: number;
  readonly fleet: Fleet | null;
  /** The prefill accelerators that the fleet has, where it has any. */
  readonly separate: PrefillChoice | null;
  readonly reason: Reason | null;
}

/** The fleet an option settles on, and the LPX roles that were weighed. */
export interface Choice {
  readonly fleet: Fleet | null;
  /** The prefill accelerators that the fleet has, where it has any. */
  readonly separate: PrefillChoice | null;
  readonly roles: readonly RoleChoice[];
  readonly reasons: readonly Reason[];
}

/** Replicas larger than this are not searched: beyond a few racks a replica only gets slower. */
const MAX_REPLICA_DEVICES = 144;

/** Finds the cheapest legal layout and LPX role that serve every workload (fleet.md 1). */
export function chooseFleet(asked: OptionCase, gpus: Gpus): Choice {
  const { lpx } = asked;
  if (!lpx) {
    const { fleet, separate, reasons } = bestPrefill(asked, gpus, null);
    return { fleet, separate, roles: [], reasons };
  }
  const wanted: readonly LpxRole[] = lpx.role === 'auto' ? ['ffn', 'drafter', 'decode'] : [lpx.role];
  const roles = wanted.map((role) => weighRole(asked, gpus, lpx, role));
  const usable = roles.flatMap(({ fleet }) => (fleet ? [fleet] : []));
  const fleet = best(usable);
  const separate = roles.find((role) => role.fleet === fleet)?.separate ?? null;
  return {
    fleet,
    separate,
    roles,
    reasons: fleet ? [] : roles.flatMap(({ reason }) => (reason ? [reason] : [])),
  };
}

function weighRole(asked: OptionCase, gpus: Gpus, lpx: Lpx, role: LpxRole): RoleChoice {
  if (role === 'drafter' && !asked.speculation) {
    return {
      role,
      minimumRacks: 0,
      fleet: null,
      separate: null,
      reason: { code: 'drafter-without-speculation' },
    };
  }
  const { model, serving, speculation } = asked;
  const { minimumRacks } = lpxCapacity(role, model, serving, lpx, speculation?.drafterBytes ?? 0);
  const racks = lpx.racks === 'auto' ? Math.max(minimumRacks, racksForCompute(asked, lpx, role)) : lpx.racks;
  const shared: SharedRacks = {
    lpx: racksOf(lpx),
    role,
    racks,
    minimumRacks,
    accelerators: gpus.count,
  };
  const { fleet, separate, reasons } = bestPrefill(asked, gpus, shared);
  return { role, minimumRacks, fleet, separate, reason: reasons[0] ?? (fleet ? whyUnserved(fleet) : null) };
}

function whyUnserved(fleet: Fleet): Reason | null {
  for (const point of fleet.points) {
    const [reason] = pointReasons(point);
    if (reason) return reason;
  }
  return null;
}

/** Racks whose FP8 rate carries the demanded tokens, whatever they hold. */
function racksForCompute({ model, serving, workloads }: OptionCase, lpx: Lpx, role: LpxRole): number {
  if (role === 'drafter') return 1;
  const classes = weightClassBytes(model, serving.weights);
  const active = classes
    .filter(({ role: r }) => (role === 'ffn' ? FEED_FORWARD_ROLES.has(r) : !idleInDecode(r)))
    .reduce((sum, { activeParameters }) => sum + activeParameters, 0);
  const rate = Object.values(workloads).reduce(
    (sum, w) => sum + Math.max(w.demand ?? 0, w.concurrency * (w.speed ?? 0)),
    0,
  );
  const perRack = lpx.rack.lpus * lpx.rack.fp8FlopsPerSecondPerLpu * LPX_COMPUTE_EFFICIENCY;
  return Math.ceil((rate * 2 * active) / perRack);
}

/** The better of prompts in the steps of decoding and prompts on accelerators of their own, where both may be. */
function bestPrefill(asked: OptionCase, gpus: Gpus, lpx: SharedRacks | null): Omit<Choice, 'roles'> {
  const weighed = prefillChoices(asked, gpus).map((separate) => ({
    separate,
    ...bestLayout(asked, gpus, lpx, separate),
  }));
  const fleet = best(weighed.flatMap((one) => (one.fleet ? [one.fleet] : [])));
  const chosen = weighed.find((one) => one.fleet === fleet);
  return { fleet, separate: chosen?.separate ?? null, reasons: chosen?.reasons ?? [] };
}

function bestLayout(
  asked: OptionCase,
  gpus: Gpus,
  lpx: SharedRacks | null,
  separate: PrefillChoice | null,
): { fleet: Fleet | null; reasons: readonly Reason[] } {
  const { model, serving, speculation, dynamo, measured, scale } = asked;
  const accelerator = acceleratorOf(gpus.accelerator);
  const { layouts, problems } = layoutsFor(asked, accelerator, gpus.count);
  const prefill = separate?.system ?? null;
  const machines = { model, serving, accelerator, speculation, dynamo, measured, scale };
  const site: Site = { ...machines, layouts, lpx, prefill };
  const priced = { site, gpus, asked, separate };
  const candidate = best(candidates(priced));
  return candidate ? { fleet: fleetOf(priced, candidate), reasons: [] } : { fleet: null, reasons: problems };
}

/** The layouts that an option allows, and why there are none. */
function layoutsFor(
  { model, serving }: OptionCase,
  accelerator: Accelerator,
  count: number,
): { layouts: readonly Layout[]; problems: readonly Reason[] } {
  const { layout: wanted } = serving;
  if (wanted !== 'auto') {
    const problems = layoutProblems(wanted, model);
    return { layouts: problems.length > 0 ? [] : [wanted], problems };
  }
  const layouts = searched({ model, accelerator, limit: Math.min(count, MAX_REPLICA_DEVICES) });
  return { layouts, problems: [{ code: 'no-layout' }] };
}

/** What a search of layouts follows from. */
interface Searched {
  readonly model: ModelSpec;
  readonly accelerator: Accelerator;
  /** Accelerators that a replica may take at most. */
  readonly limit: number;
}

const searched = memo(
  { name: 'layouts that are searched', most: 64 },
  ({ model, accelerator, limit }: Searched): readonly Layout[] => candidateLayouts(model, accelerator, limit),
);

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
