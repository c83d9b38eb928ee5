import type { ModelSpec } from '../../catalog/shapes/types.js';
import type { Accelerator } from './machineInputs.js';
import type { Reason } from './reasons.js';

/** Why it is not known what a sequence of a model keeps; empty where it is. */
export function attentionUnknowns({ groups, unknown }: ModelSpec): Reason[] {
  return groups.length > 0 ? [] : [inItsWords(unknown, { code: 'attention-unknown' })];
}

/** What of a model every number about serving it rests on, and is not known; empty where all is. */
export function modelUnknowns(model: ModelSpec): Reason[] {
  const attention = attentionUnknowns(model);
  if (attention.length > 0 || model.weights.length > 0) return attention;
  return [inItsWords(model.unknown, { code: 'weights-unknown' })];
}

/** A reason as the catalogue or the reader of configs words it, where they do. */
function inItsWords([what]: readonly string[], reason: Reason): Reason {
  return what === undefined ? reason : { code: 'model-unknown', what };
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
