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

const lora = z
  .strictObject({
    maxLoras: count({
      title: 'Adapters at once',
      description:
        'Adapters that one step can serve: slots that are reserved in accelerator memory, used or not. vLLM’s `--max-loras`, SGLang’s `--max-loras-per-batch`.',
      examples: ['4', '8'],
    }),
    maxRank: count({
      title: 'Largest rank',
      description:
        'Rank that every slot is as large as, whatever the adapters in it have. `--max-lora-rank` of both.',
      examples: ['16', '64'],
    }),
    modules: z
      .array(z.string())
      .min(1, NEEDS_ONE)
      .meta({
        title: 'Adapted modules',
        description:
          'Matrices that have slots, by their names in the checkpoint; `experts` are all routed experts. Those that a server keeps in one piece, as queries, keys and values, have them together.',
        examples: ['[q_proj, k_proj, v_proj, o_proj]'],
        defaultText: 'all linear layers; with vLLM routers too, and embeddings and head of some models',
      })
      .optional(),
    fullySharded: z
      .boolean()
      .meta({
        title: 'Fully sharded adapters',
        description:
          'Whether tensor ranks split both matrices of an adapter, not only the one that is split as the layer is: `--fully-sharded-loras`. vLLM alone does.',
        examples: ['true'],
        defaultText: 'no: half of each adapter is copied to every rank',
      })
      .optional(),
  })
  .meta({
    title: 'LoRA adapters',
    description:
      'Slots for low-rank adapters that are served beside the model. They take accelerator memory; of their time only the reading is counted.',
    examples: ['{ maxLoras: 4, maxRank: 16 }'],
    defaultText: 'none: the model alone',
    snippet: '{ maxLoras: ${1:4}, maxRank: ${2:16} }',
  });

const weightOffload = z
  .strictObject({
    capacity: quantity(
      'bytes',
      {
        title: 'Weights in host memory',
        description: 'Weights of layers that lie in the host’s memory, for each accelerator.',
        examples: ['20 GiB'],
      },
      { single: true },
    ),
    bandwidth: quantity('byteRate', {
      title: 'Bandwidth of the host link',
      description: 'From the host’s memory to one accelerator, one way.',
      examples: ['50 GB/s'],
      defaultText: 'that of the accelerator’s data sheet, which real reads stay below',
    }).optional(),
    prefetch: z
      .boolean()
      .meta({
        title: 'Prefetched weights',
        description:
          'Whether layers are copied ahead while others compute, into a buffer of one layer, as `--offload-group-size` does. Else kernels read them over the link as they run, as with `--cpu-offload-gb`.',
        examples: ['true'],
        defaultText: 'no: read in place',
      })
      .optional(),
  })
  .meta({
    title: 'Weight offload',
    description:
      'Weights that lie in the host’s memory, and that every step reads over the link: room for the cache, at a slower step.',
    examples: ['{ capacity: 20 GiB }'],
    defaultText: 'none: all weights lie in accelerator memory',
    snippet: '{ capacity: ${1:20 GiB} }',
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
    lora: lora.optional(),
    weightOffload: weightOffload.optional(),
  })
  .meta({ title: 'Serving', description: 'How the model is served: engine, formats, memory and layout.' });
