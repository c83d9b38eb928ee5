import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { markedDecodeOnly, mixIsDecodeOnly } from '../decodeOnly.js';
import * as format from '../format.js';
import { leadingOption } from '../insight.js';
import { mixMargin, whatServesWhat } from './mix.js';

/** A mix that saves less than this, as a part of the best option's bill, is not told. */
const WORTH = 0.005;

/**
 * That the best mix is cheaper than the best single option, and by how much; empty where it is not. Both serve all
 * workloads, so that their bills compare.
 */
export function cheaperMix(plan: Pick<ResolvedPlan, 'workloads' | 'options'>, result: PlanResult): string {
  if (Object.keys(plan.workloads).length < 2 || Object.keys(plan.options).length < 2) return '';
  const { basis, mix, options } = result;
  if (mix.works === 'no') return '';
  const values = { served: whatServesWhat(mix) };
  const bill = mix.basis[basis].usdPerHour;
  const lead = leadingOption(result);
  const own = lead === null ? undefined : options[lead];
  if (bill === null) return '';
  const hourly = { usd: format.usdPerHour(bill) };
  const rate = markedDecodeOnly(
    basis === 'sunk' ? l10n.t('{usd} an hour still to spend', hourly) : l10n.t('{usd} an hour', hourly),
    mixIsDecodeOnly(result),
  );
  if (lead === null || !own?.feasible)
    return l10n.t('Together they do it for {rate}: {served}.', { ...values, rate });
  const alone = own.basis[basis].usdPerHour;
  if (alone === null || bill >= alone * (1 - WORTH)) return '';
  const saved = {
    ...values,
    rate,
    less: format.percent(Number((1 - bill / alone).toPrecision(2))),
    lead,
  };
  const cheaper = l10n.t(
    'Cheaper still is a mix, at {rate}, {less} less than {lead} alone: {served}.',
    saved,
  );
  return format.joined(cheaper, mixMargin(mix));
}
