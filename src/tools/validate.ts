import * as z from 'zod';
import { meetsTargets } from '../engine/questions/passes.js';
import { briefProblems } from '../report/writers/brief.js';
import { reportedProblems } from '../report/answers/reportedProblems.js';
import { diagnosticSchema } from '../report/writers/resultSchema.js';
import type { Analysis } from '../report/answers/analysis.js';
import { PLAN, planFor } from './inputs.js';
import { tool } from './tool.js';

/** What every tool about one plan says of its state. */
export const STANDING = {
  valid: z.boolean().describe('The text has no error.'),
  meetsTargets: z.boolean().describe('It is valid, and an option serves all its workloads.'),
  diagnostics: z
    .array(diagnosticSchema)
    .describe('Errors of the text, then what the numbers say, at their places.'),
};

export function standing(analysis: Analysis) {
  const { plan, problems } = analysis;
  const valid = plan !== null && problems.length === 0;
  const answer = analysis.result();
  return {
    valid,
    meetsTargets: valid && answer !== null && meetsTargets(plan, answer.options),
    diagnostics: reportedProblems(analysis),
  };
}

export const validate = tool({
  name: 'validate',
  title: 'Validate a decode plan',
  description:
    'Checks a decode plan (a .decodeplan file: YAML that describes how a large language model is served, with model, workloads, GPUs, options). Returns one line for each problem as LINE:COLUMN SEVERITY CODE: MESSAGE, with the nearest valid name where a key or id is unknown, and warnings where the numbers miss a target (KV cache over memory, speed not reached). Call it after writing or editing a plan, before answering with it. Reads only; runs offline in milliseconds.',
  input: z.strictObject(PLAN),
  output: z.object(STANDING),
  slow: false,
  run: async (input, host) => {
    const analysis = await planFor(host, input);
    return { text: briefProblems(analysis), data: standing(analysis) };
  },
});
