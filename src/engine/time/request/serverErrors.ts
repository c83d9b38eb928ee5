import { nearestGenerations } from '../../../catalog/shapes/generations.js';
import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import { written } from '../../../catalog/entries/written.js';
import table from '../coefficients.json' with { type: 'json' };

/** What was missed of the time per output token of measured servers of one class, whole series left out of the fit. */
export interface ServerErrors {
  readonly engine: string;
  readonly generation: string;
  readonly mode: 'colocated' | 'disaggregated';
  readonly runs: number;
  /** Half of them were missed by less: a fraction. */
  readonly median: number;
  /** Nine of ten were within this either way, as a fraction beyond a factor of one. */
  readonly most: number;
}

const ERRORS = written<readonly ServerErrors[]>(table.serverErrors);

/** Fewer runs say nothing of the next one. */
const ENOUGH = 10;

/** The record of a class of servers, and the error to state of one like it. */
export interface ServerRecord extends ServerErrors {
  /** Whether it is of the very engine and generation; else they stand in. */
  readonly own: boolean;
  /** Relative error that nine of ten unseen runs stay within. */
  readonly error: number;
}

/** Which servers stand for one, the nearest generation first, then the nearest engine; `null` where none was measured. */
export function serverRecord(
  engine: Serving['engine'],
  generation: string,
  mode: ServerErrors['mode'],
): ServerRecord | null {
  const inMode = ERRORS.filter((one) => one.mode === mode && one.runs >= ENOUGH);
  for (const name of [engine, ...serverOf(engine).nearest]) {
    for (const near of nearestGenerations(generation)) {
      const found = inMode.find((one) => one.engine === name && one.generation === near);
      if (!found) continue;
      const [otherEngine, otherGeneration] = [name !== engine, near !== generation];
      // Errors come apart: what a carried record misses is beside what it misses at home.
      const error = Math.hypot(
        found.most,
        otherEngine ? table.carriedErrors.engine : 0,
        otherGeneration ? table.carriedErrors.generation : 0,
      );
      return { ...found, own: !otherEngine && !otherGeneration, error };
    }
  }
  return null;
}
