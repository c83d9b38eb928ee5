import type { OptionResult, PlanResult } from '../engine/shapes/result.js';
import * as l10n from '../l10n/l10n.js';
import type { TextRange } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import { errorCount, shortfall } from '../report/answers/partial.js';
import * as format from '../report/words/format.js';
import { tightestOf } from '../report/words/insight.js';
import { optionCost, purchaseInShort } from '../report/words/fleet/purchase.js';
import { verdict } from '../report/words/sentences.js';
import { firstReason } from '../report/words/reasons.js';

/** What a click on a lens does. */
export type LensAction = 'charts' | 'problems' | 'explain' | 'breakEven' | 'deployment';

export interface Lens {
  readonly title: string;
  readonly range: TextRange;
  readonly action: LensAction;
  /** The option that it is about. */
  readonly option?: string;
  /** What it says when pointed at, before what a click does. */
  readonly more?: string;
}

const MARKS = { good: '$(check)', caution: '$(lightbulb)', bad: '$(warning)', unknown: '$(info)' } as const;
/** Of an answer that is not the text's own: of an earlier text, or of a part of this one. */
const STALE = '$(history)';
const PARTIAL = '$(error)';

/**
 * Lenses above the plan with its verdict and what can be done with it, and above each option. While the text cannot be
 * read, what `before` came to stays, marked as such, so that no line moves under who is typing. `change` is what would
 * turn the verdict, as far as it is known: too long for a line, it is said to who points at it. `open` says in a few words that the
 * plan's ranges leave the winner open.
 */
export function lenses(
  analysis: Analysis,
  before: Analysis | null = null,
  { change, open } = { change: '', open: '' },
): Lens[] {
  const { document } = analysis;
  if (document.root?.kind !== 'map') return [];
  const answered = analysis.plan ? analysis : before;
  const range = document.rangeOf('decodeplan', 'key');
  const ofPlan: Lens[] = [
    {
      title: open === '' ? planTitle(analysis, answered) : `${planTitle(analysis, answered)} ${open}`,
      range,
      action: analysis.problems.length > 0 ? 'problems' : 'charts',
      ...(change === '' ? {} : { more: change }),
    },
  ];
  if (!answered) return ofPlan;
  const names = optionNames(analysis);
  ofPlan.push(
    { title: `$(graph) ${l10n.t('Show in charts')}`, range, action: 'charts' },
    { title: l10n.t('Explain'), range, action: 'explain' },
    ...(names.length > 1 ? [{ title: l10n.t('Break-even'), range, action: 'breakEven' } as const] : []),
  );
  const result = answered.result();
  return [...ofPlan, ...names.flatMap((name) => optionLenses(name, { analysis, before, result }))];
}

function optionNames({ document }: Analysis): string[] {
  const node = document.nodeAt(['options']);
  return node?.kind === 'map' ? node.entries.map(({ key }) => key) : [];
}

function planTitle(analysis: Analysis, answered: Analysis | null): string {
  const result = answered?.result();
  if (!answered?.plan || !result) return `${PARTIAL} ${errorCount(analysis) ?? l10n.t('Not a plan yet')}`;
  const { headline, tone } = verdict(answered.plan, result);
  if (answered !== analysis)
    return `${STALE} ${l10n.t('Before {errors}: {headline}', { errors: errorCount(analysis) ?? '', headline })}`;
  const partial = shortfall(analysis);
  return partial === null ? `${MARKS[tone]} ${headline}` : `${PARTIAL} ${partial} · ${headline}`;
}

interface Shown {
  readonly analysis: Analysis;
  readonly before: Analysis | null;
  readonly result: PlanResult | null;
}

/** What an option comes to; where it cannot be read now, what it came to. */
function optionLenses(name: string, { analysis, before, result }: Shown): Lens[] {
  const range = analysis.document.rangeOf(['options', name], 'key');
  const own = result?.options[name];
  const earlier = own ? undefined : before?.result()?.options[name];
  const option = own ?? earlier;
  const shownIn = own ? result : before?.result();
  const isNow = analysis.plan && !earlier;
  // What is wrong in an option is left out of what it comes to.
  const errors = isNow ? errorCount(analysis, analysis.document.rangeOf(['options', name])) : null;
  const mark = errors !== null ? `${PARTIAL} ${errors} · ` : isNow ? '' : `${STALE} `;
  const title = option && shownIn ? optionTitle(name, option, shownIn) : l10n.t('cannot be read yet');
  if (title === '') return [];
  return [
    { title: `${mark}${title}`, range, action: 'charts', option: name },
    ...(own?.pools.length
      ? [{ title: l10n.t('Deployment'), range, action: 'deployment', option: name } as const]
      : []),
  ];
}

function optionTitle(name: string, option: OptionResult, { basis }: PlanResult): string {
  const tightest = tightestOf(name, option);
  const parts = [
    optionCost(option, basis) ?? '',
    ...requestParts(option),
    tightest ? memoryPart(tightest.pressure) : '',
    option.works === 'purchase' ? toBuy(option) : '',
    option.feasible ? '' : (firstReason(option) ?? l10n.t('does not work')),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function memoryPart(pressure: number): string {
  return Number.isFinite(pressure)
    ? l10n.t('KV memory {pressure} full', { pressure: format.fill(pressure) })
    : l10n.t('no room for KV cache');
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
