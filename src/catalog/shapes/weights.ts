import { memoWithin, perObject } from '../../units/memo.js';
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

/**
 * Weights of a model by role, in bytes. `native` keeps the checkpoint's formats; another format applies to
 * linear layers only, as quantized checkpoints do (embeddings, head, router and norms stay 16-bit).
 */
export function weightClassBytes(
  model: ModelSpec,
  format: WeightFormat | 'native',
): readonly WeightClassBytes[] {
  return classesOf(model.weights)(format);
}

const classesOf = perObject('weights', (weights: ModelSpec['weights']) =>
  memoWithin(FORMATS_KEPT, (format: WeightFormat | 'native') => inFormat(weights, format)),
);
/** Options of a plan seldom serve a model in more formats. */
const FORMATS_KEPT = 16;

function inFormat(all: readonly WeightClass[], format: WeightFormat | 'native'): readonly WeightClassBytes[] {
  const tied = !all.some(({ role }) => role === 'head');
  return all.map((weights) => {
    const own = format === 'native' || KEPT_WIDE.has(weights.role) ? weights.format : format;
    return {
      ...weights,
      format: own,
      bytes: weights.parameters * weightElementBytes(own),
      tied: tied && weights.role === 'embedding',
    };
  });
}

/** Whether a role's weights are only looked up, or idle, while decoding. */
export function idleInDecode(role: WeightRole): boolean {
  return role === 'embedding' || role === 'lookup' || role === 'vision';
}

/** Bytes of all weights of a model. */
export function weightBytes(model: ModelSpec, format: WeightFormat | 'native'): number {
  return weightClassBytes(model, format).reduce((sum, { bytes }) => sum + bytes, 0);
}
