import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import type { Flag } from './dialect.js';

/**
 * Flags about prompts, prefix caches and the hand-over between servers. A plan says what follows from them elsewhere,
 * or needs more than the command says; each answers in words where.
 */

/** A flag of which the plan takes nothing, with where it says the same. */
const told = (kind: Flag['kind'], why: (value: string) => string | null): Flag => ({ kind, take: why });

/** Switches of the prefix cache: how many tokens it serves depends on the traffic. */
export const prefixCache = told('switch', () =>
  l10n.t('how much a prefix cache serves is `cachedInput` of a workload'),
);

export const noPrefixCache = told('switch', () =>
  l10n.t('no hits: leave `cachedInput` of the workloads at 0 %'),
);

/** Prompts longer than the token budget are always computed in chunks in a plan. */
export const chunked = told('switch', () => null);

const apart = () => l10n.t('prompts on servers of their own are `prefill` of an option');
const tier = () => l10n.t('a tier for prefixes is `serving.kvOffload`: it needs the bandwidth, too');

/** vLLM's connector: between prefill and decode servers, or to memory beside the accelerators. */
export const transferConfig = told('value', (text) => {
  const [, connector = ''] = /"kv_connector"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  return /offload|lmcache/i.test(connector) ? tier() : apart();
});

/** SGLang's role of a server; `null` is one that does both. */
export const disaggregation = told('value', (text) => (text === 'null' ? null : apart()));

/** Sizes and kinds of a tier beside accelerator memory: without its bandwidth a plan cannot weigh it. */
export const tierValue = told('value', tier);
export const tierSwitch = told('switch', tier);

/** Bytes of the nearest tier, of one accelerator; `null` where there is none. */
export function tierBytes({ kvOffload }: Serving): number | null {
  return kvOffload[0]?.capacityBytes ?? null;
}

/** vLLM counts the tier of all ranks of a server together, in GiB (its engine arguments, 2026). */
export function allRanksGib(serving: Serving, { tensor, pipeline }: Layout): number | null {
  const bytes = tierBytes(serving);
  return bytes === null ? null : Math.round((bytes * tensor * pipeline) / 2 ** 30);
}

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
