import * as l10n from '../../l10n/l10n.js';
import type { WeightFormat, WeightMixture, WeightRole, WeightsServed } from './types.js';

/** Bits of a weight as GGML stores it, scales included (`ggml-common.h`, ggml-org/llama.cpp, 2026). */
const BITS = {
  Q2_K: 2.625,
  Q3_K: 3.4375,
  IQ4_XS: 4.25,
  IQ4_NL: 4.5,
  Q4_0: 4.5,
  Q4_K: 4.5,
  Q5_0: 5.5,
  Q5_K: 5.5,
  Q6_K: 6.5625,
  Q8_0: 8.5,
} as const;

type StoredType = keyof typeof BITS;

/** Types of a tensor over the layers, each with its part of them. */
type OverLayers = readonly (readonly [type: StoredType, part: number])[];

const all = (type: StoredType): OverLayers => [[type, 1]];
const some = (type: StoredType, part: number, rest: StoredType): OverLayers => [
  [type, part],
  [rest, 1 - part],
];

/** Tensors that a mixture stores in types of their own; what is missing has the base's. */
interface Mixture {
  readonly base: StoredType;
  readonly values?: OverLayers;
  readonly attentionOutput?: OverLayers;
  readonly ffnDown?: OverLayers;
  readonly head?: StoredType;
}

/** With `use_more_bits` the first and last eighth of the layers, and every third between them. */
const HALF = 0.5;

/**
 * The mixtures of `llama-quantize` (`llama_tensor_get_type_impl` in `src/llama-quant.cpp`, ggml-org/llama.cpp, read
 * 2026-12-01), without an importance matrix. What a few layers or models have otherwise is left out.
 */
const MIXTURES: Readonly<Record<WeightMixture, Mixture>> = {
  q8_0: { base: 'Q8_0', head: 'Q8_0' },
  q6_k: { base: 'Q6_K' },
  q5_k_m: { base: 'Q5_K', values: some('Q6_K', HALF, 'Q5_K'), ffnDown: some('Q6_K', HALF, 'Q5_K') },
  q5_k_s: { base: 'Q5_K' },
  q5_0: { base: 'Q5_0' },
  q4_k_m: { base: 'Q4_K', values: some('Q6_K', HALF, 'Q4_K'), ffnDown: some('Q6_K', HALF, 'Q4_K') },
  iq4_nl: { base: 'IQ4_NL', values: all('Q5_K'), ffnDown: some('Q5_K', 1 / 8, 'IQ4_NL') },
  q4_k_s: { base: 'Q4_K', values: some('Q5_K', 1 / 8, 'Q4_K'), ffnDown: some('Q5_K', 1 / 8, 'Q4_K') },
  q4_0: { base: 'Q4_0' },
  iq4_xs: { base: 'IQ4_XS', values: all('Q5_K'), ffnDown: some('Q5_K', 1 / 8, 'IQ4_XS') },
  q3_k_l: { base: 'Q3_K', values: all('Q5_K'), attentionOutput: all('Q5_K'), ffnDown: all('Q5_K') },
  q3_k_m: {
    base: 'Q3_K',
    values: all('Q4_K'),
    attentionOutput: all('Q4_K'),
    ffnDown: some('Q5_K', 1 / 16, 'Q4_K'),
  },
  q3_k_s: { base: 'Q3_K' },
  q2_k: { base: 'Q2_K', values: all('Q4_K'), attentionOutput: all('Q3_K'), ffnDown: all('Q3_K') },
};

/** Names of the mixtures, widest first. Every key of the table is one, which `Object.keys` does not say. */
export const WEIGHT_MIXTURE_NAMES = Object.keys(MIXTURES) as readonly WeightMixture[];

/** Whether weights are served in a mixture. */
export function isMixture(served: WeightsServed): served is WeightMixture {
  return Object.hasOwn(MIXTURES, served);
}

