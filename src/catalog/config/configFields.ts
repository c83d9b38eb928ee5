/** Reading a Hugging Face `config.json`, whose field names differ between families. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A config with the text model's fields at hand, whatever the nesting. */
export interface ConfigFields {
  /** The text model's architecture, or the outer one's where that is not known. */
  readonly modelType: string | null;
  readonly raw: JsonObject;
  /** The first of `names` that holds a count: a whole number, of what no model is without not 0; `null` if none does. */
  readonly number: (...names: string[]) => number | null;
  /** The same for a part or a multiple of something. */
  readonly ratio: (...names: string[]) => number | null;
  /** A number under a name that can be no count; `null` where there is none. */
  readonly noCount: (name: string) => number | null;
  readonly text: (...names: string[]) => string | null;
  readonly flag: (name: string) => boolean;
  readonly list: (name: string) => readonly unknown[] | null;
  readonly object: (name: string) => JsonObject | null;
}

const NESTED_TEXT = ['text_config', 'language_config', 'llm_config', 'thinker_config'];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Names that the text model's architecture goes by: `qwen3_vl_text` is `qwen3_vl` too. The innermost config that names
 * one decides, so that a known wrapper never stands for a text model that is not known. Empty where none is named.
 */
export function modelTypes(config: JsonObject): string[] {
  const name = [...nestedText(config), config].map((source) => source['model_type']).find(isString);
  if (name === undefined) return [];
  return name.endsWith('_text') ? [name, name.slice(0, -'_text'.length)] : [name];
}

/** What `architectures` would have as `model_type`: `BailingMoeV3ForCausalLM` is `bailing_moe_v3`. */
export function architectureTypes(config: JsonObject): string[] {
  const named = config['architectures'];
  return (Array.isArray(named) ? named : []).filter(isString).map((name) =>
    name
      .replace(/(?:For[A-Z]\w*|LMHeadModel|Model)$/, '')
      .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
      .toLowerCase(),
  );
}

const isString = (value: unknown): value is string => typeof value === 'string';

/** Wrappers within wrappers are no deeper than this. */
const DEEPEST = 4;

/** Configs of the text model inside a wrapper's, the innermost first. */
function nestedText(config: JsonObject, depth = 0): JsonObject[] {
  const inner = NESTED_TEXT.map((name) => (Object.hasOwn(config, name) ? config[name] : null)).find(isObject);
  return inner && depth < DEEPEST ? [...nestedText(inner, depth + 1), inner] : [];
}

/** Other names of a field, as older architectures (GPT-2, MPT, ChatGLM, Qwen 1) write it. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  num_hidden_layers: ['n_layer', 'num_layers', 'n_layers'],
  hidden_size: ['n_embd', 'n_embed', 'd_model'],
  num_attention_heads: ['n_head', 'n_heads'],
  num_key_value_heads: ['num_kv_heads', 'n_kv_heads', 'n_head_kv', 'multi_query_group_num'],
  head_dim: ['kv_channels'],
  intermediate_size: ['n_inner', 'ffn_hidden_size', 'ffn_dim'],
  vocab_size: ['padded_vocab_size'],
  max_position_embeddings: ['n_positions', 'max_seq_len', 'seq_length'],
};

const allNames = (names: readonly string[]) => names.flatMap((name) => [name, ...(OTHER_NAMES[name] ?? [])]);

/** What every model has of each at least one. */
export const NEVER_ZERO: readonly string[] = [
  'num_hidden_layers',
  'hidden_size',
  'num_attention_heads',
  'num_key_value_heads',
  'head_dim',
  'vocab_size',
  'mamba_num_heads',
  'mamba_n_heads',
  'conv_kernel',
  'mamba_d_conv',
  'linear_conv_kernel_dim',
  'conv_L_cache',
];

/** No model has more of anything, elements of a table included. */
const MOST = 2 ** 40;

/** Whether a number counts something; -1 stands for nothing in some configs. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST;

/** Whether a number is a part or a multiple of something. */
export const isRatio = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= MOST;

/** A count in a field within a field. */
export function countIn(object: JsonObject | null, name: string): number | null {
  const value = object?.[name];
  return isCount(value) ? value : null;
}

/**
 * Fields of `config`: what it `says` in words of its own, then the nested text model's before the outer ones, then
 * `defaults`, which stand for fields that configs of this architecture leave out.
 */
export function readFields(
  config: JsonObject,
  modelType: string | null,
  defaults: JsonObject,
  says: JsonObject = {},
): ConfigFields {
  const layers: readonly JsonObject[] = [says, ...nestedText(config), config, defaults];
  const find = <T>(names: readonly string[], accept: (value: unknown) => value is T): T | null => {
    for (const source of layers) {
      for (const name of names) {
        const value = sameForAll(Object.hasOwn(source, name) ? source[name] : undefined, accept);
        if (accept(value)) return value;
      }
    }
    return null;
  };
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  const isPositive = (value: unknown): value is number => isCount(value) && value > 0;
  const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
  const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
  return {
    modelType,
    raw: { ...config, ...says },
    number: (...names) =>
      find(allNames(names), names.some((name) => NEVER_ZERO.includes(name)) ? isPositive : isCount),
    ratio: (...names) => find(allNames(names), isRatio),
    noCount: (name) => {
      const value = find(allNames([name]), isNumber);
      return value === null || isCount(value) ? null : value;
    },
    text: (...names) => find(names, isString),
    flag: (name) => find([name], isFlag) ?? false,
    list: (name) => find([name], isList),
    object: (name) => find([name], isObject),
  };
}

/** One number where a config lists it for every layer (Hunyuan, Gemma 3n). */
function sameForAll(value: unknown, accept: (value: unknown) => boolean): unknown {
  if (accept(value) || !Array.isArray(value) || value.length === 0) return value;
  return value.every((each) => each === value[0]) ? value[0] : value;
}
