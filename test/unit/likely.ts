import { parseQuantity } from '../../src/units/quantity.js';
import type { Dimension } from '../../src/units/dimensions.js';

/** The likely value of a quantity's text, in SI units; `null` where it is none. */
export function likelyOf(text: string, dimension: Dimension): number | null {
  const read = parseQuantity(text, dimension);
  return read.ok ? read.quantity.likely : null;
}
