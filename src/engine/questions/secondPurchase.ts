import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from './comparison.js';
import type { Reason } from '../shapes/reasons.js';
import type { OptionResult, SecondPurchase } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';

/**
 * The incremental view of a buyer who already has the accelerators (fleet.md 2): LPX racks of the
 * challenger beyond the baseline's, over the tokens that the same accelerators then serve beyond the
 * baseline's. `null` where the challenger buys no racks, or their cost is not known.
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
  // Only the two names: the plan's question says more.
  const bought = { baseline: comparison.baseline, challenger: comparison.challenger, lpxRacks, usdPerHour };
  const [before, after] = [baseline.total.ownedTokensPerSecond, challenger.total.ownedTokensPerSecond];
  if (before === null || after === null) {
    const unknown = before === null ? comparison.baseline : comparison.challenger;
    const reason: Reason = { code: 'not-on-owned', option: unknown };
    return { ...bought, tokensPerSecond: null, onlyChallenger: false, usdPerMillionTokens: null, reason };
  }
  const gained = { ...bought, tokensPerSecond: after - before, onlyChallenger: before === 0 && after > 0 };
  if (after <= before) {
    return { ...gained, usdPerMillionTokens: null, reason: { code: 'no-more-tokens' } };
  }
  const usdPerToken = usdPerHour / SECONDS_PER_HOUR / gained.tokensPerSecond;
  return { ...gained, usdPerMillionTokens: usdPerToken * MILLION };
}
