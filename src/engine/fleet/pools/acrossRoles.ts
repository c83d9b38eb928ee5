import type { LpxRole } from '../../shapes/machineInputs.js';
import type { FleetRacks, RoleRacks } from '../buying/hardware.js';
import { servesAll, type Candidate } from '../fleet.js';
import type { Numbered } from './load.js';
import { better, type Placed } from './onRacks.js';
import { poolsOf } from './partition.js';
import { devicesOfPools, type Pool } from './pool.js';
import { cheapestRacks } from './rackCount.js';
import { fewestDevices, rackedPools } from './racked.js';
import { wholeDecode } from './wholeDecode.js';

/** Pools beside racks in several roles as a candidate, with its cost. */
type Weigh = (pools: readonly Pool[], racks: FleetRacks) => Candidate;

/** Up to so many workloads every way to give them roles is weighed. */
const EXHAUSTIVE = 4;

/** Workloads in one role, or on accelerators alone, served for themselves. */
interface Block {
  readonly pools: readonly Pool[];
  /** `null` on accelerators alone. */
  readonly racks: (RoleRacks & { readonly minimumRacks: number }) | null;
  /** USD per second of the pieces that are used: with whole units, and prompts, it is more. */
  readonly usdPerSecond: number;
}

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
  const { loads, prices } = first;
  const block = blocksOf(placed, prices);
  let kept = best;
  let found: Candidate | null = null;
  const tried = (roles: Roles): boolean => {
    const used = new Set(roles.filter((role) => role !== null));
    if (used.size < 2) return false;
    let fewest = 0;
    for (const role of used) fewest += placed[role]?.site.lpx?.minimumRacks ?? 0;
    // Their racks alone may cost more than all of what is kept.
    if (fewest * prices.rack >= bound(kept)) return false;
    const next = assembled(loads, roles, block, kept, weigh);
    if (!next || !better(next, kept)) return false;
    [kept, found] = [next, next];
    return true;
  };
  if (loads.length <= EXHAUSTIVE) for (const roles of allRoles(loads.length, placed.length)) tried(roles);
  else moved(rolesIn(best, placed, loads), placed.length, tried);
  return found;
}

/** What others must cost less than, in USD per second. */
const bound = (kept: Candidate): number =>
  servesAll(kept) ? (kept.usdPerSecond ?? 0) : Number.POSITIVE_INFINITY;

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

function rolesIn({ pools }: Candidate, placed: readonly Placed[], loads: readonly Numbered[]): Roles {
  return loads.map(({ member }) => {
    const own = pools.find(({ parts }) => parts.some((part) => part.member === member))?.lpxRole ?? null;
    const role = placed.findIndex(({ site }) => site.lpx?.role === own);
    return own === null || role < 0 ? null : role;
  });
}

/** Those workloads in one role, or (`null`) in none; `null` where not all of them are served. */
type Blocks = (role: number | null, chosen: readonly Numbered[]) => Block | null;

/** The fleet in which workloads have these roles; `null` where it is not served, or costs more than what is kept. */
function assembled(
  loads: readonly Numbered[],
  roles: Roles,
  block: Blocks,
  kept: Candidate,
  weigh: Weigh,
): Candidate | null {
  const most = bound(kept);
  const blocks: Block[] = [];
  let usdPerSecond = 0;
  for (const role of new Set(roles)) {
    const own = block(
      role,
      loads.filter((_, i) => roles[i] === role),
    );
    if (!own) return null;
    blocks.push(own);
    usdPerSecond += own.usdPerSecond;
    if (usdPerSecond >= most) return null;
  }
  const racks = blocks.flatMap((one) => one.racks ?? []).toSorted((a, b) => b.racks - a.racks);
  const [main] = racks;
  if (!main) return null;
  return weigh(
    blocks.flatMap(({ pools }) => pools),
    {
      role: main.role,
      racks: racks.reduce((sum, one) => sum + one.racks, 0),
      minimumRacks: racks.reduce((sum, one) => sum + one.minimumRacks, 0),
      byRole: racks.map((one) => ({ role: one.role, racks: one.racks })),
    },
  );
}

/** Each made once. */
function blocksOf(placed: readonly Placed[], prices: NonNullable<Placed['prices']>): Blocks {
  const made = new Map<string, Block | null>();
  return (role, chosen) => {
    const key = `${role} ${chosen.map(({ member }) => member).join(' ')}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const own =
      role === null ? withoutRacks(placed, chosen, prices) : besideRacks(placed[role], chosen, prices);
    made.set(key, own);
    return own;
  };
}

type Prices = NonNullable<Placed['prices']>;

function withoutRacks(
  [first]: readonly Placed[],
  chosen: readonly Numbered[],
  { gpu }: Prices,
): Block | null {
  if (!first) return null;
  const pools = poolsOf({ site: first.plain, loads: chosen, one: false });
  return isServed(pools) ? { pools, racks: null, usdPerSecond: devicesOfPools(pools) * gpu } : null;
}

function besideRacks(placed: Placed | undefined, chosen: readonly Numbered[], prices: Prices): Block | null {
  const { site } = placed ?? {};
  if (!site?.lpx) return null;
  const { role, minimumRacks } = site.lpx;
  const found = poolsBeside(site, role, chosen, minimumRacks, prices);
  if (!found || !isServed(found.pools)) return null;
  const { pools, racks } = found;
  return {
    pools,
    racks: { role, racks, minimumRacks },
    usdPerSecond: racks * prices.rack + devicesOfPools(pools) * prices.gpu,
  };
}

function poolsBeside(
  site: Placed['site'],
  role: LpxRole,
  loads: readonly Numbered[],
  minimum: number,
  { rack, gpu }: Prices,
): { readonly pools: readonly Pool[]; readonly racks: number } | null {
  if (role === 'decode') {
    const { pool, racks } = wholeDecode({ site, loads, racks: null });
    return { pools: [pool], racks };
  }
  if (role === 'drafter') return { pools: poolsOf({ site, loads, one: false }), racks: minimum };
  const fewest = fewestDevices({ site, loads }, Number.POSITIVE_INFINITY);
  if (!Number.isFinite(fewest)) return null;
  const at = (racks: number) => rackedPools({ site, loads, racks, one: false });
  const cost = (racks: number) => {
    const pools = at(racks);
    return isServed(pools) ? racks * rack + devicesOfPools(pools) * gpu : Number.POSITIVE_INFINITY;
  };
  const least = (count: number) => count * rack + fewest * gpu;
  const racks = cheapestRacks({ minimum, cost, least, limit: Number.POSITIVE_INFINITY });
  return racks === null ? null : { pools: at(racks), racks };
}

const isServed = (pools: readonly Pool[]): boolean => pools.every(({ served }) => served);
