/** Reading a Hugging Face `config.json`, whose field names differ between families. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A config with the text model's fields at hand, whatever the nesting. */
export interface ConfigFields {
  /** The text model's architecture, or the outer one's where that is not known. */
  readonly modelType: string | null;
  readonly raw: JsonObject;
  /** The first of `names` that holds a finite number; `null` if none does. */
  readonly number: (...names: string[]) => number | null;
  readonly text: (...names: string[]) => string | null;
  readonly flag: (name: string) => boolean;
  readonly list: (name: string) => readonly unknown[] | null;
  readonly object: (name: string) => JsonObject | null;
}

const NESTED_TEXT = ['text_config', 'language_config', 'llm_config', 'thinker_config'];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of architectures in a config, the text model's first; `qwen3_vl_text` also goes by `qwen3_vl`. */
export function modelTypes(config: JsonObject): string[] {
  return [...nestedText(config), config].flatMap((source) => {
    const name = source['model_type'];
    if (typeof name !== 'string') return [];
    return name.endsWith('_text') ? [name, name.slice(0, -'_text'.length)] : [name];
  });
}

function nestedText(config: JsonObject): JsonObject[] {
  return NESTED_TEXT.map((name) => (Object.hasOwn(config, name) ? config[name] : null))
    .filter(isObject)
    .slice(0, 1);
}

/**
 * Fields of `config`: the nested text model's before the outer ones, then `defaults`, which stand for fields
 * that configs of this architecture leave out.
 */
export function readFields(config: JsonObject, modelType: string | null, defaults: JsonObject): ConfigFields {
  const layers: readonly JsonObject[] = [...nestedText(config), config, defaults];
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
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
  const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
  return {
    modelType,
    raw: config,
    number: (...names) => find(names, isNumber),
    text: (...names) => find(names, isText),
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
