import { PERFORMANCE_CLAIMS, type PerformanceClaim } from '../../catalog/entries/claims.js';
import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../fleet/choose.js';
import { caseOf } from '../fleet/optionCase.js';
import { evaluateOption } from '../fleet/optionResult.js';
import type { StepCalibration } from '../shapes/machineInputs.js';
import type { PrefillResult } from '../shapes/requestResult.js';
import type { OptionResult, OptionWorkloadResult } from '../shapes/result.js';
import { largestWhole } from '../shapes/roots.js';
import { variableById } from './variables.js';

/** An option over what it is held against. */
interface Held {
  /** With over without: a factor. `null` where either is not known. */
  readonly factor: number | null;
  /** The speed at which the baseline ends where it does not reach the plan's, so that there is no factor. */
  readonly endsAt: number | null;
}

/** What an option gains in a plan by the very step that a published claim is about. */
export interface Gain extends Held {
  readonly option: string;
  readonly claim: PerformanceClaim;
  /** Racks of an option that drafts, held against accelerators without racks and without drafts; `null` for others. */
  readonly undrafted: Held | null;
  /** What is assumed of LPX, as a factor on that; 1 without racks. The error of the step times drops out: both have it. */
  readonly error: number;
}

/** No user's tokens come faster than this. */
const FASTEST_TOKENS_PER_SECOND = 2 ** 15;

/**
 * Every published gain that an option of the plan can be held against, for a workload: racks against the same
 * option without them, drafting against the same with one drafted token.
 */
export function gainsOf(plan: ResolvedPlan, workload: string): Gain[] {
  return Object.entries(plan.options).flatMap(([name, option]) => {
    const answer = option.lpx ? evaluateOption(caseOf(plan, option)) : null;
    const own = answer?.workloads[workload];
    const role = answer?.pools[own?.pool ?? -1]?.lpxRole ?? null;
    const assumed = own?.decode?.band.assumed ?? 0;
    // The racks keep the role that they have in the plan, also at speeds at which another would be chosen.
    const fixed = option.lpx && role ? { ...option, lpx: { ...option.lpx, role } } : option;
    return PERFORMANCE_CLAIMS.filter(
      (claim) => applies(claim, option) && (claim.role === null || claim.role === role),
    ).map((claim) => ({
      option: name,
      claim,
      ...heldOf(plan, { own: fixed, baseline: without(fixed, claim.of) }, workload, claim),
      undrafted:
        claim.of === 'lpx' && option.speculation
          ? heldOf(
              plan,
              { own: fixed, baseline: { ...without(fixed, claim.of), speculation: null } },
              workload,
              claim,
            )
          : null,
      error: claim.of === 'lpx' ? 1 + assumed : 1,
    }));
  });
}

function applies({ of, id }: PerformanceClaim, { lpx, speculation }: Option): boolean {
  return of === 'lpx' ? lpx !== null : speculation?.method.id === id;
}

function heldOf(
  plan: ResolvedPlan,
  { own, baseline }: { readonly own: Option; readonly baseline: Option },
  workload: string,
  { measure }: PerformanceClaim,
): Held {
  const scale = scaleOf(plan, own);
  const asking =
    (one: Option): Ask =>
    (changed) =>
      evaluateOption({ ...caseOf(changed, one), scale });
  const sides = [own, baseline].map((one) => MEASURES[measure](asking(one), plan, workload));
  const [after, before] = alike(sides);
  if (before != null && before > 0) return { factor: after == null ? null : after / before, endsAt: null };
  return { factor: null, endsAt: after == null ? null : topSpeed(asking(baseline), plan, workload) };
}

/**
 * The option without the step that a claim is about. What was measured of its steps was measured with that step, so
 * it goes by its scale alone: as if the software lost as much without it.
 */
function without(option: Option, of: PerformanceClaim['of']): Option {
  const { speculation, measured } = option;
  const unmeasured = { ...option, measured: { ...measured, steps: [] } };
  return of === 'lpx'
    ? { ...unmeasured, lpx: null }
    : {
        ...unmeasured,
        speculation: speculation && { ...speculation, draftTokens: 1, verification: 'fixed' },
      };
}

/** How measurements changed the steps of an option in its plan; `null` where nothing was measured. */
function scaleOf(plan: ResolvedPlan, option: Option): StepCalibration | null {
  const asked = caseOf(plan, option);
  const fleet = asked.gpus && !asked.hosted ? chooseFleet(asked, asked.gpus).fleet : null;
  // Measured options have one layout, and so one kind of replica.
  return fleet?.operations[0]?.machine.replica.calibrated ?? null;
}

/** The answer for the same option where something of the plan is changed. */
type Ask = (plan: ResolvedPlan) => OptionResult;
type Measure = (ask: Ask, plan: ResolvedPlan, workload: string) => Measured | number | null;

/** What is measured of a decoding pool, by where its prompts are computed. */
interface Measured {
  readonly value: number;
  /** The same with accelerators counted that compute its prompts elsewhere. */
  readonly withPrompts: number;
  readonly mode: PrefillResult['mode'] | null;
}

/** Both sides by one rule: where only one of them computes prompts in its own steps, both count what prompts take. */
function alike(sides: readonly (Measured | number | null)[]): (number | null)[] {
  const modes = new Set(
    sides.flatMap((side) => (side !== null && typeof side === 'object' ? side.mode : [])),
  );
  return sides.map((side) => {
    if (side === null || typeof side === 'number') return side;
    return modes.size > 1 ? side.withPrompts : side.value;
  });
}

const MEASURES: Readonly<Record<PerformanceClaim['measure'], Measure>> = {
  speed: topSpeed,
  energy: (ask, plan, workload) => {
    const { joulesPerToken = null } = asAsked(ask(plan), workload)?.cost ?? {};
    return joulesPerToken === null || joulesPerToken <= 0 ? null : 1 / joulesPerToken;
  },
  throughput: (ask, plan, workload) => {
    const { decode, prefill } = asAsked(ask(plan), workload) ?? {};
    if (!decode) return null;
    const value = decode.tokensPerSecondPerAccelerator;
    const apart = prefill?.mode === 'disaggregated' ? (prefill.perDecodeAccelerator ?? 0) : 0;
    return { value, withPrompts: value / (1 + apart), mode: prefill?.mode ?? null };
  },
};

/** The workload served at the speed that it asks for; `null` where the option is not so fast. */
function asAsked({ workloads }: OptionResult, workload: string): OptionWorkloadResult | null {
  const own = workloads[workload];
  return own?.cost.meetsSpeed ? own : null;
}

/** Tokens per second that each user gets at most, to the whole token; `null` where none can be served. */
function topSpeed(ask: Ask, plan: ResolvedPlan, workload: string): number | null {
  const speed = variableById('speed');
  if (!speed) return null;
  const reached = largestWhole(
    FASTEST_TOKENS_PER_SECOND,
    (value) => asAsked(ask(speed.apply(plan, workload, value)), workload) !== null,
  );
  return reached === 0 ? null : reached;
}
