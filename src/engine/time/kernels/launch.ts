import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { layersThat } from './linear.js';
import { CONSTANT, ROWS, type KernelWork, type Term } from './term.js';

/** Small kernels between the others: norms, activations, rotations, routing, and the sampler of a step. */
export function launchTerms({ model, accelerator, layout, moved }: KernelWork): Term[] {
  const bandwidth = accelerator.memoryBandwidthBytesPerSecond;
  const recurrent = layersThat(model, 'state');
  const compressed = layersThat(model, 'compressed');
  const hidden = (model.layers * model.hiddenSize * 2) / bandwidth / layout.attentionData;
  const terms: Term[] = [
    { name: 'layer', part: 'fixed', amount: model.layers, grows: CONSTANT },
    { name: 'hidden', part: 'compute', amount: hidden, grows: ROWS },
    { name: 'token', part: 'fixed', amount: 1 / layout.attentionData, grows: ROWS },
  ];
  // Experts count their activation as their own; that of dense feed-forward layers is a kernel apart.
  const activated = moved.has('dense-ffn') ? 0 : model.layers - (model.moe?.layers ?? 0);
  if (activated > 0)
    terms.push(
      { name: 'activated layer', part: 'fixed', amount: activated, grows: CONSTANT },
      {
        name: 'activated',
        part: 'compute',
        amount: (2 * activatedElements(model)) / bandwidth / layout.tensor / layout.attentionData,
        grows: ROWS,
      },
    );
  if (recurrent > 0)
    terms.push({ name: 'recurrent layer', part: 'fixed', amount: recurrent, grows: CONSTANT });
  if (compressed > 0)
    terms.push(
      { name: 'compressed layer', part: 'fixed', amount: compressed, grows: CONSTANT },
      { name: 'compressed hidden', part: 'compute', amount: hidden, grows: ROWS },
    );
  if (model.moe)
    terms.push({ name: 'routed layer', part: 'fixed', amount: model.moe.layers, grows: CONSTANT });
  return terms;
}

/** Elements of a token that all dense feed-forward layers hold between their products: of three matrices as wide. */
function activatedElements({ weights, hiddenSize }: ModelSpec): number {
  const dense = weights.find(({ role }) => role === 'dense-ffn');
  return (dense?.activeParameters ?? 0) / hiddenSize;
}
