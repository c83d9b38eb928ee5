import * as z from 'zod';
import { count, fraction, length, NEEDS_ONE, quantity, word } from './quantitySchema.js';

const layout = z
  .union([
    z.literal('auto').meta({ title: 'The cheapest that meets the speed' }),
    z.strictObject({
      tensor: count({
        title: 'Tensor parallel',
        description: 'Ranks that split every layer. Latent (MLA) caches are copied to each of them.',
        examples: ['8'],
        defaultText: '1',
      }).optional(),
      attentionData: count({
        title: 'Data-parallel attention',
        description:
          'Groups of ranks that each hold the KV cache of their own sequences, so that nothing is copied.',
        examples: ['8'],
        defaultText: '1',
      }).optional(),
      expert: count({
        title: 'Expert parallel',
        description: 'Ranks that split the experts among them.',
        examples: ['64'],
        defaultText: '1',
      }).optional(),
      pipeline: count({
        title: 'Pipeline parallel',
        description: 'Stages that each hold a part of the layers.',
        examples: ['2'],
        defaultText: '1',
      }).optional(),
      context: count({
        title: 'Context parallel',
        description: 'Ranks that split the KV cache of one sequence while decoding.',
        examples: ['2'],
        defaultText: '1',
      }).optional(),
    }),
  ])
  .meta({
    title: 'Layout',
    description: 'How one replica spreads over accelerators: `auto` takes the cheapest that meets the speed.',
    examples: ['auto', '{ tensor: 8 }', '{ tensor: 1, attentionData: 8, expert: 8 }'],
    defaultText: 'auto',
  });

const kvFormat = (title: string, description: string, defaultText: string) =>
  z
    .string()
    .meta({ title, description, catalogue: 'kvFormats', examples: ['fp8', 'bf16', 'nvfp4'], defaultText });

const kvTier = z.strictObject({
  capacity: quantity('bytes', {
    title: 'Capacity',
    description: 'For each accelerator.',
    examples: ['2 TB'],
  }),
  bandwidth: quantity('byteRate', {
    title: 'Bandwidth',
    description: 'From the tier to one accelerator. Farther tiers than the nearest have to say it.',
    examples: ['40 GB/s'],
    defaultText: '38 GB/s, as measured from the memory of a host',
  }).optional(),
  price: quantity(
    'bytePrice',
    {
      title: 'Price',
      description: 'Of the tier, by capacity.',
      examples: ['11 USD/GB'],
      defaultText: 'none: it is there already',
    },
    { zero: 'allowed' },
  ).optional(),
});

