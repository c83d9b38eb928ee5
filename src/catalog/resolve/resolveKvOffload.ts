import type { Path } from '../../plan/path.js';
import type { ServingInput } from '../../plan/schema.js';
import type { Serving } from '../shapes/resolvedPlan.js';
import type { Quantity } from '../../units/quantity.js';
import * as l10n from '../../l10n/l10n.js';
import type { Fallback, Ledger } from './ledger.js';

/** What a host's memory gives one accelerator over its bus, as measured over prompts of 10K to 100K tokens. */
const hostMemory = (): Fallback => ({
  value: 38e9,
  from: 'default',
  detail: l10n.t('memory of a host to one H100: 33 to 42 GB/s (vLLM, 2026-01-08)'),
  spread: [33e9, 42e9],
});

/** The tiers that hold kept prefixes beside accelerator memory, nearest first. */
export function resolveKvOffload(
  input: ServingInput['kvOffload'] | undefined,
  path: Path,
  ledger: Ledger,
): Serving['kvOffload'] {
  if (!input) return [];
  const tiers = Array.isArray(input) ? input : [input];
  const farther = (at: Path, bandwidth: Quantity | undefined): number => {
    if (!bandwidth)
      ledger.problem({
        code: 'missing-key',
        message: l10n.t('say how fast a farther tier is: `bandwidth`'),
        path: at,
      });
    return ledger.takeOrNull(at, bandwidth) ?? 0;
  };
  return tiers.map(({ capacity, bandwidth, price }, i) => {
    const at = (name: string) => (Array.isArray(input) ? [...path, i, name] : [...path, name]);
    return {
      capacityBytes: ledger.takeOrNull(at('capacity'), capacity) ?? 0,
      bytesPerSecond:
        i === 0 ? ledger.take(at('bandwidth'), bandwidth, hostMemory()) : farther(at('bandwidth'), bandwidth),
      usdPerByte: ledger.takeOrNull(at('price'), price) ?? 0,
    };
  });
}
