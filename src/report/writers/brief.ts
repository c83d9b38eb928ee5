import { breakEvens } from '../../engine/questions/breakEven.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import { asksForLpx, attachSentences, marksSentence, mixSentence } from '../words/fleet/mix.js';
import * as format from '../words/format.js';
import { reportedProblems } from '../answers/reportedProblems.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { verdict } from '../words/sentences.js';
import { markdownTable } from '../words/table.js';
import { breakEvenTable, optionsTable } from './tables.js';
import { reasonText } from '../words/reasons.js';

/** What is wrong with a plan and what its numbers say, a line each: `4:12 error unknown-key: …`. */
export function briefProblems(analysis: Analysis): string {
  const lines = reportedProblems(analysis).map(
    ({ line, column, severity, code, message }) => `${line}:${column} ${severity} ${code}: ${message}`,
  );
  if (lines.length === 0) return l10n.t('The plan is valid, and its numbers give no cause for concern.');
  const valid = analysis.plan !== null && analysis.problems.length === 0;
  return [
    valid ? l10n.t('The plan is valid. Its numbers say:') : l10n.t('The plan is not valid:'),
    ...lines,
  ].join('\n');
}

/** The answer to a plan in little room: verdict, options, break-evens, attach rate, and what is wrong. */
export function briefReport(analysis: Analysis): string {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) return briefProblems(analysis);
  const { headline, told: detailOf } = verdict(plan, result);
  const detail = detailOf();
  const found = breakEvens(plan);
  const { ofTokens, reason } = result.attachRate;
  const rates = asksForLpx(plan.options) ? attachSentences(withOpenRate(plan, result)) : [];
  const parts = [
    `# ${format.escapeMarkdown(plan.title ?? plan.model.name)}`,
    `${headline} ${detail}`.trim(),
    markdownTable(optionsTable(plan, result)),
    found.length > 0 ? markdownTable(breakEvenTable(plan, found)) : '',
    mixSentence(result),
    ofTokens === null
      ? l10n.t('LPX attach rate: {reason}.', { reason: reason ? reasonText(reason) : l10n.t('not known') })
      : asksForLpx(plan.options)
        ? [...rates, marksSentence()].join(' ')
        : l10n.t('LPX attach rate: {share} of tokens.', { share: format.percent(ofTokens) }),
    briefProblems(analysis),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
