import { DIMENSIONS, type Dimension } from './dimensions.js';
import { formatQuantity, parseQuantity } from './quantity.js';

/** Dollars that one of a currency is worth, by its code: those that the plan gives, and no others. */
export type Rates = ReadonlyMap<string, number>;

const CODE = /(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])|(?<=[kKMBGT])[A-Z]{3}(?![A-Za-z])/;

/** The code in which a price is written, of those that the plan gives a rate for; `null` for USD and for what is no price. */
export function currencyOf(text: string, dimension: Dimension | null, rates: Rates): string | null {
  const [code] = CODE.exec(text) ?? [];
  return code !== undefined && rates.has(code) && dimension && isPrice(dimension) ? code : null;
}

/** A price in USD as it reads at the plan's rate: `30K EUR` is `32.4K USD`. `null` where it is in no such currency. */
export function priceIn(text: string, dimension: Dimension | null, rates: Rates): string | null {
  const code = currencyOf(text, dimension, rates);
  const rate = code === null ? undefined : rates.get(code);
  if (code === null || rate === undefined || dimension === null) return null;
  const dollars = text.replaceAll(code, 'USD');
  const read = parseQuantity(dollars, dimension);
  if (!read.ok) return null;
  const { low, likely, high, isRange } = read.quantity;
  const ends = dollars.split('..');
  const values = !isRange ? [likely] : ends.length === 3 ? [low, likely, high] : [low, high];
  return values.map((end) => formatQuantity(end * rate, dimension, ends.at(-1))).join('..');
}

function isPrice(dimension: Dimension): boolean {
  return DIMENSIONS[dimension].usual.startsWith('USD');
}
