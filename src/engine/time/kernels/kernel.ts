import { CONSTANT, type KernelPart, type Term } from './term.js';

/** Coefficients by the name of what they are multiplied with; what is not measured has none that differs from physics. */
export type CoefficientOf = (name: string) => number;

/** Seconds that begin to show from so many tokens on: `slope` for each, less `from`. */
interface Ramp {
  readonly slope: number;
  readonly from: number;
  /** Coefficient: ramps start where products exceed bytes, whatever each of them takes. */
  readonly times: number;
}

/** Seconds of experts that tokens touch beyond the first token's. */
interface Chance {
  readonly seconds: number;
  readonly first: number;
  readonly miss: number;
}

/** Seconds of one part: whatever runs, for each token, and for their square root. */
interface Simple {
  readonly constant: number;
  readonly rows: number;
  readonly root: number;
}

/** A sum of terms, gathered by how they grow: a step is then a handful of multiplications. */
export interface GatheredTerms {
  readonly parts: Readonly<Record<KernelPart, Simple>>;
  readonly all: Simple;
  readonly ramps: readonly Ramp[];
  readonly chances: readonly Chance[];
}

const PARTS: readonly KernelPart[] = ['weights', 'kv', 'compute', 'communication', 'fixed'];

/** Gathers terms with their coefficients. Terms that would add nothing are left out. */
export function gathered(terms: readonly Term[], coefficientOf: CoefficientOf): GatheredTerms {
  const weighed = terms.flatMap(split).map((term) => ({ ...term, times: coefficientOf(term.name) }));
  const sum = (part: KernelPart | null, kind: string) =>
    weighed
      .filter((term) => term.grows.kind === kind && (part === null || term.part === part))
      .reduce((total, { times, amount }) => total + times * amount, 0);
  const simple = (part: KernelPart | null): Simple => ({
    constant: sum(part, 'constant'),
    rows: sum(part, 'rows'),
    root: sum(part, 'root'),
  });
  const ramps: Ramp[] = [];
  const chances = new Map<number, Chance>();
  for (const { grows, amount, times } of weighed) {
    if (times * amount === 0) continue;
    if (grows.kind === 'above') ramps.push({ slope: amount, from: grows.from, times });
    if (grows.kind === 'chance') {
      const { miss } = grows;
      const seconds = (chances.get(miss)?.seconds ?? 0) + times * amount;
      chances.set(miss, { seconds, miss, first: Math.exp(miss) });
    }
  }
  const parts = Object.fromEntries(PARTS.map((part) => [part, simple(part)])) as GatheredTerms['parts'];
  return { parts, all: simple(null), ramps, chances: [...chances.values()] };
}

/** Bytes that products may outlast are the bytes, and what the products take beyond them. */
function split(term: Term): readonly Term[] {
  const { grows, amount } = term;
  if (grows.kind !== 'atLeast') return [term];
  return [
    { ...term, grows: CONSTANT },
    { ...term, part: 'compute', amount: grows.product, grows: { kind: 'above', from: amount } },
  ];
}

/** Seconds of ramps in a step of so many tokens. */
export function rampSeconds(ramps: readonly Ramp[], tokens: number): number {
  let sum = 0;
  for (const { slope, from, times } of ramps) {
    const beyond = slope * tokens - from;
    if (beyond > 0) sum += times * beyond;
  }
  return sum;
}

/** Seconds of experts in a step of so many tokens, beyond those of the first. */
export function chanceSeconds(chances: readonly Chance[], tokens: number): number {
  if (tokens <= 1) return 0;
  let sum = 0;
  for (const { seconds, first, miss } of chances) sum += seconds * (first - Math.exp(miss * tokens));
  return sum;
}

/** Seconds of one part that grows as tokens and as their square root do. */
export function simpleSeconds({ constant, rows, root }: Simple, tokens: number, rootTokens: number): number {
  return constant + rows * tokens + root * rootTokens;
}
