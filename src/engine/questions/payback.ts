import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../shapes/reasons.js';
import type { OptionFinance, OptionResult } from '../shapes/result.js';
import { earningsOf } from './bill/earnings.js';

const MONTHS_PER_YEAR = 12;

/**
 * After how many months what an option buys more than the baseline is paid for by what it costs less to run (fleet.md 2).
 * The baseline is that of the plan's question, else the cheapest option that works without a purchase.
 */
export function withPaybacks(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): Record<string, OptionResult> {
  const baseline = plan.breakEven?.baseline ?? cheapestAsOwned(plan, options);
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const { finance } = option;
      const payback = paybackOf(name, finance, baseline, options);
      const earnings = earningsOf(option);
      return [name, { ...option, finance: { ...finance, ...payback, earnings } }];
    }),
  );
}

function cheapestAsOwned(
  { economics }: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): string | null {
  const usd = ({ basis }: OptionResult) => basis[economics.owned].usdPerHour ?? Infinity;
  const works = Object.entries(options).filter(([, { works: how }]) => how === 'owned');
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
