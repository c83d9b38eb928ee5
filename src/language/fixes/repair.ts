import type { TextEdit } from '../../plan/edits.js';
import type { Path } from '../../plan/path.js';

/** Edits that put a problem right. */
export interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** There is no other sensible way to put it right. */
  readonly sure: boolean;
}

/** A member and the text that it is to have. */
export type NewValue = readonly [path: Path, value: string];

/** Makes a repair of values to set. */
export type MakeRepair = (title: string, ...values: readonly NewValue[]) => Repair;
