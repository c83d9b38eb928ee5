import * as l10n from '../../l10n/l10n.js';
import acceleratorData from '../data/accelerators.json' with { type: 'json' };
import lpxData from '../data/lpx.json' with { type: 'json' };
import rackData from '../data/racks.json' with { type: 'json' };
import { generationOf } from '../shapes/generations.js';
import type { AcceleratorSpec, Confidence, LpxRackSpec, Source } from '../shapes/types.js';
import { SECONDS_PER_HOUR } from '../../units/constants.js';
import { withOwn, type OwnEntry } from './ownEntry.js';
import { written } from './written.js';

/** Lowest and highest of what was found, about the likely value. */
type Spread = readonly [low: number, high: number];

/** A catalogue entry of an accelerator, with what the engine does not need. */
export interface AcceleratorEntry {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly generation: string;
  readonly memoryBytes: number;
  readonly physicalMemoryBytes: number | null;
  readonly memoryTier: string;
  readonly memoryBandwidthBytesPerSecond: number | null;
  readonly bf16FlopsPerSecond: number | null;
  readonly fp8FlopsPerSecond: number | null;
  readonly fp4FlopsPerSecond: number | null;
  readonly chipPowerWatts: number | null;
  readonly allInPowerWatts: number | null;
  readonly linkBytesPerSecond: number | null;
  /** Left out where it is not known. */
  readonly hostLinkBytesPerSecond?: number | null;
  readonly scaleUpDomain: number;
  readonly priceUsd: number | null;
  readonly priceRangeUsd: Spread | null;
  /** When the price was found. */
  readonly priceDate: string | null;
  /** What an hour costs who owns it, all in, as analysts reckon. */
  readonly ownUsdPerHour: number | null;
  /** Rent under a contract of a year or more. */
  readonly rentUsdPerHour: number | null;
  readonly rentRangeUsdPerHour: Spread | null;
  /** Rent by the hour, without a contract. */
  readonly marketRentUsdPerHour: number | null;
  readonly marketRentRangeUsdPerHour: Spread | null;
  /** When costs and rents were found. */
  readonly rentDate: string | null;
  readonly confidence: string;
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
}

/** A catalogue entry of a rack: how many of an accelerator it holds, and its price as a whole. */
export interface RackEntry {
  readonly id: string;
  readonly name: string;
  readonly accelerator: string;
  readonly perRack: number;
  readonly priceUsd: number | null;
  readonly priceRangeUsd: Spread | null;
  readonly priceDate: string | null;
  readonly confidence: string;
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
}

/** A catalogue entry of the LPX rack: what the engine needs, how far price and power spread, and why. */
export interface LpxEntry extends LpxRackSpec {
  readonly powerRangeWatts: Spread;
  readonly priceRangeUsd: Spread;
  /** How far each figure, or group of them, can be trusted. */
  readonly confidence: Readonly<Record<string, Confidence>>;
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
}

const ACCELERATORS = written<readonly AcceleratorEntry[]>(acceleratorData);
const RACKS = written<readonly RackEntry[]>(rackData);
const LPX = written<LpxEntry>(lpxData);

/** Accelerators; those of a price book first. */
export function acceleratorEntries(
  own: readonly OwnEntry<AcceleratorEntry>[] = [],
): readonly AcceleratorEntry[] {
  return withOwn(ACCELERATORS, own, ({ id }) => id);
}

/** Racks; those of a price book first. */
export function rackEntries(own: readonly OwnEntry<RackEntry>[] = []): readonly RackEntry[] {
  return withOwn(RACKS, own, ({ id }) => id);
}

/** Hardware of a price book. */
export interface OwnHardware {
  readonly accelerators: readonly OwnEntry<AcceleratorEntry>[];
  readonly racks: readonly OwnEntry<RackEntry>[];
  readonly lpx: OwnEntry<LpxEntry> | null;
}

export const NO_HARDWARE: OwnHardware = { accelerators: [], racks: [], lpx: null };

const idOf = ({ id }: { readonly id: string }) => id;

/** What a plan's `gpus.type` names: an accelerator, and the rack it comes in. */
export interface GpuType {
  readonly accelerator: AcceleratorSpec;
  readonly entry: AcceleratorEntry;
  readonly rack: RackEntry | null;
  /** Accelerators that are bought at once. */
  readonly unit: number;
  /** What a price book writes of the accelerator and of the rack. */
  readonly own: {
    readonly entry: OwnEntry<AcceleratorEntry> | null;
    readonly rack: OwnEntry<RackEntry> | null;
  };
}

