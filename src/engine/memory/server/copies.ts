import { familyOf } from '../../../catalog/shapes/families/families.js';
import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../../../catalog/shapes/types.js';
import { weightClassBytes, type WeightClassBytes } from '../../../catalog/shapes/weights.js';

/** What tensor ranks hold copies of follows from this. */
interface Holder {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly layout: Layout;
  readonly moved: ReadonlySet<WeightRole>;
}

/**
 * Bytes that a tensor rank holds of weights that are copied to each rank, beyond the share that it would have of them:
 * routers, projections into a latent, and with some servers all of a model with compressed caches but its routed experts.
 */
export function copiedBytes({ model, serving, layout: { tensor, pipeline }, moved }: Holder): number {
  if (tensor === 1) return 0;
  const whole = serverOf(serving.engine).copiesCompressedModels && isCompressed(model);
  let bytes = 0;
  for (const weights of weightClassBytes(model, serving.weights)) {
    if (moved.has(weights.role) || weights.role === 'experts') continue;
    if (whole || weights.role === 'router') bytes += weights.bytes;
    else if (weights.role === 'attention') bytes += latentProjections(model, weights);
  }
  return (bytes * (1 - 1 / tensor)) / pipeline;
}

function isCompressed({ groups }: ModelSpec): boolean {
  return groups.some((group) => familyOf(group).paging(group).by === 'entries');
}

/** Bytes of projections from the hidden state into the latents of queries and of keys and values. */
function latentProjections(
  { groups, hiddenSize }: ModelSpec,
  { bytes, parameters }: WeightClassBytes,
): number {
  const outputs = groups.reduce((sum, group) => sum + familyOf(group).copiedOutputs(group), 0);
  return parameters > 0 ? outputs * hiddenSize * (bytes / parameters) : 0;
}
