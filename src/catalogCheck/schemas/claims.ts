import * as z from 'zod';
import { count, fraction, id, measure, sources, spread, text } from './common.js';

const cache = z.strictObject({
  model: id,
  kvCache: id,
  index: id.optional(),
  variant: z.enum(['mha', 'gqa8', 'mqa', 'mla']).optional(),
  bytes: count(1),
});

/** A saving of claims.json: a published fraction, and readings of what it compares. */
export const saving = z.strictObject({
  id,
  by: text,
  published: fraction,
  frames: z
    .array(
      z.strictObject({ what: text, claimed: z.boolean(), tokens: count(1), kept: cache, against: cache }),
    )
    .refine((frames) => frames.filter(({ claimed }) => claimed).length === 1, 'one frame is what is claimed'),
  sources,
});

/** A gain of claims.json: a published factor, or the lowest and highest of several. */
export const gain = z.strictObject({
  id,
  by: text,
  of: z.enum(['lpx', 'speculation']),
  role: z.enum(['drafter', 'ffn', 'decode']).nullable(),
  measure: z.enum(['speed', 'energy', 'throughput']),
  factor: spread(z.number().min(1, 'must be at least 1')),
  against: text,
  fair: text,
  sources,
});

/** What others say of how many racks go with GPUs, in claims.json. */
export const attachMark = z.strictObject({
  id,
  by: text,
  what: text,
  measure: z.enum(['racks', 'systems']),
  value: spread(z.number().min(0, 'must be at least 0')),
  sources,
});

/** The fastest users of a model on an accelerator that were published, in claims.json. */
export const fastestUsers = z.strictObject({
  id,
  model: id,
  accelerator: id,
  hardware: text,
  tokensPerSecond: measure('tok/s', 1, 100_000),
  how: text,
  setup: text,
  sources,
});
