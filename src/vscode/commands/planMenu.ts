import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';

interface Action extends vscode.QuickPickItem {
  readonly command: string;
  /** It is about the folder of the plan, or all of them. */
  readonly ofAll?: true;
}

/** What is done most with a plan, as the item in the status bar offers it. */
const actions = (): Action[] => [
  action('graph', l10n.t('Open Charts to the Side'), 'openChartsToSide'),
  action('symbol-ruler', l10n.t('Find Break-Even…'), 'findBreakEven'),
  action('diff', l10n.t('Compare with Another Plan…'), 'comparePlans'),
  action('history', l10n.t('Show How Results Changed'), 'showHistory'),
  action('database', l10n.t('Explain KV Cache Memory Pressure'), 'explainKvCache'),
  action('export', l10n.t('Export Report…'), 'exportReport'),
  action('terminal', l10n.t('Copy Launch Command'), 'copyLaunchCommand'),
  { ...action('organization', l10n.t('Open in Decode Plan Portfolio'), 'openPortfolio'), ofAll: true },
  {
    label: `$(warning) ${l10n.t('Show Problems')}`,
    command: 'workbench.actions.view.problems',
    ofAll: true,
  },
];

const action = (icon: string, label: string, command: string): Action => ({
  label: `$(${icon}) ${label}`,
  command: `decodeplan.${command}`,
});

/** Offers what can be done with the plan whose verdict stands in the status bar. */
export async function showPlanMenu(uri?: unknown): Promise<void> {
  const chosen = await vscode.window.showQuickPick(actions(), { title: l10n.t('Decode Plan') });
  if (!chosen) return;
  // With the charts in front no plan is the active one.
  const given = uri instanceof vscode.Uri && !chosen.ofAll ? [uri] : [];
  await vscode.commands.executeCommand(chosen.command, ...given);
}
