import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import type { Flag, Launched } from './dialect.js';
import { batched } from './launchFlags.js';

/**
 * Flags about prompts, prefix caches and the hand-over between servers. A plan says what follows from them elsewhere,
 * or needs more than the command says; each answers in words where.
 */

/** A flag of which the plan takes nothing, with where it says the same. */
export const toldElsewhere = (kind: Flag['kind'], why: (value: string) => string | null): Flag => ({
  kind,
  take: why,
});

/** Switches of the prefix cache. How many tokens it serves depends on the traffic, and is `cachedInput` of a workload. */
const keeping = (kind: Flag['kind'], kept: (text: string) => boolean): Flag => ({
  kind,
  take: (text, { serving }) => {
    serving['prefixCaching'] = String(kept(text));
    return null;
  },
});
export const prefixCache = keeping('switch', (text) => text !== 'false');
export const noPrefixCache = keeping('switch', (text) => text === 'false');
export const blockReuse = keeping('value', (text) => text !== 'false');

/** Whether a switch is in the command: where the plan says one or the other, not where it leaves it to the engine. */
export const keptAs =
  (kept: boolean) =>
  ({ serving }: Pick<Launched, 'serving'>): true | null =>
    serving.prefixCaching === kept ? true : null;

/** Prompts longer than the token budget are always computed in chunks in a plan. */
export const alwaysChunked = () => l10n.t('prompts beyond a step’s tokens are always computed in chunks');
export const chunked = toldElsewhere('switch', (text) => (text === 'false' ? alwaysChunked() : null));
export const notChunked = toldElsewhere('switch', alwaysChunked);

/** Where vLLM keeps tables of n-grams (DeepSeek V4.1): a plan has them in the accelerators' memory. */
export const engram = toldElsewhere('value', (text) =>
  /"cpu_offload"\s*:\s*true/.test(text)
    ? l10n.t(
        'tables in the host’s memory are counted in that of the accelerators: what their reads take was not published',
      )
    : null,
);

/** SGLang's budget of a step, where -1 is no budget. */
export const chunkSize: Flag = {
  kind: 'value',
  take: (text, settings) => (text === '-1' ? alwaysChunked() : batched.take(text, settings)),
};

/** SGLang's bound on prompts that are taken together, beside the budget of a step. */
export const promptsTogether = toldElsewhere('value', () =>
  l10n.t('a step takes `maxBatchedTokens`, which is `--chunked-prefill-size`'),
);

/** Sizes of the cache that a server is told instead of measuring what is free. A plan has them as measured. */
export const bytesOfPool = toldElsewhere('value', () =>
  l10n.t('a cache of a fixed size is `kvPool` of `calibration.memory`, in bytes of one accelerator'),
);
export const tokensOfPool = toldElsewhere('value', () =>
  l10n.t('a cache of a fixed size is `kvTokens` of `calibration.memory`, in tokens of one replica'),
);

const apart = () => l10n.t('prompts on servers of their own are `prefill` of an option');
/** A role of a server, or what it hands over by. */
export const apartValue = toldElsewhere('value', apart);
export const link = toldElsewhere('value', () =>
  l10n.t('the way between the servers is `link` of a `prefill`'),
);

/** SGLang's role of a server; `null` is one that does both. */
export const disaggregation = toldElsewhere('value', (text) => (text === 'null' ? null : apart()));

/** What no command can say of tiers and of prompts that are computed apart. */
export function requestNotes(serving: Serving, disaggregated: boolean): string[] {
  return [
    ...(disaggregated
      ? [
          l10n.t(
            'this is the decode server: prefill servers have commands of their own, with their own layout',
          ),
        ]
      : []),
    ...(serving.kvOffload.length > 1
      ? [l10n.t('only the nearest tier of kvOffload is in the command: others are set up in their own store')]
      : []),
  ];
}
