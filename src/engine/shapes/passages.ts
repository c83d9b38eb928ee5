/**
 * Where two curves of cost change sides along an axis, found with few looks: each look is an evaluation of two fleets.
 * Costs have steps, where whole units, racks and layouts change, so that curves which are nearly equal over a stretch
 * pass each other many times there. Such a stretch is one passage, and nothing is looked for within it.
 */

/** Two curves at a place, once for each of several views of them; `null` where one has no value. */
export interface Heights {
  readonly first: number | null;
  readonly second: number | null;
}

/** A place that was looked at. */
export interface Probe {
  readonly x: number;
  readonly views: readonly Heights[];
}

/** The second curve becomes the lower one, or ceases to be. */
export interface Passage {
  readonly value: number;
  /** Looks on either side of it, between which it lies. */
  readonly low: number;
  readonly high: number;
  /** Whether the second curve is the lower one beyond it, and so the higher one before. */
  readonly secondLowerAbove: boolean;
  /** Where both are about equal around it; `null` where that is no wider than a point. */
  readonly aboutEqual: Stretch | null;
}

type Stretch = readonly [number, number];

/** Curves nearer than this, as the logarithm of their ratio, are about equal: 2 %. */
const ABOUT_EQUAL = Math.log(1.02);
/** A stretch no wider than this, relatively, is told as a point. */
const POINT = 0.05;
/** How near, relatively, the looks around a jump come to it. */
const NEAR = 1e-3;
/** Places where a curve begins or ends are narrowed to this part of a cell of the grid. */
const EDGE = 1 / 32;
/** Cells in which both curves pass the same heights are halved to this part of a cell of the grid. */
const HALVED = 1 / 4;
/** The most looks that are spent on such cells. */
const MOST_HALVED = 12;
/** Logarithms of ratios beyond this say nothing more. */
const FARTHEST = 10;

/** How an axis is searched. */
export interface SearchedAxis {
  readonly logarithmic: boolean;
  /** Only whole numbers make a difference. */
  readonly whole: boolean;
  /** The most looks. */
  readonly most: number;
}

/** The logarithm of the second over the first; `null` where one has no value. */
export function gapOf({ first, second }: Heights): number | null {
  if (first === null || second === null) return null;
  if (!Number.isFinite(first) || !Number.isFinite(second)) return null;
  if (first === second) return 0;
  if (first <= 0 || second <= 0) return second > first ? FARTHEST : -FARTHEST;
  return Math.max(-FARTHEST, Math.min(FARTHEST, Math.log(second / first)));
}

/**
 * Looks at an ascending grid, and then closer: first where the first view changes sides, then the others, then where a
 * curve begins or ends, last where both pass the same heights and could pass each other twice.
 */
export function explored(
  at: (x: number) => readonly Heights[],
  grid: readonly number[],
  axis: SearchedAxis,
): readonly Probe[] {
  const places = axis.whole ? [...new Set(grid.map(Math.round))] : grid;
  const looks = places.map((x): Probe => ({ x, views: at(x) }));
  const cell = widthOf(looks, axis) / Math.max(1, looks.length - 1);
  const spent = { halved: 0 };
  while (looks.length < axis.most) {
    // What is left is kept for the passages that nobody came near to, as soon as they take all of it.
    const short = axis.most - looks.length <= takenByWide(looks, axis);
    const next = short ? widestFlip(looks, axis) : nextLook(looks, axis, cell, spent);
    if (!next || !looked(looks, next, axis, at)) break;
  }
  return looks;
}

/** Looks at a place between two looks, and says whether there was one. */
function looked(
  looks: Probe[],
  next: Pick<Wanted, 'cell' | 'x'>,
  axis: SearchedAxis,
  at: (x: number) => readonly Heights[],
): boolean {
  const [low, high] = [looks[next.cell], looks[next.cell + 1]];
  if (!low || !high) return false;
  const x = axis.whole ? Math.min(high.x - 1, Math.max(low.x + 1, Math.round(next.x))) : next.x;
  if (x <= low.x || x >= high.x) return false;
  looks.splice(next.cell + 1, 0, { x, views: at(x) });
  return true;
}

