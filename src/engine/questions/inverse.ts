import { ownedGpus, withOwnedGpus } from '../../catalog/shapes/owned.js';
import type { Gpus, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf, gpusOf } from '../fleet/optionCase.js';
import { evaluateOption } from '../fleet/optionResult.js';
import type { OptionPurchase, OptionWorkloadResult } from '../shapes/result.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import { perObject } from '../../units/memo.js';
import { fewestWhole, largestWhole } from '../shapes/roots.js';
import { withNumber } from '../moves/held.js';
import { withMedianContext, withMedianInput } from '../moves/stretches.js';

/** Beyond this no fleet of a plan reaches. */
const MOST_SEQUENCES = 2 ** 22;
const SHORTEST_TOKENS = 256;
const LONGEST_TOKENS = 2 ** 24;

/** Whether an option of a changed plan works, with no more bought than the plan's own fleet has to. */
function works(plan: ResolvedPlan, option: string, bought: OptionPurchase | null): boolean {
  const chosen = plan.options[option];
  if (!chosen) return false;
  const { feasible, purchase } = evaluateOption(caseOf(plan, chosen));
  const most = (of: 'accelerators' | 'lpxRacks') => (purchase[of] ?? 0) <= (bought?.[of] ?? 0);
  return feasible && most('accelerators') && most('lpxRacks');
}

/** What an option buys as planned. */
function boughtBy(plan: ResolvedPlan, option: string): OptionPurchase | null {
  const chosen = plan.options[option];
  return chosen ? evaluateOption(caseOf(plan, chosen)).purchase : null;
}

/**
 * The most sequences of a workload that an option serves with everything else as planned: enough memory at
 * p95, enough speed, and nothing more to buy than as planned. `null` if not even one.
 */
export function largestConcurrency(plan: ResolvedPlan, option: string, workload: string): number | null {
  if (!plan.workloads[workload]) return null;
  const bought = boughtBy(plan, option);
  const most = largestWhole(MOST_SEQUENCES, (n) =>
    works(withNumber(plan, ['workloads', workload, 'concurrency'], n), option, bought),
  );
  return most === 0 ? null : most;
}

/**
 * The most requests a second, on average, that an option serves with a workload's targets kept: enough memory, speed and
 * TTFT at the peak, with everything else as planned. `null` if it serves none, or the plan does not say what a request is.
 */
export function largestRequestRate(plan: ResolvedPlan, option: string, workload: string): number | null {
  const own = plan.workloads[workload];
  if (!own?.input || !own.output) return null;
  // A volume in tokens beside it would hold the rate up: what is asked for is the rate alone.
  const free = {
    ...plan,
    workloads: { ...plan.workloads, [workload]: { ...own, demand: null, requests: 0 } },
  };
  const bought = boughtBy(plan, option);
  const most = largestWhole(MOST_STEPS, (n) =>
    works(withNumber(free, ['workloads', workload, 'requests'], n * RATE_STEP), option, bought),
  );
  return most === 0 ? null : most * RATE_STEP;
}

/** Rates are searched in steps of a hundredth request a second, up to more than any fleet of a plan serves. */
const RATE_STEP = 0.01;
const MOST_STEPS = 2 ** 27;

/** A workload's results in each option that has any. */
function everywhere(plan: ResolvedPlan, workload: string): OptionWorkloadResult[] {
  return Object.values(plan.options).flatMap(
    (option) => evaluateOption(caseOf(plan, option)).workloads[workload] ?? [],
  );
}

/**
 * The most sequences of a workload, up to those it has, whose KV cache fits into an option. `null` if not even one, or
 * if the plan leaves their number to the volume.
 */
