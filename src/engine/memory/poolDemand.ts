import { residentBytes } from '../../catalog/shapes/cacheGroups.js';
import type { KvCacheFormat, Layout, Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { CacheGroup, ModelSpec } from '../../catalog/shapes/types.js';
import { memo, memoWithin, perObject, perObjectWithin } from '../../units/memo.js';
import { costForms, formMoments, type CostForms, type FormMoments } from './costForms.js';
import { groupShares } from './footprint.js';
import { lengthNodes, type LengthNodes } from './lengthNodes.js';

/** What sequences of one context ask of one pool of KV memory, all of them independent of one another. Bytes. */
export interface PoolDemand {
  /** Of one sequence on average. */
  readonly meanBytes: number;
  /** The 95 % quantile of what so many together take; any number, a whole sequence at least. 0 for none. */
  readonly atOnce: (sequences: number) => number;
}

/** Bytes that a sequence takes of a rank, by length: what each group of layers holds, and a drafter's cache. */
interface Costs {
  readonly groups: readonly CacheGroup[];
  readonly formats: KvCacheFormat;
  readonly blockSize: number;
}

/** The forms of each group's cost, and of bytes for each token, which come last. */
const formsOver = perObject('costs over lengths', (nodes: LengthNodes) =>
  memoWithin(KEPT_COSTS, ({ groups, formats, blockSize }: Costs): CostForms =>
    costForms(nodes, [
      ...groups.map(
        (group) => (tokens: number) =>
          residentBytes(group, formats, Math.ceil(tokens / blockSize) * blockSize),
      ),
      (tokens: number) => tokens,
    ]),
  ),
);
/** Formats and page sizes that a context is asked for: those of a plan's options. */
const KEPT_COSTS = 64;

/** What the demand on a rank follows from, beside the lengths of sequences. */
interface Rank {
  readonly model: ModelSpec;
  readonly formats: KvCacheFormat;
  readonly layout: Layout;
  readonly blockSize: number;
  /** Bytes of a drafter's cache for each sequence, and for each of its tokens. */
  readonly perSequence: number;
  readonly perToken: number;
}

/** The demand on one rank of a layout, for any context: one for all options that draft alike. */
export const rankDemand = memo(
  { name: 'demand on ranks', most: 2048 },
  ({ model, formats, layout, blockSize, perSequence, perToken }: Rank) => {
    const costs: Costs = { groups: model.groups, formats, blockSize };
    const shares = [...groupShares(model, layout), perToken];
    const ofNodes = perObjectWithin((nodes: LengthNodes) =>
      demandOf(formsOver(nodes)(costs), shares, perSequence),
    );
    return (context: Workload['context']): PoolDemand => ofNodes(lengthNodes(context));
  },
);

/** What sequences ask for whose costs have these forms, so much of each, and some bytes whatever their length. */
export function demandOf(forms: CostForms, shares: readonly number[], fixedBytes: number): PoolDemand {
  const { mean, deviation, atP95, excess } = formMoments(forms, shares);
  const meanBytes = fixedBytes + mean;
  const one = fixedBytes + atP95;
  return { meanBytes, atOnce: (sequences) => quantile(sequences, { meanBytes, deviation, one, excess }) };
}

interface Summed extends Pick<FormMoments, 'deviation' | 'excess'> {
  readonly meanBytes: number;
  /** What 95 % of single sequences take at most. */
  readonly one: number;
}

/** A pool that has a sequence now and then must hold all of it. One alone is exact, whatever form the rest has. */
function quantile(sequences: number, { meanBytes, deviation, one, excess }: Summed): number {
  if (sequences <= 0) return 0;
  if (sequences <= 1 || deviation === 0) return Math.max(1, sequences) * one;
  if (sequences >= 2) return sequences * meanBytes + deviation * excess(sequences);
  const two = 2 * meanBytes + deviation * excess(2);
  return one + (sequences - 1) * (two - one);
}
