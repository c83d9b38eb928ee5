import * as z from 'zod';
import { STEP_PARTS, type MemoryPart, type StepPart } from '../../engine/shapes/parts.js';
import { bases, finance, power, purchase, workloadBasis, works } from './purchaseSchema.js';
import { prefill, prefixCache, request } from './requestSchema.js';
import { band, byName, counted, flag, reason, text, textOrNull, value } from './resultMembers.js';

/** What takes memory beside the KV pool. */
const TAKEN = {
  weightsBytes: value('Bytes of weights on one accelerator.'),
  adapterBytes: value('Bytes of slots for adapters on one accelerator; 0 without any.'),
  drafterBytes: value('Bytes of the drafter’s weights on one accelerator; 0 without speculation.'),
  activationBytes: value('Bytes of activations on one accelerator.'),
  overheadBytes: value('Bytes that engine, driver and graphs keep on one accelerator.'),
} satisfies Readonly<Record<MemoryPart, unknown>>;

const memory = z
  .strictObject({
    capacityBytes: value('Bytes of memory that an accelerator has.'),
    ...TAKEN,
    hostWeightsBytes: value('Bytes of its weights that lie in the host’s memory, beside weightsBytes.'),
    kvPoolBytes: value('Bytes left for the KV cache on one accelerator.'),
    kvBytesPerToken: value('Bytes that one more token takes on one accelerator.'),
    kvUsedBytes: value('Bytes of KV cache in use at peak on one accelerator, rounded up to pages.'),
    kvTokens: value('Tokens that the pool holds over the whole replica, as an engine logs it.'),
    maxConcurrency: z
      .strictObject({
        mix: value('Of the workload’s mix of lengths, in 95 % of all loads.'),
        p50: value('If all had the median context.'),
        p95: value('If all were at the 95th percentile of the context.'),
        max: value('If all had the longest context.'),
        reason,
      })
      .meta({ description: 'Sequences that one replica holds, all its data-parallel ranks together.' }),
    fleetConcurrency: value('Sequences of the workload’s mix that the replicas which it gets hold together.'),
    askedConcurrency: value(
      'Requests in flight at peak that they are asked to hold: the plan’s own number, or more where its volume takes more.',
    ),
    keptPrefixBytes: value(
      'Bytes of waiting prefixes that an accelerator must keep beside its sequences so that all asked hits are served.',
    ),
    promptsInFlight: value(
      'Prompts that hold their cache before their first token, beside the sequences, over all replicas.',
    ),
    pressure: value(
      'Demanded over available KV pool, a fraction: over 1 does not fit. What is demanded holds the sequences and prompts in flight in 95 % of all loads, and kept prefixes.',
    ),
    pressureAllAtP95: value('The same if every sequence were at the 95th percentile of the context.'),
    reason,
  })
  .nullable()
  .meta({
    description: 'What one accelerator holds; null where nothing is run on accelerators of the plan.',
  });

/** What takes time in a step. */
const PARTS = {
  weights: value('Seconds of a step that reading weights takes.'),
  adapters: value('Seconds of a step that reading adapters takes at least; 0 without any.'),
  host: value(
    'Seconds that reading weights from the host’s memory adds to a step; 0 where all lie in accelerator memory.',
  ),
  kv: value('Seconds of a step that reading the KV cache takes.'),
  compute: value('Seconds of a step that computing takes beyond reading.'),
  communication: value('Seconds of a step that accelerators spend exchanging data.'),
  fixed: value('Seconds of a step that do not depend on load.'),
  draft: value('Seconds of a step that drafting takes; 0 without speculation.'),
  link: value('Seconds of a step on the way between GPUs and LPX; 0 without LPX.'),
} satisfies Readonly<Record<StepPart, unknown>>;

const parts = z
  .strictObject({ ...PARTS, reason })
  .meta({ description: 'Seconds of one step by what they go into; they add up to stepSeconds.' });

const decode = z
  .strictObject({
    batch: value('Sequences per replica that decode together.'),
    stepSeconds: value('Seconds that a decode step takes.'),
    draftSeconds: value('Seconds of it that drafting takes.'),
    acceptedLength: value(
      'Tokens that a step emits per sequence, bonus token included; 1 without speculation.',
    ),
    verifiedDrafts: value('Drafts that are verified per sequence and step, on average.'),
    tokensPerSecondPerUser: value('Tokens per second that each user sees.'),
    speedWithoutDrafts: value('Tokens per second that each user would see with nothing drafted.'),
    tokensPerSecond: value('Decoded tokens per second over all replicas.'),
    tokensPerSecondPerAccelerator: value('Decoded tokens per second of one accelerator.'),
    bound: z.enum(STEP_PARTS).meta({ description: 'The part that takes most of the step.' }),
    speedOfLightSeconds: value('Seconds that the step would take at the data sheet’s rates.'),
    parts,
    band: z
      .strictObject({
        ...band,
        basis: text('What the spread rests on, in words.'),
        assumed: value('Relative error that what is assumed of LPX leaves by itself; 0 without LPX.'),
        reason,
      })
      .meta({ description: 'Spread of stepSeconds as factors around it, as in 0.9 to 1.1.' }),
    reason,
  })
  .nullable()
  .meta({ description: 'How fast it decodes at peak; null where it does not run.' });

