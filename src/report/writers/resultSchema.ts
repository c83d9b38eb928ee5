import * as z from 'zod';
import { evidence } from './evidenceSchema.js';
import { attachRate, mix } from './mixSchema.js';
import { optionResult } from './optionSchema.js';
import { mostServed } from './purchaseSchema.js';
import { atLengths, byName, counted, flag, reason, text, textOrNull, value } from './resultMembers.js';

const variant = (description: string) =>
  z
    .strictObject({
      bytesPerToken: value('Bytes that one more token costs at the p50 context.'),
      bytesPerSequence: atLengths('Bytes of one sequence.'),
      reason,
    })
    .meta({ description });

const kvCache = z
  .strictObject({
    bytesPerToken: value('Bytes that one more token costs at the p50 context, one sequence, unsharded.'),
    fixedBytes: value('Bytes that a sequence holds whatever its length: full windows and states.'),
    stateBytes: value('The part of fixedBytes that is recurrent or compressor state.'),
    bytesPerSequence: atLengths('Bytes of the KV cache of one sequence, unsharded.'),
    readBytesPerStep: atLengths('Bytes of the KV cache that a decode step reads for one sequence.'),
    variants: z
      .strictObject({
        mha: variant('With a key and a value for every query head.'),
        gqa8: variant('With eight groups of query heads.'),
        mqa: variant('With one key and value for all query heads.'),
        mla: variant('With a latent (MLA) cache.'),
        native: variant('As the model is.'),
      })
      .meta({ description: 'What the same model would keep with other kinds of attention.' }),
    savings: value('1 - native / mha at p50: a fraction.'),
    reason,
  })
  .nullable()
  .meta({
    description: 'The KV cache of one sequence; null where it is not known how the model keeps its past.',
  });

/** A problem with its place, as results and tools tell it. */
export const diagnosticSchema = z
  .strictObject({
    severity: z.enum(['error', 'warning', 'information']).meta({ description: 'How bad it is.' }),
    message: text('What is wrong, in words.'),
    code: text('Stable name of what is wrong, as in unknown-key.'),
    line: counted('Line where it begins, from 1.').min(1),
    column: counted('Column where it begins, from 1.').min(1),
    endLine: counted('Line where it ends, from 1.').min(1),
    endColumn: counted('Column behind its end, from 1.').min(1),
  })
  .meta({ description: 'Something wrong with the text, or that the numbers say about it.' });

const order = z
  .strictObject({
    rival: text('Name of the option.'),
    samples: counted('Draws that were made of both: no more than it takes to tell.'),
    rivalCheaper: value(
      'Share of the draws that either serves in within the plan’s limits, in which the rival is the cheaper one.',
    ),
    leadForbidden: value('Share of those draws in which the option that is ahead does not work.').optional(),
    same: value('Share of those draws in which both cost the same.'),
    stands: z.enum(['firm', 'tie', 'behind']).meta({
      description:
        'firm: the option that is ahead is cheaper in four of five draws; behind: the rival is; tie: neither.',
    }),
    mostly: z
      .strictObject({
        path: text('The input, by the path of its member.'),
        above: flag('Whether it is the upper half of its range.'),
        value: value('The middle of its draws, in the SI unit of the member.'),
        reason,
      })
      .nullable()
      .meta({
        description:
          'The half of the range of an input that holds three of four draws in which the rival costs no more; null where it is firm or no half does.',
      }),
    reason,
  })
  .meta({ description: 'How a rival stands to the option that is ahead, over the ranges of the plan.' });

const verdict = z
  .strictObject({
    tone: z.enum(['good', 'caution', 'bad', 'unknown']).meta({
      description:
        'Whether something works; caution where it does at a loss, as a tie within what the model errs or over the ranges, or where something cheaper is only short of hardware.',
    }),
    option: textOrNull('The option that it is about; null where the plan names none.'),
    sentence: text('What to do, and what it costs.'),
    detail: text('What stands behind it; empty where nothing does.'),
    change: text('Prices at which it would be another; empty where nothing competes.'),
    ranges: text(
      'That the ranges of the plan leave the winner open; empty where they do not, or nothing competes.',
    ),
    draws: z.array(order).meta({
      description:
        'How often each rival is cheaper than the option that is ahead, drawn over the ranges of the plan; those that cost the same are left out.',
    }),
  })
  .nullable()
  .meta({ description: 'What to make of the plan, as every surface says it; null where it is not valid.' });

const model = z
  .strictObject({
    id: text('Catalogue id, or the name that the plan gives.'),
    layers: counted('Layers.'),
    parameters: value('Parameters in all.'),
    activeParameters: value('Parameters that one token goes through.'),
    weightsBytes: value('Bytes of the weights as they are served.'),
    reason,
  })
  .nullable()
  .meta({ description: 'The model; null where the plan is not valid.' });

