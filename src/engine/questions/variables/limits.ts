import type { OwnedBasis, StretchWithinLimits } from '../../shapes/result.js';
import type { CostOfBasis } from '../../fleet/optionResult.js';
import { gapOf, isWeak, type Heights, type SearchedAxis } from '../../shapes/passages.js';

/** The most looks that are spent on where options begin or cease to keep the limits, and on one such place. */
const MOST_MORE = 4;
const MOST_AT_ONE = 2;

/** What an axis was asked for: the cost of both options at a place, and the places that were looked at. */
interface Asked {
  readonly costsAt: (x: number) => readonly [CostOfBasis, CostOfBasis];
  readonly places: readonly number[];
  readonly axis: SearchedAxis;
  readonly basis: OwnedBasis;
  readonly names: readonly [string, string];
}

/**
 * Which of two options is the cheapest that the plan allows, stretch by stretch along an input; `null` where its limits
 * forbid neither of them anywhere that it serves. Between two stretches lies what nobody looked at.
 */
export function allowedStretches({
  costsAt,
  places,
  axis,
  basis,
  names,
}: Asked): readonly StretchWithinLimits[] | null {
  const forbids = (x: number) => costsAt(x).some((one) => !one.allowed && one[basis] !== null);
  if (!places.some(forbids)) return null;
  const sideAt = (x: number, before: string | null) => {
    const [first, second] = costsAt(x).map((one) => (one.allowed ? one[basis] : null));
    return sideOf({ first: first ?? null, second: second ?? null }, before, names);
  };
  const stretches: StretchWithinLimits[] = [];
  for (const x of places) {
    const before = stretches.at(-1);
    const cheaper = sideAt(x, before?.cheaper ?? null);
    if (before?.cheaper === cheaper) stretches[stretches.length - 1] = { ...before, to: x };
    else stretches.push({ from: x, to: x, cheaper });
  }
  return narrowed(stretches, sideAt, axis, Math.min(MOST_MORE, axis.most - places.length));
}

/** The same with their ends nearer to each other, by so many looks. */
function narrowed(
  stretches: readonly StretchWithinLimits[],
  sideAt: (x: number, before: string | null) => string | null,
  { logarithmic, whole }: SearchedAxis,
  looks: number,
): readonly StretchWithinLimits[] {
  const ends = stretches.map((one) => ({ ...one }));
  let left = looks;
  ends.forEach((low, i) => {
    const high = ends[i + 1];
    for (let turn = 0; high && turn < MOST_AT_ONE && left > 0; turn++, left--) {
      const middle = logarithmic ? Math.sqrt(low.to * high.from) : (low.to + high.from) / 2;
      const x = whole ? Math.round(middle) : middle;
      if (x <= low.to || x >= high.from) break;
      const side = sideAt(x, low.cheaper);
      if (side === low.cheaper) low.to = x;
      else if (side === high.cheaper) high.from = x;
      else break;
    }
  });
  return ends;
}

/** Who is cheaper at a look; where both are about equal, who was before. */
function sideOf(
  heights: Heights,
  before: string | null,
  [first, second]: readonly [string, string],
): string | null {
  const gap = gapOf(heights);
  if (gap === null) return heights.first !== null ? first : heights.second !== null ? second : null;
  if (isWeak(gap) && before !== null) return before;
  return gap >= 0 ? first : second;
}
