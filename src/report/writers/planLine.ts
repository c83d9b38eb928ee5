import { isToldOld } from '../../catalog/entries/age.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import { optionCost, purchaseInShort, worksText } from '../words/fleet/purchase.js';
import { isDecodeOnly, markedDecodeOnly } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { standsInAWord } from '../words/fleet/standing.js';
import { leadingOption } from '../words/insight.js';
import { firstReason } from '../words/reasons.js';
import { verdict, type Verdict } from '../words/sentences.js';

/** A plan among many, in a line, with what stands behind it. */
export interface PlanLine {
  /** `invalid` where it has no answer. */
  readonly tone: Verdict['tone'] | 'invalid';
  readonly headline: string;
  readonly detail: string;
  /** Of the option that the headline is about; empty where it is not known. */
  readonly cost: string;
  /** That it is no cheaper than another, in a word; empty where it is. */
  readonly stands: string;
  /** What that option has to buy; empty for nothing. */
  readonly purchase: string;
  /** Values of the catalogue in it that are old. */
  readonly old: number;
  /** What is wrong with its text, by count. */
  readonly errors: number;
  readonly options: readonly OptionLine[];
}

/** An option of such a plan. */
export interface OptionLine {
  readonly name: string;
  readonly works: boolean;
  readonly cost: string;
  readonly purchase: string;
  /** Whether it works, or why not. */
  readonly told: string;
}

/** What a list of plans says of one. */
export function planLine({ plan, problems, result }: Analysis): PlanLine {
  const answer = result();
  const [first] = problems;
  if (!plan || !answer)
    return {
      ...{
        tone: 'invalid',
        cost: '',
        stands: '',
        purchase: '',
        old: 0,
        options: [],
        errors: problems.length,
        detail: '',
      },
      headline: first?.message ?? l10n.t('The plan is not valid.'),
    };
  const options = Object.entries(answer.options).map(([name, option]): OptionLine => ({
    name,
    works: option.feasible,
    cost: optionCost(option, answer.basis) ?? '',
    purchase: purchaseInShort({ option }) ?? '',
    told: option.feasible ? worksText(option) : (firstReason(option) ?? worksText(option)),
  }));
  const lead = leadingOption(answer);
  const leading = lead === null ? undefined : answer.options[lead];
  const usd = leading?.basis[answer.basis].usdPerMillionTokens ?? null;
  const { tone, headline, detail } = verdict(plan, answer);
  return {
    ...{ tone, headline, detail, options },
    cost:
      usd === null || !leading
        ? ''
        : markedDecodeOnly(
            l10n.t('{usd} per M tokens', { usd: format.usdPerMillion(usd) }),
            isDecodeOnly(leading),
          ),
    // Of many plans nobody waits for draws: that ranges leave one open is told to who points at it.
    stands: leading?.feasible ? standsInAWord(plan, answer) : '',
    purchase: leading ? (purchaseInShort({ option: leading }) ?? '') : '',
    old: Object.values(plan.provenance).filter(({ detail: said }) => isToldOld(said)).length,
    errors: problems.length,
  };
}

/** Whether a list of plans with problems holds a plan: it is not valid, or nothing of it works. */
export const hasProblems = ({ tone, errors }: PlanLine): boolean =>
  errors > 0 || tone === 'invalid' || tone === 'bad' || tone === 'unknown';

/** What stands small behind a plan's name: cost, purchase, and what to doubt. */
export function lineDetails({ cost, stands, purchase, old, errors }: PlanLine): string {
  const parts = [
    cost,
    stands,
    purchase,
    errors > 0 ? (errors === 1 ? l10n.t('1 error') : l10n.t('{count} errors', { count: errors })) : '',
    old > 0 ? (old === 1 ? l10n.t('1 old value') : l10n.t('{count} old values', { count: old })) : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What is told of a plan that one points at: all that its verdict rests on, and what would change it. */
export function lineTooltip(name: string, line: PlanLine, change: string): string {
  const { headline, detail } = line;
  return [name, headline, detail, change, lineDetails(line)].filter((part) => part !== '').join('\n');
}
