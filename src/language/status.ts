import * as l10n from '../l10n/l10n.js';
import type { Analysis } from '../report/answers/analysis.js';
import { shortfall } from '../report/answers/partial.js';
import { isDecodeOnly, markedDecodeOnly } from '../report/words/decodeOnly.js';
import * as format from '../report/words/format.js';
import { leadingOption } from '../report/words/insight.js';
import { verdict, type Verdict } from '../report/words/sentences.js';

export type StatusTone = Verdict['tone'] | 'error';

/** A plan's answer as the status bar has room for it. */
export interface Status {
  readonly text: string;
  readonly tooltip: string;
  readonly tone: StatusTone;
}

/** Longer names leave no room for the number behind them. */
const LONGEST_NAME = 20;
/** The same where the number is marked as decode only. */
const LONGEST_WITH_MARK = 12;

/**
 * The cheapest option with its cost; where the text has errors, how many, and what they leave out. `change` is what
 * would turn the verdict, and `word` that something leaves the winner open, as far as they are known.
 */
export function statusOf(analysis: Analysis, { change, word } = { change: '', word: '' }): Status {
  const { plan } = analysis;
  const result = analysis.result();
  const wrong = shortfall(analysis);
  if (!plan || !result)
    return { text: wrong ?? l10n.t('No plan yet'), tooltip: l10n.t('See the Problems panel'), tone: 'error' };
  const { tone, headline, detail } = verdict(plan, result);
  const tooltip = [headline, detail, change].filter((one) => one !== '').join(' ');
  if (wrong !== null)
    return { text: wrong, tooltip: l10n.t('Of what can be read: {tooltip}', { tooltip }), tone: 'error' };
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  if (lead === null || !option?.feasible)
    return { text: lead === null ? l10n.t('No options') : l10n.t('No option works'), tooltip, tone };
  const alone = isDecodeOnly(option);
  const longest = alone ? LONGEST_WITH_MARK : LONGEST_NAME;
  const name = lead.length > longest ? `${lead.slice(0, longest - 1)}…` : lead;
  const cost = option.basis[result.basis].usdPerMillionTokens;
  if (cost === null) return { text: name, tooltip, tone };
  const text = markedDecodeOnly(`${name} ${format.usdPerMillion(cost)}/Mtok`, alone);
  return { text: word === '' ? text : `${text}, ${word}`, tooltip, tone };
}