const rates = (description: string) =>
  z
    .strictObject({
      requestsPerSecond: value(
        'Requests that arrive per second; null where the plan does not say what one is.',
      ),
      outputTokensPerSecond: value('Decoded tokens per second.'),
      inputTokensPerSecond: value('Prompt tokens per second, cached ones included.'),
      reason,
    })
    .nullable()
    .meta({ description });

const load = z
  .strictObject({
    average: rates('On average, which money is about; null in a closed loop that no option serves.'),
    peak: rates('At peak, which fleets, memory and times are about: average over utilization.'),
    inFlight: value('Requests queued, in prefill or decoding at peak, at the times that are really reached.'),
    decoding: value('Of those, the ones that decode.'),
    closedLoop: flag('Whether no volume is given, so that each user asks again at once.'),
    consistent: flag('Whether users, speed and volumes of the plan agree within a tenth.'),
    reason,
  })
  .meta({ description: 'What a workload asks of a fleet.' });

const stretch = (description: string) =>
  z.tuple([z.number().nullable(), z.number().nullable()]).meta({ description });

const crossing = {
  cheaperBelow: textOrNull('Option that is cheaper below.'),
  cheaperAbove: textOrNull('Option that is cheaper above.'),
  bracket: stretch('Between which it lies for sure, or what was searched; in unit.'),
  aboutEqual: stretch('Where both cost the same within 2 %, in unit.')
    .nullable()
    .meta({ description: 'Where both cost the same within 2 %, in unit; null where that is a point.' }),
};

const basisName = (description: string) => z.enum(['priced', 'sunk']).meta({ description });

/** Stretches of an input, each with the option that is ahead there. */
const stretches = (cheaper: string) =>
  z.array(
    z.strictObject({
      from: value('The first place of the stretch that was looked at, in unit.'),
      to: value('The last.'),
      cheaper: textOrNull(cheaper),
      reason,
    }),
  );

/** One break-even, likewise. */
export const breakEvenSchema = z.strictObject({
  variable: text('Input along which was searched, as in price, speed, demand.'),
  unit: text('Unit of value and bracket.'),
  baseline: text('Option that the challenger is held against.'),
  challenger: text('Option that is asked about.'),
  workload: textOrNull('Workload that it is about; null for the plan as a whole.'),
  value: value('Where the cheaper option changes, in unit; null where it does not.'),
  ...crossing,
  basis: basisName('Which costs are compared: all-in, or what is still to spend.'),
  searched: stretch('The range that was looked through, in unit.'),
  otherBasis: z
    .strictObject({
      basis: basisName('The basis that does not decide.'),
      crossings: z
        .array(
          z.strictObject({ value: value('Where the cheaper option changes, in unit.'), ...crossing, reason }),
        )
        .meta({ description: 'Where the cheaper option changes on it.' }),
      cheaper: textOrNull('Without a crossing the option that is cheaper; null where none is.'),
      aboutEqual: stretch('Where both cost the same within 2 %, in unit.')
        .nullable()
        .meta({ description: 'Without a crossing, where both cost the same within 2 %; null for nowhere.' }),
      reason: textOrNull('Why there is none, in words; null where there is one.'),
    })
    .nullable()
    .meta({ description: 'The same on the other basis; null where both are one, since nothing is owned.' }),
  withinLimits: stretches('The cheaper option that the plan allows there; null where it allows neither.')
    .optional()
    .meta({
      description:
        'Which of both is the cheapest within `buy`, the budget and written counts, on the basis that decides; left out where these forbid neither in the range.',
    }),
  whereServed: stretches('The cheaper of those that serve there; null where neither does.').optional().meta({
    description:
      'The cheapest that serves, stretch by stretch, on the basis that decides; left out beside withinLimits, and where both serve over the whole range.',
  }),
  reason: textOrNull('Why there is none, in words; null where there is one.'),
});

const secondPurchase = z
  .strictObject({
    baseline: text('Option that the challenger is held against.'),
    challenger: text('Option that buys more LPX racks.'),
    lpxRacks: counted('LPX racks that it has beyond the baseline’s.'),
    usdPerHour: value('USD per hour that those racks cost.'),
    basis: basisName('Which costs are compared: all-in, or what is still to spend.'),
    timesAsMuch: value('What the challenger costs an hour over what the baseline does; null where unknown.'),
    tokensPerSecond: value(
      'Decoded tokens per second of what is asked for, beyond the baseline’s on the same accelerators.',
    ),
    onlyChallenger: flag('Whether the baseline serves nothing: all tokens are the challenger’s.'),
    usdPerMillionTokens: value('USD per million tokens of those that are added; null where none are.'),
    reason,
  })
  .nullable()
  .meta({
    description: 'What LPX racks bring where the accelerators are paid for; null where none are asked about.',
  });

