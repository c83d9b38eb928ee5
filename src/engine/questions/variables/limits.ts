import type { OwnedBasis, StretchWithinLimits } from '../../shapes/result.js';
import type { CostOfBasis } from '../../fleet/optionResult.js';
import { explored, gapOf, isWeak, type Probe, type SearchedAxis } from '../../shapes/passages.js';

/** The most looks that are spent on where options begin or cease to keep the limits. */
const MOST_MORE = 6;

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
export function withinLimits({
  costsAt,
  places,
  axis,
  basis,
  names,
}: Asked): readonly StretchWithinLimits[] | null {
  const forbids = (x: number) => costsAt(x).some((one) => !one.allowed && one[basis] !== null);
  if (!places.some(forbids)) return null;
  const at = (x: number) => {
    const [first, second] = costsAt(x).map((one) => (one.allowed ? one[basis] : null));
    return [{ first: first ?? null, second: second ?? null }];
  };
  const most = Math.min(axis.most, places.length + MOST_MORE);
  const looks = explored(at, places, { ...axis, most });
  const stretches: StretchWithinLimits[] = [];
  for (const { x, views } of looks) {
    const before = stretches.at(-1);
    const cheaper = sideOf(views, before?.cheaper ?? null, names);
    if (before?.cheaper === cheaper) stretches[stretches.length - 1] = { ...before, to: x };
    else stretches.push({ from: x, to: x, cheaper });
  }
  return stretches;
}

/** Who is cheaper at a look; where both are about equal, who was before. */
function sideOf(
  [heights]: Probe['views'],
  before: string | null,
  [first, second]: readonly [string, string],
): string | null {
  if (!heights) return null;
  const gap = gapOf(heights);
  if (gap === null) return heights.first !== null ? first : heights.second !== null ? second : null;
  if (isWeak(gap) && before !== null) return before;
  return gap >= 0 ? first : second;
}
