import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightFormat, WeightRole } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import type { Accelerator } from '../../shapes/machineInputs.js';

/** What the kernels of a step follow from, beside its load. */
export interface KernelWork {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'weights' | 'kvCache'>;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
  /** Weight roles computed elsewhere (LPX). */
  readonly moved: ReadonlySet<WeightRole>;
}

/** Part of a step that a kernel's time is told as. */
export type KernelPart = 'weights' | 'kv' | 'compute' | 'communication' | 'fixed';

/**
 * How a term grows with the tokens `V` that a replica computes in one step. `amount` is for one token where it grows.
 * `constant`: not at all. `rows`: with each. `root`: with their square root. `above`: with each, beyond `from` seconds.
 * `atLeast`: not at all until `product` seconds for each token are more.
 * `chance`: with the experts that tokens touch beyond those of the first token, exp(miss) − exp(miss V).
 */
export type Growth =
  | { readonly kind: 'constant' | 'rows' | 'root' }
  | { readonly kind: 'above'; readonly from: number }
  | { readonly kind: 'atLeast'; readonly product: number }
  | { readonly kind: 'chance'; readonly miss: number };

/**
 * One addend of a step: a coefficient of this name times an amount. Amounts of bytes and FLOP are seconds at the data
 * sheet, so that their coefficients are pure numbers; those of counts have coefficients in seconds.
 */
export interface Term {
  readonly name: string;
  readonly part: KernelPart;
  readonly amount: number;
  readonly grows: Growth;
}

export const CONSTANT: Growth = { kind: 'constant' };
export const ROWS: Growth = { kind: 'rows' };
export const ROOT: Growth = { kind: 'root' };

/** Kernels by how weights are stored, where each was measured. */
const LINEAR: Readonly<Record<WeightFormat, string>> = {
  fp32: 'bf16',
  bf16: 'bf16',
  fp16: 'bf16',
  fp8: 'fp8',
  int8: 'fp8',
  'fp8-block': 'fp8-block',
  mxfp8: 'fp8-block',
  nvfp4: 'nvfp4',
  // Not measured outside of experts: the other four-bit format stands in.
  mxfp4: 'nvfp4',
  int4: 'nvfp4',
  'int4-g32': 'nvfp4',
  'int8-g32': 'fp8',
};

/** The measured kernel of linear layers that a format is computed with. */
export function linearKernel(format: WeightFormat): string {
  return LINEAR[format];
}

/**
 * The measured kernel of routed experts that a format is computed with. Where all else is in 16 bits, so are the inputs
 * of four-bit experts unless an engine is told otherwise, and that is another kernel.
 */
export function expertKernel(format: WeightFormat, others: WeightFormat): string {
  if (format === 'mxfp4') return weightFormat(others).bits === 16 ? 'mxfp4-wide' : 'mxfp4';
  if (format.startsWith('int4')) return 'int4';
  // Experts in eight bits are scaled by blocks.
  return LINEAR[format] === 'fp8' ? 'fp8-block' : LINEAR[format];
}
