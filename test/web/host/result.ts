/** Starts a line of the console that holds a test's result. */
export const RESULT = 'test result';

export interface Result {
  readonly name: string;
  /** `null` where the test passed. */
  readonly error: string | null;
}
