import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { statusOf, type StatusTone } from '../../language/status.js';
import type { Analyses } from '../documents/analyses.js';
import type { Changes } from '../documents/changes.js';
import { isPlan } from '../documents/convert.js';

const ICONS: Readonly<Record<StatusTone, string>> = {
  good: '$(check)',
  caution: '$(lightbulb)',
  bad: '$(warning)',
  unknown: '$(info)',
  error: '$(error)',
};

/** The plan's answer in a word in the status bar, in full behind it. */
export function registerStatus(analyses: Analyses, changes: Changes): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('decodeplan.verdict', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Decode Plan';
  let shown: vscode.TextDocument | undefined;
  const show = (document: vscode.TextDocument | undefined) => {
    shown = document && isPlan(document) && !document.isClosed ? document : undefined;
    if (!shown) {
      item.hide();
      return;
    }
    const { text, tooltip, tone } = statusOf(analyses.of(shown), changes.of(shown));
    item.text = `${ICONS[tone]} ${text}`;
    item.tooltip = tooltip;
    item.command =
      tone === 'error'
        ? { command: 'workbench.actions.view.problems', title: l10n.t('Show the Problems panel') }
        : {
            command: 'decodeplan.showPlanMenu',
            arguments: [shown.uri],
            title: l10n.t('Show the plan’s menu'),
          };
    item.backgroundColor =
      tone === 'bad' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  const refresh = () => {
    const active = vscode.window.activeTextEditor?.document;
    // With the charts in front there is no active text; what they are about still is.
    if (active || !isWebview(vscode.window.tabGroups.activeTabGroup.activeTab)) show(active);
  };
  const renew = (document: vscode.TextDocument) => {
    if (document === vscode.window.activeTextEditor?.document || document === shown) show(document);
  };
  refresh();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.window.tabGroups.onDidChangeTabs(refresh),
    analyses.onDidSettle(renew),
    changes.onDidFind(renew),
  );
}

function isWebview(tab: vscode.Tab | undefined): boolean {
  return tab?.input instanceof vscode.TabInputWebview;
}
