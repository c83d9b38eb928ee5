import type { MeasuredPrompt } from '../../../catalog/shapes/resolvedPlan.js';
import type { PromptKernel } from '../prefill/promptKernel.js';
import { promptTime, type PromptTime } from '../prefill/promptTime.js';

/** What prompts were measured on. */
export interface PromptMachine {
  /** Accelerators of the replica. */
  readonly devices: number;
  /** Tokens of one step at most. */
  readonly budget: number;
}

/** A measured prompt beside what the engine makes of it. Seconds. */
interface Compared {
  readonly measured: number;
  readonly predicted: number;
  readonly light: number;
  /** Launching kernels decides it. */
  readonly launched: boolean;
}

/**
 * A kernel refitted to prompts that were measured on its replica: those that launching decides fit the launch time, the
 * others everything that is computed, read or sent. A geometric mean each; never so low that light would be beaten.
 */
export function calibratedPrompts(
  kernel: PromptKernel,
  measured: readonly MeasuredPrompt[],
  machine: PromptMachine,
): PromptKernel {
  const compared = measured.flatMap((one) => comparedPrompt(kernel, one, machine) ?? []);
  const launch = factorOf(compared.filter(({ launched }) => launched));
  const work = factorOf(compared.filter(({ launched }) => !launched));
  return {
    ...kernel,
    linear: kernel.linear.map((part) => ({ ...part, factor: part.factor * work })),
    factor: kernel.factor * work,
    hiddenPerToken: kernel.hiddenPerToken * work,
    communicationPerToken: kernel.communicationPerToken * work,
    weightEfficiency: Math.min(1, kernel.weightEfficiency / work),
    launchSeconds: kernel.launchSeconds * launch,
  };
}

/** A measurement beside what the engine makes of it; `null` where a measurement says neither a time nor a rate. */
export function comparedPrompt(
  kernel: PromptKernel,
  { input, seconds, tokensPerSecond }: MeasuredPrompt,
  { devices, budget }: PromptMachine,
): Compared | null {
  const time = promptTime(kernel, { tokens: input, cached: 0 }, budget);
  const light = time.lightSeconds;
  if (seconds !== null)
    return { measured: seconds, predicted: time.seconds, light, launched: isLaunched(time) };
  if (tokensPerSecond === null) return null;
  // A rate is that of a replica full of prompts.
  return {
    measured: input / (tokensPerSecond * devices),
    predicted: time.batchedSeconds,
    light: time.batchedLightSeconds,
    launched: false,
  };
}

const isLaunched = ({ parts, seconds }: PromptTime): boolean => parts.fixed > seconds / 2;

function factorOf(compared: readonly Compared[]): number {
  if (compared.length === 0) return 1;
  const logs = compared.reduce((sum, { measured, predicted }) => sum + Math.log(measured / predicted), 0);
  const least = Math.max(...compared.map(({ light, predicted }) => light / predicted));
  return Math.max(Math.exp(logs / compared.length), least);
}
