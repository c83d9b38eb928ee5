import type { TextEdit } from '../../plan/edits.js';

/** Edits that put a problem right. */
export interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** There is no other sensible way to put it right. */
  readonly sure: boolean;
}
