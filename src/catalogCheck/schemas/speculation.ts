import * as z from 'zod';
import { confidence, count, fraction, id, measure, method, sources, text } from './common.js';

/** An entry of speculators.json. */
export const speculator = z.strictObject({
  id: method,
  name: text,
  parallelDraft: z.boolean(),
  draftLayers: count(0),
  loadAdaptive: z.boolean(),
  sources,
});

const bytes = measure('bytes', 0, 1e13);
const drafting = method.refine((name): boolean => name !== 'none', 'must be a method that drafts');

/** An entry of drafters.json: the drafter that ships for a model and a method. */
export const drafter = z.strictObject({
  model: id,
  method: drafting,
  weightsBytes: bytes,
  kvBytesPerToken: bytes,
  kvBytesPerSequence: bytes,
  draftCostFraction: fraction,
  confidence,
  sources,
});

/** An entry of acceptance.json: what a method was measured to accept on a model. */
export const acceptance = z.strictObject({
  id,
  method: drafting,
  model: id,
  acceptedLength: z
    .array(z.number())
    .min(1, 'needs the accepted length with one draft')
    .superRefine((lengths, context) => {
      lengths.forEach((length, i) => {
        if (length < 1 || length > i + 2)
          context.addIssue({
            code: 'custom',
            path: [i],
            message: `with ${i + 1} drafts must be 1 to ${i + 2}`,
          });
      });
    }),
  betaMixture: z
    .strictObject({
      a: z.number().positive('must be above 0'),
      b: z.number().positive('must be above 0'),
      d: fraction,
    })
    .nullable(),
  conditions: text,
  confidence,
  sources,
});
