import * as z from 'zod';
import { confidence, sources, text } from './common.js';

const UNITS = ['USD/kWh', 'ratio', 'years', 'fraction/year', 'fraction'] as const;

const assumed = z
  .strictObject({
    likely: z.number().positive('must be above 0'),
    low: z.number().positive('must be above 0'),
    high: z.number().positive('must be above 0'),
    unit: z.enum(UNITS),
    detail: text,
  })
  .refine(({ low, likely, high }) => low <= likely && likely <= high, 'goes from low over likely to high')
  .refine(({ unit, high }) => !unit.startsWith('fraction') || high <= 1, {
    path: ['high'],
    message: 'is more than the whole',
  });

/** The whole of economics.json: what is assumed where a plan says nothing. */
export const economics = z.strictObject({
  electricity: assumed,
  pue: assumed,
  amortization: assumed,
  capitalCost: assumed,
  utilization: assumed,
  operations: assumed,
  sources,
  confidence,
});
