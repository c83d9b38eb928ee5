import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { attentionKind, layersThat } from './linear.js';

/** Class of models whose steps err alike: how they attend, and whether experts are routed. */
export type StepKind = 'dense' | 'experts' | 'hybrid' | 'hybrid-experts' | 'latent' | 'sparse' | 'compressed';

/** The class of a model. */
export function stepKind(model: ModelSpec): StepKind {
  const attention = attentionKind(model);
  if (attention !== 'plain') return attention;
  if (layersThat(model, 'state') > 0) return model.moe ? 'hybrid-experts' : 'hybrid';
  return model.moe ? 'experts' : 'dense';
}
