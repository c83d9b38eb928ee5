import * as z from 'zod';
import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { findBreakEvens } from '../engine/questions/breakEven.js';
import { comparisonOf } from '../engine/questions/comparison.js';
import { smallestFleet } from '../engine/questions/inverse.js';
import { variablesOf } from '../engine/questions/variables.js';
import * as l10n from '../l10n/l10n.js';
import * as format from '../report/words/format.js';
import { crossingSentence } from './crossings.js';
import { chosen, OPTION, PLAN, validPlan, WORKLOAD } from './inputs.js';
import { LIMITS } from './limits.js';
import { tool, ToolError, turn } from './tool.js';

const LIMIT_NAMES = ['concurrency', 'context', 'requests'] as const;

/** Prices at which the cheaper of two options changes. */
const PRICES = ['price', 'rent', 'gpuPrice', 'gpuRent', 'hostedPrice', 'salePrice'] as const;

interface Asked {
  readonly for: (typeof LIMIT_NAMES)[number] | 'fleet' | 'price';
  readonly option?: string | undefined;
  readonly workload?: string | undefined;
}

interface Answer {
  readonly of: string;
  readonly option: string;
  readonly workload: string | null;
  readonly value: number | null;
  readonly unit: string;
  readonly text: string;
}

/** One thing to work out, which may find several values. */
type Step = () => Answer[];

export const solve = tool({
  name: 'solve',
  title: 'Solve for a limit',
  description:
    'Solves a decode plan backwards, with everything else as planned: the most concurrent sequences, the longest median context or the most requests a second that an option serves with its targets kept and nothing more bought; the smallest fleet of accelerators that serves everything; the prices and rents (of an LPX rack, an accelerator, a hosted token, a sold token) at which the cheaper of the two compared options changes. Without option or workload it answers for each. Reads only; runs offline, within seconds.',
  input: z.strictObject({
    ...PLAN,
    for: z
      .enum([...LIMIT_NAMES, 'fleet', 'price'])
      .describe(
        'concurrency, context, requests: the largest that is served. fleet: the fewest accelerators. price: where the winner changes.',
      ),
    option: OPTION,
    workload: WORKLOAD,
  }),
  output: z.object({
    answers: z.array(
      z.object({
        of: z.string().describe('What was solved for; of prices, which.'),
        option: z.string().describe('Option that it is about; of prices, the challenger.'),
        workload: z.string().nullable().describe('Workload that it is about; null for all.'),
        value: z.number().nullable().describe('In unit; null where there is none.'),
        unit: z.string(),
        text: z.string().describe('The same as a sentence, with the reason where there is no value.'),
      }),
    ),
  }),
  slow: true,
  run: async (input, host, control) => {
    const { plan } = await validPlan(host, input);
    const steps = stepsOf(plan, input);
    const answers: Answer[] = [];
    for (const [i, step] of steps.entries()) {
      control.progress(i, steps.length, `solving for ${input.for}`);
      await turn(control);
      answers.push(...step());
    }
    return { text: answers.map(({ text }) => text).join('\n'), data: { answers } };
  },
});

function stepsOf(plan: ResolvedPlan, asked: Asked): Step[] {
  if (asked.for === 'price') return priceSteps(plan, asked);
  const own = Object.keys(plan.options).filter((name) => !plan.options[name]?.hosted);
  const options = chosen('option with hardware of its own', asked.option, own);
  const workloads = chosen('workload', asked.workload, Object.keys(plan.workloads));
  if (options.length === 0) throw new ToolError('The plan has no option with hardware of its own.');
  const what = asked.for;
  if (what === 'fleet') return options.map((option) => () => [fleetAnswer(plan, option)]);
  return options.flatMap((option) =>
    workloads.map((workload) => () => {
      const { solve: solved, say, none, unit } = LIMITS[what];
      const value = solved(plan, option, workload);
      const own = plan.workloads[workload];
      const open = what === 'requests' && (!own?.input || !own.output);
      const why = () =>
        open
          ? l10n.t('The plan does not say what a request of {workload} is: it has no input and output.', {
              workload,
            })
          : none(option, workload);
      const text = value === null ? why() : say(value, option, workload);
      return [{ of: what, option, workload, value, unit, text }];
    }),
  );
}

function fleetAnswer(plan: ResolvedPlan, option: string): Answer {
  const value = smallestFleet(plan, option);
  const text =
    value === null
      ? l10n.t('{option} does not serve everything with any number of accelerators.', { option })
      : l10n.t('{option} serves everything with {value} accelerators and no fewer.', {
          option,
          value: format.exact(value),
        });
  return { of: 'fleet', option, workload: null, value, unit: 'accelerators', text };
}

function priceSteps(plan: ResolvedPlan, asked: Asked): Step[] {
  const usual = comparisonOf(plan);
  if (!usual) throw new ToolError('A price needs two options to compare: the plan has fewer.');
  const [challenger = usual.challenger] = chosen(
    'option',
    asked.option ?? usual.challenger,
    Object.keys(plan.options),
  );
  const baseline = challenger === usual.baseline ? usual.challenger : usual.baseline;
  const names = Object.keys(plan.workloads);
  const workloads = chosen('workload', asked.workload, names);
  const priced = variablesOf(plan).filter(({ id }) => PRICES.some((price) => price === id));
  if (priced.length === 0)
    throw new ToolError('The plan holds no price that options could change places along.');
  return priced.flatMap((variable) =>
    // A price of hardware is of the whole plan, one of sold tokens of a workload.
    (variable.perWorkload ? workloads : [asked.workload ?? null]).map(
      (workload) => () =>
        findBreakEvens(plan, { baseline, challenger }, variable, workload).map((found, _, all) => ({
          of: variable.id,
          option: challenger,
          workload: found.workload,
          value: found.value,
          unit: found.unit,
          text: `${baseline} → ${challenger}: ${crossingSentence(plan, found, all)}`,
        })),
    ),
  );
}
