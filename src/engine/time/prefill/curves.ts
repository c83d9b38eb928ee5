import { nearestGenerations } from '../../../catalog/shapes/generations.js';
import type { WeightFormat } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import table from './coefficients.json' with { type: 'json' };

/** How near a kind of kernel comes to the data-sheet rate: `most` for long inputs, half of it at `half` rows. */
export interface Curve {
  readonly most: number;
  readonly half: number;
}

/** Arithmetic that a product runs in. */
export type Arithmetic = 'bf16' | 'fp8' | 'fp4';

/** Kernels of routed experts: 4-bit weights beside microscaled 8-bit inputs, or widened to 16 bits, have their own. */
export type ExpertKernel = Arithmetic | 'mxfp8' | 'widened';

/** What kernels of one hardware generation reach (request.md 2.1). Fitted by `npm run calibrate`. */
export interface PrefillCurves {
  readonly linear: Readonly<Record<Arithmetic, Curve>>;
  /** Grouped products of routed experts, by the rows that routing leaves each of them on average. */
  readonly experts: Readonly<Record<ExpertKernel, Curve>>;
  /** Attention by the tokens of a prompt: with heads of its own, latent and expanded, latent or compressed and selected. */
  readonly attention: Curve;
  readonly latent: Curve;
  readonly sparse: Curve;
  /** Query heads that kernels of selecting attention compute at least: a rank that holds fewer computes padding. */
  readonly sparseHeads: number;
  /** Scans of sparse-attention indexers. */
  readonly index: Curve;
  /** Share of a link's data-sheet rate that collectives reach. */
  readonly linkEfficiency: number;
  /** Times that the small kernels of a layer read or write its tokens' 16-bit hidden states. */
  readonly hiddenPasses: number;
}

/** The curves of a generation, or of the nearest that was measured. */
export function prefillCurves(generation: string): {
  readonly curves: PrefillCurves;
  readonly carried: boolean;
} {
  const { generations } = table.kernels;
  for (const name of nearestGenerations(generation)) {
    const found = Object.entries(generations).find(([measured]) => measured === name);
    if (found) return { curves: found[1], carried: name !== generation };
  }
  return { curves: generations.blackwell, carried: true };
}

/** Share of the rate that is reached with so many rows. */
export function reached({ most, half }: Curve, rows: number): number {
  return most / (1 + half / Math.max(1, rows));
}

type Rates = Readonly<Record<Arithmetic, number | null>>;

/**
 * Arithmetic of products with weights in a format, on hardware with such rates: both factors of a product need the same
 * width, so weights that are narrower than anything their inputs are quantized to are widened first.
 */
export function arithmeticOf(format: WeightFormat, rates: Rates): Arithmetic {
  const wanted = ARITHMETIC[format];
  if (wanted === 'fp4') return rates.fp4 !== null ? 'fp4' : 'bf16';
  // MXFP4 weights meet MXFP8 inputs where the hardware multiplies microscaled blocks, which came with its FP4.
  if (format === 'mxfp4') return rates.fp4 !== null && rates.fp8 !== null ? 'fp8' : 'bf16';
  return wanted === 'fp8' && rates.fp8 !== null ? 'fp8' : 'bf16';
}

const ARITHMETIC: Readonly<Record<WeightFormat, Arithmetic>> = {
  fp32: 'bf16',
  bf16: 'bf16',
  fp16: 'bf16',
  fp8: 'fp8',
  'fp8-block': 'fp8',
  mxfp8: 'fp8',
  int8: 'fp8',
  nvfp4: 'fp4',
  mxfp4: 'fp8',
  // Weights alone are 4-bit: they are widened before the product.
  int4: 'bf16',
  'int4-g32': 'bf16',
  'int8-g32': 'bf16',
};

/** The kernel of routed experts in a format that multiply in an arithmetic. */
export function expertKernelOf(format: WeightFormat, arithmetic: Arithmetic): ExpertKernel {
  if (weightFormat(format).bits !== 4) return arithmetic;
  if (arithmetic === 'bf16') return 'widened';
  return format === 'mxfp4' ? 'mxfp8' : arithmetic;
}

/** Data-sheet rate of an arithmetic, or of the next wider one that the hardware has. FLOP/s. */
export function rateOf(arithmetic: Arithmetic, { bf16, fp8, fp4 }: Rates): number {
  const wide = bf16 ?? fp8 ?? fp4 ?? Number.POSITIVE_INFINITY;
  if (arithmetic === 'bf16') return wide;
  return arithmetic === 'fp8' ? (fp8 ?? wide) : (fp4 ?? fp8 ?? wide);
}
