import { isObject, type ConfigFields, type JsonObject } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';
import type { WeightFormat, WeightRole } from '../shapes/types.js';
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
  const scheme = config ? schemeOf(config) : null;
  if (config && !scheme) return null;
  const layers = fields.number('num_hidden_layers') ?? 1;
  const ignored = config ? ignoredModules(config) : [];
  const expertsApart: WeightFormat | null = fields.text('expert_dtype') === 'fp4' ? 'mxfp4' : null;
  return (role) => {
    if (role === 'router' && facts.wideRouter) return 'fp32';
    if (keptWide(role) || (role === 'index' && fields.list('compress_ratios'))) return wide;
    // Kimi's layers of delta attention are named as its other attention is.
    const module = role === 'recurrent' && fields.object('linear_attn_config') ? 'attention' : role;
    const named = scheme?.named(module);
    if (role === 'experts' && expertsApart && !named) return expertsApart;
    const format = named ?? scheme?.everywhere ?? null;
    return format === null || leftOut(module, ignored, layers) ? wide : format;
  };
}

function wideFormat(fields: ConfigFields): WeightFormat {
  const dtype = fields.text('torch_dtype', 'dtype');
  return dtype === 'float32' ? 'fp32' : dtype === 'float16' ? 'fp16' : 'bf16';
}

interface Scheme {
  /** The format of linear layers that nothing else is said of; `null` for 16 bits. */
  readonly everywhere: WeightFormat | null;
  /** The format that the scheme gives this role by name. */
  readonly named: (role: WeightRole) => WeightFormat | null;
}

const uniform = (everywhere: WeightFormat): Scheme => ({ everywhere, named: () => null });

function schemeOf(config: JsonObject): Scheme | null {
  switch (config['quant_method']) {
    case 'fp8':
      return uniform(config['weight_block_size'] ? 'fp8-block' : 'fp8');
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
      return modelOpt(String(config['quant_algo']));
    case 'compressed-tensors':
      return compressedTensors(config);
    default:
      return null;
  }
}

function int4(groupSize: unknown): WeightFormat {
  return groupSize === 32 ? 'int4-g32' : 'int4';
}

function modelOpt(algorithm: string): Scheme | null {
  if (algorithm.includes('NVFP4')) return uniform('nvfp4');
  if (algorithm.includes('MXFP4')) return uniform('mxfp4');
  return algorithm.startsWith('FP8') ? uniform('fp8') : null;
}

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
    return weights['strategy'] === 'block' ? 'fp8-block' : 'fp8';
  }
  if (weights['num_bits'] !== 4) return null;
  if (!float) return int4(weights['group_size']);
  return packing.startsWith('mxfp4') || weights['group_size'] === 32 ? 'mxfp4' : 'nvfp4';
}

function ignoredModules(config: JsonObject): string[] {
  return ['ignore', 'ignored_layers', 'modules_to_not_convert', 'exclude_modules'].flatMap((name) => {
    const list = config[name];
    return Array.isArray(list) ? list.map(String) : [];
  });
}

/** Whether a role is left in 16 bits: by a pattern, or named in most layers one by one. */
function leftOut(role: WeightRole, ignored: readonly string[], layers: number): boolean {
  const entries = ignored.filter((entry) => MODULES[role]?.test(entry));
  const numbers = entries.map((entry) => /\blayers\.([0-9]+)\b/.exec(entry)?.[1]);
  return numbers.includes(undefined) || new Set(numbers).size > layers / 2;
}
