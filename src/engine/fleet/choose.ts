import type { Gpus, Layout, Lpx } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import type { Reason } from '../shapes/reasons.js';
import { memo } from '../../units/memo.js';
import { candidateOf, fleetOf, pointReasons, servesAll, type Candidate, type Fleet } from './fleet.js';
import { unitCosts } from './buying/hardware.js';
import { candidateLayouts, layoutProblems } from '../memory/layouts.js';
import { lpxCapacity } from '../time/lpx.js';
import type { Accelerator, LpxRole } from '../shapes/machineInputs.js';
import { asksNothing, loadsOf, type Load, type Numbered } from './pools/load.js';
import type { OptionCase } from './optionCase.js';
import { modelUnknowns } from '../shapes/unknownInputs.js';
import { filledPool } from './pools/alone.js';
import { poolsOf } from './pools/partition.js';
import type { Pool } from './pools/pool.js';
import { prefillChoices, withoutPrefill, type PrefillChoice } from './prefillPool.js';
import { acceleratorOf, racksOf, type Site } from './reach.js';
import { acrossRoles } from './pools/acrossRoles.js';
import { better, onRacks, type Placed } from './pools/onRacks.js';

/** What one role of LPX comes to, weighed against the others. */
export interface RoleChoice {
  readonly role: LpxRole;
  readonly minimumRacks: number;
  readonly fleet: Candidate | null;
  readonly reason: Reason | null;
}

/** The fleet an option settles on, and the LPX roles that were weighed. */
export interface FleetChoice {
  readonly fleet: Fleet | null;
  readonly roles: readonly RoleChoice[];
  readonly reasons: readonly Reason[];
}

/** Replicas larger than this are not searched: beyond a few racks a replica only gets slower. */
const MAX_REPLICA_DEVICES = 144;

/**
 * Finds the cheapest pools that serve every workload, in legal layouts and LPX roles (fleet.md 1). What is owned bears
 * on none of it.
 */
export function chooseFleet(asked: OptionCase, gpus: Gpus): FleetChoice {
  const loads = loadsOf({ workloads: asked.workloads, utilization: asked.economics.utilization });
  const unknown = modelUnknowns(asked.model);
  if (unknown.length > 0) return { fleet: null, roles: [], reasons: unknown };
  const { layouts, problems } = layoutsFor(asked, gpus, loads);
  if (layouts.length === 0) return { fleet: null, roles: [], reasons: problems };
  const placed: Place = { asked, gpus, loads: numbered(loads), layouts };
  const { lpx } = asked;
  if (!lpx) {
    const fleet = bestOf(prefillChoices(asked, gpus).map((separate) => withoutRacks(placed, separate)));
    return {
      fleet: fleet && fleetOf(placed, fleet),
      roles: [],
      reasons: fleet ? [] : [withoutPrefill(asked)],
    };
  }
  const wanted: readonly LpxRole[] = lpx.role === 'auto' ? ['ffn', 'drafter', 'decode'] : [lpx.role];
  const roles = wanted.map((role) => weighRole(placed, lpx, role));
  const single = bestOf(roles.flatMap((role) => role.fleet ?? []));
  const fleet = single && bestOf([single, ...severalRoles(placed, lpx, wanted, single)]);
  return {
    fleet: fleet && fleetOf(placed, fleet),
    roles,
    reasons: fleet ? [] : roles.flatMap(({ reason }) => (reason ? [reason] : [])),
  };
}

/** An option's workloads and where they may run. */
interface Place {
  readonly asked: OptionCase;
  readonly gpus: Gpus;
  readonly loads: readonly Numbered[];
  readonly layouts: readonly Layout[];
}

const numbered = (loads: readonly Load[]): readonly Numbered[] =>
  loads.map((load, member) => ({ member, load }));

const onePool = ({ serving }: OptionCase): boolean => serving.pools === 'one';

/** A single workload without a volume or a time to keep runs on all that is there. */
function fillsAll(loads: readonly Load[], { count }: Gpus): boolean {
  const [only] = loads;
  return count > 0 && loads.length === 1 && only !== undefined && asksNothing(only);
}

function siteOf({ asked, gpus, layouts }: Place, separate: PrefillChoice | null): Site {
  const { model, serving, speculation, dynamo, measured, scale } = asked;
  const accelerator = acceleratorOf(gpus.accelerator);
  const machines = { model, serving, accelerator, speculation, dynamo, measured, scale };
  return { ...machines, layouts, lpx: null, prefill: separate?.system ?? null };
}

function withoutRacks(place: Place, separate: PrefillChoice | null): Candidate {
  const { asked, loads, gpus } = place;
  const site = siteOf(place, separate);
  const filled = filledBy(place, site)?.(0);
  const pools: readonly Pool[] = filled ? [filled] : poolsOf({ site, loads, one: onePool(asked) });
  return candidateOf({ gpus, asked }, pools, null, separate);
}

/** The pool on all that is there beside so many racks; `null` where the workloads do not take all. */
function filledBy({ loads, gpus }: Place, site: Site): Placed['filled'] {
  const [only] = loads;
  if (
    !only ||
    !fillsAll(
      loads.map(({ load }) => load),
      gpus,
    )
  )
    return null;
  return (racks) => filledPool({ site, load: only.load, count: gpus.count, racks });
}

