import * as vscode from 'vscode';
import { clearCaches } from '../../units/cacheRegistry.js';
import { readCurrency, showMoneyIn } from '../../units/shownMoney.js';

const SETTING = 'decodeplan.currency';

/** The currency that the user wants to see money in, as it is written; empty for dollars, and where it cannot be read. */
export function wantedCurrency(): string {
  const set = vscode.workspace.getConfiguration().get<unknown>(SETTING);
  return typeof set === 'string' && readCurrency(set) ? set : '';
}

/** Shows money as the user wants it, now and after each change of the setting; then `then` is called. */
export function followCurrency(then: () => void): vscode.Disposable {
  const follow = () => showMoneyIn(readCurrency(wantedCurrency()));
  follow();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration(SETTING)) return;
    follow();
    // Texts that are kept are in the currency before.
    clearCaches();
    then();
  });
}
