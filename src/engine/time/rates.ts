import type { ModelSpec, WeightFormat } from '../../catalog/shapes/types.js';
import { weightFormat } from '../../catalog/shapes/weightFormats.js';
import type { Accelerator } from '../shapes/machineInputs.js';

/** Dense peak for products in a weight format, falling back to the next wider rate the hardware has. FLOP/s. */
export function peakFlops(accelerator: Accelerator, format: WeightFormat): number {
  const { bf16, fp8, fp4 } = accelerator.flopsPerSecond;
  const wide = bf16 ?? fp8 ?? fp4 ?? Number.POSITIVE_INFINITY;
  const rates = { bf16: wide, fp8: fp8 ?? wide, fp4: fp4 ?? fp8 ?? wide };
  return rates[weightFormat(format).rate];
}

/** Nothing routed: no expert is ever touched. */
const NO_EXPERTS = 0;

/** Expected share of the routed experts that `tokens` tokens touch: 1 - (1 - k/E)^(rho V). */
export function distinctExperts(miss: number, tokens: number): number {
  return miss === NO_EXPERTS ? 0 : 1 - Math.exp(miss * tokens);
}

/** Log of the chance that a token leaves a routed expert alone; `expertAgreement` 1 is by chance. */
export function expertMiss(
  model: ModelSpec,
  { expertAgreement }: { readonly expertAgreement: number },
): number {
  if (!model.moe) return NO_EXPERTS;
  const { expertsPerToken, routedExperts } = model.moe;
  // All experts chosen by every token: everything is read from the first one on.
  if (expertsPerToken >= routedExperts) return -Number.MAX_VALUE;
  return Math.log(1 - expertsPerToken / routedExperts) * expertAgreement;
}
