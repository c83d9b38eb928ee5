import { isSameType } from '../../../catalog/shapes/owned.js';
import type { Gpus, Lpx, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import { gpuCosts, lpxCosts } from '../costs.js';
import {
  addedRacks,
  partsOf,
  powerOf,
  unitOf,
  unitRacks,
  wholeUnits,
  type Added,
  type FleetPower,
  type Purchase,
} from '../purchase.js';

/** Accelerators of one type in a fleet, and what they do. */
export interface Piece {
  readonly kind: 'gpus' | 'prefill' | 'drafter';
  readonly type: Gpus;
  readonly count: number;
}

/** What one of several fleets takes. */
export interface Taken {
  readonly pieces: readonly Piece[];
  readonly lpx: { readonly type: Lpx; readonly racks: number } | null;
  /** Tiers that keep prefixes, and services: what needs no whole units. */
  readonly besideUsdPerSecond: number | null;
}

/** Several fleets on the same hardware: bought in whole units together, and out of the same that is owned. */
export interface Together {
  readonly purchase: Purchase;
  /** USD per second with all of it charged, and with what is owned charged only for running. */
  readonly usdPerSecond: { readonly priced: number | null; readonly sunk: number | null };
  readonly power: FleetPower;
  readonly accelerators: number;
  readonly lpxRacks: number;
}

type Place = Pick<ResolvedPlan, 'economics' | 'owned'> & { readonly own: Gpus | null };

/** Accelerators that fill one another's units. */
interface Group {
  readonly type: Gpus;
  readonly pieces: Piece[];
}

/**
 * Fleets of several options as one (fleet.md 3): accelerators of one type fill the same whole units and share what is
 * owned of it, LPX racks add up. For a single fleet it says what `purchaseOf` and `basesOf` do.
 */
export function together(place: Place, fleets: readonly Taken[]): Together {
  const groups = grouped(fleets.flatMap(({ pieces }) => pieces.filter(({ count }) => count > 0)));
  const left = { decode: place.own?.count ?? 0, prefill: place.owned.prefill?.count ?? 0 };
  const parts = groups.map((group) => partOf(place, group, left));
  const racks = racksOf(place, fleets);
  const beside = sumOrNull(fleets.map(({ besideUsdPerSecond }) => besideUsdPerSecond));
  const added = [...merged(parts.flatMap((part) => part.added)), ...racks.added];
  return {
    purchase: purchase(added, place),
    usdPerSecond: {
      priced: sumOrNull([...parts.map(({ priced }) => priced), racks.priced, beside]),
      sunk: sumOrNull([...parts.map(({ sunk }) => sunk), racks.sunk, beside]),
    },
    power: powerOf(
      [
        ...groups.flatMap(({ pieces }) =>
          pieces.map(({ type, count }) => ({
            count,
            watts: type.accelerator.powerWatts,
            allIn: type.allInPower,
          })),
        ),
        ...fleets.flatMap(({ lpx }) =>
          lpx ? [{ count: lpx.racks, watts: lpx.type.power, allIn: false }] : [],
        ),
      ],
      place.economics.pue,
      null,
    ),
    accelerators: parts.reduce((sum, { count }) => sum + count, 0),
    lpxRacks: racks.count,
  };
}

function grouped(pieces: readonly Piece[]): Group[] {
  const groups: Group[] = [];
  for (const piece of pieces) {
    const { type } = piece;
    // What is rented fills no unit that was bought.
    const own = groups.find(
      (one) => isSameType(one.type, type) && (one.type.rent === null) === (type.rent === null),
    );
    if (own) own.pieces.push(piece);
    else groups.push({ type, pieces: [piece] });
  }
  return groups;
}

const countOf = (pieces: readonly Piece[], kind?: Piece['kind']): number =>
  pieces.reduce((sum, piece) => (kind && piece.kind !== kind ? sum : sum + piece.count), 0);

interface Part {
  readonly count: number;
  readonly added: readonly Added[];
  readonly priced: number | null;
  readonly sunk: number | null;
}

/** What is owned of a type goes to decoding first, and to the groups in their order. */
function partOf(
  { own, owned, economics }: Place,
  { type, pieces }: Group,
  left: { decode: number; prefill: number },
): Part {
  const unit = unitOf(type);
  const [decode, prompts, drafts] = [
    countOf(pieces, 'gpus'),
    countOf(pieces, 'prefill'),
    countOf(pieces, 'drafter'),
  ];
  const count = decode + prompts + drafts;
  const forAll = own && isSameType(own, type) ? left.decode : 0;
  const forPrompts = owned.prefill && isSameType(owned.prefill, type) ? left.prefill : 0;
  const rest = prompts - Math.min(prompts, forPrompts);
  const used = Math.min(forAll, decode + rest + drafts);
  left.decode -= used;
  left.prefill -= prompts - rest;
  const bought = wholeUnits(decode + rest + drafts - used, unit);
  const serving = wholeUnits(decode + rest - forAll, unit);
  const decoding = wholeUnits(decode - forAll, unit);
  const full = meanOf(pieces, (one) => gpuCosts(one, economics).usdPerSecond);
  const there = [own, owned.prefill].find((one) => one && isSameType(one, type)) ?? type;
  const running = lesser(gpuCosts(there, economics).runningUsdPerSecond, full);
  const one = (kind: Piece['kind'], added: number, ownedOfIt: number): Added => ({
    ...{ kind, added, unit, owned: ownedOfIt, type: type.accelerator.id },
    likeGpus: kind === 'prefill' && (decode > 0 || (own !== null && isSameType(own, type))),
    perRack: type.perRack,
    price: type.rent === null ? type.price : 0,
    rented: type.rent !== null,
    watts: type.accelerator.powerWatts,
    allIn: type.allInPower,
  });
  return {
    count,
    added: [
      ...(decode > 0 ? [one('gpus', decoding, forAll)] : []),
      ...(prompts > 0 ? [one('prefill', serving - decoding, forPrompts)] : []),
      ...(drafts > 0 ? [one('drafter', bought - serving, Math.max(0, forAll - decode - rest))] : []),
    ],
    priced: countTimes(wholeUnits(count, unit), full),
    sunk: sumOrNull([countTimes(bought, full), countTimes(Math.max(0, count - bought), running)]),
  };
}

/** Mean of what each accelerator of a group comes to. */
function meanOf(pieces: readonly Piece[], of: (type: Gpus) => number | null): number | null {
  const total = sumOrNull(pieces.map(({ type, count }) => countTimes(count, of(type))));
  const count = countOf(pieces);
  return total === null || count === 0 ? total : total / count;
}

/** Those of one kind that come in the same units are one entry: limits are on the kind. */
function merged(added: readonly Added[]): Added[] {
  const result: Added[] = [];
  for (const one of added) {
    const same = result.findIndex(
      ({ kind, type, perRack, price, rented, watts, allIn }) =>
        kind === one.kind &&
        type === one.type &&
        rented === one.rented &&
        perRack === one.perRack &&
        price === one.price &&
        watts === one.watts &&
        allIn === one.allIn,
    );
    const known = result[same];
    if (known) result[same] = { ...known, added: known.added + one.added };
    else result.push(one);
  }
  return result;
}

function racksOf(
  { owned, economics }: Place,
  fleets: readonly Taken[],
): { added: Added[]; count: number; priced: number | null; sunk: number | null } {
  const all = fleets.flatMap(({ lpx }) => (lpx && lpx.racks > 0 ? [lpx] : []));
  const count = all.reduce((sum, { racks }) => sum + racks, 0);
  const mean = (of: (lpx: Lpx) => number | null): number | null => {
    const total = sumOrNull(all.map(({ type, racks }) => countTimes(racks, of(type))));
    return total === null || count === 0 ? total : total / count;
  };
  const full = mean((type) => lpxCosts(type, economics).usdPerSecond);
  const running = lesser(
    mean((type) => lpxCosts(type, economics).runningUsdPerSecond),
    full,
  );
  const added = racksByTerms(all, owned.lpx);
  const bought = added.reduce((sum, one) => sum + one.added, 0);
  return {
    added,
    count,
    priced: countTimes(count, full),
    sunk: sumOrNull([countTimes(bought, full), countTimes(Math.max(0, count - bought), running)]),
  };
}

/** LPX racks that are bought, and those that are rented; what is owned is in place of bought ones first. */
function racksByTerms(
  all: readonly { readonly type: Lpx; readonly racks: number }[],
  owned: number,
): Added[] {
  let left = owned;
  return [false, true].flatMap((rented): Added[] => {
    const own = all.filter(({ type }) => (type.rent !== null) === rented);
    const [first] = own;
    if (!first) return [];
    const racks = own.reduce((sum, one) => sum + one.racks, 0);
    const mean = (of: (lpx: Lpx) => number) =>
      own.reduce((sum, one) => sum + one.racks * of(one.type), 0) / racks;
    const there = Math.min(left, racks);
    left -= there;
    return [
      {
        ...addedRacks({ type: first.type, racks }, { lpx: there }),
        price: rented ? 0 : mean(({ price }) => price),
        watts: mean(({ power }) => power),
      },
    ];
  });
}

const lesser = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);

function purchase(added: readonly Added[], { economics }: Place): Purchase {
  const accelerators = added.filter(({ kind }) => kind !== 'lpx');
  const usd = sumOrNull(added.map(({ added: count, price }) => countTimes(count, price)));
  const { meterWatts } = powerOf(
    added.map(({ added: count, watts, allIn }) => ({ count, watts, allIn })),
    economics.pue,
    null,
  );
  return {
    added,
    accelerators: accelerators.reduce((sum, one) => sum + one.added, 0),
    gpuRacks: accelerators.reduce((sum, one) => sum + unitRacks(one), 0),
    lpxRacks: added.reduce((sum, one) => (one.kind === 'lpx' ? sum + one.added : sum), 0),
    parts: partsOf(added),
    usd,
    kilowatts: meterWatts === null ? null : meterWatts / 1000,
    ...(usd === null
      ? { reason: { code: 'no-price-bought' } }
      : meterWatts === null
        ? { reason: { code: 'no-power-bought' } }
        : {}),
  };
}
