import type { MemoryResult } from '../engine/result.js';
import * as format from './format.js';

/** What fills one accelerator, for the panel's bars and the report's. */

/** How full a pool is, in a few words. */
export function fillNote(memory: MemoryResult): string {
  if (!Number.isFinite(memory.pressure)) return 'no room for KV';
  return memory.pressure > 1
    ? `KV needs ${format.fill(memory.pressure)} of its room`
    : `KV ${format.fill(memory.pressure)} full`;
}

/** Fills that differ in texture as well as colour. */
export type Texture = 'solid' | 'hatch' | 'backHatch' | 'dots' | 'sparse' | 'empty';

/** How a part of a bar looks: an index into the palette, or `null` for the muted colour. */
export interface PartLook {
  readonly label: string;
  readonly colour: number | null | 'error';
  readonly texture: Texture;
}

interface MemoryPart extends PartLook {
  /** Bytes of one accelerator. */
  readonly of: (memory: MemoryResult) => number;
}

const demanded = ({ pressure, kvPoolBytes }: MemoryResult) =>
  Number.isFinite(pressure) ? pressure * kvPoolBytes : 0;
const average = (m: MemoryResult) => Math.min(m.kvUsedBytes, m.kvPoolBytes);
const sumOf = (m: MemoryResult) =>
  m.weightsBytes + m.drafterBytes + m.activationBytes + m.overheadBytes + m.kvPoolBytes;

/** From left to right. Together they make the capacity, but for KV that does not fit. */
export const MEMORY_PARTS: readonly MemoryPart[] = [
  { label: 'Weights', colour: 0, texture: 'solid', of: (m) => m.weightsBytes },
  { label: 'Drafter', colour: 3, texture: 'dots', of: (m) => m.drafterBytes },
  { label: 'Activations', colour: 5, texture: 'backHatch', of: (m) => m.activationBytes },
  { label: 'Engine overhead', colour: null, texture: 'dots', of: (m) => m.overheadBytes },
  { label: 'KV on average', colour: 2, texture: 'solid', of: (m) => average(m) },
  {
    label: 'KV with all at p95',
    colour: 2,
    texture: 'hatch',
    of: (m) => Math.max(0, Math.min(demanded(m), m.kvPoolBytes) - average(m)),
  },
  {
    label: 'KV free',
    colour: 2,
    texture: 'empty',
    of: (m) => Math.max(0, m.kvPoolBytes - Math.max(demanded(m), average(m))),
  },
  { label: 'Reserved', colour: null, texture: 'sparse', of: (m) => Math.max(0, m.capacityBytes - sumOf(m)) },
  {
    label: 'KV that does not fit',
    colour: 'error',
    texture: 'hatch',
    of: (m) => Math.max(0, demanded(m) - m.kvPoolBytes),
  },
];

/** The parts that some of `memories` has, with one value for each. */
export function memoryParts(
  memories: readonly MemoryResult[],
): (PartLook & { readonly values: readonly number[] })[] {
  return MEMORY_PARTS.map(({ label, colour, texture, of }) => ({
    label,
    colour,
    texture,
    values: memories.map(of),
  })).filter(({ values }) => values.some((value) => value > 0));
}
