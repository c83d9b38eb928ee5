import type { PlanResult } from '../../../engine/shapes/result.js';
import type { Subject } from '../questions.js';

/**
 * The result with the best mix as it was asked for: while the answer to a new plan is on its way, with the mix of the plan
 * before, as other slow answers are. Weighing mixes takes as long as all options together, so who types does not wait
 * for it. Where no mix of these workloads and options is known it is worked out at once.
 */
export function withAskedMix({ plan, result, ask }: Subject): PlanResult {
  const { value } = ask('mix', null);
  if (value === null || !isOf(value, plan)) return result;
  // Member by member: to spread a result would have its own mix worked out.
  const { model, workloads, options, basis, load, breakEven, secondPurchase, uncertainty } = result;
  return { model, workloads, options, basis, load, breakEven, secondPurchase, uncertainty, ...value };
}

/** Whether a mix is of the workloads and the options of a plan. */
function isOf(
  { mix }: Pick<PlanResult, 'mix'>,
  { workloads, options }: Pick<Subject['plan'], 'workloads' | 'options'>,
): boolean {
  const served = Object.entries(mix.workloads);
  return (
    served.length === Object.keys(workloads).length &&
    served.every(
      ([name, option]) =>
        Object.hasOwn(workloads, name) && (option === null || Object.hasOwn(options, option)),
    )
  );
}
