import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from './comparison.js';
import type { Reason } from '../shapes/reasons.js';
import type { OptionResult, SecondPurchase } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';

/**
 * What the challenger's LPX racks beyond the baseline's cost, and bring to the plan's own accelerators (fleet.md 3): of
 * the tokens that the plan asks for those which the accelerators serve only with them. `null` where the challenger has no
 * more racks, or their cost is not known.
 */
export function secondPurchase(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): SecondPurchase | null {
  const comparison = comparisonOf(plan);
  const baseline = comparison && options[comparison.baseline];
  const challenger = comparison && options[comparison.challenger];
  if (!baseline || !challenger?.lpx) return null;
  const [spent, saved] = [challenger.total.lpxUsdPerHour, baseline.total.lpxUsdPerHour ?? 0];
  const lpxRacks = challenger.lpx.racks - (baseline.lpx?.racks ?? 0);
  if (spent === null || lpxRacks <= 0) return null;
  const usdPerHour = spent - saved;
  const basis = plan.economics.owned;
  const [less, more] = [baseline.basis[basis].usdPerHour, challenger.basis[basis].usdPerHour];
  const bought = {
    // Only the two names: the plan's question says more.
    baseline: comparison.baseline,
    challenger: comparison.challenger,
    lpxRacks,
    usdPerHour,
    basis,
    timesAsMuch: less === null || more === null || less <= 0 ? null : more / less,
  };
  const asked = decodedBy(challenger);
  const [before, after] = [baseline.total.ownedTokensPerSecond, challenger.total.ownedTokensPerSecond];
  if (before === null || after === null || asked === null) {
    const unknown = before === null ? comparison.baseline : comparison.challenger;
    const reason: Reason = { code: 'not-on-owned', option: unknown };
    return { ...bought, tokensPerSecond: null, onlyChallenger: false, usdPerMillionTokens: null, reason };
  }
  const tokensPerSecond = Math.min(after, asked) - Math.min(before, asked);
  const gained = { ...bought, tokensPerSecond, onlyChallenger: before === 0 && after > 0 };
  if (tokensPerSecond <= 0) {
    return { ...gained, usdPerMillionTokens: null, reason: { code: 'no-more-tokens' } };
  }
  const usdPerToken = usdPerHour / SECONDS_PER_HOUR / tokensPerSecond;
  return { ...gained, usdPerMillionTokens: usdPerToken * MILLION };
}

/** Tokens per second that an option decodes on average; `null` where it does not serve everything. */
function decodedBy({ basis: { priced } }: OptionResult): number | null {
  const { usdPerHour, usdPerMillionTokens: usd } = priced;
  if (usdPerHour === null || usd === null || usd <= 0) return null;
  return ((usdPerHour / usd) * MILLION) / SECONDS_PER_HOUR;
}
