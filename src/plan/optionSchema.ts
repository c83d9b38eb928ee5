import * as z from 'zod';
import { count, fraction, NEEDS_ONE, quantity, word } from './quantitySchema.js';
import { prefill } from './requestSchema.js';
import { gpus, optionGpus } from './purchaseSchema.js';
import { serving } from './servingSchema.js';

const acceptance = z
  .union([
    quantity(
      'acceptance',
      { title: 'Accepted length', description: 'Tokens a step emits, bonus token included.' },
      { least: [1, '1: a step always emits one token'] },
    ),
    z
      .array(
        fraction(
          { title: 'Survival', description: 'Part of the drafts at this position that are accepted.' },
          { zero: 'allowed', single: true },
        ),
      )
      .min(1, NEEDS_ONE),
    z.strictObject({
      lengths: z
        .array(
          quantity(
            'acceptance',
            { title: 'Accepted length', description: 'With this many drafts.' },
            { least: [1, '1'], single: true },
          ),
        )
        .min(1, NEEDS_ONE)
        .meta({
          title: 'Lengths',
          description: 'Accepted length with 1, 2, 3 … drafts, bonus token included.',
          examples: ['[1.84, 2.51, 3.01]'],
        }),
    }),
    z.string(),
  ])
  .meta({
    title: 'Accepted length',
    inText: 'accepted length',
    description:
      'How many tokens a step emits, bonus token included: one accepted length, a list of how often the draft at each position is accepted, `lengths` by number of drafts, or a profile of the catalogue (`golden`: measured at temperature 1 on coding prompts; `production`: live traffic).',
    catalogue: 'acceptance',
    examples: ['golden', 'production', '3.5', '[84%, 64%, 45%]'],
    defaultText: 'golden',
  });

const speculation = z
  .strictObject({
    method: z.string().meta({
      title: 'Method',
      description:
        'Who drafts: `mtp`, `eagle3`, `eagle3.1`, `p-eagle`, `dflash`, `dflash2`, `domino`, `dspark`, `ngram`, `draft-model`, or `none`.',
      catalogue: 'speculators',
      examples: ['dspark', 'mtp', 'eagle3'],
    }),
    model: z
      .string()
      .meta({
        title: 'Draft model',
        description: 'The model that drafts, with `draft-model`: a catalogue id or Hugging Face name.',
        catalogue: 'models',
        examples: ['llama-3.2-1b', 'qwen3-0.6b'],
      })
      .optional(),
    draftTokens: quantity(
      'count',
      {
        title: 'Draft tokens',
        description: 'Tokens drafted for each step at most.',
        examples: ['5', '3'],
        defaultText: '5, or what the acceptance profile knows; 1 for mtp',
      },
      { whole: true, single: true, zero: 'allowed', most: [64, '64'] },
    ).optional(),
    verification: word(
      {
        fixed: { description: 'every draft is verified' },
        adaptive: { description: 'as many drafts as pay at the present load' },
      },
      {
        title: 'Verification',
        description: 'How many of the drafts the model verifies in a step.',
        defaultText: 'adaptive for dspark, fixed for the others',
      },
    ).optional(),
    acceptance: acceptance.optional(),
    drafterWeights: quantity(
      'bytes',
      {
        title: 'Drafter weights',
        description: 'Weights of the drafter, over the whole replica.',
        examples: ['10.3 GB'],
        defaultText: 'the catalogue’s for this model',
      },
      { zero: 'allowed' },
    ).optional(),
    draftCost: fraction(
      {
        title: 'Draft cost',
        description: 'Time of drafting over the time of one target step.',
        examples: ['15%'],
        defaultText: 'the catalogue’s for this model',
      },
      { zero: 'allowed' },
    ).optional(),
  })
  .meta({
    title: 'Speculation',
    description: 'Speculative decoding: a drafter proposes tokens, the model verifies them in one step.',
    snippet: '{ method: ${1:dspark}, draftTokens: ${2:5} }',
  });

