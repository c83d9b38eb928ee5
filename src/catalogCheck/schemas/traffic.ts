import * as z from 'zod';
import { confidence, count, fraction, id, measure, sources, text } from './common.js';

const lengths = z
  .strictObject({ p50: count(1), p95: count(1), max: count(1) })
  .refine(({ p50, p95, max }) => p50 <= p95 && p95 <= max, 'goes from the median over p95 to the longest');

const seconds = measure('seconds', 0.01, 86_400);

/** An entry of traffic.json: lengths and hits of a published trace. */
export const traffic = z.strictObject({
  id,
  name: text,
  trace: text,
  requests: count(1),
  inputTokens: lengths,
  contextTokens: lengths,
  outputTokens: count(1),
  cachedInput: fraction.nullable(),
  turnDelaySeconds: z.strictObject({ p50: seconds, p95: seconds }).nullable(),
  confidence,
  notes: z.array(text),
  sources,
});
