import type { Economics } from '../../catalog/shapes/resolvedPlan.js';
import { ownedGpus } from '../../catalog/shapes/owned.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import { annuityPerYear, costOfOwning } from '../../engine/fleet/costs.js';
import * as l10n from '../../l10n/l10n.js';
import type { Answered } from './answered.js';
import { isDecodeOnly, markedDecodeOnly } from './decodeOnly.js';
import * as format from './format.js';
import { costOnBasis } from './fleet/purchase.js';
import { secondPurchaseSentence } from './fleet/secondPurchase.js';
import { SECONDS_PER_HOUR } from '../../units/constants.js';

/** What an hour of one accelerator, and of one LPX rack, costs, with the sum that it comes from. */
export function ownershipSentences({ plan }: Answered): string[] {
  const { economics } = plan;
  const gpus = ownedGpus(plan);
  const lpx = Object.values(plan.options).find((option) => option.lpx)?.lpx;
  return [
    ...(gpus?.price != null && gpus.rent === null
      ? [
          ownership(
            l10n.t('An accelerator'),
            gpus.price,
            gpus.accelerator.powerWatts,
            economics,
            gpus.allInPower,
          ),
        ]
      : []),
    ...(lpx ? [ownership(l10n.t('An LPX rack'), lpx.price, lpx.power, economics)] : []),
  ];
}

function ownership(
  what: string,
  price: number,
  watts: number | null,
  economics: Economics,
  allIn = false,
): string {
  const { capitalCost, amortization, operations } = economics;
  const perYear = annuityPerYear(capitalCost, amortization) + operations;
  const hour = costOfOwning(price, watts, economics, allIn) * SECONDS_PER_HOUR;
  const power = watts === null ? '' : powerText(watts, economics, allIn);
  return l10n.t('{what} costs {hour} an hour: {price} × {share} a year ÷ 8,760 h{power}.', {
    what,
    hour: format.usdPerHour(hour),
    price: format.quantity(price, 'money'),
    share: format.percent(perYear),
    power,
  });
}

/** Power and hosting as a sum; power at the utility is not multiplied by PUE again. */
function powerText(watts: number, { pue, electricity, hosting }: Economics, allIn: boolean): string {
  const values = { watts: format.quantity(watts, 'power'), pue: format.plain(pue) };
  const price = format.quantity(electricity, 'energyPrice');
  const rent = hosting > 0 ? ` + ${format.quantity(hosting, 'hostingPrice')}` : '';
  if (!allIn)
    return l10n.t(' + {watts} × ({pue} × {electricity}{hosting})', {
      ...values,
      electricity: price,
      hosting: rent,
    });
  return l10n.t(' + {watts} all-in × ({electricity}{hosting})', {
    ...values,
    electricity: price,
    hosting: hosting > 0 ? `${rent} ÷ ${values.pue}` : '',
  });
}

/** How the two options of the question compare as the plan stands. */
export function comparisonSentences({ plan, result }: Answered): string[] {
  const comparison = comparisonOf(plan);
  const costs = [comparison?.baseline, comparison?.challenger].map(
    (name) =>
      (name === undefined ? undefined : result.options[name])?.basis[result.basis].usdPerMillionTokens,
  );
  const [baseline, challenger] = costs;
  if (!comparison || baseline == null || challenger == null) return [];
  const decodeOnly = [comparison.baseline, comparison.challenger].some((name) => {
    const option = result.options[name];
    return option !== undefined && isDecodeOnly(option);
  });
  const [less, more] = [Math.min(baseline, challenger), Math.max(baseline, challenger)];
  return [
    `${markedDecodeOnly(
      l10n.t('{cheaper} costs {less}, {dearer} {more}: {difference}', {
        cheaper: challenger < baseline ? comparison.challenger : comparison.baseline,
        dearer: challenger < baseline ? comparison.baseline : comparison.challenger,
        less: costOnBasis(less, result.basis),
        more: format.usdPerMillion(more),
        difference: format.more(more / less),
      }),
      decodeOnly,
    )}.`,
    ...[secondPurchaseSentence({ plan, result })].filter((sentence) => sentence !== ''),
  ];
}
