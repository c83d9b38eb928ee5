import { pathKey } from '../../../plan/path.js';
import type { OptionWorkloadResult, PlanResult } from '../../../engine/shapes/result.js';
import { chosenOf, leadingOption } from '../../words/insight.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';

/** What the figures of a request are about. */
export interface RequestChoice {
  /** Empty where the plan has no workload. */
  readonly workload: string;
  /** Option that titles speak of: the leading one, else the first that answers; empty where none does. */
  readonly lead: string;
}

/** An option with what it says of the chosen workload. */
export interface Answering {
  readonly option: string;
  readonly path: string;
  readonly found: OptionWorkloadResult;
}

type Given = { readonly plan: ResolvedPlan; readonly result: PlanResult };

/** What the reader chose; first the workload that says what a request is. */
export function requestChoice({ plan, result }: Given, wish: string | null = null): RequestChoice {
  const names = Object.keys(plan.workloads);
  const whole = names.find((name) => plan.workloads[name]?.input && plan.workloads[name].output);
  const workload = chosenOf(wish ?? whole ?? null, names) ?? '';
  const all = answering({ result }, workload);
  const lead = leadingOption(result);
  const own = all.find(({ option, found }) => option === lead && found.request !== null);
  const first = own ?? all.find(({ found }) => found.request !== null);
  return { workload, lead: first?.option ?? lead ?? '' };
}

/** What every option says of a workload, in the plan's order. */
export function answering({ result }: Pick<Given, 'result'>, workload: string): Answering[] {
  return Object.entries(result.options).flatMap(([option, { workloads }]) => {
    const found = workloads[workload];
    return found ? [{ option, path: pathKey(['options', option]), found }] : [];
  });
}
