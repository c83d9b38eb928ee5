import type { CacheGroup } from '../shapes/types.js';

/** The groups of a config in words, or the fields that are missing for them, or the words that nobody knows. */
export type GroupsResult =
  | { readonly ok: true; readonly groups: readonly CacheGroup[]; readonly attention: string }
  | { readonly ok: false; readonly missing: readonly string[]; readonly unknownKinds?: readonly string[] };
