import { generationOf, namedGenerations, nearestGenerations } from '../../catalog/shapes/generations.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import { written } from '../../catalog/entries/written.js';
import type { Basis } from '../shapes/reasons.js';
import table from './coefficients.json' with { type: 'json' };

/**
 * What one engine on one hardware generation adds to physics. Times in seconds, efficiencies as the
 * reached fraction of the data-sheet rate. Form: `stepTime.ts`.
 */
export interface StepCoefficients {
  readonly engine: Serving['engine'];
  readonly generation: string;
  /** Launch and small kernels of one layer. */
  readonly layerSeconds: number;
  /** More for a layer whose activations are quantized at run time. */
  readonly quantizedLayerSeconds: number;
  /** More for a layer of latent or compressed attention (its extra projections and scans). */
  readonly latentLayerSeconds: number;
  /** More for a layer with routed experts (routing, dispatch, combine). */
  readonly moeLayerSeconds: number;
  /** Latency of one collective operation. */
  readonly collectiveSeconds: number;
  readonly weightEfficiency: number;
  readonly kvEfficiency: number;
  readonly latentKvEfficiency: number;
  /** For matrix products that exceed the time their weights take to read. */
  readonly computeEfficiency: number;
  /** For work that grows with every token even where memory binds; `null` where none was seen. */
  readonly tokenEfficiency: number | null;
  /** The same for routed experts: many small products, dispatch and combine. */
  readonly expertTokenEfficiency: number | null;
  readonly linkEfficiency: number;
  /** Exponent factor on distinct experts: below 1 tokens agree, above 1 they disagree more than chance. */
  readonly expertAgreement: number;
  /** Per request and step: scheduling, sampling. */
  readonly requestSeconds: number;
  /** More for a layer in a step too large for the captured graphs; `null` where not measured. */
  readonly eagerLayerSeconds: number | null;
  readonly meanError: number;
  readonly leaveOneSeriesOutError: number;
  /** Error on models that the fit has not seen. */
  readonly otherModelError: number;
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

/** More error for each step away from a measured engine or generation (half as much again as measured spread). */
const CARRIED_ENGINE_ERROR = 0.1;
const CARRIED_GENERATION_ERROR = 0.2;

/** The row nearest to `engine` on `generation`; never fails, but says how far it had to go. */
export function chooseCoefficients(
  engine: Serving['engine'],
  generation: string,
  model: string,
): ChosenCoefficients {
  const own = ownRow(generation);
  if (own)
    return {
      coefficients: own,
      error: errorOf(own, model),
      basis: { code: 'measured', evidence: own.evidence },
    };
  const generations = nearestGenerations(generation);
  const engines = [engine, ...serverOf(engine).nearest];
  // Software differs more than chips, once bandwidth and rates are taken off: the engine's own row comes first.
  for (const wantedEngine of engines) {
    for (const wantedGeneration of generations) {
      const row = rows.find((r) => r.engine === wantedEngine && r.generation === wantedGeneration);
      if (row) return carried(row, engine, generation, model);
    }
  }
  const fallback = rows[0];
  if (!fallback) throw new Error('coefficients.json has no rows');
  return carried(fallback, engine, generation, model);
}

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

function errorOf(row: StepCoefficients, model: string): number {
  return row.models.includes(model) ? row.leaveOneSeriesOutError : row.otherModelError;
}

function carried(
  row: StepCoefficients,
  engine: string,
  generation: string,
  model: string,
): ChosenCoefficients {
  const otherEngine = row.engine !== engine;
  const otherGeneration = row.generation !== generation;
  const error =
    errorOf(row, model) +
    (otherEngine ? CARRIED_ENGINE_ERROR : 0) +
    (otherGeneration ? CARRIED_GENERATION_ERROR : 0);
  const basis: Basis =
    otherEngine || otherGeneration
      ? { code: 'carried', engine: row.engine, generation: row.generation }
      : { code: 'measured', evidence: row.evidence };
  return { coefficients: row, error, basis };
}
