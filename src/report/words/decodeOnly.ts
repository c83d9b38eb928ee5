import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { CostResult, OptionResult, PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';

/** What tells whether there are numbers of a workload, and whether they hold its prompts. */
interface Counted {
  readonly cost: Pick<CostResult, 'decodeOnly' | 'usdPerMillionTokens'>;
  readonly decode: object | null;
}

/** Whether a workload's numbers leave prompts out: the plan does not say what a request is. */
export function leavesPromptsOut({ cost, decode }: Counted): boolean {
  // What has neither cost nor speed has nothing to say it of.
  return cost.decodeOnly && (cost.usdPerMillionTokens !== null || decode !== null);
}

/** Whether an option's cost over all workloads leaves the prompts of one of them out. */
export function isDecodeOnly({
  workloads,
}: {
  readonly workloads: Readonly<Record<string, Counted>>;
}): boolean {
  return Object.values(workloads).some(leavesPromptsOut);
}

/** Whether what is drawn of a workload, or (`null`) of the whole plan, leaves prompts out, whatever the option. */
export function drawsDecodeOnly(
  { workloads }: Pick<ResolvedPlan, 'workloads'>,
  scope: string | null,
): boolean {
  return Object.entries(workloads).some(
    ([name, { input, output }]) => (scope === null || scope === name) && (!input || !output),
  );
}

/** Whether the bill of a mix leaves the prompts of one of its workloads out. */
export function mixIsDecodeOnly({ mix, options }: Pick<PlanResult, 'mix' | 'options'>): boolean {
  return Object.entries(mix.workloads).some(([workload, option]) => {
    const own = option === null ? undefined : options[option]?.workloads[workload];
    return own !== undefined && leavesPromptsOut(own);
  });
}

/** A cost or speed, marked where it leaves prompts out. */
export function markedDecodeOnly(text: string, decodeOnly: boolean): string {
  return decodeOnly ? l10n.t('{value} (decode only)', { value: text }) : text;
}

/** A cost alone, as in `$0.40 (decode only)`. */
export function markedUsd(usd: number, decodeOnly: boolean): string {
  return markedDecodeOnly(format.usdPerMillion(usd), decodeOnly);
}

/** A cost over decoded tokens, as in `$0.40 per million tokens (decode only)`. */
export function perMillionTokens(usd: number, decodeOnly: boolean): string {
  return markedDecodeOnly(
    l10n.t('{cost} per million tokens', { cost: format.usdPerMillion(usd) }),
    decodeOnly,
  );
}

/** Says that costs and speeds hold decoding alone. */
export const decodeOnly = () => l10n.t('decode only');

/** What a cost over all workloads leaves out, as a note; none where it holds whole requests. */
export function decodeOnlyNote({ workloads }: Pick<OptionResult, 'workloads'>): { readonly note?: string } {
  const names = Object.keys(workloads);
  const alone = Object.entries(workloads).flatMap(([name, one]) => (leavesPromptsOut(one) ? [name] : []));
  if (alone.length === 0) return {};
  return {
    note:
      alone.length === names.length
        ? decodeOnly()
        : l10n.t('decode only: {workloads}', { workloads: alone.join(', ') }),
  };
}
