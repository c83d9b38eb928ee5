import * as l10n from '../../l10n/l10n.js';
import type { LaunchDialect, Launched } from './dialect.js';

/**
 * What of a plan's serving no flag of a server says, in words.
 *
 * @param native format of the cache that the model ships with, which needs no flag
 */
export function unsaidNotes(
  { cacheFormats, writesGraphs }: LaunchDialect,
  { serving: { kvCache, graphTokens } }: Launched,
  native: string,
): string[] {
  const format = kvCache.key;
  return [
    ...(format === native || cacheFormats[format] !== undefined
      ? []
      : [l10n.t('no flag says a cache in {format}: the server keeps its own', { format })]),
    ...(graphTokens === null || writesGraphs
      ? []
      : [l10n.t('no flag says `graphTokens`: the server counts its graphs in sequences')]),
  ];
}
