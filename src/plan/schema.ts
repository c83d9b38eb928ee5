import * as z from 'zod';
import * as l10n from '../l10n/l10n.js';
import { budget, economics } from './economicsSchema.js';
import { option } from './optionSchema.js';
import { count, fraction, length, quantity, word } from './quantitySchema.js';
import { buy, gpus, owned } from './purchaseSchema.js';
import { remembered } from './remembered.js';
import { prefillCalibration, requestMembers } from './requestSchema.js';
import { serving } from './servingSchema.js';

const context = z
  .union([
    length({ title: 'Context', description: 'Tokens in the KV cache of one sequence.' }),
    z.strictObject({
      p50: length({
        title: 'Median context',
        inText: 'median context',
        description: 'Half of the sequences are no longer than this.',
        examples: ['96K', '8K'],
      }),
      p95: length({
        title: 'p95 context',
        description:
          'One sequence in twenty is longer than this. Memory must hold a whole mix of such lengths.',
        examples: ['512K', '64K'],
        defaultText: 'the median',
      }).optional(),
      max: length({
        title: 'Longest context',
        description: 'No sequence is longer; the distribution is cut here.',
        examples: ['1M', '128K'],
        defaultText: 'the 95th percentile',
      }).optional(),
    }),
  ])
  .meta({
    title: 'Context length',
    description:
      'Tokens that a sequence holds in the KV cache while it decodes: one length, or a distribution by its median, 95th percentile and maximum. `32K` is 32,768 tokens, `32k` is 32,000.',
    examples: ['{ p50: 96K, p95: 512K, max: 1M }', '32K'],
    snippet: '{ p50: ${1:8K}, p95: ${2:64K} }',
  });

/** One price covers the whole request; three are charged as an API charges them. */
const salePrice = z
  .union([
    quantity('tokenPrice', {
      title: 'Sale price',
      description: 'Of a decoded token, its prompt included.',
    }),
    z.strictObject({
      input: quantity('tokenPrice', {
        title: 'Input sale price',
        description: 'What a prompt token sells for.',
        examples: ['0.30 USD/Mtok'],
        defaultText: 'nothing is charged for prompts',
      }).optional(),
      cachedInput: quantity('tokenPrice', {
        title: 'Cached input sale price',
        description: 'What a prompt token sells for that the prefix cache serves.',
        examples: ['0.03 USD/Mtok'],
        defaultText: 'as the input',
      }).optional(),
      output: quantity('tokenPrice', {
        title: 'Output sale price',
        description: 'What a decoded token sells for.',
        examples: ['1.20 USD/Mtok'],
      }),
    }),
  ])
  .meta({
    title: 'Sale price',
    inText: 'sale price',
    description:
      'What a decoded token sells for, its prompt included, or the prices of `input`, `cachedInput` and `output`; with it, options show a margin.',
    examples: ['0.87 USD/Mtok', '{ input: 0.30 USD/Mtok, output: 1.20 USD/Mtok }'],
  });

const workload = z
  .strictObject({
    concurrency: count({
      title: 'Concurrency',
      description:
        'Requests in flight at peak: queued, in prefill or decoding. Beside a volume it is the least.',
      examples: ['1800', '64'],
      defaultText: 'with `demand` or `requests`: what their volume takes at the times really reached',
    }).optional(),
    context,
    ...requestMembers,
    speed: quantity('tokenRate', {
      title: 'Speed per user',
      inText: 'speed per user',
      description: 'Tokens per second that each user must see at least.',
      examples: ['100 tok/s', '35 tok/s'],
      defaultText: 'no target: accelerators are loaded until memory is full',
    }).optional(),
    demand: quantity('tokenVolume', {
      title: 'Demand',
      inText: 'demand',
      description: 'Decoded volume. It sizes the fleet and the bill.',
      examples: ['40B tokens/day', '2M tokens/s'],
      defaultText: 'what the sequences make while they run',
    }).optional(),
    price: salePrice.optional(),
    share: fraction({
      title: 'Share of tokens',
      description: 'Part of all decoded tokens that this workload makes. Shares of a plan add up to 100 %.',
      examples: ['60%', '40%'],
      defaultText: 'by demand where all workloads give one, else equal parts',
    }).optional(),
  })
  .meta({
    title: 'Workload',
    description: 'A kind of traffic: how many sequences, how long, how fast, how much.',
    snippet: '\n  concurrency: ${1:64}\n  context: ${2:32K}\n  speed: ${3:30 tok/s}',
  });

