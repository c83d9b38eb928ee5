import { memo } from '../../../units/memo.js';
import type { Site } from '../reach.js';
import { needOf, sharedPool, type MemberPoint, type Pool } from './pool.js';
import { fewestRacks } from './rackCount.js';
import type { Numbered } from './load.js';
import { pointsOf, sharing } from './shared.js';

interface Asked {
  readonly site: Site;
  readonly loads: readonly Numbered[];
  /** Racks that the plan writes; `null`: as many as it takes. */
  readonly racks: number | null;
}

/** Pools that decode wholly on racks, and the racks that this takes. */
export interface WholeDecode {
  readonly pool: Pool;
  readonly racks: number;
}

/**
 * Workloads that LPX decodes alone (lpx.md 3): all racks are one replica, which reads its weights once for all that
 * decodes. KV that needs SRAM takes more racks, and no accelerator is counted that does nothing.
 */
export const wholeDecode = memo(
  { name: 'whole decodes', most: 256 },
  ({ site, loads, racks: written }: Asked): WholeDecode => {
    const minimum = site.lpx?.minimumRacks ?? 1;
    const membersOf = (racks: number): readonly MemberPoint[] =>
      pointsOf(sharing(site, loads, { racks, replicas: 1 }), 0);
    const enough = (racks: number): boolean => {
      const need = needOf(membersOf(racks));
      return need !== null && need <= 1 + 1e-9;
    };
    const racks = written ?? fewestRacks(minimum, enough) ?? minimum;
    const pool = sharedPool(site, 0, membersOf(racks));
    // However much they need, there is one: each workload gets its part of it.
    const parts = pool.parts.map((part) => ({ ...part, allocated: part.allocated / pool.replicas }));
    return { racks, pool: { ...pool, parts, replicas: 1, served: pool.served && enough(racks) } };
  },
);
