import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { reportHtml } from '../../report/html/html.js';
import { reportMarkdown } from '../../report/writers/markdown.js';
import { resultJson } from '../../report/writers/resultJson.js';
import { quantitiesCsv } from '../../report/workbook/quantities.js';
import { inDollarsMeanwhile } from '../../units/shownMoney.js';
import type { Analyses } from '../documents/analyses.js';
import { tellInvalid } from './activePlan.js';
import { nameOf } from '../panel/planMessage.js';
import { saveFile } from '../documents/saving.js';

interface ReportFormat {
  readonly label: string;
  readonly ending: string;
  readonly write: (analysis: Analysis, document: vscode.TextDocument) => string;
}

/** What the whole answer can be saved as, in the order offered. */
const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    get label() {
      return l10n.t('HTML: the whole report with charts, in one file');
    },
    ending: 'html',
    write: (analysis, document) =>
      reportHtml(analysis, { file: nameOf(document), date: new Date().toISOString().slice(0, 10) }),
  },
  {
    get label() {
      return l10n.t('Markdown: the whole report');
    },
    ending: 'md',
    write: (analysis) => reportMarkdown(analysis),
  },
  {
    get label() {
      return l10n.t('JSON: every number, for programs');
    },
    ending: 'json',
    write: (analysis, document) =>
      inDollarsMeanwhile(() => `${JSON.stringify(resultJson(analysis, nameOf(document)), null, 2)}\n`),
  },
  {
    get label() {
      return l10n.t('CSV: all options, for spreadsheets');
    },
    ending: 'csv',
    write: (analysis) => inDollarsMeanwhile(() => numbersCsv(analysis)),
  },
];

/** The same numbers as the command line's: no text that a spreadsheet would have to read. */
function numbersCsv(analysis: Analysis): string {
  const result = analysis.result();
  return result ? quantitiesCsv(result) : '';
}

/** Saves the answer to a plan. */
export async function exportReport(analyses: Analyses, document: vscode.TextDocument): Promise<void> {
  const analysis = analyses.of(document);
  if (!analysis.plan) return tellInvalid();
  const format = await vscode.window.showQuickPick(REPORT_FORMATS, { title: l10n.t('Export Report') });
  if (!format) return;
  const name = nameOf(document).replace(/\.decodeplan$/, '');
  await saveFile(name, format.ending, format.write(analysis, document));
}