/** Inputs that a break-even can be searched along. */
const VARIABLES = {
  price: { description: 'price of an LPX rack' },
  rent: { description: 'rent of an LPX rack' },
  speed: { description: 'speed that each user must see' },
  demand: { description: 'decoded volume' },
  context: { description: 'median length of the sequences' },
  acceptedLength: { description: 'tokens that a step emits' },
  racks: { description: 'LPX racks bought' },
  electricity: { description: 'price of energy' },
  utilization: { description: 'average over peak decode rate' },
  input: { description: 'median length of the prompts' },
  cachedInput: { description: 'part of the prompts that a prefix cache serves' },
  requests: { description: 'requests that arrive' },
  prefill: { description: 'accelerators that compute prompts alone' },
  gpuPrice: { description: 'price of an accelerator' },
  gpuRent: { description: 'rent of an accelerator' },
  hostedPrice: { description: 'price of a hosted service that is compared' },
  salePrice: { description: 'what a workload sells for: from where on it earns its cost' },
  power: { description: 'power of an LPX rack' },
} as const;

export type VariableName = keyof typeof VARIABLES;

const breakEven = z
  .strictObject({
    baseline: z.string().meta({
      title: 'Baseline',
      description: 'Option that the challenger is held against.',
      refersTo: 'options',
    }),
    challenger: z
      .string()
      .meta({ title: 'Challenger', description: 'Option that is asked about.', refersTo: 'options' }),
    variables: z
      .array(
        word(VARIABLES, {
          title: 'Variable',
          description: 'An input along which the cheaper option may change.',
        }),
      )
      .meta({
        title: 'Variables',
        description: 'Inputs to search along.',
        examples: ['[price, speed, demand, context, acceptedLength]'],
        defaultText: 'all that matter to this plan',
      })
      .optional(),
  })
  .meta({
    title: 'Break-even',
    description: 'Two options to compare: where does the cheaper one change?',
    snippet: '{ baseline: ${1:software}, challenger: ${2:lpx} }',
  });

const calibration = z
  .strictObject({
    steps: z
      .array(
        z.strictObject({
          batch: count({
            title: 'Batch',
            description: 'Sequences that decoded together on one replica.',
            examples: ['64'],
          }),
          context: length({ title: 'Context', description: 'Their length.', examples: ['8K'] }),
          step: quantity(
            'duration',
            { title: 'Step time', description: 'Time of one decode step.', examples: ['18 ms'] },
            { single: true },
          ),
          option: z
            .string()
            .meta({ title: 'Option', description: 'Option it was measured on.', refersTo: 'options' })
            .optional(),
        }),
      )
      .meta({ title: 'Steps', description: 'Decode steps measured on this hardware.' })
      .optional(),
    prefill: prefillCalibration.optional(),
    memory: z
      .strictObject({
        weights: quantity(
          'bytes',
          {
            title: 'Weights',
            description: 'On one accelerator, as logged at start-up.',
            examples: ['37.4 GiB'],
          },
          { single: true },
        ).optional(),
        kvPool: quantity(
          'bytes',
          {
            title: 'KV pool',
            description: 'On one accelerator, as logged at start-up.',
            examples: ['30 GiB'],
          },
          { single: true },
        ).optional(),
        kvTokens: quantity(
          'count',
          {
            title: 'KV tokens',
            description:
              'Tokens that the KV cache of a whole replica holds, as logged at start-up. Without a logged pool they say how large it is.',
            examples: ['1210304'],
          },
          { single: true },
        ).optional(),
      })
      .optional(),
  })
  .meta({
    title: 'Calibration',
    description: 'Your own measurements: they replace the catalogue’s efficiencies in this plan.',
  });

