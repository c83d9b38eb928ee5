import { isSameType, ownedGpus } from '../../catalog/shapes/owned.js';
import type { Buy, Gpus, HardwareKind, Lpx, Owned, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { perMegawatt } from '../shapes/perMegawatt.js';
import type { Reason } from '../shapes/reasons.js';
import type { PurchasePart } from '../shapes/result.js';
import { countTimes, sumOrNull } from '../shapes/unknowns.js';

/** Accelerators of one type, and how many of them. */
export interface Counted {
  readonly type: Gpus;
  readonly count: number;
}

/** What a fleet takes of each kind of hardware, from zero. */
export interface Needed {
  /** Accelerators that decode, whole replicas of them. */
  readonly gpus: Counted | null;
  /** Accelerators that compute prompts, all prefill pools together. */
  readonly prefill: Counted | null;
  /** Accelerators that draft beside those that verify. */
  readonly drafter: Counted | null;
  readonly lpx: { readonly type: Lpx; readonly racks: number } | null;
}

/** A kind of what a fleet takes; accelerators that draft are bought as `gpus` are. */
export type NeededKind = PurchasePart['kind'];

/** What is there of one kind, and what is added to it in whole units. */
export interface Added {
  readonly kind: NeededKind;
  /** Catalogue id, or the name that the plan gives. */
  readonly type: string;
  /** Accelerators, or LPX racks. */
  readonly owned: number;
  /** Accelerators (LPX racks) that are added; whole units of them where bought. */
  readonly added: number;
  /** Accelerators (LPX racks) of one unit; 1 where rented. */
  readonly unit: number;
  /** Accelerators of a rack; `null` where the type comes in none. */
  readonly perRack: number | null;
  /** USD a piece; 0 where rented, `null` where no price is known. */
  readonly price: number | null;
  readonly rented: boolean;
  /** Watts a piece, at the utility where `allIn`; `null` where not known. */
  readonly watts: number | null;
  readonly allIn: boolean;
  /** Accelerators for prompts or drafts that are of the type which decodes. */
  readonly likeGpus: boolean;
}

/** What a fleet adds to what is owned. */
export interface Purchase {
  readonly added: readonly Added[];
  /** Accelerators bought or rented, those for prompts included. */
  readonly accelerators: number;
  /** Racks that the accelerators come in; 0 where they come in none. */
  readonly gpuRacks: number;
  readonly lpxRacks: number;
  /** The same kind by kind. */
  readonly parts: readonly PurchasePart[];
  /** Capital; `null` with a reason where a price is not known. */
  readonly usd: number | null;
  /** At the meter; `null` with a reason where a power is not known. */
  readonly kilowatts: number | null;
  readonly reason?: Reason;
}

/**
 * What has to be added beyond what is there (fleet.md 3). Prefill accelerators of the type that decodes come out of what
 * decoding leaves of it; `owned.prefill` serves prompts only. Rented hardware needs no whole units and no capital.
 */
export function purchaseOf(
  needed: Needed,
  plan: Pick<ResolvedPlan, 'owned' | 'gpus'>,
  pue: number,
): Purchase {
  const gpus = needed.gpus && addedGpus('gpus', needed.gpus, ownedOf(ownedGpus(plan), needed.gpus.type));
  const prefill =
    needed.prefill &&
    addedGpus('prefill', needed.prefill, ownedForPrefill(needed, plan, gpus), isLikeGpus(needed, plan));
  const drafter =
    needed.drafter && addedGpus('drafter', needed.drafter, leftForDrafts(needed, plan, [gpus, prefill]));
  const racks = needed.lpx && addedRacks(needed.lpx, plan.owned);
  const units = [gpus, prefill, drafter].filter((one) => one !== null);
  const added = racks ? [...units, racks] : units;
  const usd = sumOrNull(added.map(({ added: count, price }) => countTimes(count, price)));
  const { meterWatts } = powerOf(
    added.map(({ added: count, watts, allIn }) => ({ count, watts, allIn })),
    pue,
    null,
  );
  const reason = unknownOf(usd, meterWatts);
  return {
    added,
    accelerators: units.reduce((total, one) => total + one.added, 0),
    gpuRacks: units.reduce((total, one) => total + unitRacks(one), 0),
    lpxRacks: racks?.added ?? 0,
    parts: partsOf(added),
    usd,
    kilowatts: meterWatts === null ? null : meterWatts / 1000,
    ...(reason === null ? {} : { reason }),
  };
}

/** Racks that added accelerators come in; 0 where they come in none: what is rented comes one by one. */
export const unitRacks = ({ added, perRack, rented }: Pick<Added, 'added' | 'perRack' | 'rented'>): number =>
  perRack && !rented ? Math.ceil(added / perRack) : 0;

/** What is added, kind by kind; accelerators of the type that decodes are one, whatever they do. */
export function partsOf(added: readonly Added[]): readonly PurchasePart[] {
  const parts: PurchasePart[] = [];
  for (const one of added) {
    if (one.added <= 0) continue;
    const kind = one.likeGpus ? 'gpus' : one.kind;
    const { type, rented } = one;
    const part = { kind, type, pieces: one.added, racks: unitRacks(one), rented };
    const same = parts.findIndex(
      (other) => other.kind === kind && other.type === type && other.rented === rented,
    );
    const known = parts[same];
    if (known)
      parts[same] = { ...known, pieces: known.pieces + part.pieces, racks: known.racks + part.racks };
    else parts.push(part);
  }
  return parts;
}

/** Whether accelerators for prompts are of the type that decodes, or that the plan owns. */
function isLikeGpus({ gpus, prefill }: Needed, plan: Pick<ResolvedPlan, 'owned' | 'gpus'>): boolean {
  const type = gpus?.type ?? ownedGpus(plan);
  return prefill !== null && type !== null && isSameType(prefill.type, type);
}

function unknownOf(usd: number | null, watts: number | null): Reason | null {
  if (usd === null) return { code: 'no-price-bought' };
  return watts === null ? { code: 'no-power-bought' } : null;
}

/** How many of a type are there, owned or rented; none of another type. */
function ownedOf(owned: Gpus | null, type: Gpus): number {
  return owned && isSameType(owned, type) ? owned.count : 0;
}

/** Owned accelerators for prompts: their own, and of the type that decodes what decoding and its purchase leave. */
function ownedForPrefill(
  { gpus: decode, prefill }: Needed,
  plan: Pick<ResolvedPlan, 'owned' | 'gpus'>,
  added: Added | null,
): number {
  if (!prefill) return 0;
  const own = ownedOf(plan.owned.prefill, prefill.type);
  const shared = ownedOf(ownedGpus(plan), prefill.type);
  if (!decode || !added || !isSameType(decode.type, prefill.type)) return own + shared;
  return own + Math.max(0, shared + added.added - decode.count);
}

/** Accelerators of the drafter's type that decoding and prompts leave, of what is owned and of what is bought for them. */
function leftForDrafts(
  { gpus, prefill, drafter }: Needed,
  plan: Pick<ResolvedPlan, 'owned' | 'gpus'>,
  [decode, prompts]: readonly (Added | null)[],
): number {
  if (!drafter) return 0;
  const { type } = drafter;
  const same = (one: { readonly type: Gpus } | null) => one !== null && isSameType(one.type, type);
  const forPrompts = plan.owned.prefill;
  const decoding = same(gpus) ? (gpus?.count ?? 0) - (decode?.added ?? 0) : 0;
  const prompting = same(prefill)
    ? Math.max(0, (prefill?.count ?? 0) - ownedOf(forPrompts, type)) - (prompts?.added ?? 0)
    : 0;
  return Math.max(0, ownedOf(ownedGpus(plan), type) - decoding - prompting);
}

function addedGpus(kind: NeededKind, { type, count }: Counted, owned: number, likeGpus = false): Added {
  const unit = unitOf(type);
  return {
    kind,
    type: type.accelerator.id,
    owned,
    added: wholeUnits(count - owned, unit),
    unit,
    perRack: type.perRack,
    price: type.rent === null ? type.price : 0,
    rented: type.rent !== null,
    watts: type.accelerator.powerWatts,
    allIn: type.allInPower,
    likeGpus,
  };
}

/** LPX racks of a type that are added to so many that are owned. */
export function addedRacks(
  { type, racks }: { readonly type: Lpx; readonly racks: number },
  { lpx: owned }: Pick<Owned, 'lpx'>,
): Added {
  return {
    kind: 'lpx',
    type: type.rack.id,
    owned,
    added: Math.max(0, Math.ceil(racks - owned)),
    unit: 1,
    perRack: null,
    price: type.rent === null ? type.price : 0,
    rented: type.rent !== null,
    watts: type.power,
    allIn: false,
    likeGpus: false,
  };
}

/** Pieces that are bought at once; what is rented comes one by one. */
export const unitOf = ({ rent, unit }: Gpus): number => (rent === null ? unit : 1);

/** Whole units that hold so many pieces, in pieces. */
export function wholeUnits(count: number, unit: number): number {
  return count <= 0 ? 0 : Math.ceil(count / unit - 1e-9) * unit;
}

/** Whether an option works on what is owned, with a purchase that the plan allows, or not. */
type Works = 'owned' | 'purchase' | 'no';

/** Why the plan's `buy` does not allow a purchase; empty where it may be made. */
export function forbiddenOf(purchase: Purchase, buy: Buy): Reason[] {
  const bought = purchase.added.filter(({ added }) => added > 0);
  if (bought.length === 0 || buy === 'any') return [];
  if (buy === 'none') return asWritten(bought, true).map((one) => ({ code: 'buy-none', ...piecesOf(one) }));
  // Limits of money and power alone leave the kinds open.
  const open = buy.gpus === null && buy.lpx === null && buy.prefill === null;
  return [
    ...asWritten(bought, buy.prefill !== null).flatMap((one): Reason[] => {
      const { added, perRack, kind } = one;
      const most = buy[kind];
      if (most === null) return open ? [] : [{ code: 'buy-kind', ...piecesOf(one) }];
      const pieces = most.count * (most.inRacks ? (perRack ?? 1) : 1);
      return added <= pieces ? [] : [{ code: 'buy-count', ...piecesOf(one), most: pieces }];
    }),
    ...over('buy-capital', purchase.usd, buy.capital),
    ...over('buy-power', purchase.kilowatts === null ? null : purchase.kilowatts * 1000, buy.power),
  ];
}

/** What is bought in the words of `buy`. */
type AsWritten = Added & { readonly kind: HardwareKind };

/** What a reason tells of it. */
const piecesOf = ({ kind, added, rented }: AsWritten) =>
  rented ? ({ kind, added, rented } as const) : { kind, added };

/**
 * Accelerators that draft are `gpus`, and so are those for prompts of the type that decodes, unless these stand apart.
 */
function asWritten(bought: readonly Added[], promptsApart: boolean): readonly AsWritten[] {
  const kindOf = ({ kind, likeGpus }: Added): HardwareKind =>
    kind === 'drafter' || (likeGpus && !promptsApart) ? 'gpus' : kind;
  const kinds = [...new Set(bought.map(kindOf))].toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return kinds.flatMap((kind): AsWritten[] => {
    // Limits are on the kind, whatever types and terms it comes in.
    const own = bought.filter((one) => kindOf(one) === kind);
    const [first] = own;
    const added = own.reduce((sum, one) => sum + one.added, 0);
    return first ? [{ ...first, kind, added, rented: own.every(({ rented }) => rented) }] : [];
  });
}

/** Kinds as reasons tell of them. */
const ORDER: readonly HardwareKind[] = ['gpus', 'prefill', 'lpx'];

function over(code: 'buy-capital' | 'buy-power', value: number | null, most: number | null): Reason[] {
  return most === null || (value !== null && value <= most) ? [] : [{ code, value, most }];
}

/** Whether an option that serves everything works, given what it has to buy. */
export function worksOf(serves: boolean, purchase: Purchase, forbidden: readonly Reason[]): Works {
  if (!serves || forbidden.length > 0) return 'no';
  return purchase.added.some(({ added }) => added > 0) ? 'purchase' : 'owned';
}

/** Power of a fleet, in watts, and what it decodes with it; `null` where a power is not known. */
export interface FleetPower {
  readonly itWatts: number | null;
  readonly meterWatts: number | null;
  /** Decoded tokens per second on average, per megawatt at the meter. */
  readonly tokensPerSecondPerMegawatt: number | null;
}

/** Hardware that draws power: pieces, watts of each, and whether these are at the utility, cooling included. */
interface Drawing {
  readonly count: number;
  readonly watts: number | null;
  readonly allIn: boolean;
}

/** Power of hardware that runs. What is stated at the utility holds cooling already, and is not multiplied by PUE again. */
export function powerOf(
  drawing: readonly Drawing[],
  pue: number,
  tokensPerSecond: number | null,
): FleetPower {
  const all = (each: (one: Drawing) => number | null) =>
    sumOrNull(drawing.map((one) => (one.count === 0 ? 0 : each(one))));
  const itWatts = all(({ count, watts, allIn }) =>
    watts === null ? null : (count * watts) / (allIn ? pue : 1),
  );
  const meterWatts = all(({ count, watts, allIn }) =>
    watts === null ? null : count * watts * (allIn ? 1 : pue),
  );
  return {
    itWatts,
    meterWatts,
    tokensPerSecondPerMegawatt: perMegawatt(tokensPerSecond, meterWatts),
  };
}
