import { parseQuantity } from '../../units/quantity.js';
import type { Traffic } from './draft.js';

/** A whole number of accelerators or racks as it was typed; `null` for anything else. */
export function readCount(text: string): number | null {
  const read = parseQuantity(text, 'count');
  const count = read.ok ? read.quantity.likely : 0;
  return Number.isInteger(count) && count > 0 ? count : null;
}

/** A load as it was typed: users (`200`), or requests (`5 req/s`); `null` for anything else. */
export function readLoad(text: string): Traffic | null {
  const users = readCount(text);
  if (users !== null) return { of: 'users', number: users };
  const requests = parseQuantity(text, 'requestRate');
  const number = requests.ok ? requests.quantity.likely : 0;
  return number > 0 ? { of: 'requests', number } : null;
}
