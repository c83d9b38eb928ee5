import type { PathKey } from '../../plan/path.js';
import type { RelatedPath } from '../../plan/problems.js';

/** What the numbers say about an input, in words, at its place in the plan. */
export interface Finding {
  readonly severity: 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  readonly path: PathKey;
  /** A value that would put it right, in SI units, where there is one. */
  readonly value?: number;
  /** Other members that it follows from. */
  readonly related?: readonly RelatedPath[];
}
