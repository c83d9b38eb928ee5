import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import {
  areTied,
  turnsBetween,
  type Rivals,
  type Turning,
  type Turnings,
} from '../../../engine/questions/errors/standing.js';
import { variableById } from '../../../engine/questions/variables.js';
import type { OptionResult, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { markedUsd } from '../decodeOnly.js';
import * as format from '../format.js';
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

/** The next best option, or all that cost the same as the best. Cheapest first. */
export function runnersUp(plan: ResolvedPlan, own: PricedOption, others: readonly PricedOption[]): string {
  const alike = others.filter(({ usd }) => usd / own.usd - 1 < SAME);
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
  // Of nothing there is no percentage.
  if (!Number.isFinite(dearer))
    return second.usd > 0
      ? l10n.t('Next is {option} at {usd}.', values)
      : l10n.t('{option} costs the same.', values);
  if (dearer < SAME) return l10n.t('{option} costs the same.', values);
  return areTied(plan, own.option, second.option, second.usd / own.usd)
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

/** The prices at which another option becomes the cheapest, or that none does; empty where nothing competes. */
export function whatChanges(plan: ResolvedPlan, result: PlanResult): string {
  const rivals = rivalsOf(result);
  return rivals === null ? '' : changeSentence(turnsBetween({ plan, ...rivals }));
}

/** The same of what was found: a page has it searched for in its worker. */
export function changeSentence({ found, searched }: Turnings): string {
  if (searched.length === 0) return '';
  if (found.length === 0)
    return l10n.t('{prices} from a fifth of the plan’s to five times as much would not change that.', {
      prices: format.capitalized(listed(searched.flatMap((id) => variableById(id)?.label ?? []))),
    });
  return [...new Set(found.map(({ rival }) => rival))]
    .map((rival) =>
      l10n.t('{rival} would be cheaper with {places}.', {
        rival,
        places: found
          .filter((one) => one.rival === rival)
          .flatMap(placeOf)
          .join(l10n.t(' or ')),
      }),
    )
    .join(' ');
}

function placeOf({ id, current, found: { value } }: Turning): string[] {
  const variable = variableById(id);
  if (!variable) return [];
  const { label, dimension } = variable;
  const values = {
    label,
    value: format.quantity(value, dimension),
    now: format.quantity(current, dimension),
  };
  return [
    value > current
      ? l10n.t('{label} above {value} (the plan: {now})', values)
      : l10n.t('{label} below {value} (the plan: {now})', values),
  ];
}
