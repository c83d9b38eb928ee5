import { isSameType } from '../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { revenuePerToken } from '../fleet/costs.js';
import { gpusOf, servingOf } from '../fleet/optionCase.js';
import type { AttachRate, WorkloadWinner } from '../shapes/result.js';
import { DEVIATIONS_IN_REACH } from '../shapes/sampling.js';
import { MILLION } from '../../units/constants.js';
import type { Ground, Weighed } from './mix/ground.js';
import { weighedAs, type Explored } from './mix/search.js';
import type { SharedWorkload } from './mix/share.js';

/** A workload in the best mix. */
interface Served extends SharedWorkload {
  readonly name: string;
  readonly member: number;
}

/** Accelerators of a rack that LPX racks are counted beside. */
const GPUS = 72;

/** The LPX part of the best mix: by tokens, revenue and racks, with what is a tie and what forces it (fleet.md 5). */
export function attachRate(plan: ResolvedPlan, ground: Ground, explored: Explored): AttachRate {
  const { best } = explored;
  const served = ground.names.flatMap((name, member): Served[] => {
    const own = best.workloads[member];
    return own ? [{ ...own, name, member }] : [];
  });
  const perWorkload = Object.fromEntries(
    ground.names.map((name, member) => [name, winnerOf(ground, explored, member)]),
  );
  if (served.length === 0) return { ...NOTHING, perWorkload, reason: { code: 'no-option-priced' } };
  const racked = served.filter(({ onLpx }) => onLpx);
  const tied = new Set(served.filter((one) => isTie(plan, ground, explored, one)));
  const ofTokens = (which: (one: Served) => boolean) =>
    partOf(served, which, ({ tokensPerSecond }) => tokensPerSecond);
  const ends = [false, true].map((onLpx) => {
    const { workloads } = leaning(plan, ground, explored, { tied, onLpx });
    return ofTokens(({ member }) => workloads[member]?.onLpx === true);
  });
  const [low = null, high = null] = ends;
  const { accelerators, lpxRacks } = best.together;
  const gpuRacks = served.reduce((sum, one) => sum + one.gpuRacks, 0);
  return {
    ofTokens: ofTokens(({ onLpx }) => onLpx),
    ofTokensRange: low === null || high === null ? null : { low, high },
    ofRevenue: partOf(
      served,
      ({ onLpx }) => onLpx,
      (one) => revenueOf(plan, one),
    ),
    ofGpuRacks: partOf(
      served,
      ({ onLpx }) => onLpx,
      (one) => one.gpuRacks,
    ),
    lpxRacksPerGpuRack: gpuRacks > 0 ? lpxRacks / gpuRacks : null,
    lpxRacksPer72Gpus: accelerators > 0 ? (lpxRacks * GPUS) / accelerators : null,
    ties: [...tied].map(({ name }) => name),
    ...(hasRival(plan) ? forcedOf(explored, racked) : NOT_FORCED),
    perWorkload,
  };
}

/** Whether some option has no racks: else nothing says that they are needed. */
const hasRival = ({ options }: ResolvedPlan): boolean =>
  Object.values(options).some(({ lpx }) => lpx === null);

const NOT_FORCED = { forcedBy: null, forcedUsdPerMillionTokens: null };

const NOTHING: Omit<AttachRate, 'perWorkload'> = {
  ofTokens: null,
  ofTokensRange: null,
  ofRevenue: null,
  ofGpuRacks: null,
  lpxRacksPerGpuRack: null,
  lpxRacksPer72Gpus: null,
  ties: [],
  ...NOT_FORCED,
};

/** The part that some workloads have of a sum; `null` where a part of it is not known, or there is none. */
function partOf(
  served: readonly Served[],
  which: (one: Served) => boolean,
  of: (one: Served) => number | null,
): number | null {
  let [part, whole] = [0, 0];
  for (const one of served) {
    const value = of(one);
    if (value === null) return null;
    whole += value;
    if (which(one)) part += value;
  }
  return whole > 0 ? part / whole : null;
}

function revenueOf({ workloads }: ResolvedPlan, { name, tokensPerSecond }: Served): number | null {
  const workload = workloads[name];
  const price = workload ? revenuePerToken(workload) : null;
  return price === null || tokensPerSecond === null ? null : price * tokensPerSecond;
}

/** What of the bill is a workload's, on the basis that picks winners: as the options share it out all-in. */
function billOf({ together, usdPerSecond }: Weighed, own: SharedWorkload): number | null {
  const { priced } = together.usdPerSecond;
  if (own.usdPerSecond === null || priced === null || priced <= 0) return null;
  return (own.usdPerSecond * usdPerSecond) / priced;
}

/** What a bill grows by with another mix; sums in another order differ in their last digits. */
function grownBy(next: Weighed, best: Weighed): number {
  const more = next.usdPerSecond - best.usdPerSecond;
  return Math.abs(more) <= ROUNDING * best.usdPerSecond ? 0 : more;
}

/** Relative differences below this are rounding. */
const ROUNDING = 1e-9;

