import { memoWithin, perObject } from '../../units/memo.js';
import type { ModelSpec, WeightClass, WeightRole, WeightsServed } from './types.js';
import { weightFormat } from './weightFormats.js';
import { bytesAt, isMixture, ofRole } from './weightMixtures.js';

/** One role's weights in the format they are served in. */
export interface WeightClassBytes extends WeightClass {
  readonly bytes: number;
  /** The output head shares this table, so it is read in every step. */
  readonly tied: boolean;
}

/** What decoding and quantization do with a role's weights. */
interface RoleFacts {
  /** Quantization leaves it as wide as the checkpoint is: lookups, the head, routers, norms, towers. */
  readonly keptWide: boolean;
  /** Only looked up, or idle, while decoding. */
  readonly idleInDecode: boolean;
  /** A part of the feed-forward layers, which leave the GPUs when LPX takes them. */
  readonly feedForward: boolean;
}

const LAYER: RoleFacts = { keptWide: false, idleInDecode: false, feedForward: false };
const FEED_FORWARD: RoleFacts = { ...LAYER, feedForward: true };
const KEPT: RoleFacts = { ...LAYER, keptWide: true };
const IDLE: RoleFacts = { ...KEPT, idleInDecode: true };

/** The roles: a new one is an error here until it says what becomes of it. */
const ROLES: Readonly<Record<WeightRole, RoleFacts>> = {
  attention: LAYER,
  recurrent: LAYER,
  index: LAYER,
  'dense-ffn': FEED_FORWARD,
  experts: FEED_FORWARD,
  'shared-experts': FEED_FORWARD,
  router: KEPT,
  head: KEPT,
  other: KEPT,
  embedding: IDLE,
  lookup: IDLE,
  vision: IDLE,
};

/** Whether a role's weights are only looked up, or idle, while decoding. */
export function idleInDecode(role: WeightRole): boolean {
  return ROLES[role].idleInDecode;
}

/** Whether quantization leaves a role's weights as wide as the checkpoint is. */
export function keptWide(role: WeightRole): boolean {
  return ROLES[role].keptWide;
}

/** Roles of the feed-forward layers. */
export const FEED_FORWARD_ROLES: ReadonlySet<WeightRole> = new Set(
  // Every key of the table is a role, which `Object.keys` does not say.
  (Object.keys(ROLES) as WeightRole[]).filter((role) => ROLES[role].feedForward),
);

/**
 * Weights of a model by role, in bytes. `native` keeps the checkpoint's formats; another format applies to
 * linear layers only, as quantized checkpoints do (embeddings, head, router and norms stay 16-bit).
 */
export function weightClassBytes(model: ModelSpec, format: WeightsServed): readonly WeightClassBytes[] {
  return classesOf(model.weights)(format);
}

const classesOf = perObject('weights', (weights: ModelSpec['weights']) =>
  memoWithin(FORMATS_KEPT, (format: WeightsServed) => inFormat(weights, format)),
);
/** Options of a plan seldom serve a model in more formats. */
const FORMATS_KEPT = 16;

function inFormat(all: readonly WeightClass[], format: WeightsServed): readonly WeightClassBytes[] {
  const tied = !all.some(({ role }) => role === 'head');
  return all.map((weights) => ({
    ...served(weights, format, tied),
    tied: tied && weights.role === 'embedding',
  }));
}

function served(weights: WeightClass, format: WeightsServed, tied: boolean): WeightClass & { bytes: number } {
  const { role, parameters } = weights;
  // What a checkpoint says of its own format says nothing of another.
  const { inputScales: _scales, storedBytes: _bytes, ...anew } = weights;
  const mixed = isMixture(format) ? ofRole(format, role, tied) : null;
  if (mixed) return { ...anew, format: mixed.format, bytes: bytesAt(parameters, mixed) };
  const own = format === 'native' || isMixture(format) || keptWide(role) ? weights.format : format;
  if (own !== weights.format) return { ...anew, format: own, bytes: parameters * weightFormat(own).bytes };
  return { ...weights, bytes: weights.storedBytes ?? parameters * weightFormat(own).bytes };
}

/** Bytes of all weights of a model. */
export function weightBytes(model: ModelSpec, format: WeightsServed): number {
  return weightClassBytes(model, format).reduce((sum, { bytes }) => sum + bytes, 0);
}
