import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import {
  areTied,
  turnsBetween,
  type Rivals,
  type Turning,
  type Turnings,
} from '../../../engine/questions/errors/standing.js';
import { attachOverRanges } from '../../../engine/questions/errors/attachOverRanges.js';
import { ordersOf } from '../../../engine/questions/errors/ordering.js';
import { uncertainInputs } from '../../../engine/questions/uncertainInputs.js';
import { movedWith } from '../../../engine/questions/variables/prices.js';
import { variableById } from '../../../engine/questions/variables.js';
import type { DrawnOrder } from '../../../engine/shapes/draws.js';
import type { AttachRate, OptionResult, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { titleInText, titleOf } from '../../../plan/members.js';
import { keyPath } from '../../../plan/path.js';
import { markedUsd } from '../decodeOnly.js';
import * as format from '../format.js';
import { uncertainName } from '../inputs.js';
import { pricedOptions, type PricedOption } from '../insight.js';
import { optionMargin } from './margin.js';
import { listed } from './mix.js';

/** How firmly the verdict stands. */

/** That tokens sell for less than they cost. */
export function lossSentence(plan: ResolvedPlan, option: OptionResult): string {
  const found = optionMargin(plan, option);
  if (!found || found.margin >= 0) return '';
  const margin = format.signedPercent(found.margin);
  return found.workload === null
    ? l10n.t('It loses money at the plan’s prices: all-in its margin is {margin}.', { margin })
    : l10n.t('It loses money on {workload}: all-in the margin is {margin}.', {
        workload: found.workload,
        margin,
      });
}

/** Costs nearer than this, relatively, are told as the same. */
const SAME = 0.005;

/** Whether an option's cost is told as the same as that of the cheapest. */
export const costsTheSame = (own: PricedOption, other: PricedOption): boolean =>
  other.usd === own.usd || other.usd / own.usd - 1 < SAME;

/** Whether costs that differ are written alike: their difference is told, and neither twice. */
export const readsTheSame = (own: PricedOption, other: PricedOption): boolean =>
  markedUsd(own.usd, own.decodeOnly) === markedUsd(other.usd, other.decodeOnly);

/** Whether the model cannot tell two options apart whose costs are not told as the same. */
export const tiesWith = (plan: ResolvedPlan, own: PricedOption, other: PricedOption): boolean =>
  !costsTheSame(own, other) && areTied(plan, own.option, other.option, other.usd / own.usd);

/** The next best option, or all that cost the same as the best. Cheapest first. */
export function runnersUp(plan: ResolvedPlan, own: PricedOption, others: readonly PricedOption[]): string {
  const alike = others.filter((one) => costsTheSame(own, one));
  const [second, third, ...more] = alike;
  if (second && third && more.length === 0)
    return l10n.t('{option} and {other} cost the same.', { option: second.option, other: third.option });
  if (second && third)
    return l10n.t('{option} and {count} others cost the same.', {
      option: second.option,
      count: alike.length - 1,
    });
  const [next] = others;
  return next ? runnerUp(plan, own, next) : '';
}

/** The next best option: how much dearer it is, or that the model cannot tell the two apart. */
function runnerUp(plan: ResolvedPlan, own: PricedOption, second: PricedOption): string {
  const dearer = second.usd / own.usd - 1;
  const values = {
    option: second.option,
    usd: markedUsd(second.usd, second.decodeOnly),
    dearer: format.more(second.usd / own.usd),
  };
  if (costsTheSame(own, second)) return l10n.t('{option} costs the same.', values);
  // Of nothing there is no percentage.
  if (!Number.isFinite(dearer)) return l10n.t('Next is {option} at {usd}.', values);
  const tied = areTied(plan, own.option, second.option, second.usd / own.usd);
  // Written alike, two costs would belie what is said of their difference.
  if (readsTheSame(own, second))
    return tied
      ? l10n.t('{option} is a tie: {dearer}, within what the model errs.', values)
      : l10n.t('Next is {option} at about the same cost, {dearer}.', values);
  return tied
    ? l10n.t('{option} at {usd} is a tie: {dearer}, within what the model errs.', values)
    : l10n.t('Next is {option} at {usd}, {dearer}.', values);
}

/**
 * The option that leads and all others that work: what a verdict could turn to; `null` where nothing competes. A price
 * that leaves the next one behind may still bring a third ahead.
 */
export function rivalsOf(result: PlanResult): Rivals | null {
  const [own, ...others] = pricedOptions(result).filter(({ feasible }) => feasible);
  return own && others.length > 0 ? { lead: own.option, rivals: others.map(({ option }) => option) } : null;
}

/**
 * Rivals whose costs are not told as the same: whether the lead stays ahead of them over the plan's ranges is not said by
 * its values; `null` where there are none.
 */
export function apartOf(result: PlanResult): Rivals | null {
  const [own, ...others] = pricedOptions(result).filter(({ feasible }) => feasible);
  const apart = own ? others.filter(({ usd }) => usd / own.usd - 1 >= SAME) : [];
  return own && apart.length > 0 ? { lead: own.option, rivals: apart.map(({ option }) => option) } : null;
}

/** The order of the lead and these rivals over the plan's ranges; empty where there are none. Takes many draws. */
export function drawnOrders(plan: ResolvedPlan, result: PlanResult): readonly DrawnOrder[] {
  const rivals = apartOf(result);
  return rivals === null ? [] : ordersOf({ plan, ...rivals });
}

/** What these draws leave open of the attach rate, or why they say nothing of it. */
export type OpenRate = Pick<AttachRate, 'overRanges' | 'overRangesReason'>;

/** The same for a plan; `null` without a reason where no option has another rate, or nothing competes. */
export function rateOverRanges(
  plan: ResolvedPlan,
  result: PlanResult,
  orders: () => readonly DrawnOrder[],
): OpenRate {
  const racked = Object.values(plan.options).map(({ lpx }) => lpx !== null);
  // Of options that are all with racks, or all without, the rate is one.
  if (!racked.includes(true) || !racked.includes(false)) return { overRanges: null };
  const lead = pricedOptions(result).find(({ feasible }) => feasible)?.option ?? null;
  const isLead = Object.values(result.mix.workloads).every((option) => option === lead);
  if (!isLead && result.attachRate.ofTokens !== null && uncertainInputs(plan).length > 0)
    return { overRanges: null, overRangesReason: { code: 'mix-not-drawn' } };
  return {
    overRanges: lead === null || !apartOf(result) ? null : attachOverRanges(result, lead, orders()),
  };
}

/** A result whose attach rate says what the plan's ranges leave open of it. Takes many draws. */
export function withOpenRate(
  plan: ResolvedPlan,
  result: PlanResult,
  orders = () => drawnOrders(plan, result),
): PlanResult {
  const open = rateOverRanges(plan, result, orders);
  return { ...result, attachRate: { ...result.attachRate, ...open } };
}

/** What the draws over the plan's ranges say of its winner; empty where it stays ahead in them. */
export const overRanges = (plan: ResolvedPlan, result: PlanResult): string =>
  orderSentence(plan, drawnOrders(plan, result));

/** The same of what was drawn: a page has that done in its worker. */
export function orderSentence(plan: ResolvedPlan, orders: readonly DrawnOrder[]): string {
  const [first, ...others] = openOrders(orders);
  if (!first) return '';
  const values = {
    rival: first.rival,
    cheaper: withForbidden(joinedMostly(cheaperText(first), mostlyText(plan, first)), first),
    rivals: listed([first, ...others].map(({ rival }) => rival)),
  };
  if (first.stands === 'behind') return l10n.t('Over the ranges of its inputs {cheaper}.', values);
  return others.length === 0
    ? l10n.t('Over the ranges of its inputs this is a tie: {cheaper}.', values)
    : l10n.t('Over the ranges of its inputs this is a tie with {rivals}: {cheaper}.', values);
}

/**
 * Whether anything leaves the winner open, in the room of a line: the plan's ranges, costs that are the same, or what the
 * model errs. Empty where it stays ahead.
 */
export function standsInShort(
  plan: ResolvedPlan,
  result: PlanResult,
  orders: readonly DrawnOrder[] = [],
): string {
  const [first] = openOrders(orders);
  if (first)
    return first.stands === 'behind'
      ? l10n.t('Over its ranges {rival} is cheaper more often.', { rival: first.rival })
      : l10n.t('Over its ranges a tie with {rival}.', { rival: first.rival });
  const rival = tiedWith(plan, result);
  return rival === null ? '' : l10n.t('A tie with {rival}.', { rival });
}

/** The same in a word, behind a cost. */
export function standsInAWord(
  plan: ResolvedPlan,
  result: PlanResult,
  orders: readonly DrawnOrder[] = [],
): string {
  const [first] = openOrders(orders);
  if (first?.stands === 'behind') return l10n.t('often dearer');
  return first || tiedWith(plan, result) !== null ? l10n.t('a tie') : '';
}

/** The next best option where it costs as much as the best, or the model cannot tell the two apart. */
function tiedWith(plan: ResolvedPlan, result: PlanResult): string | null {
  const [own, second] = pricedOptions(result).filter(({ feasible }) => feasible);
  if (!own || !second) return null;
  const tied = costsTheSame(own, second) || areTied(plan, own.option, second.option, second.usd / own.usd);
  return tied ? second.option : null;
}

/** How often a rival is cheaper, no finer than draws that end once the order is clear can tell. */
function cheaperText({ rival, stands, rivalCheaper, same }: DrawnOrder): string {
  if (stands === 'behind') return l10n.t('{rival} is cheaper in more than four draws of five', { rival });
  if (rivalCheaper > 0.6) return l10n.t('{rival} is cheaper in most draws', { rival });
  if (rivalCheaper >= 0.4) return l10n.t('{rival} is cheaper in about half of the draws', { rival });
  return same === 0
    ? l10n.t('{rival} is cheaper in more than one draw of five', { rival })
    : l10n.t('{rival} costs no more in more than one draw of five', { rival });
}

/** Those that the winner does not clearly stay ahead of, the most dangerous first. */
const openOrders = (orders: readonly DrawnOrder[]) =>
  orders.filter(({ stands }) => stands !== 'firm').toSorted((a, b) => b.rivalCheaper - a.rivalCheaper);

const joinedMostly = (said: string, mostly: string) =>
  mostly === '' ? said : l10n.t('{said}, mostly {where}', { said, where: mostly });

/** With that it is the plan's limits which leave the option that is ahead out of draws. */
function withForbidden(said: string, { leadForbidden = 0 }: DrawnOrder): string {
  if (leadForbidden === 0) return said;
  return leadForbidden > 0.5
    ? l10n.t('{said}; in most of them the one that is ahead does not work', { said })
    : l10n.t('{said}; in some of them the one that is ahead does not work', { said });
}

function mostlyText(plan: ResolvedPlan, { mostly }: DrawnOrder): string {
  if (!mostly) return '';
  const { label, quantity } = uncertainName(
    mostly.path,
    uncertainInputs(plan).map(({ path }) => path),
  );
  const path = keyPath(mostly.path);
  const values = {
    label: label === titleOf(path) ? titleInText(path) : label,
    value: quantity(mostly.value),
  };
  return mostly.above
    ? l10n.t('with {label} above {value}', values)
    : l10n.t('with {label} below {value}', values);
}

/** The prices at which another option becomes the cheapest, or that none does; empty where nothing competes. */
export function whatChanges(plan: ResolvedPlan, result: PlanResult): string {
  const rivals = rivalsOf(result);
  return rivals === null ? '' : changeSentence(plan, turnsBetween({ plan, ...rivals }));
}

/** The same of what was found: a page has it searched for in its worker. */
export function changeSentence(plan: ResolvedPlan, { found, searched }: Turnings): string {
  if (searched.length === 0) return '';
  if (found.length === 0)
    return l10n.t('{prices} from a fifth of the plan’s to five times as much would not change the winner.', {
      prices: format.capitalized(listed(searched.flatMap((id) => variableById(id)?.label ?? []))),
    });
  return [...new Set(found.map(({ rival }) => rival))]
    .map((rival) =>
      l10n.t('{rival} would be cheaper with {places}.', {
        rival,
        places: found
          .filter((one) => one.rival === rival)
          .flatMap((turning) => placeOf(plan, turning))
          .join(l10n.t(' or ')),
      }),
    )
    .join(' ');
}

function placeOf(plan: ResolvedPlan, { id, current, found }: Turning): string[] {
  const variable = variableById(id);
  if (!variable) return [];
  const { label, dimension } = variable;
  const { value } = found;
  const values = {
    label,
    value: format.quantity(value, dimension),
    now: format.quantity(current, dimension),
  };
  const withOthers = movedWith(plan, found) === 'others';
  if (value > current)
    return withOthers
      ? [l10n.t('{label} above {value} (the plan: {now}; prices of input in proportion)', values)]
      : [l10n.t('{label} above {value} (the plan: {now})', values)];
  return withOthers
    ? [l10n.t('{label} below {value} (the plan: {now}; prices of input in proportion)', values)]
    : [l10n.t('{label} below {value} (the plan: {now})', values)];
}
