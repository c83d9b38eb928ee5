import * as z from 'zod';
import { findBreakEvens } from '../engine/questions/breakEven.js';
import { comparisonOf } from '../engine/questions/comparison.js';
import { askedVariables, variablesOf } from '../engine/questions/variables.js';
import { told } from '../report/answers/told.js';
import { finite } from '../report/writers/resultJson.js';
import { breakEvenSchema } from '../report/writers/resultSchema.js';
import { crossingSentence, searchedCrossings } from './crossings.js';
import { chosen, name, PLAN, validPlan, WORKLOAD } from './inputs.js';
import { tool, ToolError } from './tool.js';

export const breakEven = tool({
  name: 'break_even',
  title: 'Find break-evens',
  description:
    'Finds every place along an input of a decode plan where the cheaper of two options changes: price of an LPX rack, speed per user, demand, context, accepted length, electricity, utilization and others, each with what is cheaper below and above, the searched range, and the reason where there is none. Without variable it searches all that the plan asks for. Use it for questions like "when does LPX pay off". Reads only; runs offline, within seconds.',
  input: z.strictObject({
    ...PLAN,
    variable: name(
      'Input to search along, as in price, speed, demand, context. Left out: all of them.',
    ).optional(),
    baseline: name('Option to hold the challenger against. Left out: as the plan asks.').optional(),
    challenger: name('Option that is asked about. Left out: as the plan asks.').optional(),
    workload: WORKLOAD,
  }),
  output: z.object({
    breakEven: z.array(breakEvenSchema).describe('The break-evens, in SI units.'),
  }),
  slow: true,
  run: async (input, host, control) => {
    const { plan } = await validPlan(host, input);
    const options = Object.keys(plan.options);
    const usual = comparisonOf(plan);
    if (!usual) throw new ToolError('A break-even needs at least two options in the plan.');
    const [baseline = ''] = chosen('option', input.baseline ?? usual.baseline, options);
    const [challenger = ''] = chosen('option', input.challenger ?? usual.challenger, options);
    if (baseline === challenger) throw new ToolError('Baseline and challenger are the same option.');
    const names = Object.keys(plan.workloads);
    const workloads = chosen('workload', input.workload, names);
    const possible = variablesOf(plan);
    const [one] =
      input.variable === undefined
        ? []
        : chosen(
            'variable',
            input.variable,
            possible.map(({ id }) => id),
          );
    const along = one === undefined ? askedVariables(plan) : possible.filter(({ id }) => id === one);
    const whole = input.workload ?? (names.length === 1 ? names[0] : null) ?? null;
    const parts = along.flatMap(({ id, perWorkload }) =>
      (perWorkload ? workloads : [whole]).map((workload) => ({ variable: id, workload })),
    );
    const found = await searchedCrossings(plan, control, parts, ({ variable, workload }) => {
      const owner = along.find(({ id }) => id === variable);
      return owner ? findBreakEvens(plan, { baseline, challenger }, owner, workload) : [];
    });
    return {
      text: [
        `${challenger} against ${baseline}:`,
        ...found.map(
          (each) =>
            `- ${each.workload === null ? '' : `${each.workload}: `}${crossingSentence(plan, each, found)}`,
        ),
      ].join('\n'),
      data: { breakEven: found.map((each) => finite(told(each))) },
    };
  },
});
