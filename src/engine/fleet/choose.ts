import type { Gpus, Lpx } from '../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../shapes/reasons.js';
import { once } from '../../units/memo.js';
import { fleetOf, pointReasons, servesAll, type Candidate, type Fleet } from './fleet.js';
import { unitCosts } from './buying/hardware.js';
import type { LpxRole } from '../shapes/machineInputs.js';
import { asksNothing } from './pools/load.js';
import type { OptionCase } from './optionCase.js';
import { requestPartOf } from './performance.js';
import { filledPool } from './pools/alone.js';
import { poolsOf } from './pools/partition.js';
import { limitBeside, type PiecePrices } from './pools/block.js';
import { usedAlone } from './pools/bounds.js';
import { dividedPrompts, type Dividing } from './pools/divided.js';
import type { Pool, Seat } from './pools/pool.js';
import { fillsAll, minimumOf, piecePrices, optionPlace, weighed, type OptionPlace } from './pools/place.js';
import { withoutPrefill, type PromptPlaces } from './prefillPool.js';
import type { Site } from './reach.js';
import { withinLimits, type InRole } from './buying/withinLimits.js';
import { acrossRoles } from './pools/acrossRoles.js';
import { better, betterOf, onRacks, type Placed } from './pools/onRacks.js';
import { looksFor, requestsMissed, NOTHING_MISSED, type SecondLook, type Missed } from './request/missed.js';

/** What one role of LPX comes to, weighed against the others. */
export interface RoleChoice {
  readonly role: LpxRole;
  readonly minimumRacks: number;
  readonly fleet: Candidate | null;
  /** The fleet whole, worked out when asked for. */
  readonly whole: () => Fleet | null;
  readonly reason: Reason | null;
}

/** The fleet an option settles on, and the LPX roles that were weighed. */
export interface FleetChoice {
  readonly fleet: Fleet | null;
  /** Worked out when asked for: which one is the cheapest is often told without weighing the others to the end. */
  readonly roles: () => readonly RoleChoice[];
  readonly reasons: readonly Reason[];
}

/**
 * Finds the cheapest pools that serve every workload, in legal layouts and LPX roles (fleet.md 1), all-in whichever basis
 * decides: what is owned bears on none of it, so that no rack that stands idle changes what an option is. Only where the
 * plan's limits forbid the cheapest, it is the cheapest within them; and where it misses first tokens, or has no room for
 * prompts on their way, another one that does not.
 */
export function chooseFleet(asked: OptionCase, gpus: Gpus): FleetChoice {
  const first = chosenAt(asked, gpus, null);
  const { fleet } = first;
  if (!fleet || !servesAll(fleet)) return first;
  const missed = missedIn(fleet);
  let [best, fewest] = [first, countOf(missed)];
  if (fewest === 0) return first;
  const tried = (next: FleetChoice) => {
    if (!next.fleet || !servesAll(next.fleet)) return;
    const misses = countOf(missedIn(next.fleet));
    const cheaper = best !== first && best.fleet !== null && better(next.fleet, best.fleet);
    if (misses < fewest || (misses === fewest && cheaper)) [best, fewest] = [next, misses];
  };
  for (const look of looksFor(asked, missed))
    tried(chosenAt(look.inSteps ? { ...asked, prefill: 'colocated' } : asked, gpus, look));
  // The role that is the cheapest there is not always the one whose fleets miss nothing.
  const { lpx } = asked;
  if (lpx?.role === 'auto')
    for (const role of ROLES) tried(chooseFleet({ ...asked, lpx: { ...lpx, role } }, gpus));
  // Which roles were weighed is told of all of them.
  return best === first ? first : { ...best, roles: first.roles };
}

/** What each workload of a fleet misses, in the plan's order. */
function missedIn(fleet: Fleet): readonly Missed[] {
  return fleet.operations.map((operation) =>
    // What takes all that is there takes it anyway.
    operation.load.request && !asksNothing(operation.load)
      ? requestsMissed({
          point: operation.point,
          inFlight: operation.inFlight,
          ...requestPartOf(fleet, operation),
        })
      : NOTHING_MISSED,
  );
}

