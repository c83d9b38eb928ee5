import { priceIn, type Rates } from '../units/currency.js';
import { parseQuantity } from '../units/quantity.js';
import { dimensionOf, schemasAt } from './jsonSchema.js';

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rates that a plan gives, as it was written. */
export function ratesOf(value: unknown): Rates {
  const given = isGroup(value) && isGroup(value['currency']) ? Object.entries(value['currency']) : [];
  return new Map(
    given.flatMap(([code, rate]) => {
      const read = typeof rate === 'string' || typeof rate === 'number' ? parseQuantity(rate, 'money') : null;
      return /^[A-Z]{3}$/.test(code) && code !== 'USD' && read?.ok && !read.quantity.isRange
        ? [[code, read.quantity.likely] as const]
        : [];
    }),
  );
}

/** A plan's values with every price in USD. What holds no other currency stays the same object. */
export function inDollars(value: unknown): unknown {
  const rates = ratesOf(value);
  if (rates.size === 0 || !isGroup(value)) return value;
  return converted(value, [], rates);
}

function converted(value: unknown, path: readonly (string | number)[], rates: Rates): unknown {
  if (typeof value === 'string') return priceIn(value, dimensionOf(schemasAt(path)), rates) ?? value;
  if (path[0] === 'currency') return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, i) => converted(item, [...path, i], rates));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isGroup(value)) return value;
  const members = Object.entries(value).map(
    ([key, item]) => [key, converted(item, [...path, key], rates)] as const,
  );
  return members.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(members);
}
