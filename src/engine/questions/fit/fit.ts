import { ownedGpus, ownedGpusPath } from '../../../catalog/shapes/owned.js';
import type { Gpus, Option, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type Path, type PathKey } from '../../../plan/path.js';
import { withNumber } from '../../moves/held.js';
import { isGiven } from '../../moves/moves.js';
import { withSalePrice } from '../../moves/prices.js';
import { findBreakEvens } from '../breakEven.js';
import { comparisonOf, costOf } from '../comparison.js';
import { largestConcurrency, largestRequestRate, smallestFleet } from '../inverse.js';
import { variableById } from '../variables.js';
import type { Variable } from '../variables/variable.js';

/**
 * The values of a plan's own inputs with which it just fits: what somebody would find by trying. One input at a time, with
 * everything else as planned; values in SI units. docs/method/fleet.md 3.
 */

export const FITS = ['fleet', 'price', 'salePrice', 'load'] as const;
export type FitKind = (typeof FITS)[number];

/** Why there is no value with which a plan just fits. */
export type FitReason =
  | { readonly code: 'hosted' | 'no-count' | 'no-sale-price' | 'no-load' | 'no-lpx-price' | 'no-comparison' }
  | { readonly code: 'no-fleet' | 'no-cost' | 'no-number' }
  /** The challenger is cheaper, or dearer, at every price that was searched. */
  | { readonly code: 'always' | 'never'; readonly baseline: string; readonly challenger: string };

export type Fit =
  | {
      readonly changes: readonly { readonly path: PathKey; readonly value: number }[];
      /** Whom the value is found for. */
      readonly option: string;
      readonly reason: null;
    }
  | { readonly changes: null; readonly reason: FitReason };

/** Where something is to fit. */
export interface FitQuestion {
  readonly for: FitKind;
  readonly option: string;
  readonly workload: string | null;
}

const not = (reason: FitReason): Fit => ({ changes: null, reason });

export function fitOf(plan: ResolvedPlan, question: FitQuestion): Fit {
  const option = plan.options[question.option];
  if (question.for === 'price') return paying(plan);
  if (!option) return not({ code: 'no-number' });
  if (question.for === 'fleet') return smallest(plan, question.option, option);
  if (question.workload === null) return not({ code: 'no-load' });
  return question.for === 'load'
    ? largest(plan, question.option, question.workload)
    : covering(plan, question.option, question.workload);
}

/** The fewest accelerators of an option, in the units in which the file counts them. */
function smallest(plan: ResolvedPlan, name: string, option: Option): Fit {
  if (option.hosted) return not({ code: 'hosted' });
  const own = option.gpus ? ['options', name, 'gpus'] : ownedGpusPath(plan);
  const gpus = option.gpus ?? ownedGpus(plan);
  const member = gpus && memberOfCount(plan, own, gpus);
  if (!gpus || !member) return not({ code: 'no-count' });
  const count = smallestFleet(plan, name);
  if (count === null) return not({ code: 'no-fleet' });
  const value = member === 'racks' ? Math.ceil(count / (gpus.perRack ?? 1)) : count;
  return { changes: [{ path: pathKey([...own, member]), value }], option: name, reason: null };
}

/** What the file counts accelerators by. */
function memberOfCount(plan: ResolvedPlan, at: Path, { racks, count }: Gpus): 'racks' | 'count' | null {
  if (racks !== null && isGiven(plan, [...at, 'racks'])) return 'racks';
  return count > 0 && isGiven(plan, [...at, 'count']) ? 'count' : null;
}

/** The most of a workload that an option serves: requests where the plan counts those, else sequences. */
function largest(plan: ResolvedPlan, option: string, workload: string): Fit {
  const own = plan.workloads[workload];
  const member = own?.requests != null ? 'requests' : own?.concurrency != null ? 'concurrency' : null;
  if (member === null) return not({ code: 'no-load' });
  const search = member === 'requests' ? largestRequestRate : largestConcurrency;
  const value = search(plan, option, workload);
  if (value === null) return not({ code: 'no-number' });
  return { changes: [{ path: pathKey(['workloads', workload, member]), value }], option, reason: null };
}

