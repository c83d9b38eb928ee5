import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../plan/path.js';
import { gpusOf } from '../fleet/optionCase.js';
import { wholeUnits } from '../fleet/purchase.js';
import type { OptionResult } from '../shapes/result.js';

/** Whether a plan says itself what may be bought. */
export function statesBuy({ provenance }: ResolvedPlan): boolean {
  return provenance[pathKey(['buy'])]?.from !== 'default';
}

/**
 * Whether an option serves every workload of the plan as `check` asks for it (fleet.md 3): on what is there, within a
 * stated `buy`, or with nothing bought but what the option itself writes as a number.
 */
export function meetsTargets(plan: ResolvedPlan, options: Readonly<Record<string, OptionResult>>): boolean {
  return Object.entries(options).some(([name, result]) => {
    if (result.works !== 'purchase') return result.works === 'owned';
    return statesBuy(plan) || isWritten(plan, name, result);
  });
}

/** Whether an option writes all that it buys as numbers. */
function isWritten(plan: ResolvedPlan, name: string, { purchase }: OptionResult): boolean {
  const option = plan.options[name];
  if (!option) return false;
  const { lpx, prefill } = option;
  const gpus = gpusOf(plan, option);
  const decode = option.gpus?.limited && gpus ? wholeUnits(gpus.count, gpus.unit) : 0;
  const site = typeof prefill === 'string' || prefill.count === 'auto' ? null : prefill;
  const prompts = site ? wholeUnits(Number(site.count), site.gpus.unit) : 0;
  const racks = lpx && lpx.racks !== 'auto' ? lpx.racks : 0;
  return (purchase.accelerators ?? 0) <= decode + prompts && (purchase.lpxRacks ?? 0) <= racks;
}
