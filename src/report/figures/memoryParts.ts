import { MEMORY_PARTS, takenBytes, type MemoryPart } from '../../engine/shapes/parts.js';
import type { MemoryResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import type { Table } from '../words/table.js';
import type { BarPart, PartLook } from './figure.js';

/** What fills one accelerator, for the panel's bars and the report's. */

/** How full a pool is, in a few words. */
export function fillNote(memory: MemoryResult): string {
  if (!Number.isFinite(memory.pressure)) return l10n.t('no room for KV');
  return memory.pressure > 1
    ? l10n.t('KV needs {pressure} of its room', { pressure: format.fill(memory.pressure) })
    : l10n.t('KV {pressure} full', { pressure: format.fill(memory.pressure) });
}

/** The same beside another: without saying again what is full. */
export function fillBrief(memory: MemoryResult): string {
  if (!Number.isFinite(memory.pressure)) return fillNote(memory);
  return memory.pressure > 1
    ? l10n.t('needs {pressure} of its room', { pressure: format.fill(memory.pressure) })
    : l10n.t('{pressure} full', { pressure: format.fill(memory.pressure) });
}

/** What is told of a row, for a reader who has not run an engine. */
interface Told {
  readonly label: string;
  /** What it is and what it hangs on. */
  readonly meaning: string;
}

type ToldPart = Told & PartLook;

const demanded = ({ pressure, kvPoolBytes }: MemoryResult) =>
  Number.isFinite(pressure) ? pressure * kvPoolBytes : 0;
const average = (m: MemoryResult) => Math.min(m.kvUsedBytes, m.kvPoolBytes);

/** Prefixes that wait for their next turn, as far as there is room for them. */
const kept = (m: MemoryResult) =>
  Math.max(0, Math.min(m.keptPrefixBytes, Math.min(demanded(m), m.kvPoolBytes) - average(m)));

/** What takes memory beside the KV pool: the engine says which parts there are. */
const TAKEN: Readonly<Record<MemoryPart, ToldPart>> = {
  weightsBytes: {
    get label() {
      return l10n.t('Weights');
    },
    get meaning() {
      return l10n.t(
        'The parameters that one accelerator holds, in the number format of `weights`, split over tensor, expert and pipeline ranks',
      );
    },
    colour: 0,
    texture: 'solid',
  },
  adapterBytes: {
    get label() {
      return l10n.t('Adapters');
    },
    get meaning() {
      return l10n.t(
        'Slots for LoRA adapters, all as large as the largest rank, reserved whether they are used or not',
      );
    },
    colour: 1,
    texture: 'solid',
  },
  drafterBytes: {
    get label() {
      return l10n.t('Drafter');
    },
    get meaning() {
      return l10n.t(
        'The parameters of the model that drafts tokens ahead; none without speculation, or where LPX racks hold them',
      );
    },
    colour: 3,
    texture: 'dots',
  },
  activationBytes: {
    get label() {
      return l10n.t('Activations');
    },
    get meaning() {
      return l10n.t(
        'Values in flight at the peak of a forward pass; grows with the tokens batched together, not with users',
      );
    },
    colour: 5,
    texture: 'backHatch',
  },
  overheadBytes: {
    get label() {
      return l10n.t('Driver and communication');
    },
    get meaning() {
      return l10n.t(
        'Driver context, graphs and communication buffers; grows with the ranks that work together',
      );
    },
    colour: null,
    texture: 'dots',
  },
};

const CAPACITY: Told = {
  get label() {
    return l10n.t('Capacity');
  },
  get meaning() {
    return l10n.t('What software sees of the accelerator: all parts below together');
  },
};

const POOL: Told = {
  get label() {
    return l10n.t('KV pool');
  },
  get meaning() {
    return l10n.t('Room for keys and values: capacity × utilization, less all of the above');
  },
};

const WITH_HOST: Told = {
  get label() {
    return l10n.t('Weights in host memory');
  },
  get meaning() {
    return l10n.t('Of `weightOffload`: no part of the capacity, and read over the host’s link in every step');
  },
};

/** A part of the bar, and how many bytes of an accelerator it takes. */
interface Measured<T extends Told> {
  readonly told: T;
  readonly of: (memory: MemoryResult) => number;
}

/** What the KV pool is made of, and what lies beside it, from left to right. */
const POOL_PARTS: readonly Measured<ToldPart>[] = [
  {
    told: {
      get label() {
        return l10n.t('KV on average');
      },
      get meaning() {
        return l10n.t('Keys and values of all users, at the mix of contexts from p50 to max');
      },
      colour: 2,
      texture: 'solid',
    },
    of: average,
  },
  {
    told: {
      get label() {
        return l10n.t('Kept prefixes');
      },
      get meaning() {
        return l10n.t(
          'Keys and values of prompts whose session waits for its next turn; they yield to what runs',
        );
      },
      colour: 1,
      texture: 'backHatch',
    },
    of: kept,
  },
  {
    told: {
      get label() {
        return l10n.t('KV 95 % of the time');
      },
      get meaning() {
        return l10n.t('What comes on top to hold all users 95 % of the time: a few of them are long at once');
      },
      colour: 2,
      texture: 'hatch',
    },
    of: (m) => Math.max(0, Math.min(demanded(m), m.kvPoolBytes) - average(m) - kept(m)),
  },
  {
    told: {
      get label() {
        return l10n.t('KV free');
      },
      get meaning() {
        return l10n.t('Room that stays empty even then: for more users or longer contexts');
      },
      colour: 2,
      texture: 'empty',
    },
    of: (m) => Math.max(0, m.kvPoolBytes - Math.max(demanded(m), average(m))),
  },
  {
    told: {
      get label() {
        return l10n.t('Reserved');
      },
      get meaning() {
        return l10n.t('What the engine leaves alone: memory over `memoryUtilization`');
      },
      colour: null,
      texture: 'sparse',
    },
    of: (m) => Math.max(0, m.capacityBytes - takenBytes(m) - m.kvPoolBytes),
  },
  {
    told: {
      get label() {
        return l10n.t('KV that does not fit');
      },
      get meaning() {
        return l10n.t(
          'What is missing to hold all users 95 % of the time: users wait, or lose their cache and have it computed again',
        );
      },
      colour: 'error',
      texture: 'hatch',
    },
    of: (m) => Math.max(0, demanded(m) - m.kvPoolBytes),
  },
];

const TAKEN_PARTS = MEMORY_PARTS.map((part): Measured<ToldPart> => ({
  told: TAKEN[part],
  of: (memory) => memory[part],
}));

/** From left to right. Together they make the capacity, but for KV that does not fit. */
export const DRAWN_PARTS: readonly Measured<ToldPart>[] = [...TAKEN_PARTS, ...POOL_PARTS];

/** Everything that is told of one accelerator's memory, in order: its parts and their sums. */
const ROWS: readonly Measured<Told>[] = [
  { told: CAPACITY, of: (m) => m.capacityBytes },
  ...TAKEN_PARTS,
  { told: POOL, of: (m) => m.kvPoolBytes },
  ...POOL_PARTS,
  { told: WITH_HOST, of: (m) => m.hostWeightsBytes },
];

/** Where every byte of one accelerator goes: the parts that it has and their sums, with what they are. */
export function memoryTable(memory: MemoryResult): Table {
  return {
    columns: [l10n.t('Part'), l10n.t('Per accelerator'), l10n.t('What it is')],
    rows: ROWS.flatMap(({ told, of }) => {
      const size = of(memory);
      return size > 0 ? [[told.label, format.bytes(size), told.meaning]] : [];
    }),
  };
}

/** The parts that some of `memories` has, with one value for each. */
export function memoryParts(memories: readonly MemoryResult[]): BarPart[] {
  return DRAWN_PARTS.flatMap(({ told: { label, colour, texture }, of }) => {
    const values = memories.map(of);
    return values.some((value) => value > 0) ? [{ label, colour, texture, values }] : [];
  });
}
