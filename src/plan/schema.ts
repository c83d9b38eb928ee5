import * as z from 'zod';
import { parseQuantity, type Quantity } from '../units/quantity.js';
import type { Dimension } from '../units/dimensions.js';

/** What a member says about itself beside its type; read by completion, hover and the reference page. */
declare module 'zod' {
  interface GlobalMeta {
    /** The quantity's dimension: decides units. */
    dimension?: Dimension;
    /** Catalogue whose ids are offered. */
    catalogue?: 'models' | 'accelerators' | 'speculators' | 'acceptance' | 'hosted' | 'kvFormats' | 'weightFormats';
    /** Names of this plan that the value refers to. */
    refersTo?: 'options' | 'workloads';
    /** What holds where the plan says nothing, in words. */
    defaultText?: string;
    /** Members a new entry starts with, as a snippet body. */
    snippet?: string;
  }
}

/** Limits of a quantity, in SI units. */
interface Limits {
  readonly zero?: 'allowed';
  readonly most?: readonly [number, string];
  readonly least?: readonly [number, string];
  readonly whole?: true;
  /** Ranges make no sense here. */
  readonly single?: true;
}

// Plans are small: compiling validators costs more than it saves, and code generation is not welcome everywhere.
z.config({ jitless: true });

interface About {
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly string[];
  readonly defaultText?: string;
}

function quantity(dimension: Dimension, about: About, limits: Limits = {}) {
  return z
    .union([z.string(), z.number()])
    .transform((value, context): Quantity => {
      const fail = (code: string, message: string, suggestion?: string) => {
        context.issues.push({ code: 'custom', input: value, message, params: { code, suggestion } });
        return z.NEVER;
      };
      const result = parseQuantity(value, dimension);
      if (!result.ok) return fail(result.error.code, result.error.message, result.error.suggestion);
      const wrong = outside(result.quantity, limits);
      return wrong ? fail(...wrong) : result.quantity;
    })
    .meta({ ...about, examples: [...(about.examples ?? [])], dimension });
}

function outside(q: Quantity, limits: Limits): readonly [string, string, string?] | null {
  if (limits.single && q.isRange) return ['no-range', 'takes one value, not a range'];
  if (!limits.zero && q.low === 0) return ['zero', 'must be more than zero'];
  if (limits.whole && ![q.low, q.high].every(Number.isInteger)) {
    return ['not-whole', `\`${q.text}\` is not a whole number`, String(Math.round(q.likely))];
  }
  if (limits.least && q.low < limits.least[0]) return ['too-small', `\`${q.text}\` is below ${limits.least[1]}`];
  if (limits.most && q.high > limits.most[0]) {
    const over = `\`${q.text}\` is over ${limits.most[1]}`;
    // Who writes `share: 60` means 60 %.
    const meansPercent = q.dimension === 'fraction' && q.high <= 100 && !q.text.includes('%');
    return meansPercent ? ['too-big', over, `${q.text}%`] : ['too-big', over];
  }
  return null;
}

const HUNDRED_PERCENT = [1, '100 %'] as const;
const fraction = (about: About, limits: Limits = {}) => quantity('fraction', about, { most: HUNDRED_PERCENT, ...limits });
const count = (about: About) => quantity('count', about, { whole: true, single: true });
const length = (about: About) => quantity('tokens', about);

/** A text that must be one of a few words. */
const word = <const T extends readonly string[]>(words: T, about: About) =>
  z.enum(words).meta({ ...about, examples: [...(about.examples ?? words)] });

