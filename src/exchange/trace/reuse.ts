/** Blocks that are followed at most; above it, every second one is let go. */
const MOST_FOLLOWED = 1 << 17;
/** Accesses after which the tree of accesses is written anew. */
const SLOTS = 1 << 19;
/** Distances are counted by powers of the square root of two. */
const STEPS_PER_DOUBLING = 2;

/**
 * How far back the last use of a block lies, in blocks used since: a cache of that many that lets go of what was used
 * longest ago would still have it. Of many blocks a part is followed, chosen by their hash, and stands for all
 * (Waldspurger and others, Efficient MRC Construction with SHARDS, FAST 2015).
 */
export class Reuse {
  private lastSlot = new Map<number, number>();
  private tree = new Int32Array(SLOTS + 1);
  private slot = 0;
  /** Part of the blocks that is followed: 1 of `every`. */
  private every = 1;
  /** Accesses, first ones among them, and repeats by their distance: weighted by what they stand for. */
  accesses = 0;
  private readonly repeats = new Map<number, number>();

  add(block: number): void {
    if (mixed(block) % this.every !== 0) return;
    this.accesses += this.every;
    const before = this.lastSlot.get(block);
    if (before !== undefined) {
      const distance = (this.sumTo(SLOTS) - this.sumTo(before)) * this.every + 1;
      const step = Math.ceil(Math.log2(distance) * STEPS_PER_DOUBLING);
      this.repeats.set(step, (this.repeats.get(step) ?? 0) + this.every);
      this.change(before, -1);
    }
    if (this.slot >= SLOTS) this.rewrite();
    this.slot++;
    this.lastSlot.set(block, this.slot);
    this.change(this.slot, 1);
    if (this.lastSlot.size > MOST_FOLLOWED) this.thin();
  }

  /** Part of all accesses that a cache of so many blocks serves, 0..1. */
  hitRate(blocks: number): number {
    if (this.accesses === 0) return 0;
    let served = 0;
    for (const [step, times] of this.repeats) if (2 ** (step / STEPS_PER_DOUBLING) <= blocks) served += times;
    return served / this.accesses;
  }

  /** Blocks from which a cache serves all that is ever repeated. */
  enough(): number {
    return this.repeats.size === 0
      ? 0
      : Math.ceil(2 ** (Math.max(...this.repeats.keys()) / STEPS_PER_DOUBLING));
  }

  private change(slot: number, by: number): void {
    for (let i = slot; i <= SLOTS; i += i & -i) this.tree[i] = (this.tree[i] ?? 0) + by;
  }

  private sumTo(slot: number): number {
    let sum = 0;
    for (let i = slot; i > 0; i -= i & -i) sum += this.tree[i] ?? 0;
    return sum;
  }

  /** Slots without gaps, in the same order. */
  private rewrite(): void {
    const inOrder = [...this.lastSlot].sort(([, a], [, b]) => a - b);
    this.tree = new Int32Array(SLOTS + 1);
    this.lastSlot = new Map();
    this.slot = 0;
    for (const [block] of inOrder) {
      this.slot++;
      this.lastSlot.set(block, this.slot);
      this.change(this.slot, 1);
    }
  }

  private thin(): void {
    this.every *= 2;
    for (const block of [...this.lastSlot.keys()])
      if (mixed(block) % this.every !== 0) this.lastSlot.delete(block);
    this.rewrite();
  }
}

/** Bits of a number well mixed (the finalizer of MurmurHash3), so that neighbours are not chosen together. */
export function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A whole number for a text in 53 bits: others of a log have the same with a chance of one in a million. */
export function fingerprint(text: string): number {
  let [high, low] = [FIRST, SECOND];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, PRIME);
    low = Math.imul(low ^ code, PRIME);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

/** Two beginnings of the hash of Fowler, Noll and Vo. */
const FIRST = 0x811c9dc5;
const SECOND = 0x9e3779b9;
const PRIME = 0x01000193;

/** A whole number for a text in 32 bits: equal texts have equal numbers. */
export function numbered(text: string): number {
  let bits = FIRST;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), PRIME);
  return bits >>> 0;
}