/** `serving`, of a plan and of an option. */
export const serving = z
  .strictObject({
    engine: word(
      {
        vllm: { description: 'vLLM' },
        sglang: { description: 'SGLang' },
        trtllm: { description: 'TensorRT-LLM' },
        tuned: { description: 'as fast as TileRT was published on eight B200' },
      },
      {
        title: 'Engine',
        description: 'Serving engine: decides per-layer overheads, memory buffers and pages.',
        defaultText: 'vllm',
      },
    ).optional(),
    engineVersion: z
      .string()
      .meta({
        title: 'Engine version',
        description: 'Memory buffers and step times differ between versions.',
        examples: ['0.19.0'],
        defaultText: 'the newest known',
      })
      .optional(),
    kvCache: z
      .union([
        kvFormat('KV cache format', '', ''),
        z.strictObject({
          key: kvFormat(
            'Keys',
            'Format of keys, and of latent or compressed entries.',
            'as the model ships',
          ).optional(),
          value: kvFormat('Values', 'Format of values.', 'like the keys').optional(),
          index: kvFormat(
            'Index keys',
            'Format of the keys a sparse-attention indexer scans.',
            'as the model ships',
          ).optional(),
          state: word(
            {
              native: { description: 'as the model ships' },
              fp32: { description: 'four bytes a number' },
              bf16: { description: 'two bytes a number' },
            },
            {
              title: 'States',
              description: 'Format of recurrent and compressor states.',
              defaultText: 'native',
            },
          ).optional(),
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
    blockSize: count({
      title: 'Block size',
      description: 'Tokens in one page of the KV cache.',
      examples: ['16', '64'],
      defaultText: "the engine's own for this model",
    }).optional(),
    memoryUtilization: fraction(
      {
        title: 'Memory utilization',
        description:
          'Part of accelerator memory that the engine may use; with TensorRT-LLM, part of what weights and activations leave that the KV cache takes.',
        examples: ['90%', '95%'],
        defaultText: '90 %',
      },
      { single: true },
    ).optional(),
    maxModelLength: length({
      title: 'Longest sequence',
      description: 'Length that the engine is started for.',
      examples: ['128K'],
      defaultText: 'the longest context of the plan',
      informative: true,
    }).optional(),
    maxBatchedTokens: count({
      title: 'Batched tokens',
      description: 'Tokens that one scheduler step takes at most; its activations take memory.',
      examples: ['8192'],
      defaultText: "the engine's own for the accelerator: 8192 on H100",
    }).optional(),
    maxSequences: count({
      title: 'Running sequences',
      description:
        'Sequences that each data-parallel rank of a server runs at most; its sampler takes memory for each of them.',
      examples: ['256'],
      defaultText: "the engine's own for the accelerator",
    }).optional(),
    schedulerRecvInterval: count({
      title: 'Receive interval',
      description:
        'Decode steps after which SGLang looks for new requests, its `--scheduler-recv-interval`. Requests wait half of them on average while others are answered.',
      examples: ['10', '30'],
      defaultText: '1: SGLang looks at every step',
    }).optional(),
    prefixCaching: z
      .boolean()
      .meta({
        title: 'Prefix caching',
        description:
          'Whether the engine keeps prompts for those that begin alike. Models with recurrent layers then hold a second state for each sequence.',
        examples: ['true'],
        defaultText: "as the engine's version does",
      })
      .optional(),
    graphTokens: count({
      title: 'Graph tokens',
      description:
        'Tokens of the largest step that runs as a captured graph. Larger steps launch every kernel by itself, which can take several times as long.',
      examples: ['1024'],
      defaultText: 'graphs cover every step',
    }).optional(),
    layout: layout.optional(),
    pools: word(
      {
        auto: { description: 'the cheapest of one pool, one a workload, and what lies between' },
        one: { description: 'all workloads on replicas of one kind' },
      },
      {
        title: 'Pools',
        description: 'Whether workloads may have replicas of different kinds.',
        informative: true,
        defaultText: 'auto',
      },
    ).optional(),
    kvOffload: z
      .union([kvTier, z.array(kvTier).min(1, NEEDS_ONE)])
      .meta({
        title: 'KV offload',
        description:
          'Where the KV cache of kept prefixes goes when accelerator memory is full: one tier, or several from the nearest to the farthest.',
        examples: ['{ capacity: 2 TB, bandwidth: 40 GB/s, price: 11 USD/GB }'],
        defaultText: 'nowhere: prefixes are dropped',
        snippet: '{ capacity: ${1:2 TB}, bandwidth: ${2:40 GB/s} }',
      })
      .optional(),
  })
  .meta({ title: 'Serving', description: 'How the model is served: engine, formats, memory and layout.' });

/** Members that say which accelerators, and what they cost. */
export const gpuMembers = {
  type: z
    .union([
      z.string(),
      z.strictObject({
        name: z
          .string()
          .meta({ title: 'Name', description: 'What to call it.', examples: ['My accelerator'] })
          .optional(),
        generation: z
          .string()
          .meta({
            title: 'Generation',
            description: 'Hardware generation whose step-time measurements apply.',
            examples: ['hopper', 'blackwell'],
            defaultText: 'own: carried over from the nearest',
          })
          .optional(),
        memory: quantity(
          'bytes',
          { title: 'Memory', description: 'Memory of one accelerator.', examples: ['288 GB', '80 GiB'] },
          { single: true },
        ),
        bandwidth: quantity(
          'byteRate',
          {
            title: 'Memory bandwidth',
            description: 'Of one accelerator, at its data sheet.',
            examples: ['22 TB/s'],
          },
          { single: true },
        ),
        bf16: quantity(
          'flopRate',
          { title: 'BF16 rate', description: 'Dense 16-bit rate.', examples: ['2.5 PFLOPS'] },
          { single: true },
        ).optional(),
        fp8: quantity(
          'flopRate',
          { title: 'FP8 rate', description: 'Dense 8-bit rate.', examples: ['5 PFLOPS'] },
          { single: true },
        ).optional(),
        fp4: quantity(
          'flopRate',
          { title: 'FP4 rate', description: 'Dense 4-bit rate.', examples: ['15 PFLOPS'] },
          { single: true },
        ).optional(),
        power: quantity(
          'power',
          {
            title: 'Power',
            description: 'Of one accelerator with its share of the host, at the meter.',
            examples: ['1.8 kW'],
          },
          { single: true },
        ).optional(),
        link: quantity(
          'byteRate',
          { title: 'Link', description: 'To its neighbours, one direction.', examples: ['900 GB/s'] },
          { single: true },
        ).optional(),
        domain: count({
          title: 'Scale-up domain',
          description: 'Accelerators reachable over those links.',
          examples: ['8', '72'],
          defaultText: '8',
        }).optional(),
      }),
    ])
    .meta({
      title: 'Accelerator type',
      description: 'Accelerator or rack: a catalogue id, or its numbers.',
      catalogue: 'accelerators',
      examples: ['vera-rubin-nvl72', 'h100-sxm'],
    }),
  price: quantity(
    'money',
    {
      title: 'Accelerator price',
      inText: 'accelerator price',
      description: 'Of one accelerator, or of one rack where racks are counted.',
      examples: ['35K USD', '4M USD'],
      defaultText: 'the catalogue’s',
    },
    { zero: 'allowed' },
  ).optional(),
  rent: quantity(
    'hourPrice',
    {
      title: 'Accelerator rent',
      inText: 'accelerator rent',
      description: 'Of one accelerator; replaces price, power and hosting.',
      examples: ['2.35 USD/h'],
      defaultText: 'bought, not rented',
    },
    { zero: 'allowed' },
  ).optional(),
  power: quantity('power', {
    title: 'Accelerator power',
    description: 'Of one accelerator with its share of the host, at the meter.',
    examples: ['1.8 kW'],
    defaultText: 'the catalogue’s',
  }).optional(),
};

/** `gpus` of a plan: what is owned; zero, or no count, where nothing is. */
export const gpus = z
  .strictObject({
    type: gpuMembers.type,
    count: quantity(
      'count',
      {
        title: 'Accelerators',
        description: 'Accelerators in all.',
        examples: ['8', '64'],
        defaultText: '0: everything is bought',
      },
      { whole: true, single: true, zero: 'allowed' },
    ).optional(),
    racks: quantity(
      'count',
      {
        title: 'Accelerator racks',
        description: 'Racks in all, where the type comes in racks.',
        examples: ['4'],
        defaultText: '0: everything is bought',
      },
      { whole: true, single: true, zero: 'allowed' },
    ).optional(),
    price: gpuMembers.price,
    rent: gpuMembers.rent,
    power: gpuMembers.power,
  })
  .meta({
    title: 'GPUs',
    description: 'The accelerators that are there already, and what more of them cost.',
    examples: ['{ type: vera-rubin-nvl72, racks: 4 }'],
    snippet: '{ type: ${1:h200-sxm}, count: ${2:8} }',
  });

/** `gpus` of an option: what it runs on. Of the owned type the owned part is owned; the rest is bought. */
export const optionGpus = z
  .strictObject({
    type: gpuMembers.type,
    count: count({
      title: 'Accelerators',
      description: 'The most accelerators that the option uses.',
      examples: ['8', '64'],
      defaultText: 'as many as it needs',
    }).optional(),
    racks: count({
      title: 'Accelerator racks',
      description: 'The most racks that the option uses, where the type comes in racks.',
      examples: ['4'],
      defaultText: 'as many as it needs',
    }).optional(),
    price: gpuMembers.price,
    rent: gpuMembers.rent,
    power: gpuMembers.power,
  })
  .meta({
    title: 'GPUs',
    description: 'What the option runs on: of the owned type, or of another that is bought.',
    examples: ['{ type: vera-rubin-nvl72, racks: 4 }'],
    snippet: '{ type: ${1:h200-sxm}, count: ${2:8} }',
  });
