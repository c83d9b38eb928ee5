import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../plan/path.js';
import { gpusOf } from '../fleet/optionCase.js';
import { unitOf, wholeUnits } from '../fleet/purchase.js';
import type { Reason } from '../shapes/reasons.js';
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
  const { lpx, prefill, dynamo } = option;
  const gpus = gpusOf(plan, option);
  const decode = option.gpus?.limited && gpus ? wholeUnits(gpus.count, gpus.unit) : 0;
  const site = typeof prefill === 'string' || prefill.count === 'auto' ? null : prefill;
  const prompts = site ? wholeUnits(Number(site.count), site.gpus.unit) : 0;
  const drafts = dynamo?.drafter ? wholeUnits(dynamo.drafter.count, unitOf(dynamo.drafter)) : 0;
  const racks = lpx && lpx.racks !== 'auto' ? lpx.racks : 0;
  return (purchase.accelerators ?? 0) <= decode + prompts + drafts && (purchase.lpxRacks ?? 0) <= racks;
}

/** By which part of what is asked for a reason misses it, 0..1: the nearer of two options has less. 0 where it does not say. */
export function missedBy(reason: Reason): number {
  switch (reason.code) {
    case 'of-workload':
      return missedBy(reason.reason);
    case 'too-slow':
      return part(reason.best, reason.asked);
    case 'hosted-too-slow':
      return part(reason.speed, reason.asked);
    case 'first-token-late':
      return part(reason.target, reason.seconds);
    case 'sequences-over-memory':
      return part(reason.fit, reason.asked);
    case 'sequences-over-limit':
      return part(reason.most, reason.asked);
    default:
      return 0;
  }
}

const part = (reached: number, asked: number): number =>
  asked > 0 ? Math.min(1, Math.max(0, 1 - reached / asked)) : 0;
