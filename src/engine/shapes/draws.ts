import type { PathKey } from '../../plan/path.js';

/** Draws over a plan's ranges in the panel and in reports alike: where they differ, so do their numbers. */
export const DEFAULT_DRAWS = 256;

/** How a rival stands to the option that is ahead at the plan's values, over draws of both. */
export interface DrawnOrder {
  readonly rival: string;
  /** Draws that were made of both. */
  readonly samples: number;
  /** Share of the draws that either serves in within the plan's limits, 0..1, in which the rival is the cheaper one. */
  readonly rivalCheaper: number;
  /** Share of them in which those limits forbid the lead; left out where in none. */
  readonly leadForbidden?: number;
  /** Share of them in which both cost the same, as where whole racks do. */
  readonly same: number;
  /** `firm`: the lead is cheaper. `behind`: the rival is. `tie`: neither is in four of five draws. */
  readonly stands: 'firm' | 'tie' | 'behind';
  /** The input whose upper or lower half holds most of the draws that the lead does not win; `null` where none does. */
  readonly mostly: { readonly path: PathKey; readonly above: boolean; readonly value: number } | null;
}