export function fittingConcurrency(plan: ResolvedPlan, optionName: string, workload: string): number | null {
  const option = plan.options[optionName];
  const asked = plan.workloads[workload]?.concurrency ?? 0;
  if (!option) return null;
  const most = largestWhole(asked, (n) => {
    const there = withNumber(plan, ['workloads', workload, 'concurrency'], n);
    const own = evaluateOption(caseOf(there, option)).workloads[workload];
    return own?.decode != null && (own.memory?.pressure ?? Infinity) <= 1;
  });
  return most === 0 ? null : most;
}

/** The highest whole speed in tokens per second, up to the one asked for, that an option gives every user. */
export function reachableSpeed(plan: ResolvedPlan, workload: string): number | null {
  const asked = plan.workloads[workload]?.speed ?? 0;
  const most = largestWhole(Math.floor(asked), (speed) =>
    everywhere(withNumber(plan, ['workloads', workload, 'speed'], speed), workload).some(
      ({ cost }) => cost.meetsSpeed,
    ),
  );
  return most === 0 ? null : most;
}

/** Median lengths of a workload whose requests fit, in tokens. */
export interface FittingPrompt {
  readonly input: number;
  /** `null` where the contexts are of other requests, and stay. */
  readonly context: number | null;
}

/** Contexts that are shorter than prompts by more than this are of other requests. */
const OTHER_REQUESTS = 1.5;

/**
 * The longest prompts, and contexts with them, at which an option holds and serves a workload with everything else as
 * planned; the distributions keep their shape. `null` where none does, or prompts are not known.
 */
export function fittingPrompt(plan: ResolvedPlan, workload: string): FittingPrompt | null {
  const { input, context, output } = plan.workloads[workload] ?? {};
  if (!input || !context) return null;
  const together = context.p50 * OTHER_REQUESTS >= input.p50;
  const medians = (steps: number): FittingPrompt => {
    const shorter = Math.min(input.p50, steps * SHORTEST_TOKENS);
    return {
      input: shorter,
      context: together ? Math.max(1, Math.floor((context.p50 * shorter) / input.p50)) : null,
    };
  };
  // The model's own limit is that of prompt and answer together.
  const limit = Math.min(input.max, (plan.model.maxContextTokens ?? LONGEST_TOKENS) - (output?.max ?? 0));
  const longest = Math.floor((limit * input.p50) / input.max / SHORTEST_TOKENS);
  const steps = largestWhole(longest, (n) => {
    const found = medians(n);
    const shorter = withMedianInput(plan, workload, found.input);
    const there = found.context === null ? shorter : withMedianContext(shorter, workload, found.context);
    return everywhere(there, workload).some(isHeld);
  });
  return steps === 0 ? null : medians(steps);
}

/** Whether an option gives a workload its speed, with room for its cache. */
function isHeld({ memory, cost }: OptionWorkloadResult): boolean {
  return cost.meetsSpeed && (memory?.pressure ?? Infinity) <= 1;
}

/** More than so many times the hardware that there is, is another plan. */
const MOST_TIMES = 64;

/** Accelerators that are added at once: what is sold together, or one where they are rented or the plan counts otherwise. */
function addedAtOnce({ count, rent, unit }: Gpus): number {
  return rent !== null || count % unit !== 0 ? 1 : unit;
}

/**
 * The fewest accelerators of the plan's own kind, beyond those it has, with which one of the options serves and holds a
 * workload; in whole racks where the plan counts in them. `null` where no sensible number does.
 */
export function sufficientGpus(plan: ResolvedPlan, workload: string): Gpus | null {
  const gpus = ownedGpus(plan);
  if (!gpus || gpus.count === 0) return null;
  const step = gpus.racks === null ? addedAtOnce(gpus) : gpus.count / gpus.racks;
  const fleetOf = (n: number): Gpus => ({
    ...gpus,
    count: n * step,
    racks: gpus.racks === null ? null : n,
  });
  const most = (gpus.count / step) * MOST_TIMES;
  const enough = (n: number) => everywhere(withOwnedGpus(plan, fleetOf(n)), workload).some(isHeld);
  const fewest = fewestWhole(gpus.count / step + 1, most, enough);
  return fewest === null || fewest > most ? null : fleetOf(fewest);
}

