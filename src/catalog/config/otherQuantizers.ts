import { isObject, type JsonObject } from './configFields.js';
import type { WeightFormat, WeightRole } from '../shapes/types.js';

/** How a checkpoint's `quantization_config` gives formats to roles. */
export interface Scheme {
  /** The format of linear layers that nothing else is said of; `null` for 16 bits. */
  readonly everywhere: WeightFormat | null;
  /** The format that the scheme gives this role by name. */
  readonly named: (role: WeightRole) => WeightFormat | null;
}

export const uniform = (everywhere: WeightFormat): Scheme => ({ everywhere, named: () => null });

/** Integers of four bits in groups, by their size. */
export function int4(groupSize: unknown): WeightFormat {
  return groupSize === 32 ? 'int4-g32' : 'int4';
}

/**
 * AMD's Quark: a format for all layers and others by patterns of their names (`quark.torch`, `layer_quant_config`); `null`
 * where one of them is not known. `isNamed`: whether a pattern names a role's modules.
 */
export function quark(
  config: JsonObject,
  isNamed: (pattern: string, role: WeightRole) => boolean,
): Scheme | null {
  const all = config['global_quant_config'];
  const everywhere = isObject(all) && all['weight'] ? quarkFormat(all['weight']) : undefined;
  const byName = config['layer_quant_config'];
  const named = Object.entries(isObject(byName) ? byName : {}).map(([pattern, said]) => ({
    pattern,
    format: isObject(said) && said['weight'] ? quarkFormat(said['weight']) : undefined,
  }));
  const known = [everywhere, ...named.map(({ format }) => format)];
  if (known.includes(null) || known.every((format) => format === undefined)) return null;
  return {
    everywhere: everywhere ?? null,
    named: (role) => named.find(({ pattern }) => isNamed(pattern, role))?.format ?? null,
  };
}

/** A format by Quark's names; of several stages the last is what is stored. */
function quarkFormat(weight: unknown): WeightFormat | null {
  const stored: unknown = Array.isArray(weight) ? weight.at(-1) : weight;
  if (!isObject(stored)) return null;
  const [type, group] = [String(stored['dtype']), stored['group_size']];
  if (type.startsWith('fp4') || type === 'mxfp4') return group === 16 ? 'nvfp4' : 'mxfp4';
  if (type.startsWith('fp8')) return group === 32 ? 'mxfp8' : group === 128 ? 'fp8-block' : 'fp8';
  if (type === 'int8') return 'int8';
  return type === 'int4' || type === 'uint4' ? int4(group) : null;
}

/** Intel's AutoRound: one format; layers apart stand in `extra_config`. `null` for widths that are not known. */
export function autoRound(config: JsonObject): Scheme | null {
  const { bits, data_type: said } = config;
  const type = typeof said === 'string' ? said.replace(/_/g, '') : 'int';
  if (type.startsWith('nvfp')) return bits === 8 ? null : uniform('nvfp4');
  if (type.startsWith('mxfp')) return uniform(bits === 8 || type === 'mxfp8' ? 'mxfp8' : 'mxfp4');
  if (type.startsWith('fp')) return bits === 8 ? uniform('fp8') : null;
  if (bits === 8) return uniform('int8');
  return bits === 4 ? uniform(int4(config['group_size'])) : null;
}

/** Bits that are none: such layers are as they were. */
const WIDE_BITS = 16;

/** Layers that AutoRound's `extra_config` leaves in 16 bits. */
export function wideLayers(config: JsonObject): string[] {
  const apart = config['extra_config'];
  return Object.entries(isObject(apart) ? apart : {}).flatMap(([name, said]) =>
    isObject(said) && Number(said['bits']) >= WIDE_BITS ? [name] : [],
  );
}
