import * as l10n from '../../l10n/l10n.js';
import type { WeightClass } from '../shapes/types.js';
import { weightFormat } from '../shapes/weightFormats.js';

/** What scales and padding make of a count at most: beyond that the index is of something else. */
const NEAR = 0.1;

/**
 * Classes whose bytes add up to what the index of the checkpoint says. Layers that draft are in it, but are loaded only
 * to draft: with them the count by dimensions stands. So it does where both differ by more than a tenth, which is said.
 */
export function withIndex(
  classes: readonly WeightClass[],
  indexed: number | null,
  mtpLayers: number,
): { readonly classes: readonly WeightClass[]; readonly unknown: readonly string[] } {
  const bytesOf = ({ parameters, format, storedBytes }: WeightClass) =>
    storedBytes ?? parameters * weightFormat(format).bytes;
  const counted = classes.reduce((sum, one) => sum + bytesOf(one), 0);
  if (indexed === null || counted === 0 || mtpLayers > 0) return { classes, unknown: [] };
  if (Math.abs(indexed / counted - 1) > NEAR) {
    const gigabytes = (bytes: number) => (bytes / 1e9).toPrecision(3);
    const said = { indexed: gigabytes(indexed), counted: gigabytes(counted) };
    return {
      classes,
      unknown: [l10n.t('weights: {counted} GB by the dimensions, {indexed} GB by the index', said)],
    };
  }
  return {
    classes: classes.map((one) => ({ ...one, storedBytes: (bytesOf(one) * indexed) / counted })),
    unknown: [],
  };
}
