import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { comparePlans } from '../../report/answers/comparePlans.js';
import * as format from '../../report/words/format.js';
import { verdict, type Verdict } from '../../report/words/sentences.js';
import { markdownTable } from '../../report/words/table.js';
import { costBars } from '../../report/writers/bars.js';
import { comparisonSections } from '../../report/writers/comparisonText.js';
import { reportedProblems } from '../../report/answers/reportedProblems.js';
import { optionsTable } from '../../report/writers/tables.js';
import { moneyCode } from '../../units/shownMoney.js';

/** A plan with the name of its file, and the version that it is held against. */
interface Told {
  readonly file: string;
  readonly analysis: Analysis;
  /** `null` where the base does not have it; left out where there is no base. */
  readonly base?: { readonly name: string; readonly analysis: Analysis } | null;
}

/** Checked plans for a page of a pull request: what to make of each, what it costs as bars, and what changed. */
export function checkMarkdown(plans: readonly Told[]): string {
  return plans.map(ofPlan).join('\n\n');
}

function ofPlan({ file, analysis, base }: Told): string {
  const escape = format.escapeMarkdown;
  const { plan } = analysis;
  const answer = analysis.result();
  const bars = costBars(analysis, base?.analysis);
  const parts = [
    `## ${escape(file)}`,
    plan && answer ? toldOf(verdict(plan, answer)) : '',
    bars === ''
      ? ''
      : `${l10n.t('{currency} per million tokens', { currency: moneyCode() })}:\n\n${fenced(bars)}`,
    base === null ? l10n.t('New: the base does not have it.') : '',
    base ? changes(base, { name: file, analysis }) : '',
    plan && answer ? details(l10n.t('Options'), markdownTable(optionsTable(plan, answer))) : '',
    problemsTable(analysis),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The verdict, and behind it all that other surfaces say of it: what it rests on, and what would change it. */
function toldOf({ headline, told }: Verdict): string {
  const escape = format.escapeMarkdown;
  return `**${escape(headline)}** ${escape(told())}`.trim();
}

/** What moved in the results, and below it the inputs. */
function changes(base: NonNullable<Told['base']>, after: { name: string; analysis: Analysis }): string {
  const { headline, results, inputs } = comparisonSections(comparePlans(base, after));
  const parts = [
    `**${format.escapeMarkdown(headline)}**`,
    results,
    inputs === '' ? '' : details(l10n.t('Inputs that changed'), inputs),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function problemsTable(analysis: Analysis): string {
  const problems = reportedProblems(analysis);
  if (problems.length === 0) return '';
  const rows = problems.map(({ line, column, severity, code, message }) => [
    `${line}:${column}`,
    severity,
    code,
    message,
  ]);
  const columns = [l10n.t('Place'), l10n.t('Severity'), l10n.t('Code'), l10n.t('Message')];
  return details(l10n.t('Problems: {count}', { count: problems.length }), markdownTable({ columns, rows }));
}

/** Bars are no Markdown: names in them cannot end the fence, for it is longer than any run of theirs. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}
