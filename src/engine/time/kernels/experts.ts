import { rankWeights } from '../../memory/footprint.js';
import { expertMiss, peakFlops } from '../rates.js';
import { weightClassBytes } from '../../../catalog/shapes/weights.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { CONSTANT, expertKernel, ROOT, ROWS, type Growth, type KernelWork, type Term } from './term.js';

/** Tokens that choose experts alike touch as many as this share of them would by chance. */
const ALIKE = 0.3;

/**
 * Routed experts by the format of their weights (step.md 2). One token reads the experts that it chooses; more tokens
 * read the others as far as they choose them, by chance or alike. Ranks that hold whole experts wait for the busiest.
 */
export function expertTerms(work: KernelWork): Term[] {
  const { model, serving, accelerator, layout, moved } = work;
  const classes = weightClassBytes(model, serving.weights);
  const routed = classes.find(({ role }) => role === 'experts');
  if (!model.moe || !routed || moved.has('experts')) return [];
  const { moe } = model;
  const devices = layout.tensor * layout.attentionData;
  const { experts: held } = rankWeights(model, serving.weights, { ...layout, pipeline: 1 }, moved);
  const bytes = held / accelerator.memoryBandwidthBytesPerSecond;
  const product = (2 * routed.activeParameters) / (peakFlops(accelerator, routed.format) * devices);
  const local = (moe.layers * moe.routedExperts) / (layout.expert > 1 ? devices : 1);
  const others = classes.find(({ role }) => role === 'attention' || role === 'recurrent');
  const kernel = expertKernel(routed.format, others?.format ?? routed.format);
  const name = (what: string) => `experts ${kernel} ${what}`;
  const spread = layout.expert > 1 ? 'spread' : 'split';
  const one = moe.expertsPerToken / moe.routedExperts;
  const rows = moe.layers * moe.expertsPerToken * model.hiddenSize * 4;
  const chance = chanceOf(model, 1);
  return [
    { name: name(`${spread} layer`), part: 'fixed', amount: moe.layers, grows: CONSTANT },
    { name: name('first'), part: 'weights', amount: bytes * one, grows: CONSTANT },
    { name: name(`chance`), part: 'weights', amount: bytes, grows: chance },
    { name: name(`alike`), part: 'weights', amount: bytes, grows: chanceOf(model, ALIKE) },
    { name: name('touched'), part: 'weights', amount: local, grows: chance },
    { name: name('rows'), part: 'compute', amount: product, grows: ROWS },
    { name: name('products'), part: 'compute', amount: product, grows: { kind: 'above', from: bytes } },
    { name: name(`root`), part: 'compute', amount: moe.layers, grows: ROOT },
    {
      name: 'experts moved',
      part: 'compute',
      amount: rows / devices / accelerator.memoryBandwidthBytesPerSecond,
      grows: ROWS,
    },
  ];
}

function chanceOf(model: ModelSpec, expertAgreement: number): Growth {
  return { kind: 'chance', miss: expertMiss(model, { expertAgreement }) };
}
