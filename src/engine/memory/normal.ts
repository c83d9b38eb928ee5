/** Share of a standard normal distribution below `z`, to 8e-8 (Abramowitz and Stegun, 26.2.17). */
export function normalShare(z: number): number {
  if (z < 0) return 1 - normalShare(-z);
  if (z > FAR) return 1;
  const t = 1 / (1 + 0.2316419 * z);
  const tail = TAIL.reduce((sum, c) => (sum + c) * t, 0);
  return 1 - (tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Beyond this the tail is nothing to a double, and an infinite `z` would make no number. */
const FAR = 38;
/** Highest power first. */
const TAIL = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
