/** Lengths up to this many tokens are counted one by one. */
const COUNTED = 1 << 20;
const FIRST = 1 << 12;

/** Counts of lengths: whatever the number of requests, it takes the same memory. Percentiles are exact. */
export class LengthCounts {
  /** Grows with the lengths that there are, up to those that are counted one by one. */
  private counts = new Uint32Array(FIRST);
  /** Longer ones, by length: there are few. */
  private readonly longer = new Map<number, number>();
  count = 0;
  sum = 0;

  add(tokens: number): void {
    const whole = Math.round(tokens);
    this.count++;
    this.sum += whole;
    if (whole < COUNTED) {
      if (whole >= this.counts.length) this.grow(whole);
      this.counts[whole] = (this.counts[whole] ?? 0) + 1;
    } else this.longer.set(whole, (this.longer.get(whole) ?? 0) + 1);
  }

  private grow(tokens: number): void {
    const before = this.counts;
    this.counts = new Uint32Array(2 ** Math.ceil(Math.log2(tokens + 1)));
    this.counts.set(before);
  }

  /** The least length that a part of all requests, 0..1, does not exceed; `null` where there are none. */
  percentile(part: number): number | null {
    if (this.count === 0) return null;
    const wanted = Math.max(1, Math.ceil(part * this.count));
    let seen = 0;
    for (let tokens = 0; tokens < this.counts.length; tokens++) {
      seen += this.counts[tokens] ?? 0;
      if (seen >= wanted) return tokens;
    }
    for (const [tokens, times] of [...this.longer].sort(([a], [b]) => a - b)) {
      seen += times;
      if (seen >= wanted) return tokens;
    }
    return null;
  }
}
