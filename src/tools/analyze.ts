import * as z from 'zod';
import { inDollarsMeanwhile } from '../units/shownMoney.js';
import { told } from '../report/answers/told.js';
import { pointOption } from '../report/answers/sweep.js';
import { verdict } from '../report/words/sentences.js';
import { briefReport } from '../report/writers/brief.js';
import { finite, resultJson } from '../report/writers/resultJson.js';
import { breakEvenSchema } from '../report/writers/resultSchema.js';
import { breakEvens } from '../engine/questions/breakEven.js';
import { searchedCrossings } from './crossings.js';
import { PLAN, planFor } from './inputs.js';
import { tool } from './tool.js';
import { standing, STANDING } from './validate.js';

const number = (description: string) => z.number().nullable().describe(description);

const optionInShort = z
  .object({
    feasible: z.boolean().describe('It serves all workloads, if with a purchase.'),
    works: z.enum(['owned', 'purchase', 'no']).describe('On what is there, with a purchase, or not at all.'),
    usdPerMillionTokens: number('USD per million decoded tokens.'),
    usdPerHour: number('USD per hour.'),
    pressure: number('Fill of the KV memory, of the fullest workload: over 1 does not fit.'),
    tokensPerSecondPerUser: number('Speed of the slowest workload.'),
    acceleratorsNeeded: number('Accelerators that the workloads take.'),
    lpxRacks: number('LPX racks; null without LPX.'),
    decodeOnly: z
      .boolean()
      .describe('Costs and speeds leave prompts out: the plan does not say what a request is.'),
    ttftSeconds: number('Time to the first token at p95, of the workload that waits longest.'),
    tpotSeconds: number('Time per output token, of the slowest workload.'),
    purchaseUsd: number('Capital of what has to be bought.'),
    stillToSpendUsdPerMillionTokens: number(
      'USD per million tokens where owned hardware costs only its running.',
    ),
  })
  .describe('An option, in few numbers.');

export const analyze = tool({
  name: 'analyze',
  title: 'Analyze a decode plan',
  description:
    'Computes the answer to a decode plan (a .decodeplan file): for each option whether it works, USD per million tokens, KV cache memory pressure, speed per user, accelerators and Groq LPX racks; break-evens between options; LPX attach rate. Use it for any number about serving cost, memory or speed of a plan instead of estimating it. To try a change, pass the edited plan as text. Reads only; runs offline, within seconds.',
  input: z.strictObject({
    ...PLAN,
    format: z
      .enum(['markdown', 'json'])
      .default('markdown')
      .describe(
        'markdown: verdict, options, break-evens and findings in short. json: every number, in SI units.',
      ),
  }),
  output: z.object({
    ...STANDING,
    verdict: z.string().nullable().describe('What to make of the plan, in a sentence.'),
    ranges: z
      .string()
      .nullable()
      .describe('That the ranges of the plan leave the winner open; empty where they do not.'),
    change: z
      .string()
      .nullable()
      .describe(
        'Prices of hardware or services at which the verdict would be another; empty: nothing competes.',
      ),
    basis: z
      .enum(['priced', 'sunk'])
      .nullable()
      .describe('The basis that picks the winner: owned hardware charged like bought, or only for running.'),
    options: z.record(z.string(), optionInShort).describe('What each option comes to, by name.'),
    breakEven: z
      .array(breakEvenSchema)
      .describe('Where the cheaper of the two compared options changes, along each input.'),
    result: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('With format json: every number, as the result schema describes them.'),
  }),
  slow: true,
  run: async (input, host, control) => {
    const analysis = await planFor(host, input);
    const { plan } = analysis;
    const answer = analysis.result();
    if (plan) await searchedCrossings(plan, control);
    const full =
      input.format === 'json' ? inDollarsMeanwhile(() => resultJson(analysis, input.path ?? null)) : null;
    const options = Object.entries(answer?.options ?? {});
    const said = plan && answer ? verdict(plan, answer) : null;
    const data = {
      ...standing(analysis),
      verdict: said && said.headline,
      change: said && said.change(),
      ranges: said && said.ranges(),
      basis: answer?.basis ?? null,
      options: finite(Object.fromEntries(options.map(([name, option]) => [name, pointOption(option)]))),
      breakEven: plan ? breakEvens(plan).map((one) => finite(told(one))) : [],
      ...(full ? { result: full } : {}),
    };
    return { text: full ? JSON.stringify(full) : briefReport(analysis), data };
  },
});
