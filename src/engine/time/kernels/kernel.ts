import { CONSTANT, type KernelPart, type Term } from './term.js';

/** Coefficients by the name of what they are multiplied with; what is not measured has none that differs from physics. */
export type CoefficientOf = (name: string) => number;

/**
 * Seconds that begin to show from a number of tokens on, of many kernels: between two such numbers a straight line. After
 * `k` of the starts it is `slopes[k]` for each token, less `befores[k]`.
 */
interface Ramps {
  readonly starts: readonly number[];
  readonly slopes: readonly number[];
  readonly befores: readonly number[];
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
  readonly ramps: Ramps;
  readonly chances: readonly Chance[];
}

const PARTS: readonly KernelPart[] = ['weights', 'kv', 'compute', 'communication', 'fixed'];

/** Gathers terms with their coefficients. Terms that would add nothing are left out. */
export function gathered(terms: readonly Term[], coefficientOf: CoefficientOf): GatheredTerms {
  const weighed = terms.flatMap(split).map((term) => ({ ...term, times: coefficientOf(term.name) }));
  const parts = Object.fromEntries(PARTS.map((part) => [part, { ...NOTHING }])) as Record<KernelPart, Sums>;
  const all = { ...NOTHING };
  const chances = new Map<number, Chance>();
  for (const { part, grows, amount, times } of weighed) {
    const seconds = times * amount;
    if (grows.kind === 'constant' || grows.kind === 'rows' || grows.kind === 'root') {
      parts[part][grows.kind] += seconds;
      all[grows.kind] += seconds;
    }
    if (grows.kind === 'chance' && seconds !== 0) {
      const { miss } = grows;
      const before = chances.get(miss)?.seconds ?? 0;
      chances.set(miss, { seconds: before + seconds, miss, first: Math.exp(miss) });
    }
  }
  return { parts, all, ramps: rampsOf(weighed), chances: [...chances.values()] };
}

/** Sums that are being made. */
type Sums = { -readonly [Kind in keyof Simple]: Simple[Kind] };

const NOTHING: Simple = { constant: 0, rows: 0, root: 0 };

/** Ramps start where products exceed bytes, whatever either of them takes. */
function rampsOf(terms: readonly (Term & { readonly times: number })[]): Ramps {
  const above = terms.flatMap(({ grows, amount, times }) =>
    grows.kind === 'above' && times * amount > 0 ? [{ amount, times, from: grows.from }] : [],
  );
  const ramps = above.sort((a, b) => a.from / a.amount - b.from / b.amount);
  const [slopes, befores] = [[0], [0]];
  for (const { amount, times, from } of ramps) {
    slopes.push((slopes.at(-1) ?? 0) + times * amount);
    befores.push((befores.at(-1) ?? 0) + times * from);
  }
  return { starts: ramps.map(({ amount, from }) => from / amount), slopes, befores };
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
export function rampSeconds({ starts, slopes, befores }: Ramps, tokens: number): number {
  let begun = starts.length;
  while (begun > 0 && tokens <= (starts[begun - 1] ?? 0)) begun--;
  return (slopes[begun] ?? 0) * tokens - (befores[begun] ?? 0);
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
