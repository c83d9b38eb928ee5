import { isSameType, ownedGpus } from '../../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { gpusOf } from '../../../engine/fleet/optionCase.js';
import type { OptionResult, OwnedBasis } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { isDecodeOnly, perMillionTokens } from '../decodeOnly.js';
import * as format from '../format.js';

/** An option of a plan, by name, with its result. */
export interface Buyer {
  readonly plan: ResolvedPlan;
  readonly name: string;
  readonly option: OptionResult;
}

/** What an option has to buy, in the reader's units and as an order; `null` where it buys nothing. */
export function purchaseClaim(buyer: Buyer): string | null {
  const parts = boughtParts(buyer);
  if (parts.length === 0) return null;
  const what = parts.join(l10n.t(' and '));
  const { usd } = buyer.option.purchase;
  if (usd === null) return l10n.t('buy {what}, at a price that is not known', { what });
  if (usd === 0) return l10n.t('rent {what}', { what });
  return l10n.t('buy {what} for {usd}', { what, usd: format.quantity(usd, 'money') });
}

/** The same as a cell of a table; `null` where it buys nothing, or cannot say. */
export function purchaseInShort({ option: { purchase } }: Pick<Buyer, 'option'>): string | null {
  const { accelerators, gpuRacks, lpxRacks, usd } = purchase;
  const parts = [
    ...(gpuRacks
      ? [racksText(gpuRacks, false)]
      : accelerators
        ? [acceleratorsText(accelerators, false)]
        : []),
    ...(lpxRacks ? [lpxText(lpxRacks)] : []),
  ];
  if (parts.length === 0) return null;
  const what = parts.join(', ');
  if (usd === 0) return l10n.t('{what}, rented', { what });
  return l10n.t('{what}: {usd}', {
    what,
    usd: usd === null ? l10n.t('price not known') : format.quantity(usd, 'money'),
  });
}

/** Whether it works, as a cell. */
export function worksText({ works, purchase }: Pick<OptionResult, 'works' | 'purchase'>): string {
  if (works === 'purchase' && purchase.usd === 0) return l10n.t('rented');
  if (works === 'purchase') return l10n.t('with a purchase');
  return works === 'owned' ? l10n.t('yes') : l10n.t('no');
}

/** A cost with the basis that it is on: all-in costs need no word. */
export function costOnBasis(usd: number, basis: OwnedBasis): string {
  return basis === 'sunk'
    ? l10n.t('{usd} per million tokens still to spend', { usd: format.usdPerMillion(usd) })
    : l10n.t('{usd} per million tokens', { usd: format.usdPerMillion(usd) });
}

/**
 * What a million tokens cost with an option, on the basis that decides, and all-in beside it where that is another;
 * `null` where it is not known.
 */
export function optionCost(
  option: Pick<OptionResult, 'total' | 'basis' | 'workloads'>,
  basis: OwnedBasis,
): string | null {
  const allIn = option.total.usdPerMillionTokens;
  const deciding = option.basis[basis].usdPerMillionTokens;
  if (allIn === null) return null;
  if (basis === 'priced' || deciding === null) return perMillionTokens(allIn, isDecodeOnly(option));
  return l10n.t('{cost} still to spend, {allIn} all-in', {
    cost: perMillionTokens(deciding, isDecodeOnly(option)),
    allIn: format.usdPerMillion(allIn),
  });
}

function boughtParts({ plan, name, option }: Buyer): string[] {
  const { accelerators, gpuRacks, lpxRacks } = option.purchase;
  const there = thereOf(plan, name);
  const parts: string[] = [];
  if (accelerators && gpuRacks) {
    const used = option.pools.reduce((sum, pool) => sum + pool.accelerators, 0);
    const needed = used - there;
    parts.push(
      needed < accelerators
        ? l10n.t('{racks} ({count} accelerators, {needed} needed)', {
            racks: racksText(gpuRacks, there > 0),
            count: format.count(accelerators),
            needed: format.count(needed),
          })
        : l10n.t('{racks} ({count} accelerators)', {
            racks: racksText(gpuRacks, there > 0),
            count: format.count(accelerators),
          }),
    );
  } else if (accelerators) parts.push(acceleratorsText(accelerators, there > 0));
  if (lpxRacks) parts.push(lpxText(lpxRacks));
  return parts;
}

/** Accelerators of the option's type that are there. */
function thereOf(plan: ResolvedPlan, name: string): number {
  const option = plan.options[name];
  const own = ownedGpus(plan);
  const used = option && gpusOf(plan, option);
  const prefill = plan.owned.prefill;
  const also = prefill && used && isSameType(prefill, used) ? prefill.count : 0;
  return own && used && isSameType(own, used) ? own.count + also : also;
}

function racksText(count: number, more: boolean): string {
  if (count === 1) return more ? l10n.t('1 more rack') : l10n.t('1 rack');
  const values = { count: format.count(count) };
  return more ? l10n.t('{count} more racks', values) : l10n.t('{count} racks', values);
}

function acceleratorsText(count: number, more: boolean): string {
  if (count === 1) return more ? l10n.t('1 more accelerator') : l10n.t('1 accelerator');
  const values = { count: format.count(count) };
  return more ? l10n.t('{count} more accelerators', values) : l10n.t('{count} accelerators', values);
}

function lpxText(count: number): string {
  return count === 1 ? l10n.t('1 LPX rack') : l10n.t('{count} LPX racks', { count: format.count(count) });
}
