import { nearestGenerations } from '../../../catalog/shapes/generations.js';
import type { WeightFormat } from '../../../catalog/shapes/types.js';
import table from './curves.json' with { type: 'json' };

/** How near a kind of kernel comes to the data-sheet rate: `most` for long inputs, half of it at `half` rows. */
export interface Curve {
  readonly most: number;
  readonly half: number;
}

/** Arithmetic that a product runs in. */
export type Arithmetic = 'bf16' | 'fp8' | 'fp4';

/** Efficiency curves of one hardware generation (request.md 2). */
export interface PrefillCurves {
  readonly linear: Readonly<Record<Arithmetic, Curve>>;
  readonly attention: Curve;
  readonly latent: Curve;
  /** Grouped products of routed experts at `EXPERTS_AT_TOKENS` tokens of the whole replica. */
  readonly experts: Readonly<Record<Arithmetic, number>>;
}

/** Tokens at which the experts' efficiency was read. */
export const EXPERTS_AT_TOKENS = table.expertsAtTokens;

/** The curves of a generation, or of the nearest that was measured. */
export function prefillCurves(generation: string): {
  readonly curves: PrefillCurves;
  readonly carried: boolean;
} {
  for (const name of nearestGenerations(generation)) {
    const found = Object.entries(table.generations).find(([measured]) => measured === name);
    if (found) return { curves: found[1], carried: name !== generation };
  }
  return { curves: table.generations.blackwell, carried: true };
}

/** Share of the rate that is reached with so many rows. */
export function reached({ most, half }: Curve, rows: number): number {
  return most / (1 + half / Math.max(1, rows));
}

/** Arithmetic of products with weights in a format: 16-bit where the hardware or the format has nothing narrower. */
export function arithmeticOf(
  format: WeightFormat,
  rates: Readonly<Record<Arithmetic, number | null>>,
): Arithmetic {
  const wanted = ARITHMETIC[format];
  if (wanted === 'fp4') return rates.fp4 !== null ? 'fp4' : rates.fp8 !== null ? 'fp8' : 'bf16';
  return wanted === 'fp8' && rates.fp8 !== null ? 'fp8' : 'bf16';
}

const ARITHMETIC: Readonly<Record<WeightFormat, Arithmetic>> = {
  fp32: 'bf16',
  bf16: 'bf16',
  fp16: 'bf16',
  fp8: 'fp8',
  'fp8-block': 'fp8',
  int8: 'fp8',
  nvfp4: 'fp4',
  mxfp4: 'fp4',
  // Weights alone are 4-bit: they are widened before the product.
  int4: 'bf16',
  'int4-g32': 'bf16',
};
