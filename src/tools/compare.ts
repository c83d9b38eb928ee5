import * as z from 'zod';
import { breakEvenParts, breakEvensOf } from '../engine/questions/breakEven.js';
import { comparePlans } from '../report/answers/comparePlans.js';
import type { Analysis } from '../report/answers/analysis.js';
import { changeSteps } from '../report/answers/changeSteps.js';
import { comparisonJson, comparisonMarkdown } from '../report/writers/comparisonText.js';
import { finite } from '../report/writers/resultJson.js';
import { PLAN, planFor } from './inputs.js';
import { tool, turn } from './tool.js';

const version = z.object({
  name: z.string().describe('Path of the plan, or which of the two it is.'),
  valid: z.boolean().describe('It has no error.'),
  meetsTargets: z.boolean().describe('An option serves everything.'),
  verdict: z.string().describe('What to make of it, in a sentence.'),
  change: z.string().describe('Prices at which that would be another; empty where nothing competes.'),
});

const value = (description: string) =>
  z.union([z.number(), z.string(), z.boolean()]).nullable().describe(description);
const textOrNull = (description: string) => z.string().nullable().describe(description);

export const compare = tool({
  name: 'compare',
  title: 'Compare two decode plans',
  description:
    'Tells what changes from one decode plan to another, or between two versions of one: inputs that differ, and every result that moves by half a percent or more (whether options work, who is cheapest, costs, purchases, memory, speed, break-evens), each better, worse or changed. Use it to say what an edit does: pass the plan as it is as before and the edited text as after. Reads only; runs offline, within seconds.',
  input: z.strictObject({
    before: z.strictObject(PLAN).describe('The plan that changes are told from.'),
    after: z.strictObject(PLAN).describe('The plan that changes are told to.'),
  }),
  output: z.object({
    before: version,
    after: version,
    inputs: z
      .array(
        z.object({
          path: z.string().describe('Member of the file.'),
          before: textOrNull('As the first plan writes it; null where it does not.'),
          after: textOrNull('As the second plan writes it; null where it does not.'),
          beforeDefault: textOrNull('What stands in where the first does not write it.'),
          afterDefault: textOrNull('What stands in where the second does not write it.'),
        }),
      )
      .describe('Inputs that differ.'),
    results: z
      .array(
        z.object({
          option: textOrNull('Option that it is about; null for the plan or a workload as a whole.'),
          workload: textOrNull('Workload that it is about; null for all.'),
          measure: z.string().describe('Stable name, as in usdPerMillionTokens.'),
          label: z.string().describe('The same for a reader.'),
          before: value('SI units and USD; null where there is none.'),
          after: value('SI units and USD; null where there is none.'),
          shownBefore: z.string().describe('The same for a reader.'),
          shownAfter: z.string().describe('The same for a reader.'),
          change: z.number().nullable().describe('After over before, less one; null without numbers.'),
          direction: z.enum(['better', 'worse', 'changed']).describe('Which way it moved.'),
          reason: z.string().optional().describe('Why a number beside it is null.'),
        }),
      )
      .describe('Results that move.'),
  }),
  slow: true,
  run: async ({ before, after }, host, control) => {
    const versions: { name: string; analysis: Analysis }[] = [];
    for (const [which, source] of Object.entries({ before, after }))
      versions.push({ name: source.path ?? which, analysis: await planFor(host, source) });
    const plans = versions.flatMap(({ analysis: { plan } }) => plan ?? []);
    const parts = plans.flatMap((plan) =>
      breakEvenParts(plan).map((part) => ({
        what: `break-even: ${part.variable}`,
        step: () => void breakEvensOf(plan, part),
      })),
    );
    const all = parts.length + versions.length;
    for (const [i, { what, step }] of parts.entries()) {
      control.progress(i, all, what);
      await turn(control);
      step();
    }
    for (const [i, { analysis }] of versions.entries()) {
      control.progress(parts.length + i, all, 'what would change the verdict');
      for (const _ of changeSteps(analysis)) await turn(control);
    }
    const [first, second] = versions;
    if (!first || !second) throw new Error('two plans were read');
    const comparison = comparePlans(first, second);
    return { text: comparisonMarkdown(comparison), data: finite(comparisonJson(comparison)) };
  },
});
