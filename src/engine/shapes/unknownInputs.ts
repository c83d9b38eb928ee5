import type { ModelSpec } from '../../catalog/shapes/types.js';
import type { Accelerator } from './machineInputs.js';
import type { Reason } from './reasons.js';

/** What of a model every number about serving it rests on, and is not known; empty where all is. */
export function modelUnknowns({ groups, weights, unknown }: ModelSpec): Reason[] {
  const reasons: Reason[] = [];
  if (groups.length === 0) reasons.push({ code: 'attention-unknown' });
  if (weights.length === 0) reasons.push({ code: 'weights-unknown' });
  const [what] = unknown;
  // In the catalogue's own words where it has some.
  return reasons.length > 0 && what !== undefined ? [{ code: 'model-unknown', what }] : reasons;
}

/** What of an accelerator every time rests on, and is not known: no product, or no word between ranks, takes no time. */
export function acceleratorUnknowns(
  { flopsPerSecond, linkBytesPerSecond }: Accelerator,
  devices: number,
): Reason[] {
  const { bf16, fp8, fp4 } = flopsPerSecond;
  const reasons: Reason[] = [];
  if (bf16 === null && fp8 === null && fp4 === null) reasons.push({ code: 'flops-unknown' });
  if (linkBytesPerSecond === null && devices > 1) reasons.push({ code: 'link-unknown' });
  return reasons;
}