/** A cell in which curves change sides by more than a little, and its width as a part of its place. */
interface Wide extends Pick<Wanted, 'cell' | 'x'> {
  readonly width: number;
}

/** The cells with a passage that are too wide for a place. */
function wideFlips(looks: readonly Probe[], axis: SearchedAxis): readonly Wide[] {
  return looks.flatMap((low, cell): Wide[] => {
    const high = looks[cell + 1];
    if (!high || (axis.whole && high.x - low.x <= 1)) return [];
    const width = (high.x - low.x) / Math.max(Math.abs(low.x), Math.abs(high.x));
    if (width <= POINT || !low.views.some((view, n) => flips(view, high.views[n]))) return [];
    return [{ cell, x: back((along(low.x, axis) + along(high.x, axis)) / 2, axis), width }];
  });
}

/** Looks that it takes to narrow all of them. */
const takenByWide = (looks: readonly Probe[], axis: SearchedAxis): number =>
  wideFlips(looks, axis).reduce((sum, { width }) => sum + Math.ceil(Math.log2(width / POINT)), 0);

/** The middle of the widest; `null` where all are narrow. */
function widestFlip(looks: readonly Probe[], axis: SearchedAxis): Wide | null {
  return wideFlips(looks, axis).toSorted((one, two) => two.width - one.width)[0] ?? null;
}

function flips(low: Heights, high: Heights | undefined): boolean {
  const [a, b] = [gapOf(low), high ? gapOf(high) : null];
  return a !== null && b !== null && a * b < 0 && !(isWeak(a) && isWeak(b));
}

/** Place on the axis on which cells are halved. */
const along = (x: number, { logarithmic }: SearchedAxis) => (logarithmic ? Math.log(x) : x);
const back = (t: number, { logarithmic }: SearchedAxis) => (logarithmic ? Math.exp(t) : t);

function widthOf(looks: readonly Probe[], axis: SearchedAxis): number {
  const [first, last] = [looks[0], looks.at(-1)];
  return first && last ? along(last.x, axis) - along(first.x, axis) : 0;
}

interface Wanted {
  /** The number of the look before it. */
  readonly cell: number;
  readonly x: number;
  /** What is looked at first. */
  readonly rank: number;
}

function nextLook(
  looks: readonly Probe[],
  axis: SearchedAxis,
  cell: number,
  spent: { halved: number },
): Wanted | null {
  let best: Wanted | null = null;
  for (let i = 0; i + 1 < looks.length; i++) {
    const [low, high] = [looks[i], looks[i + 1]];
    if (!low || !high || (axis.whole && high.x - low.x <= 1)) continue;
    for (let view = 0; view < low.views.length; view++) {
      const wanted = wantedIn(low, high, { view, axis, cell, turn: looks.length });
      if (wanted && (best === null || wanted.rank < best.rank)) best = { cell: i, ...wanted };
    }
  }
  if (best && best.rank >= HALVING) return spent.halved++ < MOST_HALVED ? best : null;
  return best;
}

const EDGES = 10;
const HALVING = 100;

interface Sought {
  readonly view: number;
  readonly axis: SearchedAxis;
  readonly cell: number;
  readonly turn: number;
}

function wantedIn(low: Probe, high: Probe, { view, axis, cell, turn }: Sought): Omit<Wanted, 'cell'> | null {
  const [from, to] = [low.views[view], high.views[view]];
  if (!from || !to) return null;
  const [a, b] = [gapOf(from), gapOf(to)];
  const [left, right] = [along(low.x, axis), along(high.x, axis)];
  const at = (part: number) => back(left + (right - left) * part, axis);
  if (a === null || b === null) {
    const begins = (a === null) !== (b === null) && right - left > cell * EDGE;
    return begins ? { x: at(0.5), rank: EDGES + view } : null;
  }
  if (a * b < 0) {
    if (isWeak(a) && isWeak(b)) return null;
    if (high.x - low.x <= NEAR * Math.abs(high.x)) return null;
    return { x: at(turn % 2 === 0 ? 0.5 : aimed(a, b)), rank: view };
  }
  if (right - left <= cell * HALVED * 1.01 || (isWeak(a) && isWeak(b)) || apart(from, to)) return null;
  return { x: at(0.5), rank: HALVING + view + Math.min(Math.abs(a), Math.abs(b)) };
}

