import { isSameType } from '../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { gpusOf } from '../fleet/optionCase.js';
import type { Reason } from '../shapes/reasons.js';
import type { OptionFinance, OptionResult } from '../shapes/result.js';
import { earningsOf } from './bill/earnings.js';

const MONTHS_PER_YEAR = 12;

/**
 * After how many months what an option buys more than the baseline is paid for by what it costs less to run (fleet.md 2).
 * The baseline is that of the plan's question, else the cheapest option that works and buys nothing: on what is there, on
 * what is rented, or as a service.
 */
export function withPaybacks(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): Record<string, OptionResult> {
  const baseline = plan.breakEven?.baseline ?? cheapestUnbought(plan, options);
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { finance } = option;
      const payback = paybackOf(name, finance, baseline, options);
      const earnings = earningsOf(option, perRackOf(plan, name));
      return [name, { ...option, finance: { ...finance, ...payback, earnings } }];
    }),
  );
}

/** Accelerators for prompts that are of another type are in no racks of the option's. */
function perRackOf(plan: ResolvedPlan, name: string): number | null {
  const option = plan.options[name];
  const gpus = option && gpusOf(plan, option);
  if (!option || !gpus) return null;
  const { prefill } = option;
  return typeof prefill === 'string' || isSameType(prefill.gpus, gpus) ? gpus.perRack : null;
}

function cheapestUnbought(
  { economics }: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): string | null {
  const usd = ({ basis }: OptionResult) => basis[economics.owned].usdPerHour ?? Infinity;
  const works = Object.entries(options).filter(
    ([, { feasible, finance }]) => feasible && finance.capitalUsd === 0,
  );
  return works.sort(([, a], [, b]) => usd(a) - usd(b))[0]?.[0] ?? null;
}

type Payback = Pick<OptionFinance, 'paybackMonths' | 'paybackReason'>;

const none = (paybackReason: Reason): Payback => ({ paybackMonths: null, paybackReason });

function paybackOf(
  name: string,
  own: OptionFinance,
  baseline: string | null,
  options: Readonly<Record<string, OptionResult>>,
): Payback {
  if (own.capitalUsd === null || own.runningUsdPerYear === null)
    return none(own.reason ?? { code: 'not-served' });
  const other = baseline === null ? undefined : options[baseline];
  if (baseline === null || !other) return none({ code: 'no-baseline' });
  if (name === baseline) return none({ code: 'is-baseline' });
  const { capitalUsd, runningUsdPerYear } = other.finance;
  if (!other.feasible || capitalUsd === null || runningUsdPerYear === null)
    return none({ code: 'baseline-not-working', baseline });
  const more = own.capitalUsd - capitalUsd;
  const saved = runningUsdPerYear - own.runningUsdPerYear;
  if (more <= 0 && saved >= 0) return { paybackMonths: 0 };
  if (more < 0) return none({ code: 'buys-less', baseline, capitalUsd: -more, runningUsdPerYear: -saved });
  if (saved <= 0) return none({ code: 'saves-nothing', baseline });
  return { paybackMonths: (MONTHS_PER_YEAR * more) / saved };
}
