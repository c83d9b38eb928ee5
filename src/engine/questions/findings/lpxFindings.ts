import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../../plan/path.js';
import type { LpxResult, OptionResult, PlanResult } from '../../shapes/result.js';
import type { Finding } from './finding.js';

/** Racks that are too few, or whose role would be another one if only what is still to spend counted. */
export function lpxFindings(plan: ResolvedPlan, { options, basis }: PlanResult): Finding[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const { lpx } = option;
    if (!lpx) return [];
    return [
      ...tooFew(name, lpx),
      ...(basis === 'sunk' && plan.options[name]?.lpx?.role === 'auto' ? otherRole(name, option, lpx) : []),
    ];
  });
}

function tooFew(name: string, { racks, minimumRacks }: LpxResult): Finding[] {
  if (racks >= minimumRacks) return [];
  return [
    {
      severity: 'warning',
      code: 'lpx-too-small',
      data: { minimumRacks, racks },
      path: pathKey(['options', name, 'lpx', 'racks']),
      value: minimumRacks,
    },
  ];
}

/** Costs nearer than this are one cost, as in break-evens (fleet.md 3). */
const SAME_COST = 0.02;

/**
 * Fleets are chosen all-in, whatever is owned (lpx.md 3). Where still to spend decides, a role that leans on accelerators
 * which are there already may cost less.
 */
function otherRole(name: string, { works, basis }: OptionResult, { roles }: LpxResult): Finding[] {
  const taken = basis.sunk.usdPerMillionTokens;
  // Where both bases are one, nothing that the option uses is owned: the roles were weighed on it.
  if (works === 'no' || taken === null || taken === basis.priced.usdPerMillionTokens) return [];
  const [best] = roles
    .flatMap(({ role, sunkUsdPerMillionTokens: usd }) => (usd === null ? [] : [{ role, usd }]))
    .toSorted((a, b) => a.usd - b.usd);
  if (!best || best.usd >= taken * (1 - SAME_COST)) return [];
  return [
    {
      severity: 'information',
      code: 'lpx-role-still-to-spend',
      data: { role: best.role, usdPerMillionTokens: best.usd, takenUsdPerMillionTokens: taken },
      path: pathKey(['options', name, 'lpx', 'role']),
    },
  ];
}
