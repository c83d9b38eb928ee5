import type { MeasuredMemory } from '../../catalog/shapes/resolvedPlan.js';
import type { RankMemory } from '../memory/rank.js';
import type { StepCalibration } from '../shapes/machineInputs.js';
import { takenBytes } from '../shapes/parts.js';

/** A step that was measured, beside what the engine makes of it without calibration. Seconds. */
export interface ComparedStep {
  readonly measured: number;
  readonly predicted: number;
  readonly light: number;
}

/** One measurement says nothing of its own spread; this is what a repeated benchmark varies by. */
const LEAST_ERROR = 0.05;

/**
 * One factor for all step times of an option: what the engine's coefficients get wrong on this machine is
 * mostly a matter of software and clocks, common to all loads. `null` without measurements.
 */
export function stepCalibration(compared: readonly ComparedStep[]): StepCalibration | null {
  if (compared.length === 0) return null;
  const ratios = compared.map(({ measured, predicted }) => measured / predicted);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  const least = Math.max(...compared.map(({ light, predicted }) => light / predicted));
  const factor = Math.max(mean, least);
  const spread = Math.max(...ratios.map((ratio) => Math.abs(ratio / factor - 1)));
  return { factor, error: Math.max(LEAST_ERROR, spread), measurements: compared.length };
}

/** A rank's memory as logged: what was measured replaces what was counted, the rest is overhead. */
export function measuredMemory(memory: RankMemory, measured: MeasuredMemory | null): RankMemory {
  if (!measured || (measured.weightsBytes === null && measured.kvPoolBytes === null)) return memory;
  const usable = memory.capacityBytes - memory.reserveBytes;
  // What a server logs as loaded holds the slots of adapters, too.
  const logged = measured.weightsBytes;
  const weightsBytes = logged === null ? memory.weightsBytes : Math.max(0, logged - memory.adapterBytes);
  const others = takenBytes({ ...memory, weightsBytes, overheadBytes: 0 });
  const kvPoolBytes = measured.kvPoolBytes ?? usable - others - memory.overheadBytes;
  return { ...memory, weightsBytes, kvPoolBytes, overheadBytes: Math.max(0, usable - others - kvPoolBytes) };
}
