import { once } from '../../units/memo.js';
import type { SizeShape } from './latticeSum.js';
import type { LengthNodes } from './lengthNodes.js';
import { excessOf, momentsOf, type Excess } from './sumOfSequences.js';

/**
 * Costs over one distribution of lengths. Each is a number of bytes that all sequences take and a range above it,
 * which is filled in a certain form. Costs that grow in step, as nearly all do, share a form, so layouts share sums.
 */
export interface CostForms {
  readonly costs: readonly FormedCost[];
  readonly forms: readonly Form[];
  /** Mean products of the forms' distances from their means. */
  readonly covariances: readonly (readonly number[])[];
  /** Excesses that are known, by the parts that the forms have in a cost. */
  readonly excesses: Map<string, Excess>;
  readonly below: readonly number[];
}

interface FormedCost {
  readonly lowest: number;
  readonly range: number;
  readonly atP95: number;
  /** Index of its form; -1 where the length does not matter. */
  readonly form: number;
}

interface Form {
  /** From 0 to 1, one a node. */
  readonly values: Float64Array;
  readonly mean: number;
}

/** Forms that are nowhere further apart count as one, of their mean: pages and tokens of long sequences, say. */
const ALIKE = 0.01;
/** Steps of the part that a form has in a cost; mean and deviation are exact, only the rest of the form is rounded. */
const PART_STEPS = 32;

/** The forms of costs by length. */
export function costForms(
  { tokens, below, p95 }: LengthNodes,
  costs: readonly ((tokens: number) => number)[],
): CostForms {
  const forms: Form[] = [];
  const formed = costs.map((cost): FormedCost => {
    const bytes = Float64Array.from(tokens, cost);
    const lowest = bytes[0] ?? 0;
    const range = (bytes[bytes.length - 1] ?? 0) - lowest;
    const atP95 = bytes[p95] ?? 0;
    if (!(range > 0)) return { lowest, range: 0, atP95, form: -1 };
    const values = bytes.map((value) => (value - lowest) / range);
    return { lowest, range, atP95, form: formIndex(forms, values, below) };
  });
  const covariances = forms.map((a) => forms.map((b) => covariance(a, b, below)));
  return { costs: formed, forms, covariances, excesses: new Map(), below };
}

function formIndex(forms: Form[], values: Float64Array, below: readonly number[]): number {
  const { mean } = momentsOf({ values, below });
  const known = forms.findIndex((form) =>
    values.every((value, i) => Math.abs(value - (form.values[i] ?? 0)) <= ALIKE * mean),
  );
  return known >= 0 ? known : forms.push({ values, mean }) - 1;
}

/** Both rise along the same lengths, evenly between two nodes. */
function covariance(a: Form, b: Form, below: readonly number[]): number {
  let [sum, counted] = [0, 0];
  let [x, y] = [-a.mean, -b.mean];
  below.forEach((share, i) => {
    const [u, v] = [(a.values[i] ?? 0) - a.mean, (b.values[i] ?? 0) - b.mean];
    // Below the first node all have its length.
    const product = i === 0 ? u * v : (2 * x * y + 2 * u * v + x * v + u * y) / 6;
    sum += (share - counted) * product;
    [counted, x, y] = [share, u, v];
  });
  return sum + (1 - counted) * x * y;
}

/** A sum of costs: its mean, deviation and 95th percentile, and what sums of many have above their mean. */
export interface FormMoments {
  readonly mean: number;
  readonly deviation: number;
  readonly atP95: number;
  /** As `Excess`; the deviation is not 0. */
  readonly excess: Excess;
}

/** The moments of so many times each cost. */
export function formMoments(all: CostForms, shares: readonly number[]): FormMoments {
  const { costs, forms, covariances } = all;
  let [mean, atP95] = [0, 0];
  const ranges = forms.map(() => 0);
  costs.forEach(({ lowest, range, atP95: own, form }, i) => {
    const share = shares[i] ?? 0;
    mean += share * lowest;
    atP95 += share * own;
    if (form >= 0) ranges[form] = (ranges[form] ?? 0) + share * range;
  });
  let variance = 0;
  ranges.forEach((a, i) => {
    mean += a * (forms[i]?.mean ?? 0);
    ranges.forEach((b, j) => (variance += a * b * (covariances[i]?.[j] ?? 0)));
  });
  const deviation = Math.sqrt(Math.max(0, variance));
  const excess = once(() => excessIn(all, ranges));
  return { mean, deviation, atP95, excess: (count) => excess()(count) };
}

/** The excess of a cost in which forms have these ranges. */
function excessIn({ forms, excesses, below }: CostForms, ranges: readonly number[]): Excess {
  const whole = ranges.reduce((sum, range) => sum + range, 0);
  const parts = ranges.map((range) => Math.round((range / whole) * PART_STEPS));
  const key = parts.join();
  const known = excesses.get(key);
  if (known) return known;
  const excess = excessOf(mixed(forms, parts, below));
  excesses.set(key, excess);
  return excess;
}

/** Forms in these parts, from 0 to 1 together. */
function mixed(forms: readonly Form[], parts: readonly number[], below: readonly number[]): SizeShape {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const values = Float64Array.from(below, (_, i) =>
    forms.reduce((sum, form, f) => sum + ((parts[f] ?? 0) / whole) * (form.values[i] ?? 0), 0),
  );
  return { values, below };
}
