import type { FleetRacks } from '../buying/hardware.js';
import type { Candidate } from '../fleet.js';
import { blockOf, boundOf, racksOfBlocks, type FleetBlock, type PiecePrices } from './block.js';
import { better, type Placed, type Placing } from './onRacks.js';
import type { Pool } from './pool.js';

/** Pools beside racks in several roles as a candidate, with its cost. */
type Weigh = (pools: readonly Pool[], racks: FleetRacks) => Candidate;

/** Up to so many workloads every way to give them roles is weighed. */
const EXHAUSTIVE = 4;

/** The role of each workload by its number among `placed`; `null`: none. */
type Roles = readonly (number | null)[];

/**
 * The cheapest fleet whose pools use racks in more than one role, where it is cheaper than the best with one; `null`
 * where none is. `placed` holds all workloads in each of the roles. Roles share no racks: each keeps its own weights in
 * them. Of few workloads all ways are weighed; of more the search begins with the roles of the best, and moves one
 * workload after the other as long as that saves something.
 */
export function acrossRoles(placed: readonly Placed[], best: Candidate, weigh: Weigh): Candidate | null {
  const [first] = placed;
  if (!first?.prices || placed.length < 2) return null;
  const { seats, prices } = first;
  const block = blocksOf(placed, prices);
  let kept = best;
  let found: Candidate | null = null;
  const tried = (roles: Roles): boolean => {
    const used = new Set(roles.filter((role) => role !== null));
    if (used.size < 2) return false;
    let fewest = 0;
    for (const role of used) fewest += placed[role]?.minimum ?? 0;
    // Their racks alone may cost more than all of what is kept.
    if (fewest * prices.rack >= boundOf(kept)) return false;
    const next = assembled(placed, roles, block, kept, weigh);
    if (!next || !better(next, kept)) return false;
    [kept, found] = [next, next];
    return true;
  };
  if (seats.length <= EXHAUSTIVE) for (const roles of allRoles(seats.length, placed.length)) tried(roles);
  else moved(rolesIn(best, placed, seats), placed.length, tried);
  return found;
}

/** Every way to give workloads one of some roles, or none. */
function allRoles(workloads: number, roles: number): readonly Roles[] {
  let ways: Roles[] = [[]];
  const choices = [null, ...Array.from({ length: roles }, (_, role) => role)];
  for (let i = 0; i < workloads; i++) ways = ways.flatMap((head) => choices.map((role) => [...head, role]));
  return ways;
}

/** One workload after the other in another role, as long as one of them saves something. */
function moved(start: Roles, roles: number, tried: (roles: Roles) => boolean): void {
  let now = start;
  for (let saved = true; saved;) {
    saved = false;
    for (let i = 0; i < now.length; i++)
      for (let role = 0; role < roles; role++) {
        const next = now.with(i, role);
        if (role === now[i] || !tried(next)) continue;
        [now, saved] = [next, true];
      }
  }
}

function rolesIn({ pools }: Candidate, placed: readonly Placed[], seats: readonly Placing[]): Roles {
  return seats.map(({ plain: { member } }) => {
    const own = pools.find(({ parts }) => parts.some((part) => part.member === member))?.lpxRole ?? null;
    const role = placed.findIndex((one) => one.role === own);
    return own === null || role < 0 ? null : role;
  });
}

/** Those workloads in one role, or (`null`) in none; `null` where not all of them are served. */
type Blocks = (role: number | null, chosen: readonly Placing[]) => FleetBlock | null;

/** The fleet in which workloads have these roles; `null` where it is not served, or costs more than what is kept. */
function assembled(
  [first]: readonly Placed[],
  roles: Roles,
  block: Blocks,
  kept: Candidate,
  weigh: Weigh,
): Candidate | null {
  const most = boundOf(kept);
  const blocks: FleetBlock[] = [];
  let usdPerSecond = 0;
  for (const role of new Set(roles)) {
    const own = block(role, first?.seats.filter((_, i) => roles[i] === role) ?? []);
    if (!own) return null;
    blocks.push(own);
    usdPerSecond += own.usdPerSecond;
    if (usdPerSecond >= most) return null;
  }
  const racks = racksOfBlocks(blocks);
  return (
    racks &&
    weigh(
      blocks.flatMap(({ pools }) => pools),
      racks,
    )
  );
}

/** Each made once. */
function blocksOf(placed: readonly Placed[], prices: PiecePrices): Blocks {
  const made = new Map<string, FleetBlock | null>();
  return (role, chosen) => {
    const key = `${role} ${chosen.map(({ plain }) => plain.member).join(' ')}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const members = new Set(chosen.map(({ plain }) => plain.member));
    const seats =
      role === null
        ? chosen.map(({ plain }) => plain)
        : (placed[role]?.seats ?? []).map(({ racked }) => racked).filter(({ member }) => members.has(member));
    const own = blockOf(seats, prices);
    made.set(key, own);
    return own;
  };
}
