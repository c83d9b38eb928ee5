/** Reading a Hugging Face `config.json`, whose field names differ between families. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A config with the text model's fields at hand, whatever the nesting. */
export interface ConfigFields {
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

/** Fields of `config`, the nested text model's before the outer ones. */
export function readFields(config: JsonObject): ConfigFields {
  const nested = NESTED_TEXT.map((name) => (Object.hasOwn(config, name) ? config[name] : null)).find(
    isObject,
  );
  const layers: readonly JsonObject[] = nested ? [nested, config] : [config];
  const find = <T>(names: readonly string[], accept: (value: unknown) => value is T): T | null => {
    for (const source of layers) {
      for (const name of names) {
        const value = Object.hasOwn(source, name) ? source[name] : undefined;
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
    modelType: find(['model_type'], isText),
    raw: config,
    number: (...names) => find(names, isNumber),
    text: (...names) => find(names, isText),
    flag: (name) => find([name], isFlag) ?? false,
    list: (name) => find([name], isList),
    object: (name) => find([name], isObject),
  };
}
