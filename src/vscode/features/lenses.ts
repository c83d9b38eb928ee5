import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { lenses } from '../../language/lenses.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** The verdict above the plan, and what each option comes to above it. */
export function registerLenses(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) =>
      lenses(analyses.of(document)).map(
        ({ title, range }) =>
          new vscode.CodeLens(toRange(document, range), {
            title,
            command: 'decodeplan.openChartsToSide',
            tooltip: l10n.t('Open the charts'),
          }),
      ),
  };
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(SELECTOR, provider),
  );
}
