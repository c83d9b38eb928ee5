import { isObject, type ConfigFields, type JsonObject } from './configFields.js';
import { layerCount } from './layerKinds.js';
import type { ModelTypeFacts } from './modelTypes.js';
import { autoRound, int4, quark, uniform, wideLayers, type Scheme } from './otherQuantizers.js';
import type { WeightClass, WeightFormat, WeightMixture, WeightRole } from '../shapes/types.js';
import { weightFormatName } from '../shapes/weightFormats.js';
import { weightMixtureName, ofRole } from '../shapes/weightMixtures.js';
import { keptWide } from '../shapes/weights.js';

/** Names that checkpoints give the modules of a role, in the lists of what is quantized and what is not. */
const MODULES: Readonly<Partial<Record<WeightRole, RegExp>>> = {
  attention: /attn|attention/,
  index: /indexer/,
  recurrent: /linear_attn|mamba/,
  experts: /(?<!shared_)experts?\b|(?:ffn|sparse_moe)(?!.*gate$)/,
  'shared-experts': /shared_experts?(?!_gate)|ffn/,
  'dense-ffn': /(?:mlp|ffn|feed_forward)(?!.*expert)(?!.*gate$)/,
};

/** The same as lists of single layers have them, where the output head stands too. */
const SINGLE_MODULES: typeof MODULES = {
  ...MODULES,
  attention: /(?<!linear_)attn(?!.*index)|attention(?!.*index)/,
  index: /indexer|attn\.index_/,
  experts: /^(?!.*shared_expert).*(?:\bexperts?\b|(?:ffn|sparse_moe)(?!.*gate$))/,
  head: /(?:^|\.)lm_head$/,
};

/**
 * The checkpoint's format by role, from its `quantization_config`; `null` if it has one that is not known, so
 * that bytes are not guessed.
 */
export function nativeFormats(
  fields: ConfigFields,
  facts: ModelTypeFacts,
): ((role: WeightRole) => WeightFormat) | null {
  const wide = wideFormat(fields);
  const config = fields.object('quantization_config');
  const stored = config ? ggufTensors(config) : null;
  if (stored) return (role) => stored[role]?.format ?? wide;
  const scheme = config ? schemeOf(config) : null;
  if (config && !scheme) return null;
  const layers = layerCount(fields) ?? 1;
  const ignored = config ? ignoredModules(config) : [];
  const expertsIn = fields.text('expert_dtype') ?? config?.['expert_dtype'];
  const expertsApart: WeightFormat | null = expertsIn === 'fp4' ? 'mxfp4' : null;
  return (role) => {
    if (role === 'router' && facts.wideRouter) return 'fp32';
    if (role === 'head') return scheme?.named(role) ?? wide;
    if (keptWide(role)) return scheme?.named(role) ?? wide;
    if (role === 'index' && fields.list('compress_ratios')) return wide;
    // Kimi's layers of delta attention are named as its other attention is.
    const module = role === 'recurrent' && fields.object('linear_attn_config') ? 'attention' : role;
    const named = scheme?.named(module);
    if (role === 'experts' && expertsApart && !named) return expertsApart;
    const format = named ?? scheme?.everywhere ?? null;
    return format === null || leftOut(module, ignored, layers) ? wide : format;
  };
}

/** What is stored of a role: its bytes, and the format that most of them have. */
export interface StoredRole {
  readonly bytes: number;
  readonly format: WeightFormat;
}

/** What a GGUF file stores by role, as its import writes it; `null` for other checkpoints. */
export function ggufTensors(config: JsonObject): Readonly<Partial<Record<string, StoredRole>>> | null {
  const { quant_method: method, tensors } = config;
  if (method !== 'gguf' || !isObject(tensors)) return null;
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([role, said]) => {
      const format = isObject(said) ? weightFormatName(String(said['format'])) : null;
      const bytes = isObject(said) ? said['bytes'] : null;
      return format && typeof bytes === 'number' && bytes > 0 ? [[role, { bytes, format }] as const] : [];
    }),
  );
}

/**
 * What is not quantized, as servers load it: vLLM and SGLang make 16 bits of a checkpoint in 32 unless they are told not to
 * (`_get_and_verify_dtype` of both, 2026-08).
 */
function wideFormat(fields: ConfigFields): WeightFormat {
  return fields.text('torch_dtype', 'dtype') === 'float16' ? 'fp16' : 'bf16';
}

/** The format of most of a checkpoint's weights: of its experts where they have one of their own; `null` where not known. */
export function formatStored(config: JsonObject): WeightFormat | null {
  const scheme = schemeOf(config);
  return scheme?.named('experts') ?? scheme?.named('dense-ffn') ?? scheme?.everywhere ?? null;
}

/**
 * Whether the 8-bit products of a checkpoint keep the scales of their inputs, or measure them in every step; `undefined` where
 * it does not say.
 */
