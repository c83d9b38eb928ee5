import type { Assignment, Ground, Shareable, Weighed } from './ground.js';

/** What of a mix is known before anything is shared. */
type Serving = Pick<Weighed, 'assignment' | 'weight' | 'workloads'>;

/** The best mix, and the best of those that differ from it. */
export interface Explored {
  readonly best: Weighed;
  /** The cheapest other that serves as much, has the workload on another option, and passes. */
  readonly rival: (member: number, passes: (one: Serving) => boolean) => Weighed | null;
  /** The cheapest that serves all the same workloads but one. */
  readonly without: (member: number) => Weighed | null;
  /** Every mix was weighed. */
  readonly exact: boolean;
}

/** So many mixes are weighed at most one by one, of so many parts. */
const MOST_MIXES = 2048;
const MOST_PARTS = 128;
/** A search among more stops once it has worked out so many parts. */
const MOST_SEARCHED = 320;

/** The mix that serves most, and of those the cheapest (fleet.md 5): of few workloads all are weighed. */
export function explore(ground: Ground): Explored {
  const { candidates } = ground;
  const mixes = candidates.reduce((product, own) => product * (own.length + 1), 1);
  const parts = new Set(candidates.flat()).size * 2 ** candidates.length;
  return mixes <= MOST_MIXES && parts <= MOST_PARTS ? exhaustive(ground) : searched(ground);
}

/** One that serves more before one that serves less, then the cheaper; of equal costs the one that draws less power. */
function better(a: Weighed, b: Weighed | null): boolean {
  if (!b) return true;
  if (!serves(a, b.weight)) return false;
  if (!serves(b, a.weight)) return true;
  if (Math.abs(a.usdPerSecond - b.usdPerSecond) > SAME * Math.abs(b.usdPerSecond))
    return a.usdPerSecond < b.usdPerSecond;
  return wattsOf(a) < wattsOf(b);
}

/** Costs this close are the same. */
const SAME = 1e-9;

const wattsOf = ({ together: { power } }: Weighed): number => power.meterWatts ?? Number.POSITIVE_INFINITY;

/** Whether a mix serves as many tokens; sums in another order differ in their last digits. */
const serves = ({ weight }: Pick<Weighed, 'weight'>, least: number): boolean => weight >= least * (1 - 1e-12);

function cheapest(all: Iterable<Weighed | null>): Weighed | null {
  let best: Weighed | null = null;
  for (const one of all) if (one && better(one, best)) best = one;
  return best;
}

/** A mix as it is, and as it is where its options share something. */
interface Tried {
  readonly apart: Weighed | null;
  readonly shared: Shareable | null;
}

const triedAs =
  ({ weigh, shared }: Ground) =>
  (assignment: Assignment): Tried => ({ apart: weigh(assignment), shared: shared(assignment) });

/**
 * The cheapest of some mixes. What is shared is worked out only where that may be cheaper than what is found by then: of
 * equals the one in which nothing is shared is the better answer.
 */
function cheapestOf(all: readonly Tried[], passes: (one: Serving) => boolean = () => true): Weighed | null {
  let best = cheapest(all.map(({ apart }) => (apart && passes(apart) ? apart : null)));
  const shareable = all.flatMap(({ shared }) => (shared && passes(shared) ? [shared] : []));
  for (const one of shareable.toSorted((a, b) => a.least - b.least)) {
    if (best && !saves(one.least, one.weight, best)) continue;
    const own = one.weigh();
    if (own && (!best || saves(own.usdPerSecond, own.weight, best))) best = own;
  }
  return best;
}

/** Whether what costs so much and serves so many tokens serves more than a mix, or as many for less. */
const saves = (usdPerSecond: number, weight: number, than: Weighed): boolean =>
  serves({ weight }, than.weight) && (!serves(than, weight) || usdPerSecond < than.usdPerSecond * (1 - SAME));

/** The best of a mix with what its options share, or without; `null` where it does not serve, or is not allowed. */
export const weighedAs = (ground: Ground, assignment: Assignment): Weighed | null =>
  cheapestOf([triedAs(ground)(assignment)]);

/** A mix that serves nothing costs nothing, and nothing forbids it. */
function nothing({ names, weigh }: Ground): Weighed {
  const one = weigh(names.map(() => null));
  if (!one) throw new RangeError('nothing is forbidden');
  return one;
}

export function exhaustive(ground: Ground): Explored {
  let assignments: Assignment[] = [[]];
  for (const own of ground.candidates)
    assignments = assignments.flatMap((head) => [...own, null].map((option) => [...head, option]));
  const all = assignments.map(triedAs(ground));
  const best = cheapestOf(all) ?? nothing(ground);
  return {
    best,
    exact: true,
    rival: (member, passes) =>
      cheapestOf(all, (one) => serves(one, best.weight) && differs(one, best, member) && passes(one)),
    without: (member) =>
      cheapestOf(all, ({ assignment }) =>
        assignment.every((option, i) => (option === null) === (i === member || best.assignment[i] === null)),
      ),
  };
}

