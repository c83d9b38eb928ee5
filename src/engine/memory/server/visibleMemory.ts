import type { Accelerator } from '../../shapes/machineInputs.js';

/** Generations whose driver reports more than programs see. */
const DRIVER_KEEPS: ReadonlySet<string> = new Set([
  'ampere',
  'ada',
  'hopper',
  'blackwell',
  'blackwell-rtx',
  'rubin',
]);
/**
 * What NVIDIA's driver keeps of the memory that it reports: a part and a constant, through what nvidia-smi and programs
 * say of H100, H200 and B200 (memory.md 6).
 */
const KEPT_FRACTION = 0.00225;
const KEPT_BYTES = 0.3 * 2 ** 30;

/** Memory that programs see of an accelerator, in bytes: what its driver reports less what that keeps; else as marketed. */
export function visibleBytes(accelerator: Accelerator): number {
  const { physicalMemoryBytes, memoryBytes, generation } = accelerator;
  if (physicalMemoryBytes === null) return memoryBytes;
  // What is the host's own it reports as programs see it.
  if (!DRIVER_KEEPS.has(generation) || sharesHostMemory(accelerator)) return physicalMemoryBytes;
  return physicalMemoryBytes * (1 - KEPT_FRACTION) - KEPT_BYTES;
}

/** Memory of an accelerator's own is read in less than this; what it shares with its host takes longer. Seconds. */
const OWN_MEMORY_SECONDS = 0.2;
/** What is soldered beside an accelerator is this fast, however much of it there is. Bytes per second. */
const OWN_MEMORY_RATE = 1e12;

/** Whether it shares its memory with the host, as GB10 does: told by how slow it is, and how long all of it takes. */
export function sharesHostMemory({ memoryBytes, memoryBandwidthBytesPerSecond: rate }: Accelerator): boolean {
  return rate < OWN_MEMORY_RATE && memoryBytes / rate > OWN_MEMORY_SECONDS;
}
