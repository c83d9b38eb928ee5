/**
 * What memory and time are made of. These lists are the only ones: types follow from them, and all that adds,
 * draws or explains parts goes over them or holds a `Record` of them, so that a new part is an error wherever
 * something must be learnt.
 */

/** What takes memory of one accelerator beside the KV pool, in the order that people read it. Bytes. */
export const MEMORY_PARTS = [
  'weightsBytes',
  'adapterBytes',
  'drafterBytes',
  'activationBytes',
  'overheadBytes',
] as const;

export type MemoryPart = (typeof MEMORY_PARTS)[number];

/** Bytes that the parts take together. */
export function takenBytes(parts: Readonly<Record<MemoryPart, number>>): number {
  return MEMORY_PARTS.reduce((sum, part) => sum + parts[part], 0);
}

/** What takes time in one decode step. Seconds; they add up. */
export const STEP_PARTS = [
  'weights',
  'adapters',
  'host',
  'kv',
  'compute',
  'communication',
  'fixed',
  'draft',
  'link',
] as const;

export type StepPart = (typeof STEP_PARTS)[number];

/** Seconds for each part. */
export function stepPartsOf(seconds: (part: StepPart) => number): Readonly<Record<StepPart, number>> {
  return {
    weights: seconds('weights'),
    adapters: seconds('adapters'),
    host: seconds('host'),
    kv: seconds('kv'),
    compute: seconds('compute'),
    communication: seconds('communication'),
    fixed: seconds('fixed'),
    draft: seconds('draft'),
    link: seconds('link'),
  };
}

/** Takes no part: an explicit sum hands in what it leaves out, so that a new part is an error beside it. */
export type LeftOut<Part extends never> = Part;
