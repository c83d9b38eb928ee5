import type { CacheGroup } from '../types.js';
import { attention } from './attention.js';
import { compressed } from './compressed.js';
import type { Family } from './family.js';
import { indexKeys } from './indexKeys.js';
import { latent } from './latent.js';
import { recurrent } from './recurrent.js';

/** Names of the families. */
export type CacheKind = CacheGroup['kind'];

/** A group of one family. */
export type GroupOf<K extends CacheKind> = Extract<CacheGroup, { readonly kind: K }>;

/** One object for each family, with all its answers: a new family is an error here until it has them. */
const FAMILIES: { readonly [K in CacheKind]: Family<GroupOf<K>> } = {
  attention,
  latent,
  index: indexKeys,
  compressed,
  recurrent,
};

/** Every family by name. */
export const CACHE_KINDS: readonly string[] = Object.keys(FAMILIES);

/** The family that a group is of. */
export function familyOf(group: CacheGroup): Family<CacheGroup> {
  // The table is keyed by the discriminant, which TypeScript does not follow through an index.
  return FAMILIES[group.kind] as Family<CacheGroup>;
}