/** Whether two curves are about equal where their gap is so. */
export const isWeak = (gap: number) => Math.abs(gap) < ABOUT_EQUAL;

/** Where the straight line between two ends is zero; just beyond it, seen from an end that is near zero already. */
function aimed(a: number, b: number): number {
  const beyond = ABOUT_EQUAL * 0.7;
  const target = isWeak(a) ? -Math.sign(a) * beyond : isWeak(b) ? -Math.sign(b) * beyond : 0;
  return Math.min(0.98, Math.max(0.02, (a - target) / (a - b)));
}

/** Whether the higher curve stays above the heights of the lower one, so that curves which only rise or fall do not meet. */
function apart(from: Heights, to: Heights): boolean {
  const [a, b, c, d] = [from.first ?? 0, to.first ?? 0, from.second ?? 0, to.second ?? 0];
  return Math.max(a, b) < Math.min(c, d) || Math.max(c, d) < Math.min(a, b);
}

/** What looks say of one view. */
export interface Sides {
  readonly passages: readonly Passage[];
  /** Stretches in which both are about equal without changing sides for good, those at the ends of the range included. */
  readonly touches: readonly Stretch[];
  /** Looks at which each curve has a value. */
  readonly first: number;
  readonly second: number;
  /** All looks. */
  readonly looks: number;
  /** Whether the first (the second) curve is lower by more than a little somewhere, single steps left out. */
  readonly firstLower: boolean;
  readonly secondLower: boolean;
  /** Whether there are such steps. */
  readonly steps: boolean;
  /** Whether both are about equal somewhere, and whether they are then the same but for rounding. */
  readonly weak: boolean;
  readonly same: boolean;
}

/** Relative differences below this are rounding. */
const SAME = 1e-9;

interface Seen {
  readonly x: number;
  readonly gap: number;
}

/** Reads one view of what was looked at. */
export function sidesOf(looks: readonly Probe[], view: number, axis: SearchedAxis): Sides {
  const passages: Passage[] = [];
  const touches: Stretch[] = [];
  const seen: Seen[] = [];
  for (const run of runsOf(looks, view)) {
    seen.push(...run);
    let from = run.findIndex(({ gap }) => !isWeak(gap));
    if (from !== 0) touches.push(...touchOf(run.slice(0, from === -1 ? run.length : from + 1), axis));
    while (from !== -1) {
      const next = run.findIndex(({ gap }, i) => i > from && !isWeak(gap));
      const piece = run.slice(from, next === -1 ? run.length : next + 1);
      const passage = next === -1 ? null : passageOf(piece, axis);
      if (passage) passages.push(passage);
      else touches.push(...touchOf(piece, axis));
      from = next;
    }
  }
  const { lasting, slivers } = withoutSlivers(passages);
  const isStep = ({ x }: Seen) => slivers.some(([low, high]) => x > low && x < high);
  const gaps = seen.filter((one) => !isStep(one)).map(({ gap }) => gap);
  const count = (of: 'first' | 'second') => looks.filter(({ views }) => views[view]?.[of] != null).length;
  return {
    passages: lasting,
    touches,
    first: count('first'),
    second: count('second'),
    looks: looks.length,
    firstLower: gaps.some((gap) => gap >= ABOUT_EQUAL),
    secondLower: gaps.some((gap) => gap <= -ABOUT_EQUAL),
    steps: slivers.length > 0,
    weak: gaps.some(isWeak),
    same: gaps.every((gap) => !isWeak(gap) || Math.abs(gap) <= SAME),
  };
}

/** A side that is left again within this part of where it begins is a step of whole units. */
const SLIVER = 0.02;

/** Whether a side that ends at a place is left again at once where it begins at another. */
export const isSliver = (from: number, to: number): boolean => to - from <= SLIVER * Math.abs(from);

