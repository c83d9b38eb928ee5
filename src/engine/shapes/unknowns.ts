/** Sums of what may not be known: `null` stays `null`, and what there is none of costs nothing, whatever one would cost. */

/** Sum, or `null` as soon as one part is. */
export function sumOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** So many of what one comes to; 0 where there are none. */
export function countTimes(count: number, each: number | null): number | null {
  if (count === 0) return 0;
  return each === null ? null : count * each;
}
