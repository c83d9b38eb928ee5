import { PERFORMANCE_CLAIMS, type PerformanceClaim } from '../../catalog/entries/claims.js';
import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { evaluateOption } from '../fleet/optionResult.js';
import type { OptionWorkloadResult } from '../shapes/result.js';
import { largestWhole } from '../shapes/roots.js';
import { variableById } from './variables.js';

/** What an option gains in a plan by the very step that a published claim is about. */
export interface Gain {
  readonly option: string;
  readonly claim: PerformanceClaim;
  /** With over without: a factor. `null` where either is not known. */
  readonly factor: number | null;
}

/** No user's tokens come faster than this. */
const FASTEST_TOKENS_PER_SECOND = 2 ** 15;

/**
 * Every published gain that an option of the plan can be held against, for a workload: racks against the same
 * option without them, drafting against the same with one drafted token.
 */
export function gainsOf(plan: ResolvedPlan, workload: string): Gain[] {
  return Object.entries(plan.options).flatMap(([name, option]) => {
    const role = option.lpx ? (evaluateOption(plan, option).lpx?.role ?? null) : null;
    // The racks keep the role that they have in the plan, also at speeds at which another would be chosen.
    const fixed = option.lpx && role ? { ...option, lpx: { ...option.lpx, role } } : option;
    return PERFORMANCE_CLAIMS.filter(
      (claim) => applies(claim, option) && (claim.role === null || claim.role === role),
    ).map((claim) => ({ option: name, claim, factor: factorOf(plan, fixed, workload, claim) }));
  });
}

function applies({ of, id }: PerformanceClaim, { lpx, speculation }: Option): boolean {
  return of === 'lpx' ? lpx !== null : speculation?.method.id === id;
}

function factorOf(
  plan: ResolvedPlan,
  option: Option,
  workload: string,
  { of, measure }: PerformanceClaim,
): number | null {
  const { speculation } = option;
  const without: Option =
    of === 'lpx'
      ? { ...option, lpx: null }
      : { ...option, speculation: speculation && { ...speculation, draftTokens: 1, verification: 'fixed' } };
  const [after, before] = [option, without].map((one) => MEASURES[measure](plan, one, workload));
  return after == null || before == null || before <= 0 ? null : after / before;
}

type Measure = (plan: ResolvedPlan, option: Option, workload: string) => number | null;

const MEASURES: Readonly<Record<PerformanceClaim['measure'], Measure>> = {
  speed: topSpeed,
  energy: (plan, option, workload) => {
    const { joulesPerToken = null } = asAsked(plan, option, workload)?.cost ?? {};
    return joulesPerToken === null || joulesPerToken <= 0 ? null : 1 / joulesPerToken;
  },
  throughput: (plan, option, workload) =>
    asAsked(plan, option, workload)?.decode?.tokensPerSecondPerAccelerator ?? null,
};

/** The workload served at the speed that it asks for; `null` where the option is not so fast. */
function asAsked(plan: ResolvedPlan, option: Option, workload: string): OptionWorkloadResult | null {
  const own = evaluateOption(plan, option).workloads[workload];
  return own?.cost.meetsSpeed ? own : null;
}

/** Tokens per second that each user gets at most, to the whole token; `null` where none can be served. */
function topSpeed(plan: ResolvedPlan, option: Option, workload: string): number | null {
  const speed = variableById('speed');
  if (!speed) return null;
  const reached = largestWhole(
    FASTEST_TOKENS_PER_SECOND,
    (value) =>
      evaluateOption(speed.apply(plan, workload, value), option).workloads[workload]?.cost.meetsSpeed ??
      false,
  );
  return reached === 0 ? null : reached;
}
