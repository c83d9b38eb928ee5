import * as z from 'zod';
import { id, measure, text } from './common.js';

const seconds = measure('seconds', 0, 0.1);
const efficiency = z.number().positive('must be above 0').max(1, 'must be at most 1');
const error = measure('(a fraction)', 0, 2);

/** A row of coefficients.json: what one engine on one hardware generation adds to physics. */
export const coefficients = z.strictObject({
  engine: z.enum(['vllm', 'sglang', 'trtllm', 'tuned']),
  generation: id,
  layerSeconds: seconds,
  quantizedLayerSeconds: seconds,
  latentLayerSeconds: seconds,
  moeLayerSeconds: seconds,
  collectiveSeconds: seconds,
  weightEfficiency: efficiency,
  kvEfficiency: efficiency,
  latentKvEfficiency: efficiency,
  computeEfficiency: efficiency,
  tokenEfficiency: efficiency.nullable(),
  linkEfficiency: efficiency,
  expertAgreement: measure('(a factor)', 0.1, 10),
  requestSeconds: seconds,
  meanError: error,
  leaveOneSeriesOutError: error,
  basis: z.enum(['fit', 'prior']),
  evidence: text,
  otherModelError: error,
  models: z.array(id),
  expertTokenEfficiency: efficiency.nullable(),
  eagerLayerSeconds: seconds.nullable(),
});
