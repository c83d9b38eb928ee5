import type { CacheKind, GroupOf } from '../../shapes/families/families.js';
import type { CacheGroup } from '../../shapes/types.js';
import { attention } from './attention.js';
import { compressed } from './compressed.js';
import type { GroupWeights } from './groupWeights.js';
import { indexKeys } from './indexKeys.js';
import { latent } from './latent.js';
import { recurrent } from './recurrent.js';

/** What each family's layers weigh: a new family is an error here until it says so. */
const WEIGHTS: { readonly [K in CacheKind]: GroupWeights<GroupOf<K>> } = {
  attention,
  latent,
  index: indexKeys,
  compressed,
  recurrent,
};

/** How a group's layers are counted. */
export function weightsOf(group: CacheGroup): GroupWeights<CacheGroup> {
  // The table is keyed by the discriminant, which TypeScript does not follow through an index.
  return WEIGHTS[group.kind] as GroupWeights<CacheGroup>;
}