/** Passages without pairs that lead back to the same side at once, and where these lie. */
function withoutSlivers(passages: readonly Passage[]): { lasting: Passage[]; slivers: Stretch[] } {
  const [lasting, slivers]: [Passage[], Stretch[]] = [[], []];
  for (const passage of passages) {
    const before = lasting.at(-1);
    if (before && isSliver(before.high, passage.low)) {
      lasting.pop();
      slivers.push([before.low, passage.high]);
    } else lasting.push(passage);
  }
  return { lasting, slivers };
}

/** Looks next to each other at which both curves have a value. */
function runsOf(looks: readonly Probe[], view: number): Seen[][] {
  const runs: Seen[][] = [[]];
  for (const { x, views } of looks) {
    const heights = views[view];
    const gap = heights ? gapOf(heights) : null;
    if (gap === null) runs.push([]);
    else runs.at(-1)?.push({ x, gap });
  }
  return runs.filter((run) => run.length > 0);
}

/** The passage between two looks of different sides with what is about equal between them; `null` where they are alike. */
function passageOf(piece: readonly Seen[], axis: SearchedAxis): Passage | null {
  const [before, behind] = [piece[0], piece.at(-1)];
  if (!before || !behind || before.gap * behind.gap > 0) return null;
  const sided = piece.filter(({ gap }) => gap !== 0);
  const flips = sided.flatMap((one, i) => {
    const next = sided[i + 1];
    return next && one.gap * next.gap < 0 ? [{ low: one, high: next }] : [];
  });
  const [first, last] = [flips[0], flips.at(-1)];
  if (!first || !last) return null;
  const stretch = stretchOf(piece, axis);
  const middle = () => back((along(stretch[0], axis) + along(stretch[1], axis)) / 2, axis);
  const between = () => {
    const equal = piece.filter(({ x, gap }) => gap === 0 && x > first.low.x && x < first.high.x);
    const [from, to] = [equal[0], equal.at(-1)];
    return from && to ? (from.x + to.x) / 2 : crossedAt(first.low, first.high, 0, axis);
  };
  const value = axis.whole && flips.length === 1 ? first.high.x : flips.length === 1 ? between() : middle();
  const [low, high] = [first.low.x, last.high.x];
  return {
    value: Math.min(high, Math.max(low, value)),
    low,
    high,
    secondLowerAbove: behind.gap < 0,
    // Without a look at which they are about equal nobody knows of such a stretch.
    aboutEqual: isPoint(stretch) || !piece.some(({ gap }) => isWeak(gap)) ? null : stretch,
  };
}

/** The stretch in which looks are about equal, where there is one. */
function touchOf(piece: readonly Seen[], axis: SearchedAxis): Stretch[] {
  return piece.some(({ gap }) => isWeak(gap)) ? [stretchOf(piece, axis)] : [];
}

/** From where the curves are about equal to where they are no longer, between looks in proportion. */
function stretchOf(piece: readonly Seen[], axis: SearchedAxis): Stretch {
  const [before, next, last, behind] = [piece[0], piece[1], piece.at(-2), piece.at(-1)];
  const weak = piece.filter(({ gap }) => isWeak(gap));
  // Between two whole numbers there is nothing.
  if (axis.whole) return [weak[0]?.x ?? 0, weak.at(-1)?.x ?? 0];
  if (!before || !behind || !next || !last) return [before?.x ?? 0, before?.x ?? 0];
  const edge = (strong: Seen, weak: Seen) =>
    isWeak(strong.gap) ? strong.x : crossedAt(strong, weak, Math.sign(strong.gap) * ABOUT_EQUAL, axis);
  return [edge(before, next), edge(behind, last)];
}

/** Where a straight line between two looks has a height. */
function crossedAt(a: Seen, b: Seen, height: number, axis: SearchedAxis): number {
  if (a.gap === b.gap) return a.x;
  const part = (height - a.gap) / (b.gap - a.gap);
  const [from, to] = [along(a.x, axis), along(b.x, axis)];
  return back(from + (to - from) * Math.min(1, Math.max(0, part)), axis);
}

function isPoint([low, high]: Stretch): boolean {
  return high - low <= POINT * Math.max(Math.abs(low), Math.abs(high));
}
