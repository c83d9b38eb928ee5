import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { BreakEven, OptionResult, PlanResult, SecondPurchase } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { drawsDecodeOnly, markedUsd } from '../decodeOnly.js';
import * as format from '../format.js';
import { leadingOption } from '../insight.js';
import { firstReason } from '../reasons.js';
import { purchaseClaim } from './purchase.js';

/** What is said of a second purchase: nothing where no racks are bought. */
interface Told {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
}

/**
 * What each of the two compared options has to buy, what that costs, and from which price on the racks pay; the basis in
 * front. `found` are break-evens along the price of a rack, as far as they are known. Empty where no racks are bought.
 */
export function secondPurchaseSentence(told: Told, found: readonly BreakEven[] = []): string {
  const purchase = told.result.secondPurchase;
  if (!purchase) return '';
  return format.joined(
    sidesSentence(told, purchase),
    paysSentence(purchase, found),
    bringSentence(told, purchase),
    thirdSentence(told, purchase),
  );
}

/** Costs nearer than this, relatively, are told as one. */
const SAME = 0.005;

function sidesSentence(told: Told, purchase: SecondPurchase): string {
  const { baseline, challenger, timesAsMuch, basis } = purchase;
  const values = {
    basis: basis === 'sunk' ? l10n.t('Still to spend') : l10n.t('All-in'),
    baseline: buysClaim(told, baseline),
    challenger: buysClaim(told, challenger),
  };
  if (timesAsMuch === null) return l10n.t('{basis}: {baseline}; {challenger}.', values);
  if (Math.abs(timesAsMuch - 1) < SAME)
    return l10n.t('{basis}: {baseline}; {challenger} and costs the same an hour.', values);
  if (timesAsMuch < 1)
    return l10n.t('{basis}: {baseline}; {challenger} and costs {less} less an hour.', {
      ...values,
      less: format.fill(1 - timesAsMuch),
    });
  return l10n.t('{basis}: {baseline}; {challenger} and costs {more} an hour.', {
    ...values,
    more: format.more(timesAsMuch),
  });
}

/** That the verdict is about neither of the two that the plan compares: their price must not be taken for its own. */
function thirdSentence({ result }: Told, { baseline, challenger, basis }: SecondPurchase): string {
  const lead = leadingOption(result);
  if (lead === null || lead === baseline || lead === challenger) return '';
  const [own, ...both] = [lead, baseline, challenger].map(
    (name) => result.options[name]?.basis[basis].usdPerHour,
  );
  const cheaper = own != null && both.every((usd) => usd != null && own < usd);
  return cheaper && result.options[lead]?.feasible
    ? l10n.t(
        '{lead} is cheaper than both: break-evens are of the two that the plan compares, and what would change the verdict is told with it.',
        { lead },
      )
    : '';
}

/** What an option buys, as a part of a sentence. */
function buysClaim({ plan, result }: Told, name: string): string {
  const option: OptionResult | undefined = result.options[name];
  if (!option || option.basis.priced.usdPerHour === null)
    return l10n.t('{name} does not work ({reason})', {
      name,
      reason: (option && firstReason(option)) ?? l10n.t('not known'),
    });
  const claim = purchaseClaim({ plan, name, option });
  if (claim === null) return l10n.t('{name} buys nothing', { name });
  const values = { name, purchase: claim };
  return option.feasible
    ? l10n.t('{name} has to {purchase}', values)
    : l10n.t('{name} would have to {purchase}', values);
}

/** From which price on the racks pay, where there is one such price. */
function paysSentence({ baseline, challenger, basis }: SecondPurchase, found: readonly BreakEven[]): string {
  const own = found.filter(
    (one) =>
      one.variable === 'price' &&
      one.baseline === baseline &&
      one.challenger === challenger &&
      one.basis === basis,
  );
  const [only, ...others] = own;
  if (!only || others.length > 0) return '';
  if (only.value !== null)
    return only.cheaperBelow === challenger
      ? l10n.t('{challenger} pays below {price} a rack.', {
          challenger,
          price: format.crossing(only.value, 'money'),
        })
      : '';
  return only.cheaperBelow === baseline
    ? l10n.t('{challenger} pays at no price of a rack.', { challenger })
    : '';
}

/** What the racks bring to accelerators that are there, of the tokens that the plan asks for. */
function bringSentence({ plan }: Told, purchase: SecondPurchase): string {
  const { tokensPerSecond, usdPerMillionTokens, usdPerHour, lpxRacks } = purchase;
  if (tokensPerSecond === null || usdPerMillionTokens === null) return '';
  const values = {
    count: format.count(lpxRacks),
    cost: format.usdPerHour(usdPerHour),
    speed: format.tokenRate(tokensPerSecond),
    usd: markedUsd(usdPerMillionTokens, drawsDecodeOnly(plan, null)),
  };
  return lpxRacks === 1
    ? l10n.t(
        'On the accelerators that are there, 1 LPX rack for {cost} an hour serves {speed} more of what is asked for: {usd} per million of those tokens.',
        values,
      )
    : l10n.t(
        'On the accelerators that are there, {count} LPX racks for {cost} an hour serve {speed} more of what is asked for: {usd} per million of those tokens.',
        values,
      );
}
