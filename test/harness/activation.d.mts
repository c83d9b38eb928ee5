/** Milliseconds that loading and activating took, and the files that were loaded then. */
export function activated(): {
  readonly loaded: number;
  readonly activated: number;
  readonly files: readonly string[];
};
