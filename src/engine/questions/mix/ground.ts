import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { overBudget } from '../../fleet/budget.js';
import { together, type Together } from '../../fleet/buying/together.js';
import { caseOf, type OptionCase } from '../../fleet/optionCase.js';
import { forbiddenOf } from '../../fleet/purchase.js';
import { volumeOf } from '../../fleet/load.js';
import type { OptionResult } from '../../shapes/result.js';
import { sumOrNull } from '../../shapes/unknowns.js';
import { SECONDS_PER_HOUR } from '../../../units/constants.js';
import { billedTokens, shareOf, type Share, type SharedWorkload } from './share.js';
import { perMillion } from '../../fleet/optionResult.js';

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
  return { names, options, candidates, weights, parts: share.parts, weigh: weighing(plan, share, weights) };
}

interface Shares {
  (option: number, members: readonly number[]): Share;
  readonly parts: () => number;
}

/** Parts of a plan, each worked out once. */
function sharesOf(plan: ResolvedPlan, cases: readonly OptionCase[]): Shares {
  const entries = Object.entries(plan.workloads);
  // Beside others a workload takes what it needs, never all that is there.
  const asked = entries.length < 2 ? cases : cases.map(withoutCount);
  const made = new Map<string, Share>();
  // Pools of many are searched in their order: the same workloads come in the same, whatever plan they stand in.
  const ranks = entries
    .map(([, workload], member) => ({ member, text: JSON.stringify({ ...workload, share: 0 }) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.member - b.member))
    .map(({ member }) => member);
  const rank = (member: number) => ranks.indexOf(member);
  const shareBy = (option: number, members: readonly number[]): Share => {
    const key = `${option} ${members.join(' ')}`;
    const known = made.get(key);
    const own = asked[option];
    if (known) return known;
    if (!own) throw new RangeError(`no option ${option}`);
    const ordered = members.toSorted((a, b) => rank(a) - rank(b));
    const workloads = Object.fromEntries(ordered.flatMap((member) => entries.slice(member, member + 1)));
    const result = shareOf({ ...own, workloads });
    const inPlan = members.map((member) => result.workloads[ordered.indexOf(member)]);
    const share = { ...result, workloads: inPlan.filter((one) => one !== undefined) };
    made.set(key, share);
    return share;
  };
  return Object.assign(shareBy, { parts: () => made.size });
}

const withoutCount = (asked: OptionCase): OptionCase =>
  asked.gpus ? { ...asked, gpus: { ...asked.gpus, count: 0 } } : asked;

function weighing(plan: ResolvedPlan, share: Shares, weights: readonly number[]): Ground['weigh'] {
  const { economics, owned, buy, budget } = plan;
  const [first] = Object.values(plan.options);
  const own = first ? caseOf(plan, first).own : null;
  const loops = Object.values(plan.workloads).map((workload) => volumeOf(workload) === null);
  return (assignment) => {
    const members = new Map<number, number[]>();
    assignment.forEach((option, member) => {
      if (option === null) return;
      const others = members.get(option);
      if (others) others.push(member);
      else members.set(option, [member]);
    });
    const workloads: (SharedWorkload | null)[] = assignment.map(() => null);
    const shares: Share[] = [];
    for (const [option, those] of members) {
      const one = share(option, those);
      if (!one.serves) return null;
      those.forEach((member, i) => (workloads[member] = one.workloads[i] ?? null));
      shares.push(one);
    }
    const found = together({ economics, owned, own }, shares);
    const bill = found.usdPerSecond[economics.owned];
    if (bill === null || forbiddenOf(found.purchase, buy).length > 0) return null;
    const served = workloads.filter((one) => one !== null);
    const tokensPerSecond = sumOrNull(served.map((one) => one.tokensPerSecond));
    const usdPerHour = perHour(found.usdPerSecond.priced);
    const usdPerMillionTokens = perMillion(found.usdPerSecond.priced, tokensPerSecond);
    const { power } = found;
    const total = { usdPerHour, usdPerMillionTokens };
    if (served.length > 0 && overBudget(budget, { total, power }).length > 0) return null;
    const weight = weights.reduce((sum, one, i) => (assignment[i] === null ? sum : sum + one), 0);
    const looped = assignment.some((option, i) => option !== null && loops[i]);
    const usdPerSecond = looped && tokensPerSecond && weight > 0 ? (bill / tokensPerSecond) * weight : bill;
    return { assignment, usdPerSecond, weight, workloads, together: found, tokensPerSecond };
  };
}

export const perHour = (usdPerSecond: number | null): number | null =>
  usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR;