/** Formats of weights that servers compute in, widest first; each takes about half of the one before. */
const NARROWER = ['fp8', 'int4'] as const;

/** The widest format of the weights with which an option serves a workload and holds it; `null` where none does. */
export function sufficientWeights(plan: ResolvedPlan, workload: string): (typeof NARROWER)[number] | null {
  const now = weightBytes(plan.model, plan.serving.weights);
  const found = NARROWER.find(
    (weights) =>
      weightBytes(plan.model, weights) < now &&
      everywhere({ ...plan, serving: { ...plan.serving, weights } }, workload).some(isHeld),
  );
  return found ?? null;
}

/** What would make room for a workload that nothing serves. */
export interface Remedy {
  readonly workload: string;
  /** Accelerators of the kind that is owned; `null` where no sensible number does. */
  readonly gpus: Gpus | null;
  /** A format of the weights with which the hardware that is there does. */
  readonly weights: ReturnType<typeof sufficientWeights>;
}

/** The remedy for the first workload that no option serves; `null` where each is served, or nothing would. */
export const remedyOf = perObject('remedies', (plan: ResolvedPlan): Remedy | null => {
  const workload = Object.keys(plan.workloads).find((name) => !everywhere(plan, name).some(isHeld));
  if (workload === undefined) return null;
  const [gpus, weights] = [sufficientGpus(plan, workload), sufficientWeights(plan, workload)];
  return gpus || weights ? { workload, gpus, weights } : null;
});

/**
 * The longest median context, in tokens, at which an option serves a workload; the distribution keeps its
 * shape. `null` if not even the shortest.
 */
export function longestContext(plan: ResolvedPlan, option: string, workload: string): number | null {
  const own = plan.workloads[workload];
  if (!own) return null;
  const limit = plan.model.maxContextTokens ?? LONGEST_TOKENS;
  const shape = own.context.max / own.context.p50;
  const longest = Math.max(1, Math.floor(limit / shape / SHORTEST_TOKENS));
  const bought = boughtBy(plan, option);
  const steps = largestWhole(longest, (n) =>
    works(withMedianContext(plan, workload, n * SHORTEST_TOKENS), option, bought),
  );
  return steps === 0 ? null : steps * SHORTEST_TOKENS;
}

/** No fleet of a plan is larger, in accelerators. */
const MOST_ACCELERATORS = 2 ** 16;

/**
 * The fewest accelerators of an option's own kind with which it serves everything and buys no more of them; LPX racks as
 * planned, accelerators for prompts alone as many as it takes. In the units that they are bought in, unless they are
 * rented or the plan itself counts otherwise. `null` for a service, and where no fleet does. docs/method/fleet.md 3.
 */
export function smallestFleet(plan: ResolvedPlan, option: string): number | null {
  const chosen = plan.options[option];
  const gpus = chosen && !chosen.hosted ? gpusOf(plan, chosen) : null;
  if (!chosen || !gpus) return null;
  const unit = addedAtOnce(gpus);
  const free = { ...chosen, gpus: chosen.gpus && { ...chosen.gpus, limited: false } };
  const options = { ...plan.options, [option]: free };
  const bought = boughtBy(plan, option);
  const enough = (units: number) => {
    const there = withOwnedGpus(plan, { ...gpus, limited: false, count: units * unit });
    const { prefill } = chosen;
    const site = typeof prefill === 'object' ? { ...prefill.gpus, count: MOST_ACCELERATORS } : null;
    const owned = site ? { ...there.owned, prefill: site } : there.owned;
    return works({ ...there, owned, options }, option, bought && { ...bought, accelerators: 0 });
  };
  const units = fewestWhole(1, Math.ceil(MOST_ACCELERATORS / unit), enough);
  return units === null ? null : units * unit;
}
