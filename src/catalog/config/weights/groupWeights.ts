import type { CacheGroup, WeightRole } from '../../shapes/types.js';
import type { ConfigFields } from '../configFields.js';
import type { ModelTypeFacts } from '../modelTypes.js';

/** Parameters of a role: all, those active for a token (all where not given), and the norms and biases among those. */
export type RoleCount = readonly [WeightRole, number, (number | undefined)?, number?];

/** What every count of parameters starts from. */
export interface Shape {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly fields: ConfigFields;
  readonly facts: ModelTypeFacts;
}

/**
 * Parameters of the layers that a family of cache belongs to (memory.md 5), for all
 * layers of the group together. The other half of `shapes/families/family.ts`: what only a config tells.
 */
export interface GroupWeights<G extends CacheGroup> {
  /** Projections of queries, keys, values and outputs. */
  readonly attention: (shape: Shape, group: G) => number;
  /** Norms counted among those projections: they are read, but no matrix product runs over them. */
  readonly normsWithin: (shape: Shape, group: G) => number;
  /** Biases and norms inside attention: small, and never quantized. */
  readonly vectors: (shape: Shape, group: G) => number;
  /** Compressors and indexers. */
  readonly index: (shape: Shape, group: G) => number;
  /** Projections and convolutions of layers that keep a state. */
  readonly recurrent: (shape: Shape, group: G) => number;
  /** Other layers may read this cache; they still project queries and outputs (`num_kv_shared_layers`). */
  readonly readByOtherLayers: boolean;
}

/** An answer of families without such parameters. */
export const noWeights = (): number => 0;
