import { DIMENSIONS, type Dimension } from './dimensions.js';
import { parseQuantity, writtenEnds } from './quantity.js';

/** More digits than these nobody reads, and nearly all numbers that need them are cut somewhere. */
const MOST_DIGITS = 10;
/** Smaller numbers than this are in the wrong unit. */
const LEAST = 1e-3;
/** What arithmetic in double precision may be off by where the values are the same. */
const SAME = 1e-14;

/**
 * The same quantity in other units, shortest first: `32K` as `32768`, `80 GiB` as `85.89934592 GB`. Only such as
 * read back as exactly the same value, so `288 GB` is not offered in GiB, which would take more digits.
 */
export function inOtherUnits(text: string, dimension: Dimension): string[] {
  const read = parseQuantity(text, dimension);
  const [first] = writtenEnds(text, dimension) ?? [];
  if (!read.ok || !first) return [];
  const { low, likely, high, isRange } = read.quantity;
  const three = text.split('..').length === 3;
  const values = !isRange ? [likely] : three ? [low, likely, high] : [low, high];
  return suffixes(first, dimension)
    .flatMap(({ factor, suffix }) => {
      const numbers = values.map((value) => plainNumber(value / factor));
      if (numbers.some((number) => number === null)) return [];
      const written = `${numbers.join('..')}${suffix}`;
      return saysTheSame(written, values, dimension) ? [written] : [];
    })
    .sort((a, b) => a.length - b.length);
}

/** What may stand behind a number, with its SI value: one spelling each, without the one that is there. */
function suffixes(
  now: { readonly unit: string; readonly magnitude: string },
  dimension: Dimension,
): { readonly factor: number; readonly suffix: string }[] {
  const { units, magnitudes } = DIMENSIONS[dimension];
  const scales: Readonly<Record<string, number>> = { '': 1, ...magnitudes };
  // The unit as it is written comes first, so that it is the spelling that is kept.
  const names = [now.unit, ...Object.keys(units)];
  const seen = new Set([(units[now.unit] ?? 1) * (scales[now.magnitude] ?? 1)]);
  return names.flatMap((unit) =>
    Object.entries(scales).flatMap(([magnitude, scale]) => {
      const factor = (units[unit] ?? 1) * scale;
      if (seen.has(factor)) return [];
      seen.add(factor);
      const between = unit === '' || unit.startsWith('%') ? '' : ' ';
      return [{ factor, suffix: `${magnitude}${between}${unit}` }];
    }),
  );
}

/** A number as people write it, or `null` where that takes an exponent or is a tiny part of the unit. */
function plainNumber(value: number): string | null {
  const text = String(Number(value.toPrecision(MOST_DIGITS)));
  return text.includes('e') || (value !== 0 && value < LEAST) ? null : text;
}

function saysTheSame(text: string, values: readonly number[], dimension: Dimension): boolean {
  const read = parseQuantity(text, dimension);
  if (!read.ok) return false;
  const { low, likely, high } = read.quantity;
  const after = values.length === 1 ? [likely] : values.length === 2 ? [low, high] : [low, likely, high];
  return values.every((value, i) => Math.abs((after[i] ?? NaN) - value) <= SAME * value);
}