const countOf = (missed: readonly Missed[]): number =>
  missed.filter(({ late, crowded }) => late || crowded).length;

/** The cheapest fleet; `look`: with what is left to requests before their first token, where that is looked at closer. */
function chosenAt(asked: OptionCase, gpus: Gpus, look: SecondLook | null): FleetChoice {
  const { place, reasons } = optionPlace(asked, gpus, look);
  if (!place) return { fleet: null, roles: NO_ROLES, reasons };
  const { lpx } = asked;
  if (!lpx) {
    const fleet = withoutRacks(place);
    return {
      fleet: fleet && fleetOf(place, fleet),
      roles: NO_ROLES,
      reasons: fleet ? [] : [withoutPrefill(asked)],
    };
  }
  const wanted = lpx.role === 'auto' ? ROLES : [lpx.role];
  const weighing = wanted.map((role) => ({ role, choice: once(() => weighRole(place, lpx, role)) }));
  const roles = once(() => weighing.map(({ choice }) => choice()));
  const single = cheapestRole(place, lpx, weighing);
  const best = single && bestOf([single, ...severalRoles(place, lpx, wanted, single)]);
  const fleet = best && fleetOf(place, best);
  const inRoles = weighing.map(inRole(place, lpx, look));
  return {
    fleet: fleet && (withinLimits(asked, gpus, fleet, inRoles) ?? fleet),
    roles,
    reasons: fleet ? [] : roles().flatMap(({ reason }) => (reason ? [reason] : [])),
  };
}

const ROLES: readonly LpxRole[] = ['ffn', 'drafter', 'decode'];

const NO_ROLES = (): readonly RoleChoice[] => [];

/** A role that is weighed when its choice is first asked for. */
interface Weighing {
  readonly role: LpxRole;
  readonly choice: () => RoleChoice;
}

/** A role that is not weighed yet, and what it costs at least: with all that its workloads take, or (not `whole`) its racks alone. */
interface Waiting {
  readonly one: Weighing;
  readonly least: number;
  readonly whole: boolean;
}

/**
 * The best fleet with one role. A role that takes more than another at least is not weighed, and where its racks alone
 * do, nothing is asked of its workloads either.
 */
function cheapestRole(place: OptionPlace, lpx: Lpx, weighing: readonly Weighing[]): Candidate | null {
  const [only, another] = weighing;
  if (only && !another) return only.choice().fleet;
  const fleets = new Map<Weighing, Candidate>();
  let best: Candidate | null = null;
  let waiting: readonly Waiting[] = weighing.map((one) => ({
    one,
    least: racksIn(place, lpx, one.role),
    whole: false,
  }));
  for (;;) {
    const [next, ...others] = waiting.toSorted((a, b) => a.least - b.least);
    if (!next || (best && next.least > limitBeside(best))) break;
    const { one, whole } = next;
    waiting = whole ? others : [...others, { one, least: leastIn(place, lpx, one.role), whole: true }];
    const fleet = whole ? one.choice().fleet : null;
    if (!fleet) continue;
    fleets.set(one, fleet);
    best = betterOf(best, fleet);
  }
  // Of equals the first in the order of roles.
  return bestOf(weighing.flatMap((one) => fleets.get(one) ?? []));
}

/** USD per second of the fewest racks of a role; 0 where costs do not tell. */
function racksIn(place: OptionPlace, lpx: Lpx, role: LpxRole): number {
  const prices = pricesThatTell(place, role);
  return prices ? minimumOf(place.asked, lpx, role) * prices.rack : 0;
}

/** What pieces cost; `null` where costs do not tell which role is better. */
function pricesThatTell(place: OptionPlace, role: LpxRole): PiecePrices | null {
  const { asked, loads } = place;
  return loads.some(({ load }) => asksNothing(load)) || notARole(asked, role) ? null : piecePrices(place);
}

