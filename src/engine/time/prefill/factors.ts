import { generationOf } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';

/**
 * Time of a prompt over the sum of its kernels: load imbalance, what does not overlap, small kernels. Fitted to
 * measured prefill rates (`npm run validate`); dense models, and experts on several accelerators.
 */
export function prefillFactor(
  _engine: Serving['engine'],
  _generation: string,
  spreadExperts: boolean,
): number {
  return spreadExperts ? 1 : 1.18;
}

/** Seconds to launch the kernels of a layer outside captured graphs, by serving engine; 0 where no engine launches them. */
export function launchSeconds(engine: Serving['engine'], generation: string): number {
  if (generationOf(generation).software === 'own') return 0;
  return LAUNCH_SECONDS[engine];
}

const LAUNCH_SECONDS: Readonly<Record<Serving['engine'], number>> = {
  vllm: 0.8e-3,
  sglang: 0.8e-3,
  trtllm: 0.4e-3,
  tuned: 0.2e-3,
};