const model = z
  .union([
    z.string(),
    z.strictObject({
      config: z.string().meta({
        title: 'Config file',
        description: 'Path of a Hugging Face config.json, relative to this file.',
        examples: ['./config.json'],
      }),
      name: z.string().meta({ title: 'Name', description: 'What to call the model.' }).optional(),
    }),
    z.looseObject({ name: z.string().optional() }).refine((fields) => !Object.hasOwn(fields, 'config'), {
      error: '`config` names a file and stands alone, or with `name`',
    }),
  ])
  .meta({
    title: 'Model',
    description:
      'A catalogue id or Hugging Face name, `{ config: ./config.json }`, or the fields of a config.json written here.',
    catalogue: 'models',
    examples: ['deepseek-v4-pro', 'llama-3.1-70b', '{ config: ./config.json }'],
  });

/** The whole file. `planSchema.parse` yields quantities in SI units. */
export const planSchema = z
  .strictObject({
    decodeplan: z
      .literal(1, { error: () => l10n.t('this is not a version known here; the newest is 1') })
      .meta({ title: 'Format version', description: 'Version of the file format.', examples: ['1'] }),
    title: z
      .string()
      .meta({
        title: 'Title',
        description: 'Shown above the charts.',
        examples: ['Agentic coding tier, 2027'],
      })
      .optional(),
    model: remembered(model),
    workloads: remembered(
      z.record(z.string(), remembered(workload)).meta({
        title: 'Workloads',
        description: 'One or more kinds of traffic, by name.',
        snippet:
          '\n  ${1:chat}:\n    concurrency: ${2:64}\n    context: { p50: ${3:8K}, p95: ${4:32K} }\n    speed: ${5:30 tok/s}',
      }),
    ),
    currency: z
      .record(
        z.string(),
        quantity(
          'money',
          {
            title: 'Rate',
            description:
              'What one of this currency is worth. Write where the rate is from, and of when, behind a `#`.',
            examples: ['1.08 USD'],
          },
          { single: true },
        ),
      )
      .meta({
        title: 'Currencies',
        description:
          'Rates of currencies that prices of this plan are written in, by their three letters: with `EUR: 1.08 USD`, `30K EUR` counts as `32.4K USD`. There is no rate but those given here, and results are in USD.',
        defaultText: 'none: prices are in USD',
        examples: ['{ EUR: 1.08 USD }'],
      })
      .optional(),
    gpus: remembered(gpus).optional(),
    owned: remembered(owned).optional(),
    buy: remembered(buy).optional(),
    serving: remembered(serving).optional(),
    options: remembered(
      z.record(z.string(), remembered(option)).meta({
        title: 'Options',
        description: 'What could be done, compared side by side, by name.',
        defaultText: 'one: as-is',
        snippet: '\n  as-is: {}\n  ${1:software}: { speculation: { method: ${2:dspark} } }',
      }),
    ).optional(),
    economics: remembered(economics).optional(),
    budget: remembered(budget).optional(),
    breakEven: remembered(breakEven).optional(),
    calibration: remembered(calibration).optional(),
  })
  .meta({ title: 'Decode plan', description: 'How to serve a large language model, and what it costs.' });

export type PlanInput = z.output<typeof planSchema>;
export type WorkloadInput = PlanInput['workloads'][string];
export type OptionInput = NonNullable<NonNullable<PlanInput['options']>[string]>;
export type GpusInput = NonNullable<PlanInput['gpus']>;
export type ServingInput = NonNullable<PlanInput['serving']>;
export type SpeculationInput = NonNullable<OptionInput['speculation']>;
export type LpxInput = NonNullable<OptionInput['lpx']>;
export type OwnedInput = NonNullable<PlanInput['owned']>;
export type BuyInput = NonNullable<PlanInput['buy']>;
