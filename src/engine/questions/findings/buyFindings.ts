import { ownedGpus } from '../../../catalog/shapes/owned.js';
import type { BuyLimits, HardwareKind, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../../plan/path.js';
import type { Reason } from '../../shapes/reasons.js';
import type { OptionResult, PlanResult } from '../../shapes/result.js';
import type { Finding } from './finding.js';

/** Limits of `buy` that bear on nothing, or let nothing be bought, and what is owned in parts of a unit. */
export function buyFindings(plan: ResolvedPlan): Finding[] {
  const { buy } = plan;
  const limits =
    typeof buy === 'string' ? [] : [...unusedFindings(plan, buy), ...underUnitFindings(plan, buy)];
  return [...limits, ...partUnitFindings(plan)];
}

const KINDS: readonly HardwareKind[] = ['gpus', 'prefill', 'lpx'];

function unusedFindings(plan: ResolvedPlan, buy: BuyLimits): Finding[] {
  return KINDS.flatMap((kind): Finding[] => {
    const most = buy[kind];
    if (most === null || most.count === 0 || isUsed(plan, kind)) return [];
    return [{ severity: 'warning', code: 'buy-unused', data: { kind }, path: pathKey(['buy', kind]) }];
  });
}

/** Whether some option could use a kind of hardware. */
function isUsed({ options, workloads }: ResolvedPlan, kind: HardwareKind): boolean {
  const own = Object.values(options).filter(({ hosted }) => hosted === null);
  if (kind === 'lpx') return own.some(({ lpx }) => lpx !== null);
  if (kind === 'gpus') return own.length > 0;
  const prompts = Object.values(workloads).some(({ input, output }) => input !== null && output !== null);
  return prompts && own.some(({ prefill }) => prefill !== 'colocated');
}

/** Options that would all do with a purchase that may not be made. */
export function forbiddenFindings({ options }: PlanResult): Finding[] {
  const results = Object.entries(options);
  const kept = results.flatMap(([option, result]) => {
    const reason = forbidden(result);
    return reason ? [{ option, reason, usd: result.purchase.usd ?? Number.POSITIVE_INFINITY }] : [];
  });
  const [first] = kept.toSorted((a, b) => a.usd - b.usd);
  if (!first || results.some(([, { works }]) => works !== 'no')) return [];
  const { option, reason } = first;
  return [{ severity: 'warning', code: 'buy-forbids-all', data: { option, reason }, path: pathKey(['buy']) }];
}

/** Why an option may not buy what it lacks, where nothing else is wrong with it. */
function forbidden({ reasons }: OptionResult): Reason | null {
  const [first] = reasons;
  return first && reasons.every(({ code }) => code.startsWith('buy-')) ? first : null;
}

/** More accelerators than a rack, board or tray holds, and not whole ones of them. Fewer are a part that is let. */
function partUnitFindings(plan: ResolvedPlan): Finding[] {
  const gpus = ownedGpus(plan);
  if (!gpus || gpus.rent !== null || gpus.count < gpus.unit || gpus.count % gpus.unit === 0) return [];
  const { count: owned, unit, accelerator } = gpus;
  return [
    {
      severity: 'information',
      code: 'owned-part-unit',
      data: { accelerator: accelerator.name, owned, unit },
      path: pathKey(plan.owned.gpus ? ['owned', 'gpus'] : ['gpus']),
    },
  ];
}

/** Fewer accelerators than are sold at once. */
function underUnitFindings(plan: ResolvedPlan, { gpus: most }: BuyLimits): Finding[] {
  const gpus = ownedGpus(plan);
  if (!gpus || gpus.rent !== null || most === null || most.inRacks) return [];
  if (most.count === 0 || most.count >= gpus.unit) return [];
  return [
    {
      severity: 'warning',
      code: 'buy-under-unit',
      data: { accelerator: gpus.accelerator.name, unit: gpus.unit },
      path: pathKey(['buy', 'gpus']),
      value: gpus.unit,
    },
  ];
}
