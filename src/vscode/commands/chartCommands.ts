import * as vscode from 'vscode';
import type { Silence } from '../../contract/questions.js';
import type { ChartFormat, Tab } from '../../contract/vocabulary.js';
import * as l10n from '../../l10n/l10n.js';
import { saveFile } from '../documents/saving.js';
import type { ChartsPanel } from '../panel/panel.js';

/** Opens the charts of a plan on one of their tabs. */
export function showTab(panel: ChartsPanel, document: vscode.TextDocument, tab: Tab): void {
  panel.open(document, { type: 'show', tab, variable: null });
}

const CHART_FORMAT_NAMES: Readonly<Record<ChartFormat, string>> = {
  get png() {
    return l10n.t('PNG: a picture');
  },
  get svg() {
    return l10n.t('SVG: a drawing in vectors');
  },
  get csv() {
    return l10n.t('CSV: its data for spreadsheets');
  },
  get md() {
    return l10n.t('Markdown: its data as a table');
  },
  get json() {
    return l10n.t('JSON: its data for programs');
  },
};

/** Asks for one of the charts that are shown and for a format; the page draws it. */
export async function exportChart(panel: ChartsPanel, document: vscode.TextDocument): Promise<void> {
  const page = panel.current(document) ?? panel.open(document);
  // A page out of sight has no script that could answer.
  if (!page.panel.visible) page.panel.reveal(undefined, true);
  const charts = await page.charts();
  if (!charts.ok) return void vscode.window.showWarningMessage(silence(charts.why));
  if (charts.value.length === 0)
    return void vscode.window.showInformationMessage(
      l10n.t('This tab has no chart: choose another one first.'),
    );
  const chart = await vscode.window.showQuickPick(
    charts.value.map(({ name, title, formats }) => ({ label: title, name, formats })),
    { title: l10n.t('Export Chart (1/2): which one?') },
  );
  if (!chart) return;
  const format = await vscode.window.showQuickPick(
    chart.formats.map((id) => ({ label: CHART_FORMAT_NAMES[id], id })),
    { title: l10n.t('Export Chart (2/2): as what?') },
  );
  if (!format) return;
  const drawn = await page.chart(chart.name, format.id);
  if (!drawn.ok) return void vscode.window.showWarningMessage(silence(drawn.why));
  if (!drawn.value) return void vscode.window.showWarningMessage(l10n.t('That chart is not shown any more.'));
  await saveFile(drawn.value.name, drawn.value.format, drawn.value.data);
}

/** Why a page said nothing. */
function silence(why: Silence): string {
  return why === 'gone'
    ? l10n.t('The charts were closed before they answered.')
    : l10n.t('The charts do not answer. Close them and open them again.');
}
