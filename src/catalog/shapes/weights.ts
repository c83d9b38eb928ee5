import { weightElementBytes } from './formats.js';
import type { ModelSpec, WeightClass, WeightFormat, WeightRole } from './types.js';

/** One role's weights in the format they are served in. */
export interface WeightClassBytes extends WeightClass {
  readonly bytes: number;
  /** The output head shares this table, so it is read in every step. */
  readonly tied: boolean;
}

/** Roles that quantization leaves in 16 bits: lookups, the head, routers, norms. */
const KEPT_WIDE: ReadonlySet<WeightRole> = new Set([
  'embedding',
  'lookup',
  'head',
  'router',
  'other',
  'vision',
]);

const cache = new WeakMap<ModelSpec, Map<string, readonly WeightClassBytes[]>>();

/**
 * Weights of a model by role, in bytes. `native` keeps the checkpoint's formats; another format applies to
 * linear layers only, as quantized checkpoints do (embeddings, head, router and norms stay 16-bit).
 */
export function weightClassBytes(
  model: ModelSpec,
  format: WeightFormat | 'native',
): readonly WeightClassBytes[] {
  let byFormat = cache.get(model);
  if (!byFormat) cache.set(model, (byFormat = new Map<string, readonly WeightClassBytes[]>()));
  const known = byFormat.get(format);
  if (known) return known;
  const tied = !model.weights.some(({ role }) => role === 'head');
  const classes = model.weights.map((weights) => {
    const own = format === 'native' || KEPT_WIDE.has(weights.role) ? weights.format : format;
    return {
      ...weights,
      format: own,
      bytes: weights.parameters * weightElementBytes(own),
      tied: tied && weights.role === 'embedding',
    };
  });
  byFormat.set(format, classes);
  return classes;
}

/** Whether a role's weights are only looked up, or idle, while decoding. */
export function idleInDecode(role: WeightRole): boolean {
  return role === 'embedding' || role === 'lookup' || role === 'vision';
}

/** Bytes of all weights of a model. */
export function weightBytes(model: ModelSpec, format: WeightFormat | 'native'): number {
  return weightClassBytes(model, format).reduce((sum, { bytes }) => sum + bytes, 0);
}