const context = z
  .union([
    length({ title: 'Context', description: 'Tokens in the KV cache of one sequence.' }),
    z.strictObject({
      p50: length({ title: 'Median context', description: 'Half of the sequences are no longer than this.', examples: ['96K', '8K'] }),
      p95: length({
        title: '95th percentile',
        description: 'One sequence in twenty is longer than this. Memory pressure is judged here.',
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

const workload = z
  .strictObject({
    share: fraction({
      title: 'Share of tokens',
      description: 'Part of all decoded tokens that this workload makes. Shares of a plan add up to 100 %.',
      examples: ['60%', '40%'],
      defaultText: 'by demand where all workloads give one, else equal parts',
    }).optional(),
    concurrency: count({
      title: 'Concurrency',
      description: 'Sequences that decode at the same time, at peak.',
      examples: ['1800', '64'],
    }),
    context,
    input: length({ title: 'Input length', description: 'Prompt tokens of a request.', examples: ['30K', '2K'] }).optional(),
    output: length({ title: 'Output length', description: 'Tokens decoded for a request.', examples: ['4K', '800'] }).optional(),
    speed: quantity('tokenRate', {
      title: 'Speed per user',
      description: 'Tokens per second that each user must see at least.',
      examples: ['100 tok/s', '35 tok/s'],
      defaultText: 'no target: accelerators are loaded until memory is full',
    }).optional(),
    demand: quantity('tokenVolume', {
      title: 'Demand',
      description: 'Decoded volume. It sizes the fleet and the bill.',
      examples: ['40B tokens/day', '2M tokens/s'],
      defaultText: 'what the sequences make while they run',
    }).optional(),
    price: quantity('tokenPrice', {
      title: 'Sale price',
      description: 'What a decoded token sells for; with it, options show a margin.',
      examples: ['0.87 USD/Mtok', '15 USD/Mtok'],
    }).optional(),
  })
  .meta({
    title: 'Workload',
    description: 'A kind of traffic: how many sequences, how long, how fast, how much.',
    snippet: '\n  concurrency: ${1:64}\n  context: ${2:32K}\n  speed: ${3:30 tok/s}',
  });

const layout = z
  .union([
    z.literal('auto'),
    z.strictObject({
      tensor: count({ title: 'Tensor parallel', description: 'Ranks that split every layer. Latent (MLA) caches are copied to each of them.', examples: ['8'], defaultText: '1' }).optional(),
      attentionData: count({
        title: 'Data-parallel attention',
        description: 'Groups of ranks that each hold the KV cache of their own sequences, so that nothing is copied.',
        examples: ['8'],
        defaultText: '1',
      }).optional(),
      expert: count({ title: 'Expert parallel', description: 'Ranks that split the experts among them.', examples: ['64'], defaultText: '1' }).optional(),
      pipeline: count({ title: 'Pipeline parallel', description: 'Stages that each hold a part of the layers.', examples: ['2'], defaultText: '1' }).optional(),
      context: count({ title: 'Context parallel', description: 'Ranks that split the KV cache of one sequence while decoding.', examples: ['2'], defaultText: '1' }).optional(),
    }),
  ])
  .meta({
    title: 'Layout',
    description: 'How one replica spreads over accelerators: `auto` takes the cheapest that meets the speed.',
    examples: ['auto', '{ tensor: 8 }', '{ tensor: 1, attentionData: 8, expert: 8 }'],
    defaultText: 'auto',
  });

const kvFormat = (title: string, description: string, defaultText: string) =>
  z.string().meta({ title, description, catalogue: 'kvFormats', examples: ['fp8', 'bf16', 'nvfp4'], defaultText });

const serving = z
  .strictObject({
    engine: word(['vllm', 'sglang', 'trtllm', 'tuned'], {
      title: 'Engine',
      description: 'Serving engine: decides per-layer overheads, memory buffers and pages. `tuned` is a stack as fast as the best published.',
      defaultText: 'vllm',
    }).optional(),
    engineVersion: z.string().meta({ title: 'Engine version', description: 'Memory buffers differ between versions.', examples: ['0.19.0'], defaultText: 'the newest known' }).optional(),
    kvCache: z
      .union([
        kvFormat('KV cache format', '', ''),
        z.strictObject({
          key: kvFormat('Keys', 'Format of keys, and of latent or compressed entries.', 'as the model ships').optional(),
          value: kvFormat('Values', 'Format of values.', 'like the keys').optional(),
          index: kvFormat('Index keys', 'Format of the keys a sparse-attention indexer scans.', 'as the model ships').optional(),
          state: word(['native', 'fp32', 'bf16'], { title: 'States', description: 'Format of recurrent and compressor states.', defaultText: 'native' }).optional(),
        }),
      ])
      .meta({
        title: 'KV cache format',
        description: 'How the KV cache is stored: one word for all of it, or formats of its parts.',
        catalogue: 'kvFormats',
        examples: ['fp8', 'bf16', '{ key: fp8, index: nvfp4 }'],
        defaultText: 'auto: as the model ships',
      })
      .optional(),
    weights: z
      .string()
      .meta({
        title: 'Weight format',
        description: 'Format of the linear layers; embeddings, head, routers and norms stay in 16 bits.',
        catalogue: 'weightFormats',
        examples: ['fp8', 'nvfp4', 'bf16'],
        defaultText: 'native: as the checkpoint is stored',
      })
      .optional(),
    blockSize: count({ title: 'Block size', description: 'Tokens in one page of the KV cache.', examples: ['16', '64'], defaultText: "the engine's own for this model" }).optional(),
    memoryUtilization: fraction(
      { title: 'Memory utilization', description: 'Part of accelerator memory that the engine may use.', examples: ['90%', '95%'], defaultText: '90 %' },
      { single: true },
    ).optional(),
    maxModelLength: length({ title: 'Longest sequence', description: 'Length that the engine is started for.', examples: ['128K'], defaultText: 'the longest context of the plan' }).optional(),
    maxBatchedTokens: count({ title: 'Batched tokens', description: 'Tokens that one scheduler step takes at most; its activations take memory.', examples: ['8192'], defaultText: '8192' }).optional(),
    layout: layout.optional(),
  })
  .meta({ title: 'Serving', description: 'How the model is served: engine, formats, memory and layout.' });

const gpus = z
  .strictObject({
    type: z
      .union([
        z.string(),
        z.strictObject({
          name: z.string().meta({ title: 'Name', description: 'What to call it.', examples: ['My accelerator'] }).optional(),
          generation: z.string().meta({ title: 'Generation', description: 'Hardware generation whose step-time measurements apply.', examples: ['hopper', 'blackwell'], defaultText: 'own: carried over from the nearest' }).optional(),
          memory: quantity('bytes', { title: 'Memory', description: 'Memory of one accelerator.', examples: ['288 GB', '80 GiB'] }, { single: true }),
          bandwidth: quantity('byteRate', { title: 'Memory bandwidth', description: 'Of one accelerator, at its data sheet.', examples: ['22 TB/s'] }, { single: true }),
          bf16: quantity('flopRate', { title: 'BF16 rate', description: 'Dense 16-bit rate.', examples: ['2.5 PFLOPS'] }, { single: true }).optional(),
          fp8: quantity('flopRate', { title: 'FP8 rate', description: 'Dense 8-bit rate.', examples: ['5 PFLOPS'] }, { single: true }).optional(),
          fp4: quantity('flopRate', { title: 'FP4 rate', description: 'Dense 4-bit rate.', examples: ['15 PFLOPS'] }, { single: true }).optional(),
          power: quantity('power', { title: 'Power', description: 'Of one accelerator with its share of the host, at the meter.', examples: ['1.8 kW'] }, { single: true }).optional(),
          link: quantity('byteRate', { title: 'Link', description: 'To its neighbours, one direction.', examples: ['900 GB/s'] }, { single: true }).optional(),
          domain: count({ title: 'Scale-up domain', description: 'Accelerators reachable over those links.', examples: ['8', '72'], defaultText: '8' }).optional(),
        }),
      ])
      .meta({ title: 'Type', description: 'Accelerator or rack: a catalogue id, or its numbers.', catalogue: 'accelerators', examples: ['vera-rubin-nvl72', 'h100-sxm'] }),
    count: count({ title: 'Count', description: 'Accelerators in all.', examples: ['8', '64'] }).optional(),
    racks: count({ title: 'Racks', description: 'Racks in all, where the type comes in racks.', examples: ['4'] }).optional(),
    price: quantity('money', { title: 'Price', description: 'Of one accelerator, or of one rack where racks are counted.', examples: ['35K USD', '4M USD'], defaultText: 'the catalogue’s' }, { zero: 'allowed' }).optional(),
    rent: quantity('hourPrice', { title: 'Rent', description: 'Of one accelerator; replaces price, power and hosting.', examples: ['2.35 USD/h'], defaultText: 'bought, not rented' }, { zero: 'allowed' }).optional(),
    power: quantity('power', { title: 'Power', description: 'Of one accelerator with its share of the host, at the meter.', examples: ['1.8 kW'], defaultText: 'the catalogue’s' }).optional(),
  })
  .meta({ title: 'GPUs', description: 'The accelerators that are there already.', examples: ['{ type: vera-rubin-nvl72, racks: 4 }'], snippet: '{ type: ${1:h200-sxm}, count: ${2:8} }' });

const acceptance = z
  .union([
    quantity('acceptance', { title: 'Accepted length', description: 'Tokens a step emits, bonus token included.' }, { least: [1, '1: a step always emits one token'] }),
    z.array(fraction({ title: 'Survival', description: 'Part of the drafts at this position that are accepted.' }, { zero: 'allowed', single: true })).min(1),
    z.strictObject({
      lengths: z
        .array(quantity('acceptance', { title: 'Accepted length', description: 'With this many drafts.' }, { least: [1, '1'], single: true }))
        .min(1)
        .meta({ title: 'Lengths', description: 'Accepted length with 1, 2, 3 … drafts, bonus token included.', examples: ['[1.84, 2.51, 3.01]'] }),
    }),
    z.string(),
  ])
  .meta({
    title: 'Acceptance',
    description:
      'How many tokens a step emits, bonus token included: one accepted length, a list of how often the draft at each position is accepted, `lengths` by number of drafts, or a profile of the catalogue (`golden`: measured at temperature 1 on coding prompts; `production`: live traffic).',
    catalogue: 'acceptance',
    examples: ['golden', 'production', '3.5', '[84%, 64%, 45%]'],
    defaultText: 'golden',
  });

const speculation = z
  .strictObject({
    method: z.string().meta({ title: 'Method', description: 'Who drafts: `mtp`, `eagle3`, `dflash`, `dspark`, or `none`.', catalogue: 'speculators', examples: ['dspark', 'mtp', 'eagle3'] }),
    draftTokens: quantity('count', { title: 'Draft tokens', description: 'Tokens drafted for each step at most.', examples: ['5', '3'], defaultText: '5, or what the acceptance profile knows; 1 for mtp' }, { whole: true, single: true, zero: 'allowed', most: [64, '64'] }).optional(),
    verification: word(['fixed', 'adaptive'], {
      title: 'Verification',
      description: '`fixed`: every draft is verified. `adaptive`: as many as pay at the present load.',
      defaultText: 'adaptive for dspark, fixed for the others',
    }).optional(),
    acceptance: acceptance.optional(),
    drafterWeights: quantity('bytes', { title: 'Drafter weights', description: 'Weights of the drafter, over the whole replica.', examples: ['10.3 GB'], defaultText: 'the catalogue’s for this model' }, { zero: 'allowed' }).optional(),
    draftCost: fraction({ title: 'Draft cost', description: 'Time of drafting over the time of one target step.', examples: ['15%'], defaultText: 'the catalogue’s for this model' }, { zero: 'allowed' }).optional(),
  })
  .meta({ title: 'Speculation', description: 'Speculative decoding: a drafter proposes tokens, the model verifies them in one step.', snippet: '{ method: ${1:dspark}, draftTokens: ${2:5} }' });

const lpx = z
  .strictObject({
    racks: z
      .union([z.literal('auto'), count({ title: 'Racks', description: '' })])
      .meta({ title: 'LPX racks', description: 'Racks bought, or `auto`: as many as the weights and the demand need.', examples: ['auto', '13'], defaultText: 'auto' })
      .optional(),
    role: word(['auto', 'ffn', 'drafter', 'decode'], {
      title: 'Role',
      description: '`ffn`: feed-forward weights on LPX, attention on GPUs. `drafter`: drafts on LPX, verified on GPUs. `decode`: all of decoding on LPX. `auto`: the cheapest of the three.',
      defaultText: 'auto',
    }).optional(),
    price: quantity('money', { title: 'Price of a rack', description: 'Groq 3 LPX has no list price: give a range and every analysis shows its spread.', examples: ['2.5M..4.5M USD'], defaultText: 'the catalogue’s assumption' }).optional(),
    power: quantity('power', { title: 'Power of a rack', description: 'At the meter.', examples: ['130 kW'], defaultText: 'the catalogue’s' }).optional(),
    storage: word(['fp8', 'fp4'], { title: 'Weight storage', description: 'LP30 computes in FP8; FP4 storage is not confirmed.', defaultText: 'fp8' }).optional(),
  })
  .meta({ title: 'Groq 3 LPX', description: 'Decode racks of 256 LPUs beside the GPUs.', snippet: '{ racks: auto, role: ${1|auto,ffn,drafter,decode|}, price: ${2:2.5M..4.5M USD} }' });

const dynamo = z
  .strictObject({
    remoteDrafter: z.boolean().meta({ title: 'Remote drafter', description: 'Drafting runs beside the target and overlaps with it.', defaultText: 'true' }).optional(),
    overlap: fraction({ title: 'Overlap', description: 'Part of drafting and link time hidden behind verification.', examples: ['80%'], defaultText: '50 %' }, { zero: 'allowed' }).optional(),
  })
  .meta({ title: 'Dynamo', description: 'NVIDIA Dynamo as conductor: LPX and speculation together, with a remote drafter that overlaps.' });

const hosted = z
  .union([
    z.string(),
    z.strictObject({
      name: z.string().meta({ title: 'Name', description: 'What to call it.' }).optional(),
      output: quantity('tokenPrice', { title: 'Output price', description: 'Of a decoded token.', examples: ['3 USD/Mtok'] }, { zero: 'allowed' }),
      input: quantity('tokenPrice', { title: 'Input price', description: 'Of a prompt token.', examples: ['0.5 USD/Mtok'] }, { zero: 'allowed' }).optional(),
      speed: quantity('tokenRate', { title: 'Speed', description: 'Tokens per second that a user sees.', examples: ['1000 tok/s'] }).optional(),
    }),
  ])
  .meta({ title: 'Hosted service', description: 'Buy decoded tokens instead: a catalogue id, or price and speed.', catalogue: 'hosted', examples: ['aws-trainium3-cerebras-cs3', '{ output: 3 USD/Mtok, speed: 150 tok/s }'] });

const option = z
  .strictObject({
    speculation: speculation.optional(),
    lpx: lpx.optional(),
    dynamo: dynamo.optional(),
    hosted: hosted.optional(),
    gpus: gpus.optional(),
    serving: serving.optional(),
  })
  .nullable()
  .meta({ title: 'Option', description: 'Something that could be done; `{}` leaves everything as it is. `gpus` and `serving` here replace the plan’s own members.' });

const economics = z
  .strictObject({
    electricity: quantity('energyPrice', { title: 'Electricity', description: 'Price of energy.', examples: ['0.08 USD/kWh'], defaultText: '0.08 USD/kWh' }, { zero: 'allowed' }).optional(),
    pue: quantity('count', { title: 'PUE', description: 'Facility power over equipment power.', examples: ['1.2'], defaultText: '1.15' }, { least: [1, '1'] }).optional(),
    amortization: quantity('duration', { title: 'Amortization', description: 'Time over which hardware pays itself back.', examples: ['4 years'], defaultText: '4 years' }).optional(),
    capitalCost: quantity('fractionPerYear', { title: 'Cost of capital', description: 'Interest on what the hardware costs.', examples: ['9%/year'], defaultText: '10 %/year' }, { zero: 'allowed', most: HUNDRED_PERCENT }).optional(),
    utilization: fraction({ title: 'Utilization', description: 'Average over peak decode rate of the fleet.', examples: ['60%'], defaultText: '60 %' }).optional(),
    operations: quantity('fractionPerYear', { title: 'Operations', description: 'Yearly cost of operation over the hardware price.', examples: ['3%/year'], defaultText: '3 %/year' }, { zero: 'allowed', most: HUNDRED_PERCENT }).optional(),
    hosting: quantity('hostingPrice', { title: 'Hosting', description: 'Colocation, by critical power.', examples: ['150 USD/kW-month'], defaultText: 'none: owned' }, { zero: 'allowed' }).optional(),
  })
  .meta({ title: 'Economics', description: 'What power, capital and operation cost.' });

const breakEven = z
  .strictObject({
    baseline: z.string().meta({ title: 'Baseline', description: 'Option that the challenger is held against.', refersTo: 'options' }),
    challenger: z.string().meta({ title: 'Challenger', description: 'Option that is asked about.', refersTo: 'options' }),
    variables: z
      .array(z.string())
      .meta({ title: 'Variables', description: 'Inputs to search along.', examples: ['[price, speed, demand, context, acceptedLength]'], defaultText: 'all that matter to this plan' })
      .optional(),
  })
  .meta({ title: 'Break-even', description: 'Two options to compare: where does the cheaper one change?', snippet: '{ baseline: ${1:software}, challenger: ${2:lpx} }' });

const calibration = z
  .strictObject({
    steps: z
      .array(
        z.strictObject({
          batch: count({ title: 'Batch', description: 'Sequences that decoded together on one replica.', examples: ['64'] }),
          context: length({ title: 'Context', description: 'Their length.', examples: ['8K'] }),
          step: quantity('duration', { title: 'Step time', description: 'Time of one decode step.', examples: ['18 ms'] }, { single: true }),
          option: z.string().meta({ title: 'Option', description: 'Option it was measured on.', refersTo: 'options' }).optional(),
        }),
      )
      .meta({ title: 'Steps', description: 'Decode steps measured on this hardware.' })
      .optional(),
    memory: z
      .strictObject({
        weights: quantity('bytes', { title: 'Weights', description: 'On one accelerator, as logged at start-up.', examples: ['37.4 GiB'] }, { single: true }).optional(),
        kvPool: quantity('bytes', { title: 'KV pool', description: 'On one accelerator, as logged at start-up.', examples: ['30 GiB'] }, { single: true }).optional(),
        kvTokens: quantity('count', { title: 'KV tokens', description: 'Tokens that the KV cache holds, as logged at start-up.', examples: ['1210304'] }, { single: true }).optional(),
      })
      .optional(),
  })
  .meta({ title: 'Calibration', description: 'Your own measurements: they replace the catalogue’s efficiencies in this plan.' });

const model = z
  .union([
    z.string(),
    z.strictObject({
      config: z.string().meta({ title: 'Config file', description: 'Path of a Hugging Face config.json, relative to this file.', examples: ['./config.json'] }),
      name: z.string().meta({ title: 'Name', description: 'What to call the model.' }).optional(),
    }),
    z
      .looseObject({ name: z.string().optional() })
      .refine((fields) => !Object.hasOwn(fields, 'config'), { error: '`config` names a file and stands alone, or with `name`' }),
  ])
  .meta({
    title: 'Model',
    description: 'A catalogue id or Hugging Face name, `{ config: ./config.json }`, or the fields of a config.json written here.',
    catalogue: 'models',
    examples: ['deepseek-v4-pro', 'llama-3.1-70b', '{ config: ./config.json }'],
  });

/** The whole file. `planSchema.parse` yields quantities in SI units. */
export const planSchema = z
  .strictObject({
    decodeplan: z.literal(1, { error: () => 'this is not a version known here; the newest is 1' }).meta({ title: 'Format version', description: 'Version of the file format.', examples: ['1'] }),
    title: z.string().meta({ title: 'Title', description: 'Shown above the charts.', examples: ['Agentic coding tier, 2027'] }).optional(),
    model,
    workloads: z.record(z.string(), workload).meta({ title: 'Workloads', description: 'One or more kinds of traffic, by name.', snippet: '\n  ${1:chat}:\n    concurrency: ${2:64}\n    context: { p50: ${3:8K}, p95: ${4:32K} }\n    speed: ${5:30 tok/s}' }),
    gpus: gpus.optional(),
    serving: serving.optional(),
    options: z.record(z.string(), option).meta({ title: 'Options', description: 'What could be done, compared side by side, by name.', defaultText: 'one: as-is', snippet: '\n  as-is: {}\n  ${1:software}: { speculation: { method: ${2:dspark} } }' }).optional(),
    economics: economics.optional(),
    breakEven: breakEven.optional(),
    calibration: calibration.optional(),
  })
  .meta({ title: 'Decode plan', description: 'How to serve a large language model, and what it costs.' });

export type PlanInput = z.output<typeof planSchema>;
export type WorkloadInput = PlanInput['workloads'][string];
export type OptionInput = NonNullable<NonNullable<PlanInput['options']>[string]>;
export type GpusInput = NonNullable<PlanInput['gpus']>;
export type ServingInput = NonNullable<PlanInput['serving']>;
export type SpeculationInput = NonNullable<OptionInput['speculation']>;
export type LpxInput = NonNullable<OptionInput['lpx']>;
export type EconomicsInput = NonNullable<PlanInput['economics']>;
