import * as l10n from '../../l10n/l10n.js';
import type { GpusInput } from '../../plan/schema.js';
import { pathKey, type Path } from '../../plan/path.js';
import { SECONDS_PER_HOUR } from '../../units/constants.js';
import { displayQuantity } from '../../units/display.js';
import { withAge } from '../entries/age.js';
import type { Book } from '../entries/book.js';
import { gpuTypeById, gpuTypes, type AcceleratorEntry, type GpuType } from '../entries/hardware.js';
import type { OwnEntry } from '../entries/ownEntry.js';
import type { Gpus, PriceBasis } from '../shapes/resolvedPlan.js';
import type { AcceleratorSpec } from '../shapes/types.js';
import { citation, type Fallback, type Ledger } from './ledger.js';
import { unknownName } from './unknownName.js';

const DEFAULT_DOMAIN = 8;

/** What accelerators take from the rest of the plan. */
export interface GpusContext {
  /** Whose `count` holds where none is written; `null`: 0. */
  readonly inherited: Pick<Gpus, 'count'> | null;
  readonly basis: PriceBasis;
  readonly book: Book;
}

/** Accelerators of a plan or an option, or `null` with a problem noted. No count is none owned, or no limit. */
export function resolveGpus(
  input: GpusInput,
  path: Path,
  ledger: Ledger,
  { inherited, basis, book }: GpusContext,
): Gpus | null {
  const at = (name: string): Path => [...path, name];
  const type =
    typeof input.type === 'string' ? catalogued(input.type, [...path, 'type'], book, ledger) : null;
  if (typeof input.type === 'string' && !type) return null;
  const spec = type?.accelerator ?? inlineAccelerator(input, at('type'), ledger);
  if (!spec) return null;
  const perRack = type?.rack?.perRack ?? null;
  const racks = ledger.takeOrNull(at('racks'), input.racks);
  const written =
    ledger.takeOrNull(at('count'), input.count) ?? (racks === null ? null : racks * (perRack ?? 0));
  if (racks !== null && perRack === null) {
    ledger.problem({
      code: 'no-racks',
      message: l10n.t('`{id}` is a single accelerator; say `count`', { id: spec.id }),
      path: [...path, 'racks'],
      atKey: true,
      suggestion: 'count',
    });
    return null;
  }
  const power = input.power ? ledger.takeOrNull(at('power'), input.power) : spec.powerWatts;
  const perPrice = racks === null ? 1 : (perRack ?? 1);
  const { price, rent } = priceOf({ input, at, type, spec, perPrice, basis, ledger });
  return {
    accelerator: { ...spec, powerWatts: power },
    count: written ?? inherited?.count ?? 0,
    limited: written !== null,
    unit: type?.unit ?? 1,
    allInPower: !input.power && type?.entry.allInPowerWatts != null,
    racks,
    perRack,
    price,
    rent,
  };
}

function catalogued(name: string, path: Path, book: Book, ledger: Ledger): GpuType | null {
  const type = gpuTypeById(name, book);
  if (!type) {
    unknownName(
      'accelerator',
      name,
      gpuTypes(book).map(({ id }) => id),
      path,
      ledger,
    );
    return null;
  }
  ledger.note(path, citation(type.entry.sources[0], type.entry.name, type.entry.confidence));
  return type;
}

function inlineAccelerator(input: GpusInput, path: Path, ledger: Ledger): AcceleratorSpec | null {
  const { type } = input;
  if (typeof type === 'string') return null;
  ledger.note(path, { from: 'plan', detail: l10n.t('numbers of the plan') });
  const name = type.name ?? l10n.t('own accelerator');
  return {
    id: name,
    name,
    generation: type.generation ?? 'own',
    memoryBytes: type.memory.likely,
    physicalMemoryBytes: null,
    memoryBandwidthBytesPerSecond: type.bandwidth.likely,
    flopsPerSecond: {
      bf16: type.bf16?.likely ?? null,
      fp8: type.fp8?.likely ?? null,
      fp4: type.fp4?.likely ?? null,
    },
    powerWatts: type.power?.likely ?? null,
    linkBytesPerSecond: type.link?.likely ?? null,
    hostLinkBytesPerSecond: null,
    scaleUpDomain: type.domain?.likely ?? DEFAULT_DOMAIN,
    priceUsd: null,
    rentUsdPerSecond: null,
  };
}

