import { residentBytes } from '../../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../../catalog/shapes/families/families.js';
import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { groupShares } from '../footprint.js';
import type { PoolDemand } from '../poolDemand.js';

/** Whose sequences ask. */
interface Asking {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'engine' | 'kvCache' | 'prefixCaching'>;
  readonly layout: Layout;
}

/** Bytes that one sequence of a mean length takes of a rank, by the part of memory that it takes them of. */
interface Asked {
  /** Entries of every token. */
  readonly entries: number;
  /** Entries of layers with a window, if they were kept of every token. */
  readonly unwindowed: number;
  readonly states: number;
}

/**
 * What sequences ask of memory that the server deals out in fixed parts (memory.md 4): the part that runs out first limits
 * them, so a sequence takes what the other parts leave idle, too. `tokens`: mean length of a sequence.
 */
export function dealt(demand: PoolDemand, asking: Asking, tokens: number): PoolDemand {
  const bytes = dealtBytes(asking, tokens);
  if (!(bytes > demand.meanBytes)) return demand;
  const more = bytes / demand.meanBytes;
  return { meanBytes: bytes, atOnce: (sequences) => more * demand.atOnce(sequences) };
}

/** Bytes of a rank that a sequence of so many tokens takes of memory that is dealt out; 0 where one pool holds all of it. */
export function dealtBytes(asking: Asking, tokens: number): number {
  const { engine, prefixCaching } = asking.serving;
  const { fixedPools } = serverOf(engine);
  if (!fixedPools) return 0;
  const { windowShare, statesShare, statesOfSequence } = fixedPools;
  const { entries, unwindowed, states } = askedOf(asking, tokens);
  if (states > 0) {
    const kept = prefixCaching === false ? 1 : statesOfSequence;
    return Math.max((kept * states) / statesShare, entries / (1 - statesShare));
  }
  // A model of windows alone has one pool.
  return entries > 0 && unwindowed > 0 ? entries + windowShare * unwindowed : 0;
}

function askedOf({ model, serving, layout }: Asking, tokens: number): Asked {
  const shares = groupShares(model, layout);
  let [entries, unwindowed, states] = [0, 0, 0];
  model.groups.forEach((group, at) => {
    const share = shares[at] ?? 0;
    const family = familyOf(group);
    const whole = family.wholeContext(group);
    const bytes = share * residentBytes(whole, serving.kvCache, tokens);
    if (family.decodeKernel(group).attends === 'state') states += bytes;
    else if (whole === group) entries += bytes;
    else unwindowed += bytes;
  });
  return { entries, unwindowed, states };
}
