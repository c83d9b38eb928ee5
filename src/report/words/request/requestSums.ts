import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { servingOf } from '../../../engine/fleet/optionCase.js';
import { requestTokens } from '../../../engine/fleet/prompts.js';
import { meanTokens } from '../../../engine/memory/contextMix.js';
import type { TtftParts } from '../../../engine/shapes/requestResult.js';
import type { OptionWorkloadResult } from '../../../engine/shapes/result.js';
import type { RequestTokens } from '../../../engine/time/request/colocated.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** Sums about one request, with the numbers put in; each a piece of a sentence. */

/** A mean request of a workload on an option, its cached tokens in whole pages; `null` where the plan does not say. */
export function tokensOf(plan: ResolvedPlan, option: string, workload: string): RequestTokens | null {
  const [asked, chosen] = [plan.workloads[workload], plan.options[option]];
  if (!asked || !chosen) return null;
  if (!chosen.hosted) return requestTokens({ model: plan.model, serving: servingOf(plan, chosen) }, asked);
  const { input, output, cachedInput } = asked;
  if (!input || !output) return null;
  const tokens = meanTokens(input);
  return { input: tokens, cached: tokens * cachedInput, output: meanTokens(output) };
}

const seconds = (value: number) => format.quantity(value, 'duration');

/** `6,144 tokens − 3,072 from a cache = 3,072 to compute`. */
export function promptSum({ input, cached }: RequestTokens): string {
  const all = l10n.t('{input} prompt tokens', { input: format.count(input) });
  if (cached <= 0) return all;
  return l10n.t('{all} − {cached} from a cache = {rest} to compute', {
    all,
    cached: format.count(cached),
    rest: format.count(input - cached),
  });
}

/** `20 ms overhead + 577 ms prefill + 32 ms first step`; parts that are nothing are left out. */
export function ttftSum(parts: TtftParts): string {
  const words: Readonly<Record<keyof TtftParts, string>> = {
    overhead: l10n.t('overhead'),
    queue: l10n.t('queue'),
    prefill: l10n.t('prefill'),
    reload: l10n.t('reload of cached tokens'),
    transfer: l10n.t('hand-over'),
    firstStep: l10n.t('first decode step'),
  };
  // The record above was written down with just these names.
  return (Object.keys(words) as (keyof TtftParts)[])
    .filter((part) => parts[part] > 0)
    .map((part) => `${seconds(parts[part])} ${words[part]}`)
    .join(' + ');
}

/** What a thousand requests cost, as a sum over their tokens; `null` where it is not known. */
export function requestBill(
  cost: OptionWorkloadResult['cost'],
  { input, cached, output }: RequestTokens,
): string | null {
  if (cost.usdPerRequest === null) return null;
  const terms = [
    [input - cached, cost.usdPerMillionInputTokens, l10n.t('computed')],
    [cached, cost.usdPerMillionCachedInputTokens, l10n.t('cached')],
    [output, cost.usdPerMillionOutputTokens, l10n.t('decoded')],
  ] as const;
  const sum = terms
    .flatMap(([tokens, usd, word]) =>
      usd === null || usd === 0 || tokens <= 0
        ? []
        : [`${format.count(tokens)} ${word} × ${format.usdPerMillion(usd)}/Mtok`],
    )
    .join(' + ');
  return l10n.t('{sum} = {usd} a thousand requests', {
    sum: sum === '' ? '' : `1,000 × (${sum})`,
    usd: format.usdPerMillion(cost.usdPerRequest * 1000),
  });
}