/** Looks a GPU type up by id or alias, whatever the case; `null` if there is none or its bandwidth is not known. */
export function gpuTypeById(name: string, own: OwnHardware = NO_HARDWARE): GpuType | null {
  const wanted = name.toLowerCase();
  const rack = withOwn(RACKS, own.racks, idOf).find(({ id }) => id === wanted) ?? null;
  const chip = rack?.accelerator ?? wanted;
  const entries = withOwn(ACCELERATORS, own.accelerators, idOf);
  const entry =
    entries.find(({ id }) => id === chip) ?? entries.find(({ aliases }) => aliases.includes(chip));
  if (!entry) return null;
  const accelerator = toSpec(entry, rack);
  if (!accelerator) return null;
  return {
    accelerator,
    entry,
    rack,
    unit: rack?.perRack ?? unitOf(entry),
    own: {
      entry: own.accelerators.find((one) => one.entry === entry) ?? null,
      rack: own.racks.find((one) => one.entry === rack) ?? null,
    },
  };
}

/** Accelerators of a compute tray of NVL72 and Helios racks: 18 trays hold 72 (NVIDIA GB200 NVL72 product page). */
const TRAY = 4;
/** Accelerators of the largest baseboard that is sold as one server (HGX, OAM). */
const BOARD = 8;

/** What single accelerators come in: their baseboard, or a tray where they reach beyond one. */
function unitOf({ scaleUpDomain }: AcceleratorEntry): number {
  return scaleUpDomain > BOARD ? TRAY : scaleUpDomain;
}

function toSpec(entry: AcceleratorEntry, rack: RackEntry | null): AcceleratorSpec | null {
  if (entry.memoryBandwidthBytesPerSecond === null) return null;
  const rackPrice = rack?.priceUsd ?? null;
  const rent = entry.rentUsdPerHour ?? entry.marketRentUsdPerHour;
  return {
    id: rack?.id ?? entry.id,
    name: rack ? l10n.t('{accelerator} in {rack}', { accelerator: entry.name, rack: rack.name }) : entry.name,
    generation: entry.generation,
    memoryBytes: entry.memoryBytes,
    physicalMemoryBytes: entry.physicalMemoryBytes,
    memoryBandwidthBytesPerSecond: entry.memoryBandwidthBytesPerSecond,
    flopsPerSecond: {
      bf16: entry.bf16FlopsPerSecond,
      fp8: entry.fp8FlopsPerSecond,
      fp4: entry.fp4FlopsPerSecond,
    },
    powerWatts: entry.allInPowerWatts ?? entry.chipPowerWatts,
    linkBytesPerSecond: entry.linkBytesPerSecond,
    hostLinkBytesPerSecond: entry.hostLinkBytesPerSecond ?? null,
    scaleUpDomain: entry.scaleUpDomain,
    priceUsd: rack && rackPrice !== null ? rackPrice / rack.perRack : entry.priceUsd,
    rentUsdPerSecond: rent === null ? null : rent / SECONDS_PER_HOUR,
  };
}

/** Names that `gpus.type` takes, with a line of facts each; without those that no plan can be served by alone. */
export function gpuTypes(
  own: OwnHardware = NO_HARDWARE,
): { readonly id: string; readonly name: string; readonly detail: string }[] {
  const accelerators = withOwn(ACCELERATORS, own.accelerators, idOf);
  const chips = accelerators.filter(
    ({ memoryBandwidthBytesPerSecond: bandwidth, generation }) =>
      bandwidth !== null && generationOf(generation).alone,
  );
  const racks = withOwn(RACKS, own.racks, idOf).flatMap((rack) => {
    const entry = accelerators.find(({ id }) => id === rack.accelerator);
    return entry
      ? [
          {
            id: rack.id,
            name: rack.name,
            detail: l10n.t('rack of {perRack}: {facts} each', { perRack: rack.perRack, facts: facts(entry) }),
          },
        ]
      : [];
  });
  return [...racks, ...chips.map((entry) => ({ id: entry.id, name: entry.name, detail: facts(entry) }))];
}

function facts(entry: AcceleratorEntry): string {
  const bandwidth = (entry.memoryBandwidthBytesPerSecond ?? 0) / 1e12;
  return `${Number((entry.memoryBytes / 1e9).toPrecision(3))} GB ${entry.memoryTier}, ${bandwidth} TB/s`;
}

/** The Groq 3 LPX rack as catalogued, or as a price book has it. Price and power are assumptions: see its notes. */
export function lpxRack({ lpx }: Pick<OwnHardware, 'lpx'> = NO_HARDWARE): LpxEntry {
  return lpx?.entry ?? LPX;
}
