import type { CacheKind, GroupOf } from '../../shapes/families/families.js';
import type { CacheGroup } from '../../shapes/types.js';
import { attentionWeights } from './attention.js';
import { compressedWeights } from './compressed.js';
import type { GroupWeights } from './groupWeights.js';
import { indexKeysWeights } from './indexKeys.js';
import { latentWeights } from './latent.js';
import { recurrentWeights } from './recurrent.js';

/** What each family's layers weigh: a new family is an error here until it says so. */
const WEIGHTS: { readonly [K in CacheKind]: GroupWeights<GroupOf<K>> } = {
  attention: attentionWeights,
  latent: latentWeights,
  index: indexKeysWeights,
  compressed: compressedWeights,
  recurrent: recurrentWeights,
};

/** How a group's layers are counted. */
export function weightsOf(group: CacheGroup): GroupWeights<CacheGroup> {
  // The table is keyed by the discriminant, which TypeScript does not follow through an index.
  return WEIGHTS[group.kind] as GroupWeights<CacheGroup>;
}