const uncertainty = z
  .strictObject({
    samples: counted('Draws of all uncertain inputs.'),
    seed: counted('Seed of the draws.'),
    basis: basisName('Which costs are drawn: all-in, or what is still to spend.'),
    probabilityChallengerWins: value('How often the challenger is cheaper: a fraction.'),
    standardError: value('Of the probability, from the number of samples alone.'),
    tie: z.boolean().nullable().meta({
      description:
        'Whether the two options order the same way in fewer than four of five draws; null where nothing is decided.',
    }),
    headlines: byName(
      z.strictObject({
        p10: value('USD per million tokens that one draw in ten is below.'),
        p50: value('Median, in USD per million tokens.'),
        p90: value('USD per million tokens that one draw in ten is above.'),
        reason,
      }),
      'Spread of costs, by name: usdPerMillionTokens.<option> and challengerMinusBaseline.',
    ),
    forbidden: byName(
      value('Part of the draws: a fraction.'),
      'Options that serve in some draws but do not work there, beyond the plan’s limits or targets, by name; left out where all work.',
    ).optional(),
    differences: z
      .array(
        z.strictObject({
          option: text('Option whose cost in the plan is not the middle of its draws.'),
          point: value('USD per million tokens at the likely values.'),
          median: value('USD per million tokens in the middle of the draws.'),
          unserved: value('Part of the draws in which it does not serve the plan.'),
          inputs: z
            .array(
              z.strictObject({
                path: text('Place of the input in the plan.'),
                likely: value('Its likely value, in SI units.'),
                middle: value('The middle of its draws, in SI units.'),
                reason,
              }),
            )
            .meta({ description: 'Inputs whose middle draw moves the cost that way; none: costs step.' }),
          reason,
        }),
      )
      .meta({
        description: 'Options whose cost in the plan differs from the middle of the draws, with why.',
      }),
    reason,
  })
  .nullable()
  .meta({
    description: 'Spread over the plan’s ranges and the model’s error; null where it was not asked for.',
  });

/**
 * The shape of `analyze --format json`: every member that is written, and no other. What other programs may rely on
 * is looser, see `resultJsonSchema`. `ResultJson` is the same as a type.
 */
export const resultSchema = z
  .strictObject({
    format: z.literal(1).meta({ description: 'Version of this shape.' }),
    plan: z
      .strictObject({
        title: textOrNull('The plan’s title.'),
        model: textOrNull('Id of its model; null where the plan is not valid.'),
        file: textOrNull('Name of its file; null where it has none.'),
      })
      .meta({ description: 'What was analysed.' }),
    diagnostics: z
      .array(diagnosticSchema)
      .meta({ description: 'Errors of the text, then what the numbers say, at their places.' }),
    verdict,
    model,
    workloads: byName(z.strictObject({ kvCache, reason }), 'What each workload keeps, by name.'),
    options: byName(optionResult, 'What each option comes to, by name.'),
    basis: z.enum(['priced', 'sunk']).nullable().meta({
      description:
        'The basis that picks the winner: owned hardware charged like bought hardware, or only for running; null where the plan is not valid.',
    }),
    load: byName(load, 'What each workload asks for, by name.'),
    breakEven: z
      .array(breakEvenSchema)
      .meta({ description: 'Where the cheaper of the two compared options changes, along each input.' }),
    secondPurchase,
    mix,
    attachRate,
    uncertainty,
    mostServed,
    evidence,
    reason,
  })
  .meta({
    title: 'Decode Plan result',
    description: 'SI units: bytes, seconds, per second, USD, fractions 0..1. null has a reason beside it.',
  });

/** The schema as published. Members may be added to results: whoever checks them must let those pass. */
export function resultJsonSchema(): unknown {
  return z.toJSONSchema(resultSchema, {
    io: 'output',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}

/** What a member of results means; empty where they have none there. */
export function resultMemberAt(path: readonly (string | number)[]): string {
  const at = path.reduce<JsonShape[]>(
    (shapes, part) =>
      shapes.flatMap((shape) => {
        const own = shape.properties;
        if (own && Object.hasOwn(own, part)) return alternativesOf(own[part]);
        if (typeof shape.additionalProperties === 'object') return alternativesOf(shape.additionalProperties);
        return alternativesOf(shape.items);
      }),
    // Of what zod writes, these parts alone are read.
    [z.toJSONSchema(resultSchema, { io: 'output' }) as JsonShape],
  );
  return at.find(({ description }) => description !== undefined)?.description ?? '';
}

interface JsonShape {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonShape>>;
  readonly additionalProperties?: JsonShape | boolean;
  readonly items?: JsonShape;
  readonly anyOf?: readonly JsonShape[];
}

/** A shape with what may stand in its place. */
function alternativesOf(shape: JsonShape | undefined): JsonShape[] {
  return shape ? [shape, ...(shape.anyOf ?? [])] : [];
}