const lpx = z
  .strictObject({
    racks: z
      .union([
        z.literal('auto').meta({ title: 'As many as the weights and the demand need' }),
        count({ title: 'Racks', description: '' }),
      ])
      .meta({
        title: 'LPX racks',
        inText: 'LPX racks',
        unit: 'racks',
        description: 'Racks bought, or `auto`: as many as the weights and the demand need.',
        examples: ['auto', '13'],
        defaultText: 'auto',
      })
      .optional(),
    role: word(
      {
        auto: { description: 'the cheapest of the three' },
        ffn: { description: 'feed-forward weights on LPX, attention on GPUs' },
        drafter: { description: 'drafts on LPX, verified on GPUs' },
        decode: { description: 'all of decoding on LPX' },
      },
      {
        title: 'Role',
        description: 'What the LPX racks do of decoding.',
        defaultText: 'auto',
      },
    ).optional(),
    price: quantity('money', {
      title: 'LPX price per rack',
      inText: 'LPX price per rack',
      description: 'Groq 3 LPX has no list price: give a range and every analysis shows its spread.',
      examples: ['2.5M..4.5M USD'],
      defaultText: 'the catalogue’s assumption',
    }).optional(),
    power: quantity('power', {
      title: 'LPX power per rack',
      inText: 'LPX power per rack',
      description: 'At the meter.',
      examples: ['130 kW'],
      defaultText: 'the catalogue’s',
    }).optional(),
    rent: quantity(
      'hourPrice',
      {
        title: 'LPX rent per rack',
        inText: 'LPX rent per rack',
        description: 'Of one rack; replaces price, power and hosting.',
        examples: ['120 USD/h'],
        defaultText: 'bought, not rented',
      },
      { zero: 'allowed' },
    ).optional(),
    storage: word(
      {
        fp8: { description: 'as LP30 computes' },
        fp4: { description: 'half the bytes; not confirmed' },
      },
      {
        title: 'Weight storage',
        description: 'LP30 computes in FP8; FP4 storage is not confirmed.',
        defaultText: 'fp8',
      },
    ).optional(),
  })
  .meta({
    title: 'Groq 3 LPX',
    description: 'Decode racks of 256 LPUs beside the GPUs.',
    snippet: '{ racks: auto, role: ${1|auto,ffn,drafter,decode|}, price: ${2:2.5M..4.5M USD} }',
  });

const dynamo = z
  .strictObject({
    remoteDrafter: z
      .boolean()
      .meta({
        title: 'Remote drafter',
        description: 'Drafting runs beside the target and overlaps with it.',
        defaultText: 'true where `drafter` is given',
      })
      .optional(),
    drafter: gpus
      .meta({
        title: 'Drafter accelerators',
        description: 'Accelerators that draft beside those that verify.',
        examples: ['{ type: h100-sxm, count: 8 }'],
        defaultText: 'none',
        snippet: '{ type: ${1:h100-sxm}, count: ${2:8} }',
      })
      .optional(),
    overlap: fraction(
      {
        title: 'Overlap',
        description: 'Part of drafting and link time hidden behind verification.',
        examples: ['80%'],
        defaultText: '50 %',
      },
      { zero: 'allowed' },
    ).optional(),
  })
  .meta({
    title: 'Dynamo',
    description:
      'NVIDIA Dynamo as conductor: LPX and speculation together, with a remote drafter that overlaps.',
  });

const hosted = z
  .union([
    z.string(),
    z.strictObject({
      name: z.string().meta({ title: 'Name', description: 'What to call it.' }).optional(),
      output: quantity(
        'tokenPrice',
        {
          title: 'Output price',
          inText: 'output price',
          description: 'Of a decoded token.',
          examples: ['3 USD/Mtok'],
        },
        { zero: 'allowed' },
      ),
      input: quantity(
        'tokenPrice',
        {
          title: 'Input price',
          description: 'Of a prompt token. Charged where a workload gives `input` and `output`.',
          examples: ['0.5 USD/Mtok'],
        },
        { zero: 'allowed' },
      ).optional(),
      cachedInput: quantity(
        'tokenPrice',
        {
          title: 'Cached input price',
          description: 'Of a prompt token that the prefix cache serves.',
          examples: ['0.05 USD/Mtok'],
        },
        { zero: 'allowed' },
      ).optional(),
      speed: quantity('tokenRate', {
        title: 'Speed',
        description: 'Tokens per second that a user sees.',
        examples: ['1000 tok/s'],
      }).optional(),
    }),
  ])
  .meta({
    title: 'Hosted service',
    description: 'Buy decoded tokens instead: a catalogue id, or price and speed.',
    catalogue: 'hosted',
    examples: ['aws-trainium3-cerebras-cs3', '{ output: 3 USD/Mtok, speed: 150 tok/s }'],
  });

/** One of `options`. */
export const option = z
  .strictObject({
    speculation: speculation.optional(),
    lpx: lpx.optional(),
    dynamo: dynamo.optional(),
    prefill: prefill.optional(),
    hosted: hosted.optional(),
    gpus: optionGpus.optional(),
    serving: serving.optional(),
  })
  .nullable()
  .meta({
    title: 'Option',
    description:
      'Something that could be done; `{}` leaves everything as it is. `gpus` and `serving` here replace the plan’s own members.',
  });
