import type { JsonObject } from '../config/configFields.js';

/**
 * Names of checkpoints: an owner, a model, and words behind it that say how it was tuned, when it was released and
 * in which format it is stored. Models keep their dimensions through all of these, so one entry answers to them.
 */

/** What a word at the end of a name makes of the checkpoint's `quantization_config`; `null`: stored in 16 bits. */
type Stored = JsonObject | null;

const FP8: Stored = { quant_method: 'fp8', weight_block_size: [128, 128] };
const PLAIN_FP8: Stored = { quant_method: 'fp8' };
const NVFP4: Stored = { quant_method: 'modelopt', quant_algo: 'NVFP4' };
const INT4: Stored = { quant_method: 'awq', bits: 4, group_size: 128 };
const INT8: Stored = { quant_method: 'gptq', bits: 8, group_size: 128 };

/** Formats by the words that name them (vLLM and Hugging Face repositories). */
const FORMATS: readonly (readonly [RegExp, Stored])[] = [
  [/-fp8-(?:dynamic|static|static-per-?tensor|per-?tensor)$/, PLAIN_FP8],
  [/-fp8(?:-block)?$/, FP8],
  [/-(?:nvfp4|fp4)$/, NVFP4],
  [/-mxfp4$/, { quant_method: 'modelopt', quant_algo: 'MXFP4' }],
  [/-(?:(?:awq|gptq|autoround)(?:-(?:int4|4bit|w4a16|marlin))?|w4a16|int4|4bit)$/, INT4],
  [/-(?:(?:awq|gptq)-(?:int8|8bit|w8a16)|w8a8|w8a16|quantized\.w8a8|int8|8bit)$/, INT8],
  [/-(?:bf16|fp16)$/, null],
];

/** Words that leave model and format as they are: tunings, and dates of releases. */
const TUNED = /-(?:instruct|it|chat|thinking|base|hf|preview|exp|latest|dspark|v0\.\d+|\d{4}|\d{6}|\d{8})$/;

/** A name without its owner, in lower case. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/^.*\//, '');
}

/** What a name may be of: itself, then with ever fewer words at its end, and the format that those words name. */
export function namesBehind(name: string): { readonly name: string; readonly stored?: Stored }[] {
  let rest = bareName(name);
  let said: { readonly stored?: Stored } = {};
  const found = [{ name: rest, ...said }];
  for (;;) {
    const format = 'stored' in said ? undefined : FORMATS.find(([words]) => words.test(rest));
    const words = format?.[0] ?? (TUNED.test(rest) ? TUNED : null);
    if (!words) return found;
    rest = rest.replace(words, '');
    if (format) said = { stored: format[1] };
    found.push({ name: rest, ...said });
  }
}

/** The config of a checkpoint that its name says to be stored in another format than the entry's. */
export function storedAs(config: JsonObject, stored: Stored): JsonObject {
  const { quantization_config: _own, expert_dtype: _experts, ...rest } = config;
  return stored === null ? rest : { ...rest, quantization_config: stored };
}
