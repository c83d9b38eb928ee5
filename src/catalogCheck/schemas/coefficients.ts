import * as z from 'zod';
import { SERVER_NAMES } from '../../catalog/shapes/servers/servers.js';
import { id, measure, text } from './common.js';

const seconds = measure('seconds', 0, 0.1);
const error = measure('(a fraction)', 0, 5);

/** A row of coefficients.json: what one engine on one hardware generation adds to physics. */
export const coefficients = z.strictObject({
  engine: z.enum(SERVER_NAMES),
  generation: id,
  release: text.nullable(),
  values: z.array(measure('(a coefficient)', 0, 1e4).nullable()),
  inherits: z.boolean(),
  eagerLayerSeconds: seconds.nullable(),
  meanError: error,
  leftOutError: error,
  errors: z.array(
    z.strictObject({
      kind: z.enum(['dense', 'experts', 'hybrid', 'hybrid-experts', 'latent', 'sparse', 'compressed', 'any']),
      seen: error,
      unseen: error,
    }),
  ),
  models: z.array(id),
  basis: z.enum(['fit', 'prior']),
  evidence: text,
});
