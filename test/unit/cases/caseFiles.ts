import { readFileSync } from 'node:fs';

export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
  readonly exact?: boolean;
}

/** Reads a file of reference cases; their shape is the caller's to know. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function readCases<T>(name: string): readonly T[] {
  // Tests run from the project's root.
  const parsed: unknown = JSON.parse(readFileSync(`test/cases/${name}.json`, 'utf8'));
  const cases = Array.isArray(parsed) ? (parsed as unknown[]) : (parsed as { cases: unknown[] }).cases;
  return cases as readonly T[];
}

/** Whether a value is as near to the expected one as the case asks. */
export function within(actual: number, expected: number, { abs, rel, exact }: Tolerance): boolean {
  const difference = Math.abs(actual - expected);
  if (exact) return difference <= 1e-9 * Math.abs(expected);
  if (abs !== undefined) return difference <= abs + 1e-12 * Math.abs(expected);
  return rel !== undefined && difference <= rel * Math.abs(expected);
}
