import { memo } from '../../../units/memo.js';
import { reachOf, type Reach, type Site, type Turns } from '../reach.js';
import { aloneAt } from './alone.js';
import type { Numbered } from './load.js';
import { devicesAt, replicasBelow, wholeReplicas, type Seat } from './pool.js';

/** Racks that nothing waits for: what a replica reaches at best. */
export const WITHOUT_LIMIT = 2 ** 20;
/** A replica beside them that nobody else uses. */
export const ALONE: Turns = { racks: WITHOUT_LIMIT, replicas: 1 };

/** A layout, and what workloads take of it at least. */
export interface BoundedLayout {
  readonly layout: number;
  readonly devices: number;
}

/** The layouts that serve workloads beside racks without limit, those with the fewest accelerators first. */
export interface Bounds {
  /** The layout at a place of that order, if it takes fewer than so many accelerators; else `null`. */
  readonly at: (place: number, below: number) => BoundedLayout | null;
}

interface Asked {
  /** Beside the same racks in the same role. */
  readonly seats: readonly Seat[];
}

/** Of layouts that were not looked at closer, those up to this part above the known ones are looked at next. */
const STRIDE = 2;
/** Beyond this many times the fewest all that are left are looked at at once: to no end it would take a thousand strides. */
const FAR = 256;

/**
 * What workloads take of each layout beside racks without limit, in rising order. What each of them needs of a layout is
 * kept, so that an edit of one, or another choice of them, asks nothing anew of the others. Layouts that take more than
 * anybody asked for yet are told from a step or two, and not looked at closer.
 */
export const boundsBesideRacks = memo(
  { name: 'bounds beside racks', most: 256 },
  ({ seats }: Asked): Bounds => {
    const under = layoutsUnder(seats);
    // No layout takes fewer, and where it is found one takes as many.
    let [level, far, found] = [0, 0, false];
    let known: readonly BoundedLayout[] = [];
    return {
      at: (place, below) => {
        if (!found && below > level) {
          const fewest = fewestOf(seats, below);
          [level, found] = [fewest ?? below, fewest !== null];
          far = FAR * level;
        }
        while (found && known.length <= place && level < below) {
          level = level < far ? Math.min(below, Math.max(level + 1, STRIDE * level)) : below;
          known = under(level);
        }
        const next = known[place];
        return next && next.devices < below ? next : null;
      },
    };
  },
);

const layoutsOf = ([first]: readonly Seat[]): number => first?.site.layouts.length ?? 0;

/** The fewest accelerators of any layout for all of some workloads; `null` where none serves them with fewer than `below`. */
function fewestOf(seats: readonly Seat[], below: number): number | null {
  const within = boundWithin(seats);
  let fewest: number | null = null;
  for (let layout = 0; layout < layoutsOf(seats); layout++)
    fewest = within(layout, fewest ?? below) ?? fewest;
  return fewest;
}

/** All layouts that take fewer than so many accelerators, in rising order. */
function layoutsUnder(seats: readonly Seat[]): (level: number) => readonly BoundedLayout[] {
  const within = boundWithin(seats);
  const found: BoundedLayout[] = [];
  let left = Array.from({ length: layoutsOf(seats) }, (_, layout) => layout);
  return (level) => {
    left = left.filter((layout) => {
      const devices = within(layout, level);
      if (devices !== null) found.push({ layout, devices });
      return devices === null;
    });
    return found.toSorted((a, b) => a.devices - b.devices || a.layout - b.layout);
  };
}

/** Accelerators that some workloads take of a layout, where those are fewer than `below`; else `null`. */
function boundWithin(seats: readonly Seat[]): (layout: number, below: number) => number | null {
  const members = seats.map(({ site, load }) => reachOf(site, load, ALONE));
  const [first] = seats;
  return (layout, below) => {
    const each = first ? devicesAt(first.site, layout) : 0;
    const most = replicasBelow(below, each);
    if (most < 1) return null;
    const needs = members.map(({ atLeast }) => atLeast(layout));
    if (!mayBeside(members, needs, { layout, replicas: most })) return null;
    let sum = 0;
    for (const { row, may } of members) {
      // What the ones before leave.
      if (sum > 0 && !may(layout, Math.max(0, most - sum))) return null;
      const { need } = row(layout);
      if (need === null) return null;
      sum += need;
    }
    const replicas = wholeReplicas(sum);
    return replicas <= most ? each * replicas : null;
  };
}

/** Accelerators that a workload takes at least, in the layout that is best for it; infinite where it is not served. */
export function leastOf(site: Site, load: Numbered['load'], turns: Turns | null): number {
  const { devices, least } = aloneAt(site, load, turns);
  return devices === null ? Number.POSITIVE_INFINITY : least;
}

/** The fewest accelerators of a workload alone, if replicas need not be whole; infinite where it is not served. */
export function usedAlone({ site, load }: Seat): number {
  return leastOf(site, load, site.lpx?.role === 'ffn' ? ALONE : null);
}

/**
 * Whether so many replicas could do for all of the workloads together: `false` only where they cannot, as when one of
 * them does not find enough in what the others leave at best.
 */
export function mayDoTogether(
  site: Site,
  loads: readonly Numbered[],
  turns: Turns | null,
): (layout: number, replicas: number) => boolean {
  const alone = loads.map(({ load }) => leastOf(site, load, turns));
  const members = loads.map(({ load }) => reachOf(site, load, turns ?? undefined));
  // Asked for every layout of every set of workloads: nothing is made for each.
  const needs = alone.map(() => 0);
  return (layout, replicas) => {
    const each = devicesAt(site, layout);
    members.forEach(({ atLeast }, i) => (needs[i] = Math.max((alone[i] ?? 0) / each, atLeast(layout))));
    return mayBeside(members, needs, { layout, replicas });
  };
}

/** Whether so many replicas could do for each of several workloads beside what the others need at least. */
function mayBeside(
  members: readonly Reach[],
  needs: readonly number[],
  { layout, replicas }: { readonly layout: number; readonly replicas: number },
): boolean {
  let left = replicas;
  for (const need of needs) left -= need;
  if (left === Number.NEGATIVE_INFINITY) return false;
  // Asked for every layout of every set of workloads: nothing is made for each.
  for (let i = 0; i < members.length; i++)
    if (members[i]?.may(layout, Math.max(0, left + (needs[i] ?? 0))) === false) return false;
  return true;
}