export function inputScales(config: JsonObject | null): WeightClass['inputScales'] {
  switch (config && methodOf(config)) {
    case 'fp8':
      return scalesBy(config?.['activation_scheme'], 'static', 'dynamic');
    case 'modelopt':
      // ModelOpt's FP8 is calibrated for a scale of each tensor, unless the algorithm says that it is for each token.
      return String(config?.['quant_algo']).startsWith('FP8_PER_CHANNEL_PER_TOKEN') ? 'measured' : 'stored';
    case 'fbgemm_fp8':
      return 'measured';
    case 'compressed-tensors':
      return compressedScales(config);
    default:
      return undefined;
  }
}

function scalesBy(said: unknown, stored: unknown, measured: unknown): WeightClass['inputScales'] {
  return said === stored ? 'stored' : said === measured ? 'measured' : undefined;
}

/** Of the groups that quantize their inputs to 8 bits; groups that differ say nothing of all. */
function compressedScales(config: JsonObject | null): WeightClass['inputScales'] {
  const groups = isObject(config?.['config_groups']) ? Object.values(config['config_groups']) : [];
  const said = groups.flatMap((group) => {
    const inputs = isObject(group) ? group['input_activations'] : null;
    return isObject(inputs) && inputs['num_bits'] === 8 ? [inputs['dynamic']] : [];
  });
  const [first] = said;
  return said.every((one) => one === first) ? scalesBy(first, false, true) : undefined;
}

/** Tools that write no `quant_method`, told by the member that is theirs. */
function methodOf(config: JsonObject): unknown {
  return config['quant_method'] ?? (typeof config['quant_algo'] === 'string' ? 'modelopt' : null);
}

function schemeOf(config: JsonObject): Scheme | null {
  switch (methodOf(config)) {
    case 'fp8':
      return expertsAnew(config, eightBit(config['weight_block_size']));
    case 'mxfp8':
      return expertsAnew(config, 'mxfp8');
    case 'fbgemm_fp8':
      return uniform('fp8');
    case 'mxfp4':
      return { everywhere: null, named: (role) => (role === 'experts' ? 'mxfp4' : null) };
    case 'awq':
    case 'gptq':
      return uniform((config['bits'] ?? config['w_bit']) === 8 ? 'int8' : int4(config['group_size']));
    case 'bitsandbytes':
      return uniform(config['load_in_8bit'] === true ? 'int8' : 'int4');
    case 'modelopt':
    case 'modelopt_fp4':
    case 'modelopt_mixed':
      return modelOpt(config);
    case 'compressed-tensors':
      return compressedTensors(config);
    case 'gguf':
      return ggufMixture(config);
    case 'quark':
      return quark(config, (pattern, role) => MODULES[role]?.test(pattern) ?? false);
    case 'auto-round':
    case 'autoround':
    case 'auto_round':
      return autoRound(config);
    default:
      return null;
  }
}

/** 8-bit floats by the block that a scale is of: rows of 32, squares of 128, or whole tensors. */
function eightBit(block: unknown): WeightFormat {
  if (!block) return 'fp8';
  return Array.isArray(block) && block[0] === 1 && block[1] === 32 ? 'mxfp8' : 'fp8-block';
}

/** ModelOpt's word for what the experts alone were quantized to, in a checkpoint that was in FP8 before. */
const EXPERTS_ANEW = 'moe_quant_algo';

/** Checkpoints in FP8 whose experts ModelOpt has quantized anew: the rest is as it was. */
function expertsAnew(config: JsonObject, everywhere: WeightFormat): Scheme | null {
  const said = config[EXPERTS_ANEW];
  if (said === undefined || said === null) return uniform(everywhere);
  const experts = modelOptFormat(said);
  return experts && { everywhere, named: (role) => (role === 'experts' ? experts : null) };
}

/** A GGUF file of which only the mixture's name is known. */
function ggufMixture(config: JsonObject): Scheme | null {
  const mixture = mixtureOf(config);
  return mixture && { everywhere: null, named: (role) => ofRole(mixture, role)?.format ?? null };
}

/** The mixture of a GGUF file of which only its name is known; `null` for other checkpoints. */
export function mixtureOf(config: JsonObject): WeightMixture | null {
  return config['quant_method'] === 'gguf' ? weightMixtureName(String(config['mixture'])) : null;
}

function modelOpt(config: JsonObject): Scheme | null {
  // Some write the whole file of quantization into the config.
  const inner = config['quantization'];
  if (isObject(inner) && config['quant_algo'] === undefined) return modelOpt(inner);
  const layers = config['quantized_layers'];
  if (isObject(layers)) return singleLayers(layers);
  const everywhere = modelOptFormat(config['quant_algo']);
  return everywhere === null ? null : uniform(everywhere);
}

