import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { verdict } from '../../report/words/sentences.js';
import type { Analyses } from '../documents/analyses.js';
import { isPlan } from '../documents/convert.js';

const ICONS = { good: '$(check)', caution: '$(lightbulb)', bad: '$(warning)', unknown: '$(info)' } as const;
const LONGEST = 60;

/** The verdict of the active plan in the status bar. */
export function registerStatus(analyses: Analyses): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('decodeplan.verdict', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Decode Plan';
  item.command = 'decodeplan.showPlanMenu';
  const show = (document: vscode.TextDocument | undefined) => {
    if (!document || !isPlan(document)) {
      item.hide();
      return;
    }
    const { plan, result } = analyses.of(document);
    const answer = result();
    if (!plan || !answer) {
      item.text = `$(error) ${l10n.t('Plan is not valid')}`;
      item.tooltip = l10n.t('See the Problems panel');
      item.backgroundColor = undefined;
    } else {
      const { tone, headline, whole } = verdict(plan, answer);
      const detail = whole();
      item.text = `${ICONS[tone]} ${headline.length > LONGEST ? `${headline.slice(0, LONGEST)}…` : headline}`;
      item.tooltip = detail || headline;
      item.backgroundColor =
        tone === 'bad' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    }
    item.show();
  };
  const refresh = () => {
    show(vscode.window.activeTextEditor?.document);
  };
  refresh();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(refresh),
    analyses.onDidSettle((document) => {
      if (document === vscode.window.activeTextEditor?.document) refresh();
    }),
  );
}
