import type { Lengths, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { AcceptanceProfile } from '../../catalog/shapes/types.js';
import type { Path } from '../../plan/path.js';
import { withNumber } from './held.js';

/**
 * Moves of more than one number: what belongs together keeps its shape. A file cannot say these by one value, so
 * they differ from `moved`; break-evens and inverse questions are asked along them.
 */

/** The plan with a member of every option that has it at one value, as in `lpx` `price`. SI units. */
export function withEveryOption(plan: ResolvedPlan, member: Path, value: number): ResolvedPlan {
  return Object.keys(plan.options).reduce(
    (changed, name) => withNumber(changed, ['options', name, ...member], value),
    plan,
  );
}

/** The plan with a workload's context scaled so that its median is `p50` tokens; the distribution keeps its shape. */
export function withMedianContext(plan: ResolvedPlan, name: string, p50: number): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload) return plan;
  const context = scaledLengths(workload.context, p50);
  return { ...plan, workloads: { ...plan.workloads, [name]: { ...workload, context } } };
}

/** Shares of the workloads beside one that has another share: they keep their proportions, and all add up to one. */
export function otherShares(
  plan: ResolvedPlan,
  name: string,
  share: number,
): Readonly<Record<string, number>> {
  const others = Object.entries(plan.workloads).filter(([other]) => other !== name);
  const sum = others.reduce((total, [, workload]) => total + workload.share, 0);
  return Object.fromEntries(
    others.map(([other, workload]) => [
      other,
      (1 - share) * (sum > 0 ? workload.share / sum : 1 / others.length),
    ]),
  );
}

function scaledLengths(lengths: Lengths, p50: number): Lengths {
  const factor = p50 / lengths.p50;
  const scale = (tokens: number) => Math.max(1, Math.round(tokens * factor));
  return { p50: scale(lengths.p50), p95: scale(lengths.p95), max: scale(lengths.max) };
}

/** The plan with a workload's prompts scaled so that their median is `p50` tokens; itself where it says nothing of them. */
export function withMedianInput(plan: ResolvedPlan, name: string, p50: number): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload?.input) return plan;
  const input = scaledLengths(workload.input, p50);
  return { ...plan, workloads: { ...plan.workloads, [name]: { ...workload, input } } };
}

/**
 * The plan with the acceptance of every option that drafts, or of those that are `meant`, stretched so that its own drafts
 * accept `length` tokens.
 */
export function withAcceptedLength(
  plan: ResolvedPlan,
  length: number,
  meant: (option: string) => boolean = () => true,
): ResolvedPlan {
  const options = Object.entries(plan.options).map(([name, option]) => {
    const { speculation } = option;
    if (!speculation || !meant(name)) return [name, option] as const;
    const acceptance = stretched(speculation.acceptance, speculation.draftTokens, length);
    return [name, { ...option, speculation: { ...speculation, acceptance } }] as const;
  });
  return { ...plan, options: Object.fromEntries(options) };
}

/** Accepted length of a profile with `draftTokens` drafts, bonus included; the last known beyond its end. */
export function acceptedLengthAt(profile: AcceptanceProfile, draftTokens: number): number {
  if (draftTokens === 0) return 1;
  return profile.acceptedLength[draftTokens - 1] ?? profile.acceptedLength.at(-1) ?? 1;
}

/** Accepted lengths nearer than this are one. */
const SAME = 1e-9;

/** Stretches a profile so that `draftTokens` drafts accept `length` tokens; its spread between requests is lost. */
function stretched(profile: AcceptanceProfile, draftTokens: number, length: number): AcceptanceProfile {
  const now = acceptedLengthAt(profile, draftTokens);
  if (now <= 1 || Math.abs(now - length) < SAME) return profile;
  const factor = (length - 1) / (now - 1);
  const acceptedLength = profile.acceptedLength.map((tau, i) => Math.min(i + 2, 1 + (tau - 1) * factor));
  return { ...profile, acceptedLength, betaMixture: null };
}
