import { distance } from 'fastest-levenshtein';

/** The candidate nearest to `text` by edit distance, if near enough to be what was meant. */
export function closest(text: string, candidates: readonly string[]): string | null {
  const wanted = text.toLowerCase();
  let best: string | null = null;
  let lowest = Math.max(2, Math.floor(wanted.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    // A name cut short is nearer than its length says.
    const d = lower.startsWith(wanted) && wanted.length > 2 ? 1 : distance(wanted, lower);
    if (d < lowest) [best, lowest] = [candidate, d];
  }
  return best;
}
