import { isSameType, ownedGpus } from '../../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { gpusOf } from '../../../engine/fleet/optionCase.js';
import type { OptionResult, OwnedBasis, PurchasePart } from '../../../engine/shapes/result.js';
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
  const { usd, parts } = buyer.option.purchase;
  const [more, named] = [thereOf(buyer) > 0, areOfSeveralTypes(parts)];
  const listed = (rented: boolean) =>
    parts
      .filter((part) => part.rented === rented)
      .map((part) => longText(part, buyer, { more, named }))
      .join(l10n.t(' and '));
  const [bought, rented] = [listed(false), listed(true)];
  const rent = rented === '' ? null : l10n.t('rent {what}', { what: rented });
  if (bought === '') return rent;
  const buy =
    usd === null
      ? l10n.t('buy {what}, at a price that is not known', { what: bought })
      : l10n.t('buy {what} for {usd}', { what: bought, usd: format.quantity(usd, 'money') });
  return rent === null ? buy : l10n.t('{buy}, and {rent}', { buy, rent });
}

/** The same as a cell of a table; `null` where it buys nothing, or cannot say. */
export function purchaseInShort({ option: { purchase } }: Pick<Buyer, 'option'>): string | null {
  const { parts, usd } = purchase;
  const named = areOfSeveralTypes(parts);
  const listed = (rented: boolean) =>
    parts
      .filter((part) => part.rented === rented)
      .map((part) => partText(part, { named }))
      .join(', ');
  const [bought, rented] = [listed(false), listed(true)];
  const rent = rented === '' ? null : l10n.t('{what}, rented', { what: rented });
  if (bought === '') return rent;
  const buy = l10n.t('{what}: {usd}', {
    what: bought,
    usd: usd === null ? l10n.t('price not known') : format.quantity(usd, 'money'),
  });
  return rent === null ? buy : `${buy}; ${rent}`;
}

/** Whether it works, as a cell. */
export function worksText({ works, purchase }: Pick<OptionResult, 'works' | 'purchase'>): string {
  if (works === 'purchase' && purchase.parts.every(({ rented }) => rented)) return l10n.t('rented');
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

/** One kind of what is added, with how many of it are needed where whole units are more. */
function longText(part: PurchasePart, { plan, name, option }: Buyer, how: Told): string {
  const more = how.more === true && part.kind === 'gpus';
  const racks = partText(part, { ...how, more });
  if (part.kind !== 'gpus' || part.racks === 0) return racks;
  const count = format.count(part.pieces);
  const needed = neededOf({ plan, name, option });
  return needed < part.pieces
    ? l10n.t('{racks} ({count} accelerators, {needed} needed)', {
        racks,
        count,
        needed: format.count(needed),
      })
    : l10n.t('{racks} ({count} accelerators)', { racks, count });
}

/** How a kind of what is added is told. */
interface Told {
  /** Some of it is there. */
  readonly more?: boolean;
  /** By its type: what is ordered is of several. */
  readonly named?: boolean;
}

/** Whether the accelerators among what is added are of several types, so that an order has to name them. */
export const areOfSeveralTypes = (parts: readonly PurchasePart[]): boolean =>
  new Set(parts.flatMap(({ kind, type }) => (kind === 'lpx' ? [] : type))).size > 1;

/** One kind of what is added. */
export function partText(
  { kind, type, pieces, racks }: PurchasePart,
  { more = false, named = false }: Told = {},
): string {
  if (kind === 'lpx') return lpxText(pieces);
  const plain = racks > 0 ? racksText(racks, more) : acceleratorsText(pieces, more);
  const what = named ? l10n.t('{what} of {type}', { what: plain, type }) : plain;
  if (kind === 'prefill') return l10n.t('{what} for prompts', { what });
  return kind === 'drafter' ? l10n.t('{what} for drafts', { what }) : what;
}

/** Accelerators of the option's type beyond those that are there. */
function neededOf(buyer: Buyer): number {
  const { plan, name, option } = buyer;
  const apart = option.purchase.parts.some(({ kind }) => kind === 'prefill') || !promptsAlike(plan, name);
  const used = option.pools.filter(({ role }) => role !== 'prefill' || !apart);
  return used.reduce((sum, { accelerators }) => sum + accelerators, 0) - thereOf(buyer);
}

/** Whether prompts are computed on the type that decodes, wherever that is. */
function promptsAlike(plan: ResolvedPlan, name: string): boolean {
  const option = plan.options[name];
  const own = option && gpusOf(plan, option);
  return !option || typeof option.prefill === 'string' || (!!own && isSameType(option.prefill.gpus, own));
}

/** Accelerators of the option's type that are there. */
function thereOf({ plan, name }: Buyer): number {
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