function winnerOf({ options, names }: Ground, { best, rival }: Explored, member: number): WorkloadWinner {
  const option = best.assignment[member] ?? null;
  const own = best.workloads[member];
  if (option === null || !own || names[member] === undefined)
    return { winner: null, runnerUp: null, margin: null };
  const next = rival(member, () => true);
  const bill = billOf(best, own);
  return {
    winner: options[option] ?? null,
    runnerUp: next ? (options[next.assignment[member] ?? -1] ?? null) : null,
    margin: next && bill !== null && bill > 0 ? grownBy(next, best) / bill : null,
  };
}

/** The cheapest mix in which LPX works for a workload where it does not, and the other way round. */
const other = ({ rival }: Explored, { member, onLpx }: Served): Weighed | null =>
  rival(member, ({ workloads }) => {
    const there = workloads[member];
    return there != null && there.onLpx !== onLpx;
  });

/** A normal error is beyond so many standard deviations once in ten draws on each side. */
const TENTH = 1.28;

/** Whether costs with and without LPX are closer than what they do not err alike (fleet.md 5). */
function isTie(plan: ResolvedPlan, ground: Ground, explored: Explored, one: Served): boolean {
  const next = other(explored, one);
  return next !== null && areClose(plan, ground, [explored.best, next], [one.member]);
}

/** Whether two mixes are as close as that, where it is some workloads that they serve in another way. */
function areClose(
  plan: ResolvedPlan,
  ground: Ground,
  [best, next]: readonly [Weighed, Weighed],
  members: readonly number[],
): boolean {
  let [bill, reach] = [0, 0];
  for (const member of members) {
    const [one, there] = [best.workloads[member], next.workloads[member]];
    const part = one ? billOf(best, one) : null;
    if (!one || !there || part === null) return false;
    const own = [one.lpxError, there.lpxError];
    const alike = isSameStack(plan, ground, [best, next], member);
    bill += part;
    // What is assumed of LPX is wrong for all workloads alike.
    reach = Math.max(reach, Math.hypot(...(alike ? own : [...own, one.error, there.error]).map(Math.log)));
  }
  if (bill <= 0) return false;
  const ratio = 1 + grownBy(next, best) / bill;
  return ratio <= 1 || Math.log(ratio) < (TENTH * reach) / DEVIATIONS_IN_REACH;
}

/**
 * The mix that is still a tie with the best, and in which LPX works for as many of the tied workloads as it can, or for as
 * few: each is given away on its own first, since together they may be no tie any more.
 */
function leaning(
  plan: ResolvedPlan,
  ground: Ground,
  { best }: Explored,
  { tied, onLpx }: { readonly tied: ReadonlySet<Served>; readonly onLpx: boolean },
): Weighed {
  const bySize = [...tied].toSorted((a, b) => (b.tokensPerSecond ?? 0) - (a.tokensPerSecond ?? 0));
  let kept = best;
  for (const { member } of bySize) {
    if (kept.workloads[member]?.onLpx === onLpx) continue;
    const moved = (ground.candidates[member] ?? []).flatMap((option) => {
      const one = weighedAs(ground, kept.assignment.with(member, option));
      if (!one || one.workloads[member]?.onLpx !== onLpx) return [];
      const others = best.workloads.flatMap((was, i) => (was?.onLpx === one.workloads[i]?.onLpx ? [] : i));
      return areClose(plan, ground, [best, one], others) ? one : [];
    });
    kept = moved.toSorted((a, b) => a.usdPerSecond - b.usdPerSecond)[0] ?? kept;
  }
  return kept;
}

/** Options on one engine and one kind of accelerator err alike. */
function isSameStack(
  plan: ResolvedPlan,
  { options }: Ground,
  mixes: readonly [Weighed, Weighed],
  member: number,
): boolean {
  const [a, b] = mixes.map(({ assignment }) => plan.options[options[assignment[member] ?? -1] ?? '']);
  if (!a || !b || a.hosted || b.hosted) return false;
  const [one, two] = [gpusOf(plan, a), gpusOf(plan, b)];
  return (
    one !== null &&
    two !== null &&
    isSameType(one, two) &&
    servingOf(plan, a).engine === servingOf(plan, b).engine
  );
}

/** The workload that nothing but LPX can serve and that frees most racks, and what its tokens add to the bill. */
function forcedOf(
  explored: Explored,
  racked: readonly Served[],
): Pick<AttachRate, 'forcedBy' | 'forcedUsdPerMillionTokens'> {
  const { best, without } = explored;
  let forced: { readonly name: string; readonly racks: number; readonly usd: number | null } | null = null;
  for (const one of racked) {
    if (other(explored, one)) continue;
    const left = without(one.member);
    if (!left) continue;
    const racks = best.together.lpxRacks - left.together.lpxRacks;
    const { tokensPerSecond: tokens } = one;
    const usd = tokens ? ((best.usdPerSecond - left.usdPerSecond) / tokens) * MILLION : null;
    if (!forced || racks > forced.racks) forced = { name: one.name, racks, usd };
  }
  return { forcedBy: forced?.name ?? null, forcedUsdPerMillionTokens: forced?.usd ?? null };
}
