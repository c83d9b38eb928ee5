import * as l10n from '../../l10n/l10n.js';
import type { CompressedGroup, IndexGroup, LatentGroup, ModelSpec } from './types.js';
import type { KvCacheFormat } from './resolvedPlan.js';

/** How an element is stored: bytes each, scales included. Source: kv-cache formats of the engines named. */
interface ElementFormat {
  readonly bytes: number;
  readonly meaning: string;
  readonly aliases: readonly string[];
}

/** KV cache formats by name (llama.cpp block formats: `ggml-common.h`; mxfp4, nvfp4: OCP MX and NVIDIA). */
const KV_FORMATS: Readonly<Record<string, ElementFormat>> = {
  fp32: {
    bytes: 4,
    get meaning() {
      return l10n.t('32-bit floats, 4 bytes an element');
    },
    aliases: ['f32', 'float32'],
  },
  bf16: {
    bytes: 2,
    get meaning() {
      return l10n.t('16-bit floats, 2 bytes an element');
    },
    aliases: ['fp16', 'f16', 'float16', 'bfloat16'],
  },
  fp8: {
    bytes: 1,
    get meaning() {
      return l10n.t(
        '8-bit floats, 1 byte an element; packed with scales where the model has a layout of its own',
      );
    },
    aliases: ['fp8_e4m3', 'fp8-e4m3', 'fp8_e5m2', 'fp8-e5m2', 'fp8_ds_mla', 'fp8-ds-mla'],
  },
  'fp8-per-tensor': {
    bytes: 1,
    get meaning() {
      return l10n.t('8-bit floats with one scale a tensor: 1 byte an element, never packed');
    },
    aliases: ['fp8_per_tensor'],
  },
  int8: {
    bytes: 1,
    get meaning() {
      return l10n.t('8-bit integers, 1 byte an element');
    },
    aliases: [],
  },
  nvfp4: {
    bytes: 0.5625,
    get meaning() {
      return l10n.t('4-bit floats with a scale for each 16');
    },
    aliases: ['fp4'],
  },
  mxfp4: {
    bytes: 0.53125,
    get meaning() {
      return l10n.t('4-bit floats with a scale for each 32');
    },
    aliases: [],
  },
  int6: {
    bytes: 0.75,
    get meaning() {
      return l10n.t('6 bits an element, as the DeepSeek-V2 paper deploys');
    },
    aliases: ['6bit'],
  },
  q8_0: { bytes: 34 / 32, meaning: 'llama.cpp q8_0', aliases: ['q8-0'] },
  q5_1: { bytes: 24 / 32, meaning: 'llama.cpp q5_1', aliases: ['q5-1'] },
  q5_0: { bytes: 22 / 32, meaning: 'llama.cpp q5_0', aliases: ['q5-0'] },
  q4_1: { bytes: 20 / 32, meaning: 'llama.cpp q4_1', aliases: ['q4-1'] },
  q4_0: { bytes: 18 / 32, meaning: 'llama.cpp q4_0', aliases: ['q4-0', 'iq4_nl'] },
};

const KV_ALIASES = new Map(
  Object.entries(KV_FORMATS).flatMap(([name, { aliases }]) =>
    [name, ...aliases].map((alias): [string, string] => [alias, name]),
  ),
);

/** The canonical name of a KV format, or `null` if there is none of that name. `auto` is not a format. */
export function kvFormatName(text: string): string | null {
  return KV_ALIASES.get(text.toLowerCase()) ?? null;
}

/** KV formats with what they mean, for completion and the reference page. */
export function kvFormatNames(): { readonly name: string; readonly meaning: string }[] {
  return Object.entries(KV_FORMATS).map(([name, { meaning }]) => ({ name, meaning }));
}

/** Bytes of one stored element. Unknown names cannot reach the engine; they would read as 16-bit floats. */
export function elementBytes(format: string): number {
  return KV_FORMATS[format]?.bytes ?? 2;
}

/** The formats of a cache where the plan says one word for all, or nothing (`auto`: as the model ships). */
export function kvCacheFormat(model: ModelSpec, word: string | null): KvCacheFormat {
  const name = word === null || word === 'auto' ? model.nativeKvFormat : (kvFormatName(word) ?? 'bf16');
  return { key: name, value: name, index: indexFormatFor(model, name), state: 'native' };
}

/** The index keys follow the cache: as the model ships them beside an 8-bit cache, else like the cache. */
function indexFormatFor(model: ModelSpec, name: string): string {
  return name === 'fp8' ? model.nativeIndexFormat : name === 'fp8-per-tensor' ? 'bf16' : name;
}

const FP8_SCALE_BYTES = 4;
const LATENT_ELEMENTS_PER_SCALE = 128;

/**
 * Bytes of one token in one MLA layer. `fp8` on a sparse model is vLLM's `fp8_ds_mla`: 8-bit latent, an
 * fp32 scale for each 128, rotary part in 16 bits (656 bytes for 512 + 64); elsewhere every element alike.
 */
export function latentEntryBytes(group: LatentGroup, format: string): number {
  if (format !== 'fp8' || group.attendTokens === null) {
    return (group.latentDim + group.ropeDim) * elementBytes(format);
  }
  const scales = (group.latentDim / LATENT_ELEMENTS_PER_SCALE) * FP8_SCALE_BYTES;
  return group.latentDim + scales + 2 * group.ropeDim;
}

/** Bytes of one index key: 4-bit with a scale byte for each 32, 8-bit with one fp32 scale, else plain. */
export function indexKeyBytes(group: Pick<IndexGroup, 'dim'>, format: string): number {
  if (format === 'nvfp4' || format === 'mxfp4') return group.dim / 2 + group.dim / 32;
  if (format === 'fp8') return group.dim + FP8_SCALE_BYTES;
  return group.dim * elementBytes(format);
}

/**
 * Bytes of one compressed entry of DeepSeek V4 (key and value are one vector). 8-bit: content in fp8 with a
 * ue8m0 scale for each 64 padded to 8 bytes, rotary part in 16 bits (584 bytes for 448 + 64).
 */
export function compressedEntryBytes(group: CompressedGroup, format: string): number {
  if (group.fixedEntryBytes !== undefined) return group.fixedEntryBytes;
  if (format !== 'fp8') return group.entryDim * elementBytes(format);
  const content = group.entryDim - group.ropeDim;
  const scales = Math.ceil((Math.ceil(content / 64) + 1) / 8) * 8;
  return content + 2 * group.ropeDim + scales;
}
