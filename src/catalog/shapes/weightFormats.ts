import * as l10n from '../../l10n/l10n.js';
import type { WeightFormat } from './types.js';

/** All that a number format of weights must answer: nothing else holds a list of formats. */
export interface WeightFormatFacts {
  /** Bytes of one weight, with its share of the scales. */
  readonly bytes: number;
  /** Bits of one element, without scales. */
  readonly bits: 32 | 16 | 8 | 4;
  readonly element: 'float' | 'integer';
  /** Rate of the data sheet at which products with such weights run. */
  readonly rate: 'bf16' | 'fp8' | 'fp4';
  /** A layer's inputs are quantized too, in every step: kernels that compute below 16 bits need it. */
  readonly quantizesInputs: boolean;
  /** Kernels take rows of experts in multiples of this many elements; 1 where they take any. */
  readonly expertRow: number;
  /** What people and checkpoints also call it. */
  readonly aliases: readonly string[];
  /** What it is, in words. */
  readonly meaning: string;
}

/** What computes in 16 bits, as the weights are. */
const WIDE = { rate: 'bf16', element: 'float', quantizesInputs: false, expertRow: 1 } as const;
/** What computes in 8 bits; integers at the rate of floats. */
const EIGHT = { rate: 'fp8', bits: 8, quantizesInputs: true, expertRow: 1 } as const;
/** What computes in 4 bits. */
const FOUR = { rate: 'fp4', bits: 4, element: 'float', quantizesInputs: true } as const;
/** 4-bit integers are expanded, and multiplied in 16 bits. */
const EXPANDED = { ...WIDE, bits: 4, element: 'integer' } as const;

/** The formats: a new one is an error here until it has all its answers. */
const FORMATS: Readonly<Record<WeightFormat, WeightFormatFacts>> = {
  fp32: {
    ...WIDE,
    bits: 32,
    bytes: 4,
    aliases: [],
    get meaning() {
      return l10n.t('32-bit floats, 4 bytes a weight');
    },
  },
  bf16: {
    ...WIDE,
    bits: 16,
    bytes: 2,
    aliases: ['bfloat16'],
    get meaning() {
      return l10n.t('16-bit floats with the range of 32 bits, 2 bytes a weight');
    },
  },
  fp16: {
    ...WIDE,
    bits: 16,
    bytes: 2,
    aliases: ['float16'],
    get meaning() {
      return l10n.t('16-bit floats, 2 bytes a weight');
    },
  },
  fp8: {
    ...EIGHT,
    element: 'float',
    bytes: 1,
    aliases: [],
    get meaning() {
      return l10n.t('8-bit floats with one scale a tensor or channel');
    },
  },
  'fp8-block': {
    ...EIGHT,
    element: 'float',
    // An fp32 scale for each block of 128 x 128.
    bytes: 1 + 4 / 16384,
    aliases: [],
    get meaning() {
      return l10n.t('8-bit floats with a scale for each block of 128 × 128');
    },
  },
  mxfp8: {
    ...EIGHT,
    element: 'float',
    // A byte of scale for each 32.
    bytes: 1 + 1 / 32,
    aliases: [],
    get meaning() {
      return l10n.t('8-bit floats with a scale for each 32');
    },
  },
  int8: {
    ...EIGHT,
    element: 'integer',
    bytes: 1,
    aliases: ['w8a8'],
    get meaning() {
      return l10n.t('8-bit integers, 1 byte a weight');
    },
  },
  nvfp4: {
    ...FOUR,
    bytes: 0.5625,
    expertRow: 1,
    aliases: ['fp4'],
    get meaning() {
      return l10n.t('4-bit floats with a scale for each 16');
    },
  },
  mxfp4: {
    ...FOUR,
    bytes: 0.53125,
    expertRow: 256,
    aliases: [],
    get meaning() {
      return l10n.t('4-bit floats with a scale for each 32');
    },
  },
  int4: {
    ...EXPANDED,
    // Groups of 128 with a 16-bit scale.
    bytes: 0.5 + 2 / 128,
    aliases: ['awq', 'gptq', 'w4a16'],
    get meaning() {
      return l10n.t('4-bit integers in groups of 128, multiplied in 16 bits');
    },
  },
  'int4-g32': {
    ...EXPANDED,
    bytes: 0.5 + 2 / 32,
    aliases: [],
    get meaning() {
      return l10n.t('4-bit integers in groups of 32, multiplied in 16 bits');
    },
  },
  'int8-g32': {
    ...EXPANDED,
    bits: 8,
    bytes: 1 + 2 / 32,
    aliases: ['w8a16'],
    get meaning() {
      return l10n.t('8-bit integers in groups of 32, multiplied in 16 bits');
    },
  },
};

/** What is known of a weight format. */
export function weightFormat(format: WeightFormat): WeightFormatFacts {
  return FORMATS[format];
}

/** Names of the formats, widest first. Every key of the table is one, which `Object.keys` does not say. */
export const WEIGHT_FORMAT_NAMES = Object.keys(FORMATS) as readonly WeightFormat[];

const BY_NAME: ReadonlyMap<string, WeightFormat> = new Map(
  WEIGHT_FORMAT_NAMES.flatMap((format) => [format, ...FORMATS[format].aliases].map((name) => [name, format])),
);

/** The weight format of that name, or `null`. */
export function weightFormatName(text: string): WeightFormat | null {
  return BY_NAME.get(text.toLowerCase().replace(/_/g, '-')) ?? null;
}
