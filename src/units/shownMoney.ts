/**
 * The currency that sums of money are shown in. The engine, plans and result JSON know dollars only: what is shown is
 * converted where it is written, at a rate that the reader gave, as texts are put into the reader's language there.
 */

/** A currency to show money in, at a rate of a day. */
export interface ShownCurrency {
  /** As in `EUR`. */
  readonly code: string;
  /** Dollars that one is worth. */
  readonly usd: number;
  /** The day of the rate, as in `2026-11-20`. */
  readonly day: string;
}

/** How a currency to show is written; settings of the editor hold it to the same pattern. */
export const CURRENCY_PATTERN =
  '^\\s*(?:1\\s*)?([A-Z]{3})\\s*=\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([A-Z]{3}),?\\s+([0-9]{4}-[0-9]{2}-[0-9]{2})\\s*$';

/** How a currency to show is written, as an example. */
export const CURRENCY_EXAMPLE = 'EUR = 1.08 USD, 2026-11-20';

/** A currency with its rate: `EUR = 1.08 USD, 2026-11-20`, or `USD = 149 JPY, 2026-11-20`. `null` where it is neither. */
export function readCurrency(text: string): ShownCurrency | null {
  const [, one = '', given = '', other = '', day = ''] = new RegExp(CURRENCY_PATTERN).exec(text) ?? [];
  const rate = Number(given);
  if (!(rate > 0) || (one === 'USD') === (other === 'USD') || !isDay(day)) return null;
  return one === 'USD' ? { code: other, usd: 1 / rate, day } : { code: one, usd: rate, day };
}

/** Whether a day is one of the calendar. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
}

let current: ShownCurrency | null = null;

/** Shows money in a currency from now on; `null` for dollars. What was written before stays as it was. */
export function showMoneyIn(currency: ShownCurrency | null): void {
  current = currency;
}

/** The currency that money is shown in; `null` for dollars. */
export function shownCurrency(): ShownCurrency | null {
  return current;
}

/** What is written meanwhile is in dollars: numbers for programs, whose names say so. */
export function inDollarsMeanwhile<T>(write: () => T): T {
  const before = current;
  current = null;
  try {
    return write();
  } finally {
    current = before;
  }
}

/** The code of the currency that is shown, as in `USD`. */
export const moneyCode = (): string => current?.code ?? 'USD';

/** Dollars as an amount of the currency that is shown. */
export const shownAmount = (usd: number): number => (current === null ? usd : usd / current.usd);

/** An amount of the currency that is shown, with its sign: `$0.68`, `€0.63`, `CHF 0.60`. */
export const signed = (amount: string): string => `${SIGNS[moneyCode()] ?? `${moneyCode()}\u00a0`}${amount}`;

const SIGNS: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  CNY: 'CN¥',
};
