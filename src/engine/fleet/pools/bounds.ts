import { memo } from '../../../units/memo.js';
import { mayDo, rowOf, type Site, type Turns } from '../reach.js';
import { aloneAt } from './alone.js';
import type { Numbered } from './load.js';
import { devicesAt, wholeReplicas, type Seat } from './pool.js';

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
  /** The layout at a place of that order; `null` beyond the last. */
  readonly at: (place: number) => BoundedLayout | null;
}

interface Asked {
  /** Beside the same racks in the same role. */
  readonly seats: readonly Seat[];
}

/**
 * What workloads take of each layout beside racks without limit, in rising order. What each of them needs of a layout is
 * kept, so that an edit of one, or another choice of them, asks nothing anew of the others.
 */
export const boundsBesideRacks = memo(
  { name: 'bounds beside racks', most: 256 },
  ({ seats }: Asked): Bounds => {
    const rows = seats.map(({ site, load }) => rowOf(site, load, ALONE));
    const [first] = seats;
    const found = (first?.site.layouts ?? [])
      .flatMap((_, layout) => (first && boundOf(first.site, rows, layout)) ?? [])
      .toSorted((a, b) => a.devices - b.devices);
    return { at: (place) => found[place] ?? null };
  },
);

type Rows = readonly ReturnType<typeof rowOf>[];

function boundOf(site: Site, rows: Rows, layout: number): BoundedLayout | null {
  let sum = 0;
  for (const row of rows) {
    const { need } = row(layout);
    if (need === null) return null;
    sum += need;
  }
  return { layout, devices: devicesAt(site, layout) * wholeReplicas(sum) };
}

/** Accelerators that a workload takes at least, in the layout that is best for it; infinite where it is not served. */
function leastOf(site: Site, load: Numbered['load'], turns: Turns | null): number {
  const { devices, least } = aloneAt({ site, load, turns });
  return devices === null ? Number.POSITIVE_INFINITY : least;
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
  const least = loads.map(({ load }) => leastOf(site, load, turns));
  const all = least.reduce((sum, own) => sum + own, 0);
  const may = loads.map(({ load }) => mayDo(site, load, turns ?? undefined));
  return (layout, replicas) => {
    if (!Number.isFinite(all)) return false;
    const each = devicesAt(site, layout);
    return may.every((one, i) => {
      const left = replicas - (all - (least[i] ?? 0)) / each;
      return one(layout, Math.max(0, left));
    });
  };
}
