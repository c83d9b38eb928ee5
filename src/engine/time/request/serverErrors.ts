import { nearestGenerations } from '../../../catalog/shapes/generations.js';
import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import { written } from '../../../catalog/entries/written.js';
import table from '../coefficients.json' with { type: 'json' };
import type { StepKind } from '../kernels/kind.js';

/** What was missed of the time per output token of measured servers of one class, whole series left out of the fit. */
export interface ServerErrors {
  readonly engine: string;
  readonly generation: string;
  readonly mode: 'colocated' | 'disaggregated';
  /** `any` of all kinds of models together. */
  readonly kind: StepKind | 'any';
  readonly runs: number;
  /** Half of them were missed by less: a fraction. */
  readonly median: number;
  /** Nine of ten were within this either way, as a fraction beyond a factor of one. */
  readonly most: number;
}

const ERRORS = written<readonly ServerErrors[]>(table.serverErrors);

/**
 * Fewer runs of a kind of model say nothing of the spread of the next one. Of nine and more one of them is the edge of the band,
 * of fewer it is what follows if errors are normal (step.md 5).
 */
const FEWEST = 5;
/** Fewer runs of all kinds say nothing of a kind that was not measured. */
const ENOUGH = 10;

/** The record of a class of servers, and the error to state of one like it. */
export interface ServerRecord extends ServerErrors {
  /** Whether it is of the very engine and generation; else they stand in. */
  readonly own: boolean;
  /** Relative error that nine of ten unseen runs stay within. */
  readonly error: number;
}

/** Whose record is asked for. */
export interface ServerClass {
  readonly engine: Serving['engine'];
  readonly generation: string;
  readonly mode: ServerErrors['mode'];
  readonly kind: StepKind;
}

/**
 * Which servers stand for one, the nearest generation first, then the nearest engine; `null` where none was measured. The
 * error is that of its kind of model where enough runs of it tell, and of all kinds otherwise.
 */
export function serverRecord({ engine, generation, mode, kind }: ServerClass): ServerRecord | null {
  const inMode = ERRORS.filter(
    (one) => one.mode === mode && one.runs >= (one.kind === 'any' ? ENOUGH : FEWEST),
  );
  for (const name of [engine, ...serverOf(engine).nearest]) {
    for (const near of nearestGenerations(generation)) {
      const there = inMode.filter((one) => one.engine === name && one.generation === near);
      const ofKind = there.find((one) => one.kind === kind);
      const found = there.find((one) => one.kind === 'any') ?? ofKind;
      if (!found) continue;
      const alike = ofKind ?? found;
      const [otherEngine, otherGeneration] = [name !== engine, near !== generation];
      // Errors come apart: what a carried record misses is beside what it misses at home.
      const error = Math.hypot(
        alike.most,
        otherEngine ? table.carriedErrors.engine : 0,
        otherGeneration ? table.carriedErrors.generation : 0,
      );
      return { ...found, own: !otherEngine && !otherGeneration, error };
    }
  }
  return null;
}
