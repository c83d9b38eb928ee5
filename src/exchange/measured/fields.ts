import { isFields, type Fields } from '../launch/reading/values.js';

/** A number above zero, also one that is written as text; `null` for all else. */
export const positive = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null;
};

/** The first of the names that holds a positive number. */
export function first(fields: Fields, ...names: string[]): number | null {
  for (const name of names) {
    const value = positive(fields[name]);
    if (value !== null) return value;
  }
  return null;
}

/** A member inside members: `at(result, 'a', 'b')` is `result.a.b`. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isFields(inner) ? inner[name] : undefined), value);
}
