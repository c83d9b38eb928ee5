import type { SecondPurchase } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';
import { reasonText } from '../reasons.js';

/** What the racks of the challenger bring to accelerators that are already paid for. */
export function secondPurchaseSentence(purchase: SecondPurchase): string {
  const { baseline, challenger, lpxRacks, usdPerHour, tokensPerSecond, usdPerMillionTokens } = purchase;
  const spent = l10n.t('With the accelerators paid for, {challenger} adds {racks} for {cost} an hour', {
    challenger,
    racks:
      lpxRacks === 1 ? l10n.t('1 LPX rack') : l10n.t('{count} LPX racks', { count: format.count(lpxRacks) }),
    cost: format.usdPerHour(usdPerHour),
  });
  if (tokensPerSecond === null)
    return l10n.t('{spent}; {reason}.', {
      spent,
      reason: purchase.reason ? reasonText(purchase.reason) : l10n.t('what they bring is not known'),
    });
  if (usdPerMillionTokens === null)
    return l10n.t('{spent} and serves no more tokens than {baseline}.', { spent, baseline });
  const values = {
    spent,
    speed: format.plain(tokensPerSecond),
    baseline,
    cost: format.usdPerMillion(usdPerMillionTokens),
  };
  return purchase.onlyChallenger
    ? l10n.t(
        '{spent} and can serve {speed} tok/s where {baseline} serves none: {cost} per further million tokens.',
        values,
      )
    : l10n.t(
        '{spent} and can serve {speed} tok/s more than {baseline}: {cost} per further million tokens.',
        values,
      );
}
