import type { Calibration, MeasuredPrompt, MeasuredStep, Option } from './resolvedPlan.js';

/** Nothing was measured. */
export const UNMEASURED: Calibration = { steps: [], prefill: [], memory: null };

/** Whether an option runs on the plan's own hardware, without racks beside it. */
type Hardware = Pick<Option, 'lpx' | 'gpus'>;

/** Whether a measured step speaks of an option: it names it, or names none and the option runs on the plan's hardware. */
export function speaksOf(measured: MeasuredStep | MeasuredPrompt, name: string, option: Hardware): boolean {
  return measured.option === null ? isPlansHardware(option) : measured.option === name;
}

/** Of a plan's measurements, those that speak of an option of this name. */
export function measuredOf(calibration: Calibration | null, name: string, option: Hardware): Calibration {
  if (!calibration) return UNMEASURED;
  return {
    steps: calibration.steps.filter((step) => speaksOf(step, name, option)),
    prefill: calibration.prefill.filter((prompt) => speaksOf(prompt, name, option)),
    memory: isPlansHardware(option) ? calibration.memory : null,
  };
}

function isPlansHardware({ lpx, gpus }: Hardware): boolean {
  return lpx === null && gpus === null;
}
