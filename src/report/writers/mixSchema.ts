import * as z from 'zod';
import { bases, earnings, onBasis, power, purchase, works } from './purchaseSchema.js';
import { byName, counted, flag, reason, text, textOrNull, value } from './resultMembers.js';

const mixed = z.strictObject({
  tokensPerSecond: value('Decoded tokens per second on average.'),
  usdPerMillionTokens: value(
    'USD per million tokens all-in, as its option shares out what the workloads have in common.',
  ),
  margin: value('Sale price less cost, over sale price: a fraction; null without a price.'),
  lpx: flag('Whether LPX racks work for it.'),
  reason,
});

/** `mix`. */
export const mix = z
  .strictObject({
    works,
    reasons: z
      .array(z.string())
      .meta({ description: 'Why workloads are left unserved, in words; empty if none is.' }),
    workloads: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'The option that serves each workload, by name; null where none does.' }),
    served: byName(mixed, 'What the workloads come to that are served, by name.'),
    accelerators: counted('Accelerators that are used, those for prompts included.'),
    lpxRacks: counted('LPX racks that are used.'),
    total: onBasis('All-in, over what is served. The same as basis.priced.'),
    basis: bases,
    purchase,
    power,
    earnings: z
      .strictObject(earnings)
      .meta({ description: 'What the workloads that it serves bring and leave.' }),
    exact: flag(
      'Whether every mix was weighed; otherwise none that differs in one workload, or in two exchanged, is cheaper.',
    ),
    reason,
  })
  .nullable()
  .meta({
    description:
      'The best mix: each workload on whichever option serves it best beside the others; null where the plan is not valid.',
  });

/** `attachRate`. */
export const attachRate = z
  .strictObject({
    ofTokens: value('Part of the decoded tokens of the best mix that LPX racks work for: a fraction.'),
    ofTokensRange: z
      .strictObject({
        low: value('With ties given to what has no LPX.'),
        high: value('With ties given to LPX.'),
        reason,
      })
      .nullable()
      .meta({ description: 'The same where what costs as much within the model’s error is given away.' }),
    overRanges: z
      .strictObject({
        low: value('The lowest of the best mix and of those options.'),
        high: value('The highest of them.'),
        rivals: z
          .array(z.string())
          .meta({ description: 'Options where LPX serves another part of the tokens than in the mix.' }),
        reason,
      })
      .nullable()
      .optional()
      .meta({
        description:
          'Attach rates of options that draws over the plan’s ranges do not put behind the best mix; null where there are none, or with overRangesReason.',
      }),
    overRangesReason: reason,
    ofRevenue: value('Part of what the tokens are sold for: a fraction; null where a workload has no price.'),
    ofGpuRacks: value('Part of the GPU racks that serve those tokens: a fraction.'),
    lpxRacksPerGpuRack: value('LPX racks for each GPU rack (GPU, where none are counted).'),
    lpxRacksPer72Gpus: value('LPX racks for each 72 accelerators that are used; null where none are.'),
    ties: z.array(text('Name of a workload.')).meta({
      description: 'Workloads that cost the same with LPX and without, within what the model errs.',
    }),
    forcedBy: textOrNull(
      'The workload that only LPX can serve, and that most racks are there for; null where there is none.',
    ),
    forcedUsdPerMillionTokens: value('USD that a million of its tokens adds to the bill.'),
    perWorkload: byName(
      z.strictObject({
        winner: textOrNull('The option that serves it in the best mix; null where none does.'),
        margin: value('What the bill grows by with the runner-up, as a fraction of what the workload costs.'),
        runnerUp: textOrNull('The next cheapest option; null where there is none.'),
        reason,
      }),
      'The option of each workload in the best mix, by name.',
    ),
    reason,
  })
  .nullable()
  .meta({ description: 'The LPX part of the best mix; null where the plan is not valid.' });
