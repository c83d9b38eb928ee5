import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { overBudget } from '../../fleet/budget.js';
import { together, type Together } from '../../fleet/buying/together.js';
import { caseOf, type OptionCase } from '../../fleet/optionCase.js';
import { forbiddenOf } from '../../fleet/purchase.js';
import { volumeOf } from '../../fleet/load.js';
import type { OptionResult } from '../../shapes/result.js';
import { sumOrNull } from '../../shapes/unknowns.js';
import { SECONDS_PER_HOUR } from '../../../units/constants.js';
import { once } from '../../../units/memo.js';
import { perMillion } from '../../fleet/optionResult.js';
import { billedTokens, shareOf, type Share, type SharedWorkload } from './share.js';
import { inCommon, type InCommon } from './shared.js';

/** The number of the option that serves each workload, in the plan's order; `null`: none does. */
export type Assignment = readonly (number | null)[];

/** A mix of options with what it comes to. */
export interface Weighed {
  readonly assignment: Assignment;
  /**
   * USD per second on the basis that the plan picks winners by, of as many tokens as `weight`: users of a closed loop
   * make more of them where they are served faster, and a mix is no worse for that.
   */
  readonly usdPerSecond: number;
  /** Decoded tokens per second of the workloads that it serves, one size for one workload whoever serves it. */
  readonly weight: number;
  /** Each workload where it is served; `null` where it is not. */
  readonly workloads: readonly (SharedWorkload | null)[];
  readonly together: Together;
  readonly tokensPerSecond: number | null;
}

/** A mix whose options may share something, before it is worked out. */
export interface Shareable extends Pick<Weighed, 'assignment' | 'weight' | 'workloads'> {
  /** USD per second, as `Weighed` counts it, that it costs at least. */
  readonly least: number;
  /** `null` where sharing does not serve, or not within `buy` and the budget. */
  readonly weigh: () => Weighed | null;
}

/** What a search for the best mix stands on. */
export interface Ground {
  readonly names: readonly string[];
  readonly options: readonly string[];
  /** Options that can serve each workload at a known cost. */
  readonly candidates: readonly (readonly number[])[];
  /** Decoded tokens per second of each workload. */
  readonly weights: readonly number[];
  /** A mix that keeps `buy` and the budget; `null` for one that does not, or does not serve what it says. */
  readonly weigh: (assignment: Assignment) => Weighed | null;
  /** The same mix where its options share racks and accelerators for prompts; `null` where they have none in common. */
  readonly shared: (assignment: Assignment) => Shareable | null;
  /** So many parts were worked out. */
  readonly parts: () => number;
}

/** Of plans with more pairs of option and workload only what options do for all workloads is asked. */
const MOST_PAIRS = 160;

/** The options of a plan as parts of a mix (fleet.md 5). `results` are those of the whole plan. */
export function groundOf(
  plan: ResolvedPlan,
  results: Readonly<Record<string, Pick<OptionResult, 'works' | 'workloads'>>>,
): Ground {
  const names = Object.keys(plan.workloads);
  const options = Object.keys(plan.options);
  const cases = Object.values(plan.options).map((option) => caseOf(plan, option));
  const share = sharesOf(plan, cases);
  const all = options.map((_, option) => option);
  const few = names.length * options.length <= MOST_PAIRS;
  const serves = (option: number, member: number): boolean => {
    if (few) return share(option, [member]).serves;
    const own = results[options[option] ?? '']?.workloads[names[member] ?? ''];
    return own !== undefined && own.cost.usdPerHour !== null && own.reasons.length === 0;
  };
  const candidates = names.map((_, member) => all.filter((option) => serves(option, member)));
  const weights = names.map((name, member) => {
    const [first] = candidates[member] ?? [];
    const workload = plan.workloads[name];
    const asked = workload ? volumeOf(workload) : null;
    if (asked !== null || first === undefined) return asked ?? workload?.concurrency ?? 0;
    if (few) return share(first, [member]).workloads[0]?.tokensPerSecond ?? 0;
    return billedTokens(results[options[first] ?? '']?.workloads[name]?.cost) ?? 0;
  });
  return { names, options, candidates, weights, ...weighing(plan, share, weights) };
}

interface Shares {
  (option: number, members: readonly number[]): Share;
  /** Options with their workloads, and what they have in common; `null` where that is nothing. */
  readonly common: (parts: readonly Portion[]) => InCommon | null;
  readonly parts: () => number;
}

/** Workloads on one option, by their numbers. */
interface Portion {
  readonly option: number;
  readonly members: readonly number[];
}

