import type { OwnedBasis, StretchWithinLimits } from '../../shapes/result.js';
import type { CostOfBasis } from '../../fleet/optionResult.js';
import { gapOf, isSliver, isWeak, type Heights, type SearchedAxis } from '../../shapes/passages.js';

/** The most looks that are spent on where options begin or cease to keep the limits, and on one such place. */
const MOST_MORE = 4;
const MOST_AT_ONE = 2;

/** What an axis was asked for: the cost of both options at a place, and the places that were looked at. */
export interface AskedStretches {
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
export function allowedStretches(asked: AskedStretches): readonly StretchWithinLimits[] | null {
  const { costsAt, places, basis, axis } = asked;
  const forbids = (x: number) => costsAt(x).some((one) => !one.allowed && one[basis] !== null);
  if (!places.some(forbids)) return null;
  return stretchesOf(asked, ({ allowed }) => allowed, Math.min(MOST_MORE, axis.most - places.length));
}

/**
 * The same of two options that the plan allows wherever they serve; `null` where both serve over the whole range, or one of
 * them nowhere, which is told as the reason why there is no break-even.
 */
export function servedStretches(asked: AskedStretches): readonly StretchWithinLimits[] | null {
  const { costsAt, places, basis } = asked;
  const served = [0, 1].map((option) => places.filter((x) => costsAt(x)[option]?.[basis] != null).length);
  if (served.includes(0) || served.every((count) => count === places.length)) return null;
  return stretchesOf(asked, () => true, 0);
}

/** Who is ahead stretch by stretch, of those that count; `more` looks are spent on where a stretch ends. */
function stretchesOf(
  { costsAt, places, axis, basis, names }: AskedStretches,
  counts: (one: CostOfBasis) => boolean,
  more: number,
): readonly StretchWithinLimits[] {
  const heightsAt = (x: number): Heights => {
    const [first, second] = costsAt(x).map((one) => (counts(one) ? one[basis] : null));
    return { first: first ?? null, second: second ?? null };
  };
  // Where both are about equal from the beginning, it is the one that is ahead when they part.
  const parted = places.map(heightsAt).find(isOneAhead);
  const ahead = parted ? sideOf(parted, null, names) : null;
  const sideAt = (x: number, before: string | null) => sideOf(heightsAt(x), before ?? ahead, names);
  const stretches: StretchWithinLimits[] = [];
  for (const x of places) {
    const before = stretches.at(-1);
    const cheaper = sideAt(x, before?.cheaper ?? null);
    if (before?.cheaper === cheaper) stretches[stretches.length - 1] = { ...before, to: x };
    else stretches.push({ from: x, to: x, cheaper });
  }
  return withoutSteps(narrowed(stretches, sideAt, axis, more));
}

const isOneAhead = (heights: Heights): boolean => {
  const gap = gapOf(heights);
  return gap === null ? heights.first !== null || heights.second !== null : !isWeak(gap);
};

/** The same without single steps of whole units, behind which it is the option of before. */
function withoutSteps(stretches: readonly StretchWithinLimits[]): readonly StretchWithinLimits[] {
  const kept: StretchWithinLimits[] = [];
  stretches.forEach((one, i) => {
    const [before, next] = [kept.at(-1), stretches[i + 1]];
    if (before && next && before.cheaper === next.cheaper && isSliver(before.to, next.from)) return;
    if (before?.cheaper === one.cheaper) kept[kept.length - 1] = { ...before, to: one.to };
    else kept.push(one);
  });
  return kept;
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
