import { DIMENSIONS, type Dimension } from './dimensions.js';
import { moneyCode, shownCurrency } from './shownMoney.js';

/** A unit of prices as it is shown, and what of it one of `unit` comes to. `null` for what is no money. */
export function shownUnit(dimension: Dimension): { readonly unit: string; readonly one: number } | null {
  const { usual, units } = DIMENSIONS[dimension];
  if (!usual.startsWith('USD')) return null;
  return {
    unit: usual.replace('USD', moneyCode()),
    one: (units[usual] ?? 1) * (shownCurrency()?.usd ?? 1),
  };
}
