import type {
  Calibration,
  MeasuredMemory,
  MeasuredStep,
  Option,
  ResolvedPlan,
} from '../../catalog/shapes/resolvedPlan.js';
import type { RankMemory } from '../memory/rank.js';
import { takenBytes } from '../shapes/parts.js';

/** How the plan's own measurements change its step times. */
export interface StepCalibration {
  /** Measured over predicted, as a geometric mean; never so low that light would be beaten. */
  readonly factor: number;
  /** Relative error that remains. */
  readonly error: number;
  readonly measurements: number;
}

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

const NOTHING: Calibration = { steps: [], memory: null };

/**
 * Measurements that speak of an option: steps that name it, and those that name none if it runs on the plan's
 * own hardware. A measurement belongs to one layout, so there is none where the layout is searched.
 */
export function calibrationOf(plan: ResolvedPlan, option: Option): Calibration {
  const { calibration } = plan;
  const { layout } = option.serving ?? plan.serving;
  if (!calibration || layout === 'auto') return NOTHING;
  const name = Object.entries(plan.options).find(([, candidate]) => candidate === option)?.[0] ?? null;
  const sameHardware = !option.lpx && !option.gpus;
  const speaks = (step: MeasuredStep) => (step.option === null ? sameHardware : step.option === name);
  return { steps: calibration.steps.filter(speaks), memory: sameHardware ? calibration.memory : null };
}

/** A rank's memory as logged: what was measured replaces what was counted, the rest is overhead. */
export function measuredMemory(memory: RankMemory, measured: MeasuredMemory | null): RankMemory {
  if (!measured || (measured.weightsBytes === null && measured.kvPoolBytes === null)) return memory;
  const usable = memory.capacityBytes - memory.reserveBytes;
  const weightsBytes = measured.weightsBytes ?? memory.weightsBytes;
  const others = takenBytes({ ...memory, weightsBytes, overheadBytes: 0 });
  const kvPoolBytes = measured.kvPoolBytes ?? usable - others - memory.overheadBytes;
  return { ...memory, weightsBytes, kvPoolBytes, overheadBytes: Math.max(0, usable - others - kvPoolBytes) };
}
