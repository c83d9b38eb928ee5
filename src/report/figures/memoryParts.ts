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

interface MemoryPart extends PartLook {
  /** What it is and what it hangs on, for a reader who has not run an engine. */
  readonly meaning: string;
  /** Bytes of one accelerator. */
  readonly of: (memory: MemoryResult) => number;
}

const demanded = ({ pressure, kvPoolBytes }: MemoryResult) =>
  Number.isFinite(pressure) ? pressure * kvPoolBytes : 0;
const average = (m: MemoryResult) => Math.min(m.kvUsedBytes, m.kvPoolBytes);
const sumOf = (m: MemoryResult) =>
  m.weightsBytes + m.drafterBytes + m.activationBytes + m.overheadBytes + m.kvPoolBytes;

/** A sum of parts, which is no part itself. */
type MemoryRow = MemoryPart | (Pick<MemoryPart, 'label' | 'meaning' | 'of'> & { readonly colour?: never });

/** Everything that is told of one accelerator's memory, in order: the one list of its parts and their sums. */
const MEMORY_ROWS: readonly MemoryRow[] = [
  {
    get label() {
      return l10n.t('Capacity');
    },
    get meaning() {
      return l10n.t('What software sees of the accelerator: all parts below together');
    },
    of: (m) => m.capacityBytes,
  },
  {
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
    of: (m) => m.weightsBytes,
  },
  {
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
    of: (m) => m.drafterBytes,
  },
  {
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
    of: (m) => m.activationBytes,
  },
  {
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
    of: (m) => m.overheadBytes,
  },
  {
    get label() {
      return l10n.t('KV pool');
    },
    get meaning() {
      return l10n.t('Room for keys and values: capacity × utilization, less all of the above');
    },
    of: (m) => m.kvPoolBytes,
  },
  {
    get label() {
      return l10n.t('KV on average');
    },
    get meaning() {
      return l10n.t('Keys and values of all users, at the mix of contexts from p50 to max');
    },
    colour: 2,
    texture: 'solid',
    of: (m) => average(m),
  },
  {
    get label() {
      return l10n.t('KV 95 % of the time');
    },
    get meaning() {
      return l10n.t('What comes on top to hold all users 95 % of the time: a few of them are long at once');
    },
    colour: 2,
    texture: 'hatch',
    of: (m) => Math.max(0, Math.min(demanded(m), m.kvPoolBytes) - average(m)),
  },
  {
    get label() {
      return l10n.t('KV free');
    },
    get meaning() {
      return l10n.t('Room that stays empty even then: for more users or longer contexts');
    },
    colour: 2,
    texture: 'empty',
    of: (m) => Math.max(0, m.kvPoolBytes - Math.max(demanded(m), average(m))),
  },
  {
    get label() {
      return l10n.t('Reserved');
    },
    get meaning() {
      return l10n.t('What the engine leaves alone: memory over `memoryUtilization`');
    },
    colour: null,
    texture: 'sparse',
    of: (m) => Math.max(0, m.capacityBytes - sumOf(m)),
  },
  {
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
    of: (m) => Math.max(0, demanded(m) - m.kvPoolBytes),
  },
];

/** From left to right. Together they make the capacity, but for KV that does not fit. */
export const MEMORY_PARTS: readonly MemoryPart[] = MEMORY_ROWS.filter((row) => row.colour !== undefined);

/** Where every byte of one accelerator goes: the parts that it has and their sums, with what they are. */
export function memoryTable(memory: MemoryResult): Table {
  return {
    columns: [l10n.t('Part'), l10n.t('Per accelerator'), l10n.t('What it is')],
    rows: MEMORY_ROWS.flatMap(({ label, meaning, of }) => {
      const size = of(memory);
      return size > 0 ? [[label, format.bytes(size), meaning]] : [];
    }),
  };
}

/** The parts that some of `memories` has, with one value for each. */
export function memoryParts(memories: readonly MemoryResult[]): BarPart[] {
  return MEMORY_PARTS.flatMap(({ label, colour, texture, of }) => {
    const values = memories.map(of);
    return values.some((value) => value > 0) ? [{ label, colour, texture, values }] : [];
  });
}
