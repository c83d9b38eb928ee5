import { generationOf, namedGenerations, nearestGenerations } from '../../catalog/shapes/generations.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { written } from '../../catalog/entries/written.js';
import { memo, memoWithin, perObject } from '../../units/memo.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import type { Basis } from '../shapes/reasons.js';
import table from './coefficients.json' with { type: 'json' };
import type { CoefficientOf } from './kernels/kernel.js';
import { stepKind, type StepKind } from './kernels/kind.js';
import { genericName, leastCoefficient } from './kernels/names.js';
import { compareReleases } from './release.js';

/** Errors of a class of steps, as fractions that nine of ten unseen rows stay within. */
export interface KindErrors {
  readonly kind: StepKind | 'any';
  /** Where the model was measured, in other layouts, formats or on sister hardware. */
  readonly seen: number;
  /** Where the model was not. */
  readonly unseen: number;
}

/**
 * What one engine, in one release, on one hardware generation needs for its kernels (step.md 3). Terms and their
 * units: `kernels/`. Coefficients of bytes and of products are times over the data sheet's, never below 1; those of
 * counts are seconds.
 */
export interface StepCoefficients {
  readonly engine: Serving['engine'];
  readonly generation: string;
  /** First release that behaves so; `null` where only one was measured. */
  readonly release: string | null;
  /** Values of the table's `terms`, in their order; `null` for what this row did not measure. */
  readonly values: readonly (number | null)[];
  /** Whether names that it did not measure are as measured elsewhere; else they add nothing but physics. */
  readonly inherits: boolean;
  /** More for a layer in a step too large for the captured graphs; `null` where not measured. */
  readonly eagerLayerSeconds: number | null;
  /** Mean error of the fit, and with whole series left out. */
  readonly meanError: number;
  readonly leftOutError: number;
  readonly errors: readonly KindErrors[];
  /** Catalogue ids of the models it was fitted to. */
  readonly models: readonly string[];
  /** Fitted to measurements, or set from published ones by hand. */
  readonly basis: 'fit' | 'prior';
  readonly evidence: string;
}

/** Coefficients for a plan, and how far they were carried from where they were measured. */
export interface ChosenCoefficients {
  readonly coefficients: StepCoefficients;
  /** Relative error to state, as a fraction. */
  readonly error: number;
  readonly basis: Basis;
}

const rows = written<readonly StepCoefficients[]>(table.rows);

/** What is chosen by: the plan's engine and release, its hardware, and the model. */
interface Wanted {
  readonly serving: Pick<Serving, 'engine' | 'engineVersion'>;
  readonly accelerator: Pick<Accelerator, 'generation' | 'memoryBandwidthBytesPerSecond'>;
  readonly model: ModelSpec;
}

/** The row nearest to an engine on hardware; never fails, but says how far it had to go. Each layout of an option asks. */
export const chooseCoefficients: (wanted: Wanted) => ChosenCoefficients = memo(
  { name: 'coefficients that are chosen', most: 64 },
  chosenFor,
);

function chosenFor({ serving, accelerator, model }: Wanted): ChosenCoefficients {
  const generation = generationWith(accelerator);
  const own = ownRow(generation);
  if (own) return { coefficients: own, error: errorOf(own, model), basis: measured(own) };
  const engines = [serving.engine, ...serverOf(serving.engine).nearest];
  // Software differs more than chips, once bandwidth and rates are taken off: the engine's own row comes first.
  for (const engine of engines) {
    for (const near of nearestGenerations(generation)) {
      const found = ofRelease(
        rows.filter((row) => row.engine === engine && row.generation === near),
        serving.engineVersion,
      );
      if (found) return carried(found, serving.engine, generation, model);
    }
  }
  const fallback = rows[0];
  if (!fallback) throw new Error('coefficients.json has no rows');
  return carried(fallback, serving.engine, generation, model);
}

/** Memory slower than this is GDDR: chips of a generation with it were measured apart. Bytes per second. */
const GDDR_BELOW = 2.2e12;

/** The generation, told apart by its memory where both kinds were measured. */
function generationWith({
  generation,
  memoryBandwidthBytesPerSecond: bandwidth,
}: Wanted['accelerator']): string {
  const slower = `${generation}-rtx`;
  return bandwidth < GDDR_BELOW && rows.some((row) => row.generation === slower) ? slower : generation;
}

/** The row of the newest release that is not newer than the one asked for; the newest of all where none is. */
function ofRelease(found: readonly StepCoefficients[], version: string | null): StepCoefficients | null {
  const named = version === null ? undefined : found.find(({ release }) => release === version);
  if (named) return named;
  const dated = found
    .filter(({ release }) => release === null || compareReleases(release, release) !== null)
    .sort((a, b) => compareReleases(b.release ?? '0', a.release ?? '0') ?? 0);
  const upTo = dated.find(
    ({ release }) => version === null || (compareReleases(release ?? '0', version) ?? 0) <= 0,
  );
  return upTo ?? dated.at(-1) ?? found[0] ?? null;
}

/** What terms of a row are multiplied with; looked up once for a row and name. */
export const coefficientOf: (row: StepCoefficients) => CoefficientOf = perObject(
  'coefficients of steps',
  (row: StepCoefficients) => memoWithin(MOST_TERMS, (name: string) => valueOf(row, name)),
);
/** More than there are terms. */
const MOST_TERMS = 1024;

function valueOf(row: StepCoefficients, name: string): number {
  const [own, generic] = [TERMS.get(name), TERMS.get(genericName(name))];
  const valueIn = (values: StepCoefficients['values']) => values[own ?? -1] ?? values[generic ?? -1];
  return valueIn(row.values) ?? (row.inherits ? valueIn(table.common) : undefined) ?? leastCoefficient(name);
}

/** Place of each term in the values of rows. `common`: what all engines and generations together say of it. */
const TERMS: ReadonlyMap<string, number> = new Map(table.terms.map((name, i) => [name, i]));

/** Generations with a row, or with one named to stand in: what the catalogue's accelerators may be of. */
export function knownGenerations(): string[] {
  const own = rows.map(({ generation }) => generation);
  return [...new Set([...own, ...namedGenerations()])];
}

/** The row of hardware that its vendor's own software drives, whatever engine a plan names. */
function ownRow(generation: string): StepCoefficients | null {
  if (generationOf(generation).software !== 'own') return null;
  return rows.find((row) => row.generation === generation) ?? null;
}

function errorOf({ errors, models }: StepCoefficients, model: ModelSpec): number {
  const kind = stepKind(model);
  const found = errors.find((one) => one.kind === kind) ?? errors.find((one) => one.kind === 'any');
  if (!found) throw new Error('a row of coefficients.json has no errors');
  return models.includes(model.id) ? found.seen : found.unseen;
}

const measured = ({ evidence }: StepCoefficients): Basis => ({ code: 'measured', evidence });

/** Errors come apart: what a carried row misses is beside what it misses at home. */
function carried(
  row: StepCoefficients,
  engine: string,
  generation: string,
  model: ModelSpec,
): ChosenCoefficients {
  const { carriedErrors } = table;
  const otherEngine = row.engine !== engine;
  const otherGeneration = row.generation !== generation;
  const error = Math.hypot(
    errorOf(row, model),
    otherEngine ? carriedErrors.engine : 0,
    otherGeneration ? carriedErrors.generation : 0,
  );
  const basis: Basis =
    otherEngine || otherGeneration
      ? { code: 'carried', engine: row.engine, generation: row.generation }
      : measured(row);
  return { coefficients: row, error, basis };
}