/** Prices are told in so many digits, rounded to the side on which they hold. */
const DIGITS = 3;
/** One in the last digit that is told of a value. */
const stepOf = (value: number): number => 10 ** (Math.floor(Math.log10(value)) - DIGITS + 1);
/** A sum of such steps, without what binary fractions leave. */
const told = (value: number): number => Number(value.toPrecision(DIGITS + 1));

/** The highest price of an LPX rack at which the challenger of the plan's comparison is the cheaper one. */
function paying(plan: ResolvedPlan): Fit {
  const comparison = comparisonOf(plan);
  if (!comparison) return not({ code: 'no-comparison' });
  const { baseline, challenger } = comparison;
  const racks = plan.options[challenger]?.lpx;
  const variable = variableById('price');
  if (!racks || racks.rent !== null || !variable) return not({ code: 'no-lpx-price' });
  const paths = Object.entries(plan.options)
    .filter(([, { lpx }]) => lpx?.rack.id === racks.rack.id && lpx.price === racks.price)
    .map(([name]) => ['options', name, 'lpx', 'price']);
  const priced = (there: ResolvedPlan, price: number) =>
    paths.reduce((changed, path) => withNumber(changed, path, price), there);
  const along: Variable = { ...variable, apply: (there, _workload, price) => priced(there, price) };
  const names = Object.keys(plan.workloads);
  const workload = names.length === 1 ? (names[0] ?? null) : null;
  const found = findBreakEvens(plan, comparison, along, workload);
  const below = found.flatMap(({ value, cheaperBelow }) =>
    value !== null && cheaperBelow === challenger ? [value] : [],
  );
  if (below.length === 0) {
    const code = found.some(({ cheaperBelow }) => cheaperBelow === challenger) ? 'always' : 'never';
    return not({ code, baseline, challenger });
  }
  const cheaper = (price: number) => {
    const there = priced(plan, price);
    const [own, other] = [costOf(there, challenger, workload), costOf(there, baseline, workload)];
    return own !== null && (other === null || own < other);
  };
  const value = held(Math.max(...below), Math.floor, cheaper);
  if (value === null) return not({ code: 'never', baseline, challenger });
  return { changes: paths.map((path) => ({ path: pathKey(path), value })), option: challenger, reason: null };
}

/** Rounding may step over a limit: a few steps back, and what is told holds. */
const MOST_STEPS = 6;

function held(
  value: number,
  round: (value: number) => number,
  holds: (value: number) => boolean,
): number | null {
  const step = stepOf(value);
  const first = told(round(value / step) * step);
  for (let i = 0; i < MOST_STEPS; i++) {
    const tried = told(first - i * step);
    if (tried > 0 && holds(tried)) return tried;
  }
  return null;
}

/** The lowest sale price that covers what a workload costs in an option; its other prices move with it. */
function covering(plan: ResolvedPlan, option: string, workload: string): Fit {
  const own = plan.workloads[workload];
  const variable = variableById('salePrice');
  if (own?.price == null || !variable) return not({ code: 'no-sale-price' });
  const [found] = findBreakEvens(plan, { baseline: option, challenger: option }, variable, workload);
  if (!found?.value) return not({ code: 'no-cost' });
  const step = stepOf(found.value);
  // A hair below a round price is that price: sums end in the fifteenth digit.
  const price = told(Math.ceil((found.value / step) * (1 - 1e-9)) * step);
  const sold = withSalePrice(plan, workload, price).workloads[workload]?.price ?? price;
  const at = ['workloads', workload, 'price'];
  if (typeof sold === 'number')
    return { changes: [{ path: pathKey(at), value: sold }], option, reason: null };
  const changes = (['output', 'input', 'cachedInput'] as const).flatMap((member) => {
    const value = sold[member];
    // What the file leaves out follows from the others.
    return value === null || !isGiven(plan, [...at, member])
      ? []
      : [{ path: pathKey([...at, member]), value }];
  });
  return { changes, option, reason: null };
}
