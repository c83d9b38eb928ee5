import * as z from 'zod';
import { id, measure, notes, sources, text } from './common.js';

/** Totals are published to three digits at times, and counted to the last at others. */
const ROUNDED = 1.005;

const parameters = measure('parameters', 1e6, 1e14).nullable();

/** An entry of models.json. What its `config` says is read as a user's config.json is. */
export const model = z
  .strictObject({
    id,
    name: text,
    family: text,
    aliases: z.array(z.string().regex(/^[\w./-]+$/, 'must be an id or a Hugging Face name')),
    publishedParameters: parameters,
    publishedActiveParameters: parameters,
    nativeKvFormat: id.optional(),
    nativeIndexFormat: id.optional(),
    unknown: z.array(text).min(1, 'says what is not known, or is left out').optional(),
    config: z.record(z.string(), z.unknown()),
    checkpoints: z.record(text, z.record(z.string(), z.unknown())).optional(),
    notes: notes.optional(),
    sources,
  })
  .refine(
    ({ publishedParameters: all, publishedActiveParameters: active }) =>
      all === null || active === null || active <= all * ROUNDED,
    { path: ['publishedActiveParameters'], message: 'is more than all parameters' },
  );
