import * as z from 'zod';
import { band, flag, reason, text, value } from './resultMembers.js';

const basedBand = (description: string) =>
  z
    .strictObject({ ...band, basis: text('What the spread rests on, in a word or in words.'), reason })
    .meta({ description });

const prefillParts = z
  .strictObject({
    linear: value('Seconds of products with weights.'),
    attention: value('Seconds of attention.'),
    index: value('Seconds of scans of sparse-attention indexers.'),
    weights: value('Seconds of reading weights that the products do not hide.'),
    host: value('Seconds that reading weights from the host’s memory adds.'),
    communication: value('Seconds that accelerators spend exchanging data.'),
    fixed: value('Seconds of launching kernels that the rest does not hide.'),
    reason,
  })
  .meta({
    description: 'Seconds of computing one prompt by what they go into; they add up to secondsPerPrompt.',
  });

/** How prompts are computed. */
export const prefill = z
  .strictObject({
    mode: z
      .enum(['colocated', 'disaggregated'])
      .meta({ description: 'In the steps of decoding, or on accelerators of their own.' }),
    tokensPerSecondPerAccelerator: value(
      'Prompt tokens per second that one accelerator computes when every step is full of them.',
    ),
    secondsPerPrompt: value('Seconds of computing one prompt alone, cached tokens left out.'),
    chunks: value('Steps that one prompt is spread over.'),
    flopsPerPrompt: value('FLOP of all layers for one prompt; embedding and head are left out.'),
    attentionShare: value('Part of them that attention and its indexers take: a fraction.'),
    bound: z
      .enum(['linear', 'attention', 'index', 'weights', 'host', 'communication', 'fixed'])
      .meta({ description: 'The part that takes most of a prompt’s time.' }),
    speedOfLightSeconds: value('Seconds that a prompt would take at the data sheet’s rates.'),
    band: basedBand('Spread of prefill rates as factors around them.'),
    parts: prefillParts,
    acceleratorsNeeded: value('Accelerators that the prompts of the peak keep busy, not rounded.'),
    perDecodeAccelerator: value('Of those, for each accelerator that decodes.'),
    stepShare: value('Part of the decode accelerators’ time that goes to prompts: a fraction.'),
    utilization: value('How full what computes the prompts is at peak: a fraction.'),
    reason,
  })
  .nullable()
  .meta({
    description:
      'How prompts are computed; null where bought, and where the plan does not say what a request is.',
  });

/** A request from arrival to last token. */
export const request = z
  .strictObject({
    requestsPerSecond: value('Requests per second at peak.'),
    ttftSeconds: z
      .strictObject({
        mean: value('Mean seconds.'),
        p50: value('Seconds that half of the requests are below.'),
        p95: value('Seconds that one request in twenty is above.'),
        p99: value('Seconds that one request in a hundred is above.'),
        reason,
      })
      .nullable()
      .meta({
        description: 'Seconds to the first token; null where requests arrive faster than they are served.',
      }),
    parts: z
      .strictObject({
        overhead: value('Seconds of handling a request before it is queued.'),
        queue: value('Seconds of waiting for its turn.'),
        prefill: value('Seconds of computing its prompt.'),
        reload: value('Seconds of bringing its cached part back.'),
        transfer: value('Seconds of handing its cache over that nothing hides.'),
        firstStep: value('Seconds of the step that makes the first token.'),
        reason,
      })
      .meta({ description: 'Mean seconds to the first token by what they go into.' }),
    tpotSeconds: value('Seconds between two tokens of one user, prompts of others included.'),
    band: basedBand('Spread of tpotSeconds as factors around it.'),
    endToEndSeconds: value('Mean seconds from arrival to last token.'),
    meetsTtft: flag('Whether times to the first token are within the plan’s targets, where it has any.'),
    kvTransferBytes: value('Bytes of cache that a request hands over; 0 where its prompt stays.'),
    kvTransferSeconds: value('Seconds that this takes.'),
    maxRequestsPerSecond: value(
      'Most requests per second at which all targets hold; null where none can be met.',
    ),
    reason,
  })
  .nullable()
  .meta({
    description:
      'A request from arrival to last token; null where bought, and where the plan does not say what a request is.',
  });

const prefixTier = z
  .strictObject({
    bytes: value('Bytes of waiting prefixes that it holds.'),
    hitShare: value('Part of the asked hits that it serves: a fraction.'),
    reloadSeconds: value('Seconds to bring the whole cached part of one prompt back from it.'),
    fasterThanRecompute: flag(
      'Whether that is no slower than computing it again; a slower tier holds nothing.',
    ),
    holdSeconds: value(
      'Longest wait in seconds for which keeping a prefix here costs less than computing it again; null without prices.',
    ),
    reason,
  })
  .meta({ description: 'What one tier does for kept prefixes.' });

/** What a prefix cache does for prompts. */
export const prefixCache = z
  .strictObject({
    hit: value('Part of the prompt’s tokens that the plan says is cached, in whole pages: a fraction.'),
    servedHit: value(
      'Part of them that is found and worth bringing back: a fraction. What is missing is computed again.',
    ),
    savedFlops: value('FLOP for each prompt that need not be computed.'),
    workingSetBytes: value(
      'Bytes of all prefixes that wait for their next turn, with copies on several ranks; null without turnDelay.',
    ),
    memoryBytes: value('Of those, bytes in accelerator memory.'),
    offloadBytes: value('Of those, bytes in the tiers beside it.'),
    reloadSeconds: value('Mean seconds to bring a prompt’s cached part back, over all prompts.'),
    recomputeSeconds: value('Seconds to compute all of it again.'),
    breakEvenBytesPerSecond: value(
      'Bytes per second to one accelerator from which bringing it back is faster than computing it.',
    ),
    holdSeconds: value(
      'Longest wait in seconds for which keeping a prefix in accelerator memory costs less than computing it again.',
    ),
    tiers: z.array(prefixTier).meta({
      description: 'Accelerator memory, then the tiers of kvOffload in their order; empty without turnDelay.',
    }),
    reason,
  })
  .nullable()
  .meta({ description: 'What a prefix cache does for prompts; null where nothing is said of one.' });
