import { servingOf } from '../../fleet/optionCase.js';
import type { Option, ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { identity } from '../../../units/plainKey.js';

/** Plans that stand on the same machines, as one. */
export interface Merged {
  /** Numbers of the plans that it is made of. */
  readonly plans: readonly number[];
  readonly plan: ResolvedPlan;
  /** By the number of a plan: the name of each of its workloads in the whole. */
  readonly names: ReadonlyMap<number, Readonly<Record<string, string>>>;
}

/**
 * Plans of one model, with the same hardware owned and the same limits and prices, as one plan (fleet.md 5): all their
 * workloads, and all their options, equal ones once. A plan that stands alone stays as it is.
 */
export function mergePlans(plans: readonly ResolvedPlan[]): Merged[] {
  const groups = new Map<string, number[]>();
  plans.forEach((plan, i) => {
    const key = fleetKey(plan);
    const others = groups.get(key);
    if (others) others.push(i);
    else groups.set(key, [i]);
  });
  return [...groups.values()].map((members) => mergedOf(plans, members));
}

/** What plans have in common that can be one fleet. */
function fleetKey({ model, owned, gpus, buy, budget, economics }: ResolvedPlan): string {
  return String(identity({ model, owned, gpus, buy, budget, economics }));
}

function mergedOf(plans: readonly ResolvedPlan[], members: readonly number[]): Merged {
  const [first, ...others] = members;
  const plan = first === undefined ? undefined : plans[first];
  if (first === undefined || !plan) throw new RangeError('no plan to merge');
  if (others.length === 0) {
    const names = Object.fromEntries(Object.keys(plan.workloads).map((name) => [name, name]));
    return { plans: members, plan, names: new Map([[first, names]]) };
  }
  const workloads: Record<string, Workload> = {};
  const options: Record<string, Option> = {};
  const names = new Map<number, Record<string, string>>();
  const known = new Map<number, string>();
  for (const member of members) {
    const own = plans[member];
    if (!own) continue;
    const renamed: Record<string, string> = {};
    for (const [name, workload] of Object.entries(own.workloads)) {
      const free = freeName(name, workloads);
      renamed[name] = free;
      workloads[free] = workload;
    }
    names.set(member, renamed);
    for (const [name, option] of Object.entries(own.options)) {
      const alone: Option = { ...option, serving: servingOf(own, option) };
      const number = identity(alone);
      if (known.has(number)) continue;
      const free = freeName(name, options);
      known.set(number, free);
      options[free] = alone;
    }
  }
  return { plans: members, plan: { ...plan, title: null, workloads, options, breakEven: null }, names };
}

/** The name itself, or the first of `name 2`, `name 3` … that nothing else has. */
function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  for (let i = 1; ; i++) {
    const own = i === 1 ? name : `${name} ${i}`;
    if (!Object.hasOwn(taken, own)) return own;
  }
}
