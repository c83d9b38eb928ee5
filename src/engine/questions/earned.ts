import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { revenuePerToken } from '../fleet/costs.js';
import { MILLION } from '../../units/constants.js';
import type { BreakEven, OtherBasis, OwnedBasis } from '../shapes/result.js';
import { costsOf, whyOf } from './comparison.js';

/**
 * From which sale price on a workload earns what it costs in the challenger. Nothing is searched: what it costs follows
 * from no sale price. Where input, cached input and output sell apart they move together, and the value is the output's.
 */
export function earnedFrom(
  plan: ResolvedPlan,
  of: Pick<BreakEven, 'variable' | 'unit' | 'baseline' | 'challenger' | 'workload'>,
): BreakEven[] {
  const { challenger, workload } = of;
  const own = workload === null ? undefined : plan.workloads[workload];
  const revenue = own ? revenuePerToken(own) : null;
  if (!own || own.price === null || revenue === null || revenue <= 0) return [];
  const output = typeof own.price === 'number' ? own.price : own.price.output;
  const costs = costsOf(plan, challenger, workload);
  const at = (basis: OwnedBasis) => {
    const usd = costs[basis];
    return usd === null ? null : (usd / MILLION / revenue) * output;
  };
  const deciding = plan.economics.owned;
  const other = deciding === 'sunk' ? 'priced' : 'sunk';
  const [value, beside] = [at(deciding), at(other)];
  const sides = { cheaperBelow: null, cheaperAbove: null, aboutEqual: null };
  const otherBasis: OtherBasis | null =
    beside === null || beside === value
      ? null
      : {
          basis: other,
          crossings: [{ ...sides, value: beside, bracket: [beside, beside] }],
          cheaper: null,
          aboutEqual: null,
          reason: null,
        };
  const bracket = [value ?? 0, value ?? 0] as const;
  return [
    {
      ...of,
      ...sides,
      value,
      bracket,
      basis: deciding,
      searched: bracket,
      otherBasis,
      reason:
        value === null ? { code: 'challenger-never-serves', challenger, why: whyOf(plan, challenger) } : null,
    },
  ];
}