const cost = z
  .strictObject({
    usdPerHour: value('USD per hour for this workload.'),
    usdPerMillionTokens: value('USD per million decoded tokens: the whole bill over the decoded tokens.'),
    joulesPerToken: value('Joules per decoded token, at the facility’s meter; null where bought.'),
    acceleratorsNeeded: value('Accelerators that this workload needs; null where bought.'),
    lpxRacks: value('LPX racks of the option; null without any.'),
    meetsSpeed: flag('Whether each user sees at least the speed that the workload asks for.'),
    decodeOnly: flag(
      'Whether the cost is that of decoding alone: the plan does not say what a request is, or prompts are not charged.',
    ),
    band: z
      .strictObject({ ...band, reason })
      .nullable()
      .meta({
        description:
          'Spread of usdPerMillionTokens, in USD, that follows from that of the step time; null where bought.',
      }),
    basis: workloadBasis,
    margin: value('Sale price less cost, over sale price: a fraction; null without a price.'),
    usdPerMillionInputTokens: value('USD per million prompt tokens that are computed.'),
    usdPerMillionCachedInputTokens: value('USD per million prompt tokens that a cache serves.'),
    usdPerMillionOutputTokens: value('USD per million decoded tokens, prompts left out.'),
    usdPerRequest: value('USD per request, prompt and answer.'),
    reason,
  })
  .meta({ description: 'What serving this workload costs.' });

const role = (description: string) => z.enum(['ffn', 'drafter', 'decode']).meta({ description });

const lpx = z
  .strictObject({
    role: role('What most of the LPX racks do of decoding.'),
    racks: counted('LPX racks in all.'),
    minimumRacks: counted('LPX racks that the roles cannot do without.'),
    byRole: z
      .array(
        z.strictObject({
          role: role('A role that pools use racks in.'),
          racks: counted('LPX racks of this role; no two roles share one.'),
        }),
      )
      .meta({ description: 'The racks of each role, the most first.' }),
    roles: z
      .array(
        z.strictObject({
          role: role('A role that was weighed.'),
          minimumRacks: z.int().nullable().meta({ description: 'LPX racks that it cannot do without.' }),
          usdPerMillionTokens: value('USD per million decoded tokens in this role.'),
          sunkUsdPerMillionTokens: value(
            'The same still to spend; null also where the plan does not let it be bought.',
          ),
          reason: textOrNull('Why it was not possible, in words; null where it was.'),
        }),
      )
      .meta({ description: 'Roles that were weighed against each other.' }),
  })
  .nullable()
  .meta({ description: 'What was decided for the LPX racks; null without any.' });

const ranks = {
  tensor: counted('Ranks that split every layer.'),
  attentionData: counted('Groups of ranks that each hold the KV cache of their own sequences.'),
  expert: counted('Ranks that split the experts among them.'),
  pipeline: counted('Stages that each hold a part of the layers.'),
  context: counted('Ranks that split the KV cache of one sequence.'),
};

const layout = z
  .strictObject({ ...ranks, replicas: counted('Replicas that are needed.') })
  .nullable()
  .meta({
    description: 'How a replica of the largest pool spreads over accelerators; null where none does.',
  });

const pool = z.strictObject({
  workloads: z.array(z.string()).meta({ description: 'The workloads that it serves, by name.' }),
  role: z.enum(['decode', 'prefill', 'both']).meta({ description: 'What its accelerators do of a request.' }),
  layout: z
    .strictObject(ranks)
    .nullable()
    .meta({ description: 'How a replica spreads over accelerators; null where LPX decodes alone.' }),
  replicas: counted('Whole replicas.'),
  accelerators: counted('Accelerators of all replicas; 0 where LPX decodes alone.'),
  lpxRole: z
    .enum(['ffn', 'drafter', 'decode'])
    .nullable()
    .meta({ description: 'What LPX does for it; null without.' }),
});

const total = z
  .strictObject({
    usdPerMillionTokens: value('USD per million decoded tokens, over all workloads.'),
    usdPerHour: value('USD per hour, over all workloads.'),
    ownedTokensPerSecond: value(
      'Decoded tokens per second that the plan’s own accelerators could serve on average; 0 where they serve none, null where nothing is owned.',
    ),
    prefillAccelerators: value(
      'Accelerators that compute nothing but prompts; 0 where those that decode do, null where nothing is owned.',
    ),
    drafterAccelerators: value(
      'Accelerators that draft and do nothing else (`dynamo.drafter`); null where nothing is owned.',
    ),
    lpxUsdPerHour: value('USD per hour of the LPX racks; 0 without any.'),
    reason,
  })
  .meta({ description: 'The option over all its workloads.' });

/** One of `options`. */
export const optionResult = z
  .strictObject({
    works,
    feasible: flag('Whether it serves every workload, if with a purchase.'),
    reasons: z.array(z.string()).meta({ description: 'Why it does not work, in words.' }),
    layout,
    pools: z.array(pool).meta({
      description: 'Replicas of one kind each, with the workloads that they serve; empty where bought.',
    }),
    lpx,
    workloads: byName(
      z.strictObject({
        pool: z
          .int()
          .nullable()
          .meta({ description: 'The number of its pool among the option’s; null where nothing runs.' }),
        memory,
        decode,
        prefill,
        request,
        prefixCache,
        cost,
        reasons: z.array(z.string()).meta({ description: 'Why this workload is not served, in words.' }),
      }),
      'What it comes to for each workload, by name.',
    ),
    total,
    purchase,
    power,
    basis: bases,
    finance,
  })
  .meta({ description: 'What an option comes to.' });
