/** Measurements found in a log or a benchmark's result, as members of a plan's `calibration`. */
export interface Measurements {
  readonly memory: Readonly<Record<string, string>>;
  readonly steps: readonly Readonly<Record<string, string>>[];
  /** What was in the file and is not used, in words. */
  readonly ignored: readonly string[];
  /** What it says of other parts of a plan, in words: how many tokens a step emits, what a prefix cache serves. */
  readonly said?: readonly string[];
}

/** Steps and reasons out of what benchmarks print. */
export type TextResults = Pick<Measurements, 'steps' | 'ignored' | 'said'>;
