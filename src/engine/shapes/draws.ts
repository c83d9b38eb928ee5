/** Draws over a plan's ranges in the panel and in reports alike: where they differ, so do their numbers. */
export const DEFAULT_DRAWS = 256;
