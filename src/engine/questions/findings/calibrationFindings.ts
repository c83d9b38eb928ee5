import { speaksOf, UNMEASURED } from '../../../catalog/shapes/measured.js';
import type {
  Gpus,
  Layout,
  MeasuredPrompt,
  MeasuredStep,
  Option,
  ResolvedPlan,
  Serving,
} from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../../plan/path.js';
import { buildMachine } from '../../fleet/machine.js';
import { gpusOf, servingOf } from '../../fleet/optionCase.js';
import { acceleratorOf } from '../../fleet/reach.js';
import { devicesOf } from '../../memory/layouts.js';
import { sharedPrompts } from '../../time/prefill/promptKernel.js';
import { comparedPrompt } from '../../time/request/promptCalibration.js';
import type { Finding } from './finding.js';

/** Hardware with one layout: what a measurement can speak of. */
interface Measurable {
  readonly name: string;
  readonly option: Option;
  readonly gpus: Gpus;
  readonly serving: Serving;
  readonly layout: Layout;
}

/** Measurements that cannot be, and those that say nothing. */
export function calibrationFindings(plan: ResolvedPlan): Finding[] {
  const { steps = [], prefill = [] } = plan.calibration ?? {};
  return [
    ...steps.flatMap((step, i) => stepFindings(plan, step, pathKey(['calibration', 'steps', i, 'step']))),
    ...prefill.flatMap((prompt, i) => {
      const member = prompt.seconds === null ? 'tokensPerSecond' : 'seconds';
      return promptFindings(plan, prompt, pathKey(['calibration', 'prefill', i, member]));
    }),
  ];
}

const withoutLayout = (path: PathKey): Finding => ({
  severity: 'information',
  code: 'calibration-without-layout',
  data: {},
  path,
});

/** What decodes, and what computes prompts: the same, or accelerators of their own. */
function measurable(plan: ResolvedPlan, of: 'steps' | 'prompts'): Measurable[] {
  return Object.entries(plan.options).flatMap(([name, option]) => {
    const own = servingOf(plan, option);
    const site = of === 'prompts' && typeof option.prefill !== 'string' ? option.prefill : null;
    const gpus = site ? site.gpus : gpusOf(plan, option);
    const serving = site ? site.serving : own;
    if (!gpus || !serving || serving.layout === 'auto') return [];
    return [{ name, option, gpus, serving, layout: serving.layout }];
  });
}

function stepFindings(plan: ResolvedPlan, step: MeasuredStep, path: PathKey): Finding[] {
  const fixed = measurable(plan, 'steps').find(({ name, option }) => speaksOf(step, name, option));
  if (!fixed) return [withoutLayout(path)];
  const { option, gpus, serving, layout } = fixed;
  const context = { p50: step.context, p95: step.context, max: step.context };
  const { speculation, dynamo } = option;
  const machine = buildMachine({
    model: plan.model,
    serving,
    accelerator: acceleratorOf(gpus.accelerator),
    layout,
    context,
    speculation,
    dynamo,
    lpx: null,
    measured: UNMEASURED,
    scale: null,
  });
  const light = machine.step(step.batch).lightSeconds;
  if (step.step >= light) return [];
  return [
    {
      severity: 'warning',
      code: 'faster-than-light',
      data: { measuredSeconds: step.step, leastSeconds: light },
      path,
    },
  ];
}

/** Light at the data sheet's rates leaves digits that a measurement rounds. */
const ROUNDED = 1e-3;

function promptFindings(plan: ResolvedPlan, prompt: MeasuredPrompt, path: PathKey): Finding[] {
  const fixed = measurable(plan, 'prompts').filter(({ name, option }) => speaksOf(prompt, name, option));
  if (fixed.length === 0) return [withoutLayout(path)];
  const beyond = fixed.flatMap(({ gpus, serving, layout }) => {
    const { engine, weights, lora, weightOffload, maxBatchedTokens: budget } = serving;
    const accelerator = acceleratorOf(gpus.accelerator);
    const served = { engine, weights, lora, weightOffload };
    const kernel = sharedPrompts({ model: plan.model, ...served, accelerator, layout });
    const devices = devicesOf(layout);
    const found = comparedPrompt(kernel, prompt, { devices, budget });
    return found && found.measured < found.light * (1 - ROUNDED) ? [{ ...found, devices }] : [];
  });
  const [first] = beyond;
  // Where it can be of one of them, it is of that one.
  if (!first || beyond.length < fixed.length) return [];
  const { measured, light, devices } = first;
  const rate = prompt.tokensPerSecond;
  return [
    {
      severity: 'warning',
      code: 'prompt-faster-than-light',
      data:
        rate === null
          ? { measured, bound: light, dimension: 'duration', devices }
          : { measured: rate, bound: prompt.input / (light * devices), dimension: 'tokenRate', devices },
      path,
    },
  ];
}