/** A format by ModelOpt's name of it. */
function modelOptFormat(algorithm: unknown): WeightFormat | null {
  const name = String(algorithm);
  if (name.includes('NVFP4')) return 'nvfp4';
  if (name.includes('MXFP4') || name === 'W4A8_MXFP4_FP8') return 'mxfp4';
  if (name === 'MXFP8') return 'mxfp8';
  if (name.startsWith('FP8_PB') || name === 'FP8_BLOCK') return 'fp8-block';
  if (name.startsWith('FP8')) return 'fp8';
  if (name === 'W4A16_AWQ' || name === 'W4A8_AWQ') return 'int4';
  return name === 'W8A16' || name === 'W8A8_SQ_PER_CHANNEL' || name === 'INT8' ? 'int8' : null;
}

/** A format for each layer by its name; a role has that of most of its layers, and 16 bits where none is listed. */
function singleLayers(listed: JsonObject): Scheme | null {
  const layers = Object.entries(listed).map(([name, how]) => ({
    name,
    format: modelOptFormat(isObject(how) ? how['quant_algo'] : null),
  }));
  if (layers.length === 0 || layers.some(({ format }) => format === null)) return null;
  const named = (role: WeightRole) => {
    const pattern = SINGLE_MODULES[role];
    const times = new Map<WeightFormat | null, number>();
    for (const { name, format } of layers)
      if (pattern?.test(name)) times.set(format, (times.get(format) ?? 0) + 1);
    return [...times].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
  };
  const known = new Map((Object.keys(SINGLE_MODULES) as WeightRole[]).map((role) => [role, named(role)]));
  return { everywhere: null, named: (role) => known.get(role) ?? null };
}

/**
 * Format in which the checkpoint asks for its KV cache (`kv_cache_scheme`, `kv_cache_quant_algo`): what servers take
 * where nobody says one. `null` where it asks for none.
 */
export function cacheFormatAsked(config: JsonObject | null): 'fp8' | 'int8' | 'nvfp4' | null {
  const scheme: unknown = config?.['kv_cache_scheme'] ?? config?.['kv_cache_quant_algo'];
  if (typeof scheme === 'string') return CACHE_ALGORITHMS[scheme.toUpperCase()] ?? null;
  if (!isObject(scheme)) return null;
  const float = scheme['type'] === 'float';
  if (scheme['num_bits'] === 8) return float ? 'fp8' : 'int8';
  return scheme['num_bits'] === 4 && float ? 'nvfp4' : null;
}

const CACHE_ALGORITHMS: Readonly<Record<string, 'fp8' | 'int8' | 'nvfp4'>> = {
  FP8: 'fp8',
  INT8: 'int8',
  NVFP4: 'nvfp4',
};

/** compressed-tensors has a scheme for each group of modules, named by kind (`Linear`) or by pattern. */
function compressedTensors(config: JsonObject): Scheme | null {
  const groups = (isObject(config['config_groups']) ? Object.values(config['config_groups']) : []).filter(
    isObject,
  );
  const schemes = groups.map((group) => ({
    targets: Array.isArray(group['targets']) ? group['targets'].map(String) : [],
    format: groupFormat(group, String(group['format'] ?? config['format'])),
  }));
  if (schemes.length === 0 || schemes.some(({ format }) => format === null)) return null;
  const targeting = (matches: (target: string) => boolean) =>
    schemes.find(({ targets }) => targets.some(matches))?.format ?? null;
  return {
    everywhere: targeting((target) => target === 'Linear'),
    named: (role) => targeting((target) => MODULES[role]?.test(target) ?? false),
  };
}

function groupFormat(group: JsonObject, packing: string): WeightFormat | null {
  const weights = group['weights'];
  if (!isObject(weights)) return null;
  const float = weights['type'] === 'float';
  if (weights['num_bits'] === 8) {
    if (!float) return 'int8';
    if (weights['group_size'] === 32) return 'mxfp8';
    return weights['strategy'] === 'block' ? 'fp8-block' : 'fp8';
  }
  if (weights['num_bits'] !== 4) return null;
  if (!float) return int4(weights['group_size']);
  return packing.startsWith('mxfp4') || weights['group_size'] === 32 ? 'mxfp4' : 'nvfp4';
}

function ignoredModules(config: JsonObject): string[] {
  // What was left as it was by the second quantization is in the format of the first.
  if (config[EXPERTS_ANEW] !== undefined && config['quant_method'] !== 'modelopt') return [];
  const lists = ['ignore', 'ignored_layers', 'modules_to_not_convert', 'exclude_modules', 'exclude'];
  const named = lists.flatMap((name) => {
    const list = config[name];
    return Array.isArray(list) ? list.map(String) : [];
  });
  return [...named, ...wideLayers(config)];
}

/** Whether a role is left in 16 bits: by a pattern, or named in most layers one by one. */
function leftOut(role: WeightRole, ignored: readonly string[], layers: number): boolean {
  // A pattern over all of attention takes the indexer inside it along.
  const pattern = role === 'index' ? /indexer|attn\*$/ : MODULES[role];
  const entries = ignored.filter((entry) => pattern?.test(entry));
  const numbers = entries.map((entry) => /\blayers\.([0-9]+)\b/.exec(entry)?.[1]);
  return numbers.includes(undefined) || new Set(numbers).size > layers / 2;
}
