import * as z from 'zod';
import { STEP_PARTS, type MemoryPart, type StepPart } from '../../engine/shapes/parts.js';

/** The shape of `analyze --format json`: what other programs may rely on. More members may be added. */
const value = z.number().nullable();
const reason = z.string().optional();
const atLengths = z.looseObject({ p50: value, p95: value, max: value });
const variant = z.looseObject({ bytesPerToken: value, bytesPerSequence: atLengths });

const diagnostic = z.looseObject({
  severity: z.enum(['error', 'warning', 'information']),
  message: z.string(),
  code: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
});

const kvCache = z.looseObject({
  bytesPerToken: value.meta({
    description: 'Bytes that one more token costs at the p50 context, one sequence, unsharded.',
  }),
  fixedBytes: value.meta({
    description: 'Bytes a sequence holds whatever its length: full windows and states.',
  }),
  stateBytes: value.meta({ description: 'The part of fixedBytes that is recurrent or compressor state.' }),
  bytesPerSequence: atLengths,
  readBytesPerStep: atLengths,
  variants: z.looseObject({ mha: variant, gqa8: variant, mqa: variant, mla: variant, native: variant }),
  savings: value.meta({ description: '1 - native / mha at p50.' }),
  reason,
});

const memoryParts: Readonly<Record<MemoryPart, typeof value>> = {
  weightsBytes: value,
  drafterBytes: value,
  activationBytes: value,
  overheadBytes: value,
};

const memory = z.looseObject({
  capacityBytes: value,
  kvPoolBytes: value,
  kvBytesPerToken: value,
  ...memoryParts,
  kvTokens: value.meta({ description: 'Tokens that the pool holds over the replica.' }),
  maxConcurrency: atLengths.meta({ description: 'Sequences that fit over all replicas.' }),
  pressure: value.meta({ description: 'Demanded over available KV pool, at p95.' }),
  reason,
});

const parts = z.looseObject({
  weights: value,
  kv: value,
  compute: value,
  communication: value,
  fixed: value,
  draft: value,
  link: value,
} satisfies Record<StepPart, typeof value>);

const decode = z.looseObject({
  batch: value,
  stepSeconds: value,
  draftSeconds: value,
  acceptedLength: value,
  tokensPerSecondPerUser: value,
  tokensPerSecond: value,
  tokensPerSecondPerAccelerator: value,
  bound: z.enum(STEP_PARTS),
  speedOfLightSeconds: value,
  parts,
  reason,
});

const cost = z.looseObject({
  usdPerHour: value,
  usdPerMillionTokens: value,
  joulesPerToken: value,
  acceleratorsNeeded: value,
  lpxRacks: value,
  meetsSpeed: z.boolean(),
  reason,
});

const option = z.looseObject({
  feasible: z.boolean(),
  reasons: z.array(z.string()),
  layout: z
    .looseObject({
      tensor: z.number(),
      attentionData: z.number(),
      expert: z.number(),
      pipeline: z.number(),
      replicas: z.number(),
    })
    .nullable(),
  workloads: z.record(
    z.string(),
    z.looseObject({ memory: memory.nullable(), decode: decode.nullable(), cost }),
  ),
});

const breakEven = z.looseObject({
  variable: z.string(),
  unit: z.string(),
  baseline: z.string(),
  challenger: z.string(),
  workload: z.string().nullable(),
  value,
  cheaperBelow: z.string().nullable(),
  cheaperAbove: z.string().nullable(),
  bracket: z.array(value),
  reason: z.string().nullable(),
});

export const resultSchema = z
  .looseObject({
    format: z.literal(1),
    plan: z.looseObject({
      title: z.string().nullable(),
      model: z.string().nullable(),
      file: z.string().nullable(),
    }),
    diagnostics: z.array(diagnostic),
    model: z
      .looseObject({
        id: z.string(),
        layers: z.number(),
        parameters: value,
        activeParameters: value,
        weightsBytes: value,
        reason,
      })
      .nullable(),
    workloads: z.record(z.string(), z.looseObject({ kvCache })),
    options: z.record(z.string(), option),
    breakEven: z.array(breakEven),
    secondPurchase: z
      .looseObject({
        baseline: z.string(),
        challenger: z.string(),
        lpxRacks: z.number(),
        usdPerHour: z.number(),
        tokensPerSecond: value,
        onlyChallenger: z.boolean(),
        usdPerMillionTokens: value,
        reason,
      })
      .nullable(),
    attachRate: z
      .looseObject({
        ofTokens: value,
        ofGpuRacks: value,
        lpxRacksPerGpuRack: value,
        perWorkload: z.record(z.string(), z.looseObject({ winner: z.string().nullable(), margin: value })),
        reason,
      })
      .nullable(),
    uncertainty: z
      .looseObject({
        samples: z.number(),
        seed: z.number(),
        probabilityChallengerWins: value,
        standardError: value,
        headlines: z.record(z.string(), z.looseObject({ p10: z.number(), p50: z.number(), p90: z.number() })),
        reason,
      })
      .nullable(),
  })
  .meta({
    title: 'Decode Plan result',
    description: 'SI units: bytes, seconds, per second, USD, fractions 0..1. null has a reason beside it.',
  });

export function resultJsonSchema(): unknown {
  return z.toJSONSchema(resultSchema, { io: 'output' });
}
