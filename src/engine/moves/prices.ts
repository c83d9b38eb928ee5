import { isSameType } from '../../catalog/shapes/owned.js';
import type { Gpus, Option, Prefill, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { HostedSpec } from '../../catalog/shapes/types.js';

/** The plan with all accelerators of one kind that are bought, wherever it holds some, at one price. USD a piece. */
export function withGpuPrice(plan: ResolvedPlan, asked: Gpus, price: number): ResolvedPlan {
  return withEveryGpus(plan, (one) =>
    one.rent === null && isSameType(one, asked) ? { ...one, price } : one,
  );
}

/** The plan with all accelerators of one kind that are rented, wherever it holds some, at one rent. USD a second and piece. */
export function withGpuRent(plan: ResolvedPlan, asked: Gpus, rent: number): ResolvedPlan {
  return withEveryGpus(plan, (one) => (one.rent !== null && isSameType(one, asked) ? { ...one, rent } : one));
}

/** The plan with all LPX racks that are rented at one rent. USD a second and rack. */
export function withLpxRent(plan: ResolvedPlan, rent: number): ResolvedPlan {
  const options = Object.entries(plan.options).map(([name, option]): [string, Option] => {
    const { lpx } = option;
    return [name, lpx?.rent == null ? option : { ...option, lpx: { ...lpx, rent } }];
  });
  return { ...plan, options: Object.fromEntries(options) };
}

/** The plan with accelerators changed wherever it holds some. */
function withEveryGpus(plan: ResolvedPlan, change: (one: Gpus) => Gpus): ResolvedPlan {
  const at = (one: Gpus | null): Gpus | null => one && change(one);
  const site = (one: Prefill): Prefill =>
    typeof one === 'string' ? one : { ...one, gpus: change(one.gpus) };
  const options = Object.entries(plan.options).map(([name, option]): [string, Option] => {
    const { dynamo } = option;
    return [
      name,
      {
        ...option,
        gpus: at(option.gpus),
        prefill: site(option.prefill),
        dynamo: dynamo && { ...dynamo, drafter: at(dynamo.drafter) },
      },
    ];
  });
  return {
    ...plan,
    gpus: at(plan.gpus),
    owned: { ...plan.owned, gpus: at(plan.owned.gpus), prefill: at(plan.owned.prefill) },
    options: Object.fromEntries(options),
  };
}

/**
 * The plan with a hosted service at another output price, in USD per token; its other prices move with it. A service
 * without a price is given one that covers whole requests.
 */
export function withHostedPrice(plan: ResolvedPlan, name: string, price: number): ResolvedPlan {
  const option = plan.options[name];
  if (!option?.hosted) return plan;
  const hosted = scaledService(option.hosted, price);
  return { ...plan, options: { ...plan.options, [name]: { ...option, hosted } } };
}

function scaledService(hosted: HostedSpec, price: number): HostedSpec {
  const { outputUsdPerToken: now, inputUsdPerToken: input, cachedInputUsdPerToken: cached } = hosted;
  const at = (usd: number | null) => (usd === null || now === null ? null : (usd * price) / now);
  return now === null || now <= 0
    ? { ...hosted, outputUsdPerToken: price, inputUsdPerToken: 0, cachedInputUsdPerToken: 0 }
    : {
        ...hosted,
        outputUsdPerToken: price,
        inputUsdPerToken: at(input),
        cachedInputUsdPerToken: at(cached),
      };
}

/** The plan with a workload sold at another output price, in USD per token; its other prices move with it. */
export function withSalePrice(plan: ResolvedPlan, name: string, price: number): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload) return plan;
  const { price: now } = workload;
  const at = (usd: number | null, output: number) => (usd === null ? null : (usd * price) / output);
  const moved =
    now === null || typeof now === 'number' || now.output <= 0
      ? price
      : { input: at(now.input, now.output), cachedInput: at(now.cachedInput, now.output), output: price };
  return { ...plan, workloads: { ...plan.workloads, [name]: { ...workload, price: moved } } };
}