function weighRole(place: Place, lpx: Lpx, role: LpxRole): RoleChoice {
  const { asked, gpus } = place;
  const reason = notARole(asked, role);
  if (reason) return { role, minimumRacks: 0, fleet: null, reason };
  const minimumRacks = minimumOf(asked, lpx, role);
  let fleet: Candidate | null = null;
  for (const separate of prefillChoices(asked, gpus, role === 'decode')) {
    const weigh = (pools: readonly Pool[], racks: number): Candidate =>
      candidateOf({ gpus, asked }, pools, { role, racks, minimumRacks, byRole: [{ role, racks }] }, separate);
    fleet = onRacks(placedAs(place, lpx, role, separate), weigh, fleet);
  }
  return { role, minimumRacks, fleet, reason: fleet ? whyUnserved(fleet) : withoutPrefill(asked) };
}

/** Why an option has nothing for racks to do in a role. */
function notARole({ speculation }: OptionCase, role: LpxRole): Reason | null {
  if (role !== 'drafter') return null;
  if (!speculation) return { code: 'drafter-without-speculation' };
  // Looking n-grams up is the host's: racks would hold nothing and compute nothing.
  return speculation.method.id === 'ngram' ? { code: 'drafter-without-weights' } : null;
}

const minimumOf = ({ model, serving, speculation }: OptionCase, lpx: Lpx, role: LpxRole): number =>
  lpxCapacity(role, model, serving, lpx, speculation?.drafterBytes ?? 0).minimumRacks;

/** The workloads beside racks in one role. */
function placedAs(place: Place, lpx: Lpx, role: LpxRole, separate: PrefillChoice | null): Placed {
  const { asked, gpus } = place;
  const minimumRacks = minimumOf(asked, lpx, role);
  const racks = lpx.racks === 'auto' ? minimumRacks : lpx.racks;
  const { rack, gpu } = unitCosts({ gpus, asked });
  const plain = siteOf(place, separate);
  const prompts = separate === null && place.loads.some(({ load }) => load.request !== null);
  const site: Site = { ...plain, lpx: { lpx: racksOf(lpx), role, minimumRacks, racks, prompts } };
  return {
    site,
    plain,
    loads: place.loads,
    prices: known(rack.usdPerSecond, gpu.usdPerSecond),
    written: lpx.racks === 'auto' ? null : lpx.racks,
    // A role that is written is every workload's; `auto` leaves some to the accelerators where that is cheaper.
    some: lpx.role === 'auto' && !onePool(asked),
    one: onePool(asked),
    filled: filledBy(place, site),
  };
}

/**
 * Fleets whose pools use racks in different roles, those cheaper than the best with one. Where the plan writes how many
 * racks there are it does not say which do what, so there is one role.
 */
function severalRoles(
  place: Place,
  lpx: Lpx,
  wanted: readonly LpxRole[],
  single: Candidate,
): readonly Candidate[] {
  const { asked, gpus } = place;
  if (lpx.racks !== 'auto' || onePool(asked) || place.loads.length < 2) return [];
  const roles = wanted.filter((role) => notARole(asked, role) === null);
  const beside = prefillChoices(asked, gpus, true);
  return prefillChoices(asked, gpus).flatMap((separate) => {
    // Racks that decode alone compute no prompts, and leave their accelerators none that could.
    const alone = beside.some((other) => (other === null) === (separate === null));
    const placed = roles
      .filter((role) => role !== 'decode' || alone)
      .map((role) => placedAs(place, lpx, role, separate));
    return (
      acrossRoles(placed, single, (pools, racks) => candidateOf({ gpus, asked }, pools, racks, separate)) ??
      []
    );
  });
}

const known = (rack: number | null, gpu: number | null): Placed['prices'] =>
  rack === null || gpu === null ? null : { rack, gpu };

function whyUnserved(fleet: Candidate): Reason | null {
  if (servesAll(fleet)) return null;
  for (const { parts } of fleet.pools)
    for (const { point } of parts) {
      const [reason] = pointReasons(point);
      if (reason) return reason;
    }
  return null;
}

/** The layouts that an option allows, and why there are none. */
function layoutsFor(
  { model, serving }: OptionCase,
  gpus: Gpus,
  loads: readonly Load[],
): { layouts: readonly Layout[]; problems: readonly Reason[] } {
  const { layout: wanted } = serving;
  if (wanted !== 'auto') {
    const problems = layoutProblems(wanted, model);
    return { layouts: problems.length > 0 ? [] : [wanted], problems };
  }
  const limit = fillsAll(loads, gpus) ? Math.min(gpus.count, MAX_REPLICA_DEVICES) : MAX_REPLICA_DEVICES;
  const layouts = searched({ model, accelerator: acceleratorOf(gpus.accelerator), limit });
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

/** The best of several fleets. */
function bestOf(fleets: readonly Candidate[]): Candidate | null {
  return fleets.reduce<Candidate | null>(
    (kept, fleet) => (!kept || better(fleet, kept) ? fleet : kept),
    null,
  );
}
