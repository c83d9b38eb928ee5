import { ownedGpus } from '../../../catalog/shapes/owned.js';
import type { BuyLimits, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../../plan/path.js';
import type { Finding } from './finding.js';

/** Limits of `buy` that bear on nothing, or let nothing be bought. */
export function buyFindings(plan: ResolvedPlan): Finding[] {
  const { buy } = plan;
  if (typeof buy === 'string') return [];
  return [...unusedFindings(plan, buy), ...underUnitFindings(plan, buy)];
}

function unusedFindings({ options }: ResolvedPlan, buy: BuyLimits): Finding[] {
  const racks = Object.values(options).some(({ lpx }) => lpx !== null);
  if (racks || buy.lpx === null || buy.lpx.count === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'buy-unused',
      data: {},
      path: pathKey(['buy', 'lpx']),
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
