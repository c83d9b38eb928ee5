import { generationOf } from '../../../catalog/shapes/generations.js';
import { attentionKind } from './linear.js';
import { CONSTANT, ROOT, ROWS, type KernelWork, type Term } from './term.js';

/** Ranks up to which a collective is one exchange among neighbours. */
const FEW = 2;

/** A direction of a PCIe 5 slot with 16 lanes: a link that is no faster has no switch of its own, and leads through the host. */
const SLOT_BYTES_PER_SECOND = 64e9;

/**
 * Collectives by how many ranks take part and what they send (step.md 2). Tensor ranks all-reduce twice a layer;
 * data-parallel ranks dispatch tokens to experts in FP8 and combine in BF16: three bytes an element and expert.
 */
export function collectiveTerms({ model, accelerator, layout, moved }: KernelWork): Term[] {
  const { tensor, attentionData: groups } = layout;
  const link = accelerator.linkBytesPerSecond;
  const part = 'communication' as const;
  const terms: Term[] = [];
  if (tensor > 1) {
    const operations = 2 * model.layers;
    // What one rank sends of a ring.
    const ring = (2 * (tensor - 1) * model.hiddenSize * 2) / tensor;
    const seconds = link === null ? 0 : (operations * ring) / link / groups;
    // Engines reduce more than twice in a layer whose latent all ranks share.
    const name = (what: string) => `reduce ${attentionKind(model)} ${what}`;
    terms.push(
      { name: name('operation'), part, amount: operations, grows: CONSTANT },
      { name: 'reduce doubling', part, amount: operations * Math.log2(tensor / FEW), grows: CONSTANT },
      { name: name('bytes'), part, amount: seconds, grows: ROWS },
      { name: name('root'), part, amount: operations / Math.sqrt(groups), grows: ROOT },
    );
    // Without switches all pairs of ranks share the way through the host: n² ÷ 4 of what one sends.
    if (link !== null && link <= SLOT_BYTES_PER_SECOND)
      terms.push({ name: 'reduce host bytes', part, amount: (seconds * tensor ** 2) / 4, grows: ROWS });
    if (tensor * groups > accelerator.scaleUpDomain)
      terms.push(
        { name: 'reduce across operation', part, amount: operations, grows: CONSTANT },
        { name: 'reduce across bytes', part, amount: seconds, grows: ROWS },
        { name: 'reduce across root', part, amount: operations / Math.sqrt(groups), grows: ROOT },
      );
  }
  if (groups > 1 && model.moe && !moved.has('experts')) {
    const operations = 2 * model.moe.layers;
    const bytes = model.moe.layers * model.hiddenSize * 3 * model.moe.expertsPerToken;
    const seconds = link === null ? 0 : bytes / tensor / link / groups;
    terms.push(
      { name: 'exchange operation', part, amount: operations, grows: CONSTANT },
      { name: 'exchange bytes', part, amount: seconds, grows: ROWS },
      { name: 'exchange root', part, amount: operations / Math.sqrt(groups), grows: ROOT },
    );
  }
  // A token passes over a link between stages that hold whole layers.
  if (generationOf(accelerator.generation).spread === 'stages' && layout.pipeline > 1)
    terms.push({ name: 'hop', part, amount: layout.pipeline - 1, grows: CONSTANT });
  return terms;
}
