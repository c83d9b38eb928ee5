import { isObject, type JsonObject } from './configFields.js';

/** Larger files are not read as a config.json: the largest known is far below. */
const MOST_CONFIG_BYTES = 5_000_000;
/** An index names every tensor: of the largest mixtures it has some 20 MB. */
const MOST_INDEX_BYTES = 30_000_000;

/** Bytes that a file beside a plan may have, a config or the index of its checkpoint: larger ones are not read. */
export function mostBytesOf(file: string): number {
  return file.endsWith('.index.json') ? MOST_INDEX_BYTES : MOST_CONFIG_BYTES;
}

/** Strings as JSON has them, or a number that only Python writes. */
const STRING_OR_PYTHON = /"(?:[^"\\]|\\[^])*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * The JSON of a config.json. Python writes `Infinity` and `NaN`, which JSON does not have; no dimension is either, so
 * they read as `null`. Throws where the text is no JSON.
 */
export function parseConfig(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(plain);
  } catch {
    return JSON.parse(plain.replace(STRING_OR_PYTHON, (found) => (found.startsWith('"') ? found : 'null')));
  }
}

/**
 * The file beside a config.json that says how its weights are quantized: ModelOpt writes `hf_quant_config.json`, and
 * servers read it where the config itself does not say. `null` where the config is not named as one.
 */
export function quantizationFileOf(config: string): string | null {
  const [, folder = '', stem] = /^(.*[\\/])?([^\\/]*)\.json$/i.exec(config) ?? [];
  if (stem === undefined || /hf_quant_config$/i.test(stem)) return null;
  const before = /^(.*)config$/i.exec(stem)?.[1] ?? `${stem}.`;
  return `${folder}${before}hf_quant_config.json`;
}

/** The index of a checkpoint's parts beside its config.json, which says how many bytes all tensors take. */
export function indexFileOf(config: string): string | null {
  const found = /^(.*[\\/])?config\.json$/i.exec(config);
  return found ? `${found[1] ?? ''}model.safetensors.index.json` : null;
}

/** Where a checkpoint has one part there is no index: that part, by what the index would be called. */
export function onlyPartOf(index: string): string | null {
  return /(?:^|[\\/])model\.safetensors\.index\.json$/i.test(index)
    ? index.slice(0, -'.index.json'.length)
    : null;
}

/** Smaller ones are no weights, but what stands for them where they are stored elsewhere. */
const LEAST_PART = 1_000_000;

/**
 * The index that a checkpoint of one part of so many bytes would have; `null` where that is no checkpoint. The size of the
 * file is that of all tensors and of their names, which take some parts in a million: no byte of it is read.
 */
export function indexOfPart(bytes: number): string | null {
  return bytes < LEAST_PART ? null : JSON.stringify({ metadata: { total_size: bytes } });
}

/** Bytes of all tensors by the beginning of an index (`metadata.total_size`); `null` where it does not say. */
export function indexedBytes(text: string): number | null {
  const [, bytes] = /"total_size"\s*:\s*(\d{1,16})\b/.exec(text) ?? [];
  return bytes === undefined || Number(bytes) === 0 ? null : Number(bytes);
}

/** A config with what the file beside it says of quantization; what the config says itself stands. */
export function withQuantization(config: unknown, beside: unknown): unknown {
  const said = isObject(beside) && isObject(beside['quantization']) ? beside['quantization'] : null;
  if (!isObject(config) || said === null) return config;
  const own = config['quantization_config'];
  const merged: JsonObject = { quant_method: 'modelopt', ...said, ...(isObject(own) ? own : {}) };
  return { ...config, quantization_config: merged };
}

/** Fields by which a JSON is told as a config.json: one of them, and no result of a benchmark has any. */
const TELLING = [
  'model_type',
  'architectures',
  'num_hidden_layers',
  'n_layer',
  'n_layers',
  'num_layers',
  'text_config',
  'llm_config',
  'language_config',
  'thinker_config',
] as const;

/** Whether a JSON is ModelOpt's file of quantization, which stands beside a config.json. */
export function isQuantization(parsed: unknown): boolean {
  if (!isObject(parsed) || !isObject(parsed['quantization'])) return false;
  const said = parsed['quantization'];
  return said['quant_algo'] !== undefined || said['kv_cache_quant_algo'] !== undefined;
}

/** Whether a JSON is the config.json of a model. */
export function isConfig(parsed: unknown): parsed is JsonObject {
  return isObject(parsed) && TELLING.some((name) => Object.hasOwn(parsed, name));
}