/**
 * USD per second that fleets with racks in a role cost at least, whichever workloads use them and wherever prompts are
 * computed: the fewest racks, and what each workload takes where it takes least. 0 where costs do not tell.
 */
function leastIn(place: OptionPlace, lpx: Lpx, role: LpxRole): number {
  const { asked, loads, prompts } = place;
  const prices = pricesThatTell(place, role);
  if (!prices) return 0;
  let devices = 0;
  const sites = waysOf(prompts).map((apart) => ({
    apart,
    // Where they decode alone, no accelerator does.
    on: role === 'decode' ? [] : [place.site({ role, apart }), place.site({ role: null, apart })],
  }));
  for (const own of loads) {
    const each = sites.map(({ apart, on }) => {
      const decoding = on.length === 0 ? 0 : Math.min(...on.map((site) => usedAlone({ ...own, site })));
      return decoding + (apart ? prompts.least(own.member) : 0);
    });
    devices += Math.min(...each);
  }
  return minimumOf(asked, lpx, role) * prices.rack + devices * prices.gpu;
}

/** A role's fleets by themselves, for where a limit forbids the cheapest of all. */
const inRole =
  (place: OptionPlace, lpx: Lpx, look: SecondLook | null) =>
  ({ role, choice }: Weighing): InRole => ({
    role,
    cheapest: () => {
      const { fleet } = choice();
      return fleet && fleetOf(place, fleet);
    },
    withRacks: (racks) => {
      const written: Lpx = { ...lpx, racks };
      const { place: beside } = optionPlace({ ...place.asked, lpx: written }, place.gpus, look);
      const fleet = beside && weighRole(beside, written, role).fleet;
      return fleet && fleetOf(beside, fleet);
    },
  });

const onePool = ({ serving }: OptionCase): boolean => serving.pools === 'one';

/** Where all workloads of a fleet may compute their prompts: apart from decoding, or in its steps. */
function waysOf({ inSteps, apart }: PromptPlaces): readonly boolean[] {
  return [...(inSteps ? [false] : []), ...(apart ? [true] : [])];
}

function withoutRacks(place: OptionPlace): Candidate | null {
  const { asked, gpus } = place;
  const all = waysOf(place.prompts).map((apart) => {
    const site = place.site({ role: null, apart });
    const filled = filledBy(place, site)?.(0);
    const pools = filled ? [filled] : poolsOf({ site, loads: place.loads, one: onePool(asked) });
    return weighed(place, pools, null);
  });
  const best = bestOf(all);
  if (!best) return null;
  const { gpu } = unitCosts({ gpus, asked });
  // Where no price is known the fewest accelerators are the cheapest.
  return divided(place, { start: best, lpx: null, prices: { rack: 0, gpu: gpu.usdPerSecond ?? 1 } });
}

interface ToDivide {
  readonly start: Candidate;
  readonly lpx: Lpx | null;
  readonly prices: PiecePrices | null;
}

/** The same fleet, or a cheaper one, in which some prompts are computed in the steps of decoding and some are not. */
function divided(place: OptionPlace, { start, lpx, prices }: ToDivide): Candidate {
  const { asked, prompts, loads } = place;
  if (waysOf(prompts).length < 2 || onePool(asked) || loads.length < 2 || !prices) return start;
  const roleOf = (member: number) =>
    start.pools.find(({ parts }) => parts.some((part) => part.member === member))?.lpxRole ?? null;
  const workloads = loads.map((own): Dividing => {
    const role = roleOf(own.member);
    const seat = (elsewhere: boolean): Seat => ({ ...own, site: place.site({ role, apart: elsewhere }) });
    const apart = seat(true);
    const stays = role === 'decode' || own.load.request === null;
    const inSteps = stays ? apart : seat(false);
    return { inSteps, apart, role, leastForPrompts: prompts.least(own.member) };
  });
  return dividedPrompts({
    workloads,
    start,
    written: lpx === null || lpx.racks === 'auto' ? null : lpx.racks,
    prices,
    smallest: prompts.smallest(),
    weigh: (pools, racks) => weighed(place, pools, racks),
  });
}

