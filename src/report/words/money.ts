import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { shownCurrency } from '../../units/shownMoney.js';

/** At which rate money is shown in another currency than dollars; nothing where it is not. */
export function moneyNote({ rates }: Pick<ResolvedPlan, 'rates'>): string[] {
  const currency = shownCurrency();
  if (currency === null) return [];
  const { code, usd, day } = currency;
  const own = rates[code];
  const rate = rateText(usd);
  return own === undefined || rateText(own) === rate
    ? [l10n.t('Money is shown in {code}, at {rate} USD each as of {day}.', { code, rate, day })]
    : [
        l10n.t(
          'Money is shown in {code}, at {rate} USD each as of {day}. The plan reads its own prices in {code} at {own} USD.',
          { code, rate, day, own: rateText(own) },
        ),
      ];
}

/** Rates are written with four digits, as banks do. */
const rateText = (usd: number): string => String(Number(usd.toPrecision(4)));