interface Prices {
  readonly input: GpusInput;
  readonly at: (name: string) => Path;
  readonly type: GpuType | null;
  readonly spec: AcceleratorSpec;
  /** Accelerators that a written price is of. */
  readonly perPrice: number;
  readonly basis: PriceBasis;
  readonly ledger: Ledger;
}

/** Price of one accelerator or, where rented, its rent: as written, else the catalogue's on the plan's basis. */
function priceOf({ input, at, type, spec, perPrice, basis, ledger }: Prices): Pick<Gpus, 'price' | 'rent'> {
  const rent = ledger.takeOrNull(at('rent'), input.rent);
  if (rent !== null) return { price: null, rent };
  const own = ledger.takeOrNull(at('price'), input.price);
  if (own !== null) {
    scaleRange(ledger, at('price'), 1 / perPrice);
    return { price: own / perPrice, rent: null };
  }
  const { priceUsd } = spec;
  const rented = catalogueRent(type, basis, priceUsd !== null);
  if (rented && (basis !== 'own' || priceUsd === null))
    return { price: null, rent: ledger.take(at('rent'), undefined, rented) };
  if (priceUsd === null) return { price: null, rent: null };
  const spread = priceSpread(type);
  const { rack, entry } = type ?? {};
  const source =
    (rack?.priceUsd ? ofBook(type?.own.rack, ['priceUsd']) : ofBook(type?.own.entry, ['priceUsd'])) ??
    rack?.confidence ??
    entry?.confidence ??
    '';
  const detail = withAge(source, (rack ?? entry)?.priceDate ?? null);
  return {
    price: ledger.take(at('price'), undefined, {
      value: priceUsd,
      from: 'catalogue',
      detail,
      ...(spread ? { spread } : {}),
    }),
    rent: null,
  };
}

/** The source of members that a price book writes; `null` where it writes none of them. */
function ofBook(
  own: OwnEntry<unknown> | null | undefined,
  members: readonly (keyof AcceleratorEntry)[],
): string | null {
  return own && members.some((member) => own.written.includes(member)) ? own.source.title : null;
}

/** Lowest and highest price of one accelerator that was found: its part of a rack's, else its own. */
function priceSpread(type: GpuType | null): Fallback['spread'] {
  const { rack, entry } = type ?? {};
  if (!rack?.priceRangeUsd) return entry?.priceRangeUsd ?? undefined;
  const [low, high] = rack.priceRangeUsd;
  return [low / rack.perRack, high / rack.perRack];
}

/** The catalogue's rent in USD per second, contract or market as asked where both are known, and how far it spreads. */
function catalogueRent(type: GpuType | null, basis: PriceBasis, priceKnown: boolean): Fallback | null {
  if (!type) return null;
  const { entry, own } = type;
  const { rentUsdPerHour: contract, marketRentUsdPerHour: market, rentDate } = entry;
  const isMarket = market !== null && (basis === 'market' || contract === null);
  const value = isMarket ? market : contract;
  if (value === null) return null;
  const range = isMarket ? entry.marketRentRangeUsdPerHour : entry.rentRangeUsdPerHour;
  const words = rentWords(isMarket, priceKnown, entry.ownUsdPerHour);
  const book = ofBook(own.entry, [isMarket ? 'marketRentUsdPerHour' : 'rentUsdPerHour']);
  return {
    value: value / SECONDS_PER_HOUR,
    from: 'catalogue',
    detail: withAge(book === null ? words : `${book}: ${words}`, rentDate),
    ...(range ? { spread: [range[0] / SECONDS_PER_HOUR, range[1] / SECONDS_PER_HOUR] as const } : {}),
  };
}

/** Which rent it is and why, with what owners pay where the price that would say so is not known. */
function rentWords(isMarket: boolean, priceKnown: boolean, own: number | null): string {
  if (priceKnown) return l10n.t('rent, as `economics.basis` says');
  const what = isMarket
    ? l10n.t('market rent; no price is known')
    : l10n.t('contract rent; no price is known');
  if (own === null) return what;
  const cost = displayQuantity(own / SECONDS_PER_HOUR, 'hourPrice');
  return l10n.t('{what}, owning costs about {cost} all in', { what, cost });
}

/** A range written per rack, as one per accelerator. */
function scaleRange(ledger: Ledger, path: Path, factor: number): void {
  const key = pathKey(path);
  const range = ledger.ranges[key];
  if (!range) return;
  ledger.ranges[key] = { low: range.low * factor, likely: range.likely * factor, high: range.high * factor };
}