/** The pool on all that is there beside so many racks; `null` where the workloads do not take all. */
function filledBy({ loads, gpus }: OptionPlace, site: Site): Placed['filled'] {
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

function weighRole(place: OptionPlace, lpx: Lpx, role: LpxRole): RoleChoice {
  const { asked, prompts } = place;
  const reason = notARole(asked, role);
  if (reason) return { role, minimumRacks: 0, fleet: null, whole: () => null, reason };
  const minimumRacks = minimumOf(asked, lpx, role);
  // Where LPX decodes alone the accelerators beside it compute prompts, if there are any that can.
  const ways = role === 'decode' && !canDecodeWhole(place) ? [] : waysOf(prompts);
  const weigh = (pools: readonly Pool[], racks: number): Candidate =>
    weighed(place, pools, { role, racks, minimumRacks, byRole: [{ role, racks }] });
  const single = ways.reduce<Candidate | null>(
    (best, apart) => onRacks(placedAs(place, lpx, role, apart), weigh, best),
    null,
  );
  const fleet = single && divided(place, { start: single, lpx, prices: piecePrices(place) });
  const whole = () => fleet && fleetOf(place, fleet);
  return { role, minimumRacks, fleet, whole, reason: fleet ? whyUnserved(fleet) : withoutPrefill(asked) };
}

/** Racks that decode alone compute no prompts, and leave their accelerators none that could. */
function canDecodeWhole({ loads, prompts }: OptionPlace): boolean {
  const asking = loads.filter(({ load }) => load.request !== null).map(({ member }) => member);
  return asking.length === 0 || prompts.choice(asking) !== null;
}

/** Why an option has nothing for racks to do in a role. */
function notARole({ speculation }: OptionCase, role: LpxRole): Reason | null {
  if (role !== 'drafter') return null;
  if (!speculation) return { code: 'drafter-without-speculation' };
  // Looking n-grams up is the host's: racks would hold nothing and compute nothing.
  return speculation.method.id === 'ngram' ? { code: 'drafter-without-weights' } : null;
}

const seatsAt = ({ loads }: OptionPlace, site: Site): readonly Seat[] =>
  loads.map(({ member, load }) => ({ member, load, site }));

/** The workloads beside racks in one role, their prompts computed apart or not as far as that is open. */
function placedAs(place: OptionPlace, lpx: Lpx, role: LpxRole, apart: boolean): Placed {
  const { asked } = place;
  const site = place.site({ role, apart });
  const plain = seatsAt(place, place.site({ role: null, apart }));
  return {
    role,
    minimum: minimumOf(asked, lpx, role),
    seats: seatsAt(place, site).map((racked, i) => ({ racked, plain: plain[i] ?? racked })),
    prices: piecePrices(place),
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
  place: OptionPlace,
  lpx: Lpx,
  wanted: readonly LpxRole[],
  single: Candidate,
): readonly Candidate[] {
  const { asked, prompts } = place;
  if (lpx.racks !== 'auto' || onePool(asked) || place.loads.length < 2) return [];
  const roles = wanted.filter(
    (role) => notARole(asked, role) === null && (role !== 'decode' || canDecodeWhole(place)),
  );
  const found = waysOf(prompts).flatMap((apart) => {
    const placed = roles.map((role) => placedAs(place, lpx, role, apart));
    return acrossRoles(placed, single, (pools, racks) => weighed(place, pools, racks)) ?? [];
  });
  const best = bestOf(found);
  return best ? [divided(place, { start: best, lpx, prices: piecePrices(place) })] : [];
}

function whyUnserved(fleet: Candidate): Reason | null {
  if (servesAll(fleet)) return null;
  for (const { parts } of fleet.pools)
    for (const { point } of parts) {
      const [reason] = pointReasons(point);
      if (reason) return reason;
    }
  return null;
}

/** The best of several fleets. */
function bestOf(fleets: readonly Candidate[]): Candidate | null {
  return fleets.reduce<Candidate | null>(betterOf, null);
}