const differs = (one: Serving, other: Serving, member: number): boolean =>
  one.assignment[member] !== other.assignment[member];

/** From several beginnings, one workload moved or two exchanged as long as that saves something, then chains of moves. */
export function searched(ground: Ground): Explored {
  const { options, candidates } = ground;
  const starts: (Weighed | null)[] = [
    built(ground),
    ...options.map((_, option) =>
      weighedAs(
        ground,
        candidates.map((own) => (own.includes(option) ? option : (own[0] ?? null))),
      ),
    ),
  ];
  // What single moves find comes first: chains ask for many more parts, of which there are only so many.
  const settled = starts.flatMap((start) => (start ? [improved(ground, start)] : []));
  const best = cheapest(settled.map((one) => chained(ground, one))) ?? nothing(ground);
  const moved = (member: number) => movesOf(ground, best.assignment, member).map(triedAs(ground));
  return {
    best,
    exact: false,
    rival: (member, passes) => cheapestOf(moved(member), (one) => serves(one, best.weight) && passes(one)),
    without: (member) =>
      weighedAs(
        ground,
        best.assignment.map((option, i) => (i === member ? null : option)),
      ),
  };
}

/** Workloads one after the other, the largest first, each where it costs least. */
function built(ground: Ground): Weighed {
  const { weights, candidates } = ground;
  const order = weights.map((_, i) => i).toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  let kept = nothing(ground);
  for (const member of order) {
    const own = candidates[member] ?? [];
    const tried = own.map((option) => triedAs(ground)(kept.assignment.with(member, option)));
    kept = cheapestOf([{ apart: kept, shared: null }, ...tried]) ?? kept;
  }
  return kept;
}

function improved(ground: Ground, start: Weighed): Weighed {
  let kept = start;
  while (ground.parts() < MOST_SEARCHED) {
    const near = neighbours(ground, kept.assignment).map(triedAs(ground));
    // Beside what is kept, what cannot be better is not worked out.
    const next = cheapestOf([{ apart: kept, shared: null }, ...near]);
    if (!next || !better(next, kept)) return kept;
    kept = next;
  }
  return kept;
}

/**
 * Beyond what single moves improve: each workload is moved once, the best of these first even where that costs more, and
 * the chain is kept up to where it costs least. So several leave an option together that none leaves alone. Chains into
 * one option follow: what pays together there may lie behind moves elsewhere that look better one by one.
 */
function chained(ground: Ground, start: Weighed): Weighed {
  let kept = start;
  while (ground.parts() < MOST_SEARCHED) {
    const next = cheapest([
      bestOfChain(ground, kept, null),
      ...ground.options.map((_, into) => bestOfChain(ground, kept, into)),
    ]);
    if (!next || !better(next, kept)) return kept;
    kept = improved(ground, next);
  }
  return kept;
}

/** The best mix on a chain of moves; where `into` is given, of moves to that option alone. */
function bestOfChain(ground: Ground, start: Weighed, into: number | null): Weighed | null {
  const left = new Set(start.assignment.map((_, member) => member));
  let [at, best]: [Weighed, Weighed | null] = [start, null];
  while (left.size > 0 && ground.parts() < MOST_SEARCHED) {
    const next = cheapestOf(
      [...left].flatMap((member) =>
        movesOf(ground, at.assignment, member)
          .filter((moved) => into === null || moved[member] === into)
          .map(triedAs(ground)),
      ),
    );
    const moved = next && [...left].find((member) => differs(next, at, member));
    if (!next || moved == null) break;
    left.delete(moved);
    at = next;
    if (better(at, best)) best = at;
  }
  return best;
}

function neighbours(ground: Ground, assignment: Assignment): Assignment[] {
  const members = assignment.map((_, i) => i);
  return [
    ...members.flatMap((member) => movesOf(ground, assignment, member)),
    ...members.flatMap((one) =>
      members.slice(one + 1).flatMap((two) => exchanged(ground, assignment, one, two)),
    ),
  ];
}

/** One workload on every other option that can serve it. */
function movesOf({ candidates }: Ground, assignment: Assignment, member: number): Assignment[] {
  return (candidates[member] ?? [])
    .filter((option) => option !== assignment[member])
    .map((option) => assignment.with(member, option));
}

/** Two workloads in each other's place. */
function exchanged({ candidates }: Ground, assignment: Assignment, one: number, two: number): Assignment[] {
  const [first, second] = [assignment[one] ?? null, assignment[two] ?? null];
  const may = (member: number, option: number | null) =>
    option === null || candidates[member]?.includes(option) === true;
  if (first === second || !may(one, second) || !may(two, first)) return [];
  return [assignment.with(one, second).with(two, first)];
}
