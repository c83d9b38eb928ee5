import * as z from 'zod';
import { count, fraction, length, quantity, type About } from './quantitySchema.js';
import { gpuMembers } from './purchaseSchema.js';
import { serving } from './servingSchema.js';

interface Part {
  readonly title: string;
  readonly description: string;
}

/** A length in tokens: one value, or a distribution by its median, 95th percentile and maximum. */
const lengths = (parts: { readonly p50: Part; readonly p95: Part; readonly max: Part }, about: About) =>
  z
    .union([
      length({ title: 'Length', description: 'The same for all requests.' }),
      z.strictObject({
        p50: length({ ...parts.p50, examples: ['8K'] }),
        p95: length({ ...parts.p95, examples: ['32K'], defaultText: 'the median' }).optional(),
        max: length({ ...parts.max, examples: ['128K'], defaultText: 'the 95th percentile' }).optional(),
      }),
    ])
    .meta({
      ...about,
      examples: [...(about.examples ?? [])],
      snippet: '{ p50: ${1:8K}, p95: ${2:32K} }',
    });

/** How long prompts are, named so that one of them says by itself what it is of. */
const INPUTS = {
  p50: { title: 'Median input', description: 'Half of the requests have no more.' },
  p95: { title: 'p95 input', description: 'One request in twenty has more.' },
  max: { title: 'Longest input', description: 'No request has more; the distribution is cut here.' },
};

const OUTPUTS = {
  p50: { title: 'Median output', description: 'Half of the requests have no more.' },
  p95: { title: 'p95 output', description: 'One request in twenty has more.' },
  max: { title: 'Longest output', description: 'No request has more; the distribution is cut here.' },
};

const ttftAt = (title: string, description: string) =>
  quantity('duration', { title, description, examples: ['2 s'] }, { single: true }).optional();

const ttft = z
  .union([
    quantity('duration', { title: 'Time to first token', description: '95th percentile.' }, { single: true }),
    z.strictObject({
      mean: ttftAt('Mean TTFT', 'On average.'),
      p50: ttftAt('Median TTFT', 'Half of the requests see their first token by then.'),
      p95: ttftAt('p95 TTFT', 'Nineteen requests in twenty see their first token by then.'),
      p99: ttftAt('p99 TTFT', 'All but one request in a hundred see their first token by then.'),
    }),
  ])
  .meta({
    title: 'Time to first token',
    description:
      'The longest acceptable time from sending a request to its first token (TTFT): one time is the 95th percentile, or name the percentiles.',
    examples: ['2 s', '{ p50: 500 ms, p95: 2 s }'],
    defaultText: 'no target',
    snippet: '${1:2 s}',
  });

const turnDelay = z
  .union([
    quantity('duration', {
      title: 'Delay between turns',
      description: 'Always the same.',
    }),
    z.strictObject({
      p50: quantity('duration', {
        title: 'Median delay between turns',
        description: 'Half of the turns follow sooner.',
        examples: ['2 s'],
      }),
      p95: quantity('duration', {
        title: 'p95 delay between turns',
        description: 'One turn in twenty follows later.',
        examples: ['2 min'],
        defaultText: 'the median',
      }).optional(),
    }),
  ])
  .meta({
    title: 'Delay between turns',
    description:
      'Time between two requests of one session. It says how long a prefix must be kept, and so how much memory a cache hit takes.',
    examples: ['{ p50: 2 s, p95: 2 min }', '30 s'],
    defaultText: 'not known: no memory is set aside for kept prefixes',
    snippet: '{ p50: ${1:2 s}, p95: ${2:2 min} }',
  });

/** Members of a workload that say what a request is, from its arrival to its last token. */
export const requestMembers = {
  input: lengths(INPUTS, {
    title: 'Input length',
    inText: 'input length',
    description:
      'Prompt tokens of a request, as an API bills them: the whole prompt, with its history and what a prefix cache serves.',
    examples: ['30K', '{ p50: 8K, p95: 32K }'],
    defaultText: 'not known: the answer is about decoding only',
  }).optional(),
  output: lengths(OUTPUTS, {
    title: 'Output length',
    description: 'Tokens decoded for a request.',
    examples: ['4K', '800'],
    defaultText: 'not known: the answer is about decoding only',
  }).optional(),
  cachedInput: fraction(
    {
      title: 'Cached input',
      inText: 'cached input',
      description:
        'Part of the prompt tokens that a prefix cache serves, on average. They are not computed again, but they are read in every decode step.',
      examples: ['90%', '50%'],
      defaultText: '0 %',
    },
    { zero: 'allowed' },
  ).optional(),
  ttft: ttft.optional(),
  requests: quantity('requestRate', {
    title: 'Requests',
    inText: 'requests',
    description: 'Requests that arrive, on average.',
    examples: ['12 req/s'],
    defaultText: 'from the demand, else from concurrency and speed',
  }).optional(),
  turnDelay: turnDelay.optional(),
};

const asNeeded = z.literal('auto').meta({ title: 'As many as the prompts need' });

/** `options.NAME.prefill`: where prompts are computed. */
export const prefill = z
  .union([
    z.literal('auto').meta({ title: 'The cheaper of the two' }),
    z.literal('colocated').meta({ title: 'On the accelerators that decode' }),
    z.strictObject({
      type: gpuMembers.type.optional(),
      count: z
        .union([asNeeded, count({ title: 'Count', description: '' })])
        .meta({
          title: 'Prefill accelerators',
          inText: 'prefill accelerators',
          description: 'Prefill accelerators in all, or `auto`: as many as the prompts need.',
          examples: ['auto', '16'],
          defaultText: 'auto',
        })
        .optional(),
      racks: z
        .union([asNeeded, count({ title: 'Racks', description: '' })])
        .meta({
          title: 'Racks',
          description: 'Prefill racks in all, where the type comes in racks.',
          examples: ['2'],
        })
        .optional(),
      price: gpuMembers.price,
      rent: gpuMembers.rent,
      power: gpuMembers.power,
      link: quantity('byteRate', {
        title: 'Link',
        description: 'From one prefill accelerator to those that decode, for the KV cache of a prompt.',
        examples: ['400 Gb/s'],
        defaultText: '400 Gb/s',
      }).optional(),
      serving: serving.optional(),
    }),
  ])
  .meta({
    title: 'Prefill',
    description:
      'Where prompts are computed: `colocated` in the steps of decoding, on accelerators of their own, or `auto`, the cheaper of the two.',
    examples: ['colocated', 'auto', '{ type: h100-sxm, count: auto }'],
    defaultText: 'auto',
    snippet: '{ type: ${1:h100-sxm}, count: ${2:auto} }',
  });

/** `calibration.prefill`: prompts that were measured. */
export const prefillCalibration = z
  .array(
    z.strictObject({
      input: length({
        title: 'Input length',
        description: 'Prompt tokens.',
        examples: ['8K'],
      }),
      seconds: quantity(
        'duration',
        {
          title: 'Prefill time',
          description: 'Time that one prompt alone takes.',
          examples: ['350 ms'],
        },
        { single: true },
      ).optional(),
      tokensPerSecond: quantity(
        'tokenRate',
        {
          title: 'Prefill rate',
          description: 'Prompt tokens per second of one accelerator.',
          examples: ['13500 tok/s'],
        },
        { single: true },
      ).optional(),
      option: z
        .string()
        .meta({ title: 'Option', description: 'Option it was measured on.', refersTo: 'options' })
        .optional(),
    }),
  )
  .meta({ title: 'Prefill', description: 'Prompts measured on this hardware: a time, or a rate.' });
