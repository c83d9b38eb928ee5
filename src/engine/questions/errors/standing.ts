import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { VariableName } from '../../../plan/schema.js';
import { memo } from '../../../units/memo.js';
import type { BreakEven } from '../../shapes/result.js';
import { DEVIATIONS_IN_REACH } from '../../shapes/sampling.js';
import { findBreakEvens } from '../breakEven.js';
import { comparisonOf, type Comparison } from '../comparison.js';
import { modelErrors } from './modelErrors.js';
import { variableById, variablesOf } from '../variables.js';
import { isRented } from '../variables/prices.js';
import type { Variable } from '../variables/variable.js';

/** How firmly one option stands against another: whether the model can tell them apart, and which price turns them. */

/** A normal error is beyond so many standard deviations on one side in one draw of five. */
const FIFTH = 0.84;

/**
 * Whether two options are a tie: what they do not err alike orders their costs the same way in fewer than 80 % of draws
 * (fleet.md 6). `ratio` is the cost of one over that of the other, as they are counted.
 */
export function areTied(plan: ResolvedPlan, one: string, other: string, ratio: number): boolean {
  const unshared = modelErrors(plan).map(({ reach }) => (reach[one] ?? 0) - (reach[other] ?? 0));
  return Math.abs(Math.log(ratio)) < (FIFTH * Math.hypot(...unshared)) / DEVIATIONS_IN_REACH;
}

/** The option that is ahead, and those it could lose to, by name. */
export interface Rivals {
  readonly lead: string;
  readonly rivals: readonly string[];
}

/** A price at which the option that is ahead ceases to be the cheapest. */
export interface Turning {
  /** The option that is cheaper there. */
  readonly rival: string;
  /** The variable whose price it is. */
  readonly id: VariableName;
  /** The plan's own value. */
  readonly current: number;
  /** Where the sides change, and how surely. */
  readonly found: BreakEven & { readonly value: number };
}

/** What was asked of prices, as plain data: it travels between a page and its worker. */
export interface Turnings {
  /** Along each price the nearest place below the plan's own value and the nearest above it, as far as there are any. */
  readonly found: readonly Turning[];
  /** Prices that were searched along. */
  readonly searched: readonly VariableName[];
}

/**
 * The prices that turn the option that is ahead: whichever of its rivals they make cheaper first. Prices leave machines as they are, so that each of them is searched in hundredths
 * of a second, where other inputs take seconds.
 */
export function turnsBetween({ plan, lead, rivals }: Rivals & { readonly plan: ResolvedPlan }): Turnings {
  const asked = pricesBetween(plan, { lead, rivals });
  const searched = [...new Set(asked.map(({ price }) => price))];
  const found = searched.flatMap((price) => {
    const turns = asked
      .filter((one) => one.price === price)
      .flatMap(({ rival }) => turnsOf({ plan, lead, rival, price }));
    const near = turns.filter((one) => farOf(one) <= FARTHEST).toSorted((a, b) => farOf(a) - farOf(b));
    // A price may fall as well as rise, and either may turn the verdict.
    const sides = [
      near.find(({ found: { value }, current }) => value < current),
      near.find(({ found: { value }, current }) => value >= current),
    ];
    return sides.flatMap((one) => one ?? []);
  });
  return { found: found.toSorted((a, b) => farOf(a) - farOf(b)), searched };
}

/** A price of what the option that is ahead and one of its rivals use. */
export interface PriceBetween {
  readonly rival: string;
  readonly price: VariableName;
}

/** All of these: who has to stay reachable asks for the turns of one at a time. */
export function pricesBetween(plan: ResolvedPlan, { lead, rivals }: Rivals): readonly PriceBetween[] {
  const all = rivals.flatMap((rival): readonly PriceBetween[] => {
    const compared = { baseline: rival, challenger: lead };
    return variablesOf(askingOf(plan, compared))
      .filter((one) => isPriceOf(plan, compared, one))
      .map(({ id }) => ({ rival, price: id }))
      .filter((one) => one.price !== 'hostedPrice' || isWorthTelling(plan, { ...one, lead }));
  });
  const prices = new Set(all.map(({ price }) => price));
  return [...prices].flatMap((price) => all.filter((one) => one.price === price));
}

/** Prices are searched up to five times the plan's: at less than a fifth of them nobody sells either. */
const FARTHEST = Math.log(5) + 1e-9;

/** Whether the price of a service is asked about, or turns the two options without falling to next to nothing. */
function isWorthTelling(plan: ResolvedPlan, asked: PriceBetween & { readonly lead: string }): boolean {
  const question = comparisonOf(plan);
  const named = [question?.baseline, question?.challenger];
  if ([asked.rival, asked.lead].every((one) => named.includes(one))) return true;
  return turnsOf({ plan, ...asked }).some((turn) => farOf(turn) <= FARTHEST);
}

/** The plan as if it asked about two options: which service and which rented accelerators a price is of follows from that. */
function askingOf(plan: ResolvedPlan, compared: Comparison): ResolvedPlan {
  return { ...plan, breakEven: { ...compared, variables: plan.breakEven?.variables ?? [] } };
}

/** Where one price turns the option that is ahead and one of its rivals; empty where it does not. */
export const turnsOf = memo(
  { name: 'prices that turn options', most: 128 },
  ({ plan, lead, rival, price }: PriceBetween & { plan: ResolvedPlan; lead: string }): readonly Turning[] => {
    const variable = variableById(price);
    const compared = { baseline: rival, challenger: lead };
    return variable ? turnsAlong(askingOf(plan, compared), compared, variable) : [];
  },
);

/** Whether a variable is a price of what one of two options uses. */
function isPriceOf(plan: ResolvedPlan, { baseline, challenger }: Comparison, { id }: Variable): boolean {
  const options = [plan.options[baseline], plan.options[challenger]];
  if (id === 'price') return options.some((option) => option?.lpx);
  if (id === 'rent') return options.some((option) => option && isRented(option));
  if (id === 'gpuPrice' || id === 'gpuRent') return options.some((option) => option && !option.hosted);
  return id === 'hostedPrice' && options.some((option) => option?.hosted);
}

function turnsAlong(plan: ResolvedPlan, compared: Comparison, variable: Variable): Turning[] {
  const names = Object.keys(plan.workloads);
  const [only = null] = names.length === 1 ? names : [];
  const current = variable.current(plan, only ?? '');
  if (current === null || current <= 0) return [];
  return findBreakEvens(plan, compared, variable, only).flatMap((found) =>
    found.value === null || !isAllowedBeyond(found, found.value, compared.baseline)
      ? []
      : [{ rival: compared.baseline, id: variable.id, current, found: { ...found, value: found.value } }],
  );
}

/** Whether the plan's limits leave a rival on its side of a crossing: one that may not be bought there turns nothing. */
function isAllowedBeyond({ withinLimits, cheaperBelow }: BreakEven, value: number, rival: string): boolean {
  if (!withinLimits) return true;
  return withinLimits.some(
    ({ cheaper, from, to }) => cheaper === rival && (cheaperBelow === rival ? from < value : to > value),
  );
}

const farOf = ({ current, found }: Turning): number =>
  found.value > 0 ? Math.abs(Math.log(found.value / current)) : Number.POSITIVE_INFINITY;
