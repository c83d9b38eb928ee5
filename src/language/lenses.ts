import type { OptionResult } from '../engine/shapes/result.js';
import * as l10n from '../l10n/l10n.js';
import type { TextRange } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import * as format from '../report/words/format.js';
import { tightestOf } from '../report/words/insight.js';
import { optionCost, purchaseInShort } from '../report/words/fleet/purchase.js';
import { verdict } from '../report/words/sentences.js';
import { firstReason } from '../report/words/reasons.js';

export interface Lens {
  readonly title: string;
  readonly range: TextRange;
}

const MARKS = { good: '$(check)', caution: '$(lightbulb)', bad: '$(warning)', unknown: '$(info)' } as const;

/** Lenses above the plan with its verdict and the way to its charts, and one above each option. */
export function lenses(analysis: Analysis): Lens[] {
  const { plan, document } = analysis;
  const result = analysis.result();
  if (!plan || !result) return [];
  const { headline, tone } = verdict(plan, result);
  const mark = MARKS[tone];
  const ofPlan: Lens = { title: `${mark} ${headline}`, range: document.rangeOf('decodeplan', 'key') };
  const ofOptions = Object.entries(result.options).flatMap(([name, option]): Lens[] => {
    if (!document.nodeAt(['options', name])) return [];
    const tightest = tightestOf(name, option);
    const parts = [
      optionCost(option, result.basis) ?? '',
      ...requestParts(option),
      tightest ? l10n.t('KV memory {pressure} full', { pressure: format.fill(tightest.pressure) }) : '',
      option.works === 'purchase' ? toBuy(option) : '',
      option.feasible ? '' : (firstReason(option) ?? l10n.t('does not work')),
    ].filter((part) => part !== '');
    return parts.length === 0
      ? []
      : [{ title: parts.join(' · '), range: document.rangeOf(['options', name], 'key') }];
  });
  const toCharts: Lens = { title: `$(graph) ${l10n.t('Show in charts')}`, range: ofPlan.range };
  return [ofPlan, toCharts, ...ofOptions];
}

/** What an option has to buy. */
function toBuy(option: OptionResult): string {
  const purchase = purchaseInShort({ option });
  return purchase === null ? '' : l10n.t('to buy: {purchase}', { purchase });
}

/** The slowest workload's first and further tokens, and what computes all prompts. */
function requestParts({ workloads, total }: OptionResult): string[] {
  const found = Object.values(workloads);
  const requests = found.flatMap(({ request }) => request ?? []);
  const firsts = requests.map(({ ttftSeconds }) => ttftSeconds?.p95 ?? Infinity);
  const prompts = total.prefillAccelerators ?? 0;
  const drafts = total.drafterAccelerators ?? 0;
  if (requests.length === 0) return [];
  const ttft = Math.max(...firsts);
  return [
    Number.isFinite(ttft)
      ? l10n.t('TTFT {ttft}, TPOT {tpot}', {
          ttft: format.quantity(ttft, 'duration'),
          tpot: format.quantity(Math.max(...requests.map(({ tpotSeconds }) => tpotSeconds)), 'duration'),
        })
      : l10n.t('requests pile up'),
    prompts === 0 ? '' : l10n.t('{needed} accelerators for prompts', { needed: format.count(prompts) }),
    drafts === 0 ? '' : l10n.t('{needed} accelerators for drafts', { needed: format.count(drafts) }),
  ];
}