/** The mixture of that name, or `null`: in any case, with bars or lines, and sizes of others (`Q4_K_XL`) by the nearest. */
export function weightMixtureName(text: string): WeightMixture | null {
  const name = text
    .toLowerCase()
    .replace(/-/g, '_')
    .replace(/^gguf_/, '');
  const near = NEAREST[name] ?? name;
  return WEIGHT_MIXTURE_NAMES.find((known) => known === near) ?? null;
}

/** Mixtures that llama.cpp calls alike, or that others make a little larger. */
const NEAREST: Readonly<Record<string, WeightMixture>> = {
  q2_k_l: 'q2_k',
  q2_k_xl: 'q2_k',
  q3_k: 'q3_k_m',
  q3_k_xl: 'q3_k_l',
  q4_1: 'q4_k_m',
  q4_k: 'q4_k_m',
  q4_k_l: 'q4_k_m',
  q4_k_xl: 'q4_k_m',
  q5_1: 'q5_k_m',
  q5_k: 'q5_k_m',
  q5_k_l: 'q5_k_m',
  q5_k_xl: 'q5_k_m',
  q6_k_l: 'q6_k',
  q6_k_xl: 'q6_k',
  q8_k_xl: 'q8_0',
};

/** What a mixture is, in words. */
export function mixtureMeaning(mixture: WeightMixture): string {
  const { base } = MIXTURES[mixture];
  const { bits, format } = ofRole(mixture, 'dense-ffn') ?? mixed(BITS[base]);
  const mean = String(Math.round(10 * bits) / 10);
  return format === 'int8-g32'
    ? l10n.t(
        'GGUF: {bits} bits a weight, head and embeddings too; timed like 8-bit integers, since llama.cpp was not measured',
        { bits: mean },
      )
    : l10n.t(
        'GGUF: {bits} bits a weight, head and embeddings too; timed like 4-bit integers, since llama.cpp was not measured',
        { bits: mean },
      );
}

/** Bytes of so many weights that take so many bits each on average. */
export const bytesAt = (parameters: number, { bits }: Pick<MixedRole, 'bits'>): number =>
  (parameters * bits) / 8;

/** How a role is stored in a mixture: bits of a weight on average, and the format whose arithmetic it has. */
export interface MixedRole {
  readonly bits: number;
  readonly format: WeightFormat;
}

/** Parts of attention that are queries or keys, values, and the output, where four query heads share one of keys and values. */
const ATTENTION = { queriesAndKeys: 0.5, values: 0.1, output: 0.4 } as const;

/** A role in a mixture; `null` where it stays as wide as the checkpoint is. `tied`: embeddings are the head, too. */
export function ofRole(mixture: WeightMixture, role: WeightRole, tied = false): MixedRole | null {
  const { base, values, attentionOutput, ffnDown, head = 'Q6_K' } = MIXTURES[mixture];
  const mean = (over: OverLayers | undefined) =>
    (over ?? all(base)).reduce((sum, [type, part]) => sum + BITS[type] * part, 0);
  switch (role) {
    case 'attention':
      return mixed(
        ATTENTION.queriesAndKeys * BITS[base] +
          ATTENTION.values * mean(values) +
          ATTENTION.output * mean(attentionOutput),
      );
    case 'dense-ffn':
    case 'experts':
    case 'shared-experts':
      return mixed((2 * BITS[base] + mean(ffnDown)) / 3);
    case 'recurrent':
    case 'index':
    case 'lookup':
      return mixed(BITS[base]);
    case 'embedding':
      return mixed(BITS[tied ? head : base]);
    case 'head':
      return mixed(BITS[head]);
    default:
      return null;
  }
}

const mixed = (bits: number): MixedRole => ({ bits, format: widened(bits) });

/**
 * The format whose arithmetic GGML's types of so many bits a weight have: all are widened before they are multiplied, and
 * those of up to six bits count as the four-bit integers, which were measured.
 */
export const widened = (bits: number): WeightFormat => (bits < 7 ? 'int4-g32' : 'int8-g32');