/** Parts of a plan, each worked out once. */
function sharesOf(plan: ResolvedPlan, cases: readonly OptionCase[]): Shares {
  const entries = Object.entries(plan.workloads);
  // Beside others a workload takes what it needs, never all that is there.
  const asked = entries.length < 2 ? cases : cases.map(withoutCount);
  const made = new Map<string, Share>();
  let joined = 0;
  // Pools of many are searched in their order: the same workloads come in the same, whatever plan they stand in.
  const ranks = entries
    .map(([, workload], member) => ({ member, text: JSON.stringify({ ...workload, share: 0 }) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.member - b.member))
    .map(({ member }) => member);
  const rank = (member: number) => ranks.indexOf(member);
  const ordered = (members: readonly number[]) => members.toSorted((a, b) => rank(a) - rank(b));
  const caseFor = ({ option, members }: Portion): OptionCase => {
    const own = asked[option];
    if (!own) throw new RangeError(`no option ${option}`);
    const some = ordered(members).flatMap((member) => entries.slice(member, member + 1));
    return { ...own, workloads: Object.fromEntries(some) };
  };
  const inPlan = (share: Share, members: readonly number[]): Share => {
    const known = ordered(members);
    const workloads = members.map((member) => share.workloads[known.indexOf(member)]);
    return { ...share, workloads: workloads.filter((one) => one !== undefined) };
  };
  const shareBy = (option: number, members: readonly number[]): Share => {
    const key = `${option} ${members.join(' ')}`;
    const known = made.get(key);
    if (known) return known;
    const share = inPlan(shareOf(caseFor({ option, members })), members);
    made.set(key, share);
    return share;
  };
  const common = (parts: readonly Portion[]): InCommon | null => {
    const found = parts.length < 2 ? null : inCommon({ cases: parts.map(caseFor) });
    if (!found) return null;
    const shares = () => {
      joined++;
      return found.shares()?.map((one, i) => inPlan(one, parts[i]?.members ?? [])) ?? null;
    };
    const least = found.least.map((one, i) => inPlan(one, parts[i]?.members ?? []));
    return { mostSaved: found.mostSaved, least, shares };
  };
  return Object.assign(shareBy, { common, parts: () => made.size + joined });
}

const withoutCount = (asked: OptionCase): OptionCase =>
  asked.gpus ? { ...asked, gpus: { ...asked.gpus, count: 0 } } : asked;

function weighing(
  plan: ResolvedPlan,
  share: Shares,
  weights: readonly number[],
): Pick<Ground, 'weigh' | 'shared' | 'parts'> {
  const { economics, owned, buy, budget } = plan;
  const [first] = Object.values(plan.options);
  const own = first ? caseOf(plan, first).own : null;
  const loops = Object.values(plan.workloads).map((workload) => volumeOf(workload) === null);
  /** Before limits are looked at; `null` where a cost is not known. */
  const summed = (
    assignment: Assignment,
    parts: readonly Portion[],
    shares: readonly Share[],
  ): Weighed | null => {
    const workloads: (SharedWorkload | null)[] = assignment.map(() => null);
    parts.forEach(({ members }, n) => {
      members.forEach((member, i) => (workloads[member] = shares[n]?.workloads[i] ?? null));
    });
    const found = together({ economics, owned, own }, shares);
    const bill = found.usdPerSecond[economics.owned];
    if (bill === null) return null;
    const tokensPerSecond = sumOrNull(workloads.flatMap((one) => (one ? [one.tokensPerSecond] : [])));
    const weight = weights.reduce((sum, one, i) => (assignment[i] === null ? sum : sum + one), 0);
    const looped = assignment.some((option, i) => option !== null && loops[i]);
    const usdPerSecond = looped && tokensPerSecond && weight > 0 ? (bill / tokensPerSecond) * weight : bill;
    return { assignment, usdPerSecond, weight, workloads, together: found, tokensPerSecond };
  };
  const isAllowed = ({
    together: { purchase, usdPerSecond, power },
    tokensPerSecond,
    workloads,
  }: Weighed): boolean => {
    if (forbiddenOf(purchase, buy).length > 0) return false;
    const usdPerHour = perHour(usdPerSecond.priced);
    const total = { usdPerHour, usdPerMillionTokens: perMillion(usdPerSecond.priced, tokensPerSecond) };
    return workloads.every((one) => one === null) || overBudget(budget, { total, power }).length === 0;
  };
  const within = (one: Weighed | null): Weighed | null => (one && isAllowed(one) ? one : null);
  const apart = (assignment: Assignment) => {
    const parts = portionsOf(assignment);
    const shares = parts.map(({ option, members }) => share(option, members));
    return { parts, one: shares.every(({ serves }) => serves) ? summed(assignment, parts, shares) : null };
  };
  return {
    parts: share.parts,
    weigh: (assignment) => within(apart(assignment).one),
    shared: (assignment) => {
      const { parts, one } = apart(assignment);
      const common = one && share.common(parts);
      if (!common) return null;
      const { usdPerSecond, weight, workloads, together: found } = one;
      const bill = found.usdPerSecond[economics.owned] ?? 0;
      // Users of a closed loop wait longer where more of them share, and make no more tokens.
      const byUnits = summed(assignment, parts, common.least)?.usdPerSecond ?? 0;
      const bySaving = bill > 0 ? usdPerSecond * Math.max(0, 1 - common.mostSaved / bill) : 0;
      const least = Math.max(byUnits, bySaving);
      const weigh = once(() => {
        const shares = common.shares();
        return shares && within(summed(assignment, parts, shares));
      });
      return { assignment, weight, workloads, least, weigh };
    },
  };
}

/** The workloads of each option that serves some. */
function portionsOf(assignment: Assignment): readonly Portion[] {
  const members = new Map<number, number[]>();
  assignment.forEach((option, member) => {
    if (option === null) return;
    const others = members.get(option);
    if (others) others.push(member);
    else members.set(option, [member]);
  });
  return [...members].map(([option, those]) => ({ option, members: those }));
}

export const perHour = (usdPerSecond: number | null): number | null =>
  usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR;
