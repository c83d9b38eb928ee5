import type { JsonObject } from '../config/configFields.js';
import type { WeightsServed } from '../shapes/types.js';
import { weightMixtureName } from '../shapes/weightMixtures.js';

/**
 * Names of checkpoints: an owner, a model, and words behind it that say how it was tuned, when it was released and
 * in which format it is stored. Models keep their dimensions through all of these, so one entry answers to them.
 */

/** What a word at the end of a name makes of the checkpoint's `quantization_config`; `null`: stored in 16 bits. */
type Stored = JsonObject | null;

const FP8: Stored = { quant_method: 'fp8', weight_block_size: [128, 128] };
const DYNAMIC_FP8: Stored = { quant_method: 'fp8', activation_scheme: 'dynamic' };
/** One scale a tensor, of weights and of what a layer takes in. */
export const STATIC_FP8: JsonObject = { quant_method: 'fp8', activation_scheme: 'static' };
/** The same as NVIDIA's tool writes it. */
export const MODELOPT_FP8: JsonObject = { quant_method: 'modelopt', quant_algo: 'FP8' };
const NVFP4: Stored = { quant_method: 'modelopt', quant_algo: 'NVFP4' };
const INT4: Stored = { quant_method: 'awq', bits: 4, group_size: 128 };
const INT8: Stored = { quant_method: 'gptq', bits: 8, group_size: 128 };

type FormatNamed = Exclude<WeightsServed, 'native'>;

interface Format {
  readonly words: RegExp;
  readonly weights: FormatNamed;
  readonly stored: Stored;
}

/** Formats by the words that name them (vLLM and Hugging Face repositories). */
const FORMATS: readonly Format[] = [
  { words: /-(?:w8a8-)?fp8-dynamic$/, weights: 'fp8', stored: DYNAMIC_FP8 },
  { words: /-(?:w8a8-)?fp8-(?:static-)?(?:static|per-?tensor)$/, weights: 'fp8', stored: STATIC_FP8 },
  { words: /-(?:w8a8-)?fp8(?:-(?:block|kv))?(?:-v\d+)?$/, weights: 'fp8', stored: FP8 },
  { words: /-(?:nvfp4|nvfp4a16|fp4)(?:-v\d+)?$/, weights: 'nvfp4', stored: NVFP4 },
  { words: /-mxfp8$/, weights: 'mxfp8', stored: { quant_method: 'mxfp8' } },
  { words: /-mxfp4$/, weights: 'mxfp4', stored: { quant_method: 'modelopt', quant_algo: 'MXFP4' } },
  {
    words:
      /-(?:(?:awq|gptq|autoround)(?:-(?:int4|4bit|4b|w4a16|marlin|sym|asym|g32|g128|32g|128g))*|(?:quantized\.)?w4a16|(?:unsloth-)?bnb-4bit|mlx-4bit|(?:int4|4bit)(?:-(?:awq|gptq|autoround))?|nf4)$/,
    weights: 'int4',
    stored: INT4,
  },
  {
    words: /-(?:(?:awq|gptq)-(?:int8|8bit|w8a16)|(?:quantized\.)?w8a(?:8|16)|int8|8bit)$/,
    weights: 'int8',
    stored: INT8,
  },
  { words: /-(?:bf16|fp16)$/, weights: 'bf16', stored: null },
  { words: /(?:-gguf:|-)(?:bf16|f16)(?:[.-]gguf)?$/, weights: 'bf16', stored: null },
];

/** GGUF files by the mixture that their names tell: a repository's tag, or the end of a file's name. */
const GGUF = /(?:-gguf:|-)(?:ud-)?(i?q\d_[a-z0-9_]+)(?:[.-]gguf)?$/;

/** The format that the words at the end of a name say, with those words; `null` where they say none. */
function formatSaid(name: string): Format | null {
  const known = FORMATS.find(({ words }) => words.test(name));
  const mixture = known ? null : weightMixtureName(GGUF.exec(name)?.[1] ?? '');
  return mixture
    ? { words: GGUF, weights: mixture, stored: { quant_method: 'gguf', mixture } }
    : (known ?? null);
}

/** Words that leave model and format as they are: tunings, and dates of releases. */
const TUNED =
  /-(?:instruct|it|pt|chat|thinking|reasoning|base|hf|preview|exp|latest|dspark|qat|v0\.\d+|\d{4}|\d{6}|\d{8})$/;

/** A name without its owner, in lower case. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/^.*\//, '');
}

interface NameBehind {
  readonly name: string;
  readonly stored?: Stored;
  /** Format of the weights that the words taken off name. */
  readonly weights?: FormatNamed;
}

/** What a name may be of: itself, then with ever fewer words at its end, and the format that those words name. */
export function namesBehind(name: string): NameBehind[] {
  let rest = bareName(name);
  let said: Omit<NameBehind, 'name'> = {};
  const found = [{ name: rest, ...said }];
  for (;;) {
    const format = 'stored' in said ? null : formatSaid(rest);
    const words = format?.words ?? (TUNED.test(rest) ? TUNED : null);
    if (!words) return found;
    rest = rest.replace(words, '');
    if (format) said = { stored: format.stored, weights: format.weights };
    found.push({ name: rest, ...said });
  }
}

/** The config of a checkpoint that its name says to be stored in another format than the entry's. */
export function storedAs(config: JsonObject, stored: Stored): JsonObject {
  const { quantization_config: _own, expert_dtype: _experts, ...rest } = config;
  return stored === null ? rest : { ...rest, quantization_config: stored };
}

/** Format of the weights that a name says, whatever model it is of; `null` where it says none. */
export function formatNamed(name: string): FormatNamed | null {
  return namesBehind(name).at(-1)?.weights ?? null;
}
