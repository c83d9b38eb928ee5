import type { Basis, Reason } from '../../engine/shapes/reasons.js';
import { basisText, isBasis, isReason, reasonText } from '../words/reasons.js';

/** Data of the engine as other programs read it: where it has a code, they get the sentence. */
export type Told<T> = T extends Reason | Basis
  ? string
  : T extends object
    ? { [K in keyof T]: Told<T[K]> }
    : T;

/** The same data with sentences, in the reader's language, in place of codes. */
export function told<T extends object>(value: T): Told<T> {
  // Member by member, as `Told` says it.
  return toldMember(value) as Told<T>;
}

function toldMember(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toldMember);
  if (isReason(value)) return reasonText(value);
  if (isBasis(value)) return basisText(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toldMember(member)]));
}
