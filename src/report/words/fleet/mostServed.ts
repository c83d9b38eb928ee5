import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { mostServed, powerLimit, type MostServed } from '../../../engine/questions/fit/mostServed.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/**
 * What serves the most within the power that the plan allows, and what earns the most there; empty where it limits none. It
 * takes a search for each option.
 */
export const mostServedSentence = (plan: ResolvedPlan): string => mostSentence(plan, mostServed(plan));

/** The same of what was found: a page has it searched for in its worker. */
export function mostSentence(plan: ResolvedPlan, found: readonly MostServed[]): string {
  const limit = powerLimit(plan);
  const [first, ...others] = found;
  if (limit === null || !first) return '';
  const power = format.quantity(limit, 'power');
  const reach = ({ option, times, tokensPerSecond }: MostServed) => ({
    option,
    power,
    times: factor(times),
    rate: l10n.t('{count} tok/s', { count: format.count(Number(tokensPerSecond.toPrecision(3))) }),
  });
  const head = plan.budget?.power
    ? l10n.t(
        'Within {power}, {option} serves the most: about {rate} on average, {times} what is asked for',
        reach(first),
      )
    : l10n.t(
        'With {power} added, {option} serves the most: about {rate} on average, {times} what is asked for',
        reach(first),
      );
  const rest = others.map((one) => l10n.t('{option} {rate}, {times}', reach(one)));
  return format.joined(l10n.t('{said}.', { said: [head, ...rest].join('; ') }), earning(found));
}

/** From below: what is told to be served is. */
const factor = (times: number): string => {
  const unit = times < 10 ? 100 : 10;
  return `${Math.floor(times * unit) / unit}×`;
};

/** What leaves the most there, where all of it is sold. */
function earning(found: readonly MostServed[]): string {
  const [most] = found
    .flatMap(({ option, profitUsdPerHour: usd }) => (usd === null ? [] : [{ option, usd }]))
    .toSorted((a, b) => b.usd - a.usd);
  if (!most || most.usd <= 0) return '';
  return l10n.t('There {option} earns the most: {usd} an hour, all-in.', {
    option: most.option,
    usd: format.usdPerHour(most.usd),
  });
}
