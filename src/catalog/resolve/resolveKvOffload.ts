import type { Path } from '../../plan/path.js';
import type { ServingInput } from '../../plan/schema.js';
import type { Serving } from '../shapes/resolvedPlan.js';
import type { Ledger } from './ledger.js';

/** The tiers that hold kept prefixes beside accelerator memory, nearest first. */
export function resolveKvOffload(
  input: ServingInput['kvOffload'] | undefined,
  path: Path,
  ledger: Ledger,
): Serving['kvOffload'] {
  if (!input) return [];
  const tiers = Array.isArray(input) ? input : [input];
  return tiers.map(({ capacity, bandwidth, price }, i) => {
    const at = (name: string) => (Array.isArray(input) ? [...path, i, name] : [...path, name]);
    return {
      capacityBytes: ledger.takeOrNull(at('capacity'), capacity) ?? 0,
      bytesPerSecond: ledger.takeOrNull(at('bandwidth'), bandwidth) ?? 0,
      usdPerByte: ledger.takeOrNull(at('price'), price) ?? 0,
    };
  });
}
