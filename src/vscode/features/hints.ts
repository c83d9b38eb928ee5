import * as vscode from 'vscode';
import { hints } from '../../language/hints.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR } from '../documents/convert.js';

/** Resolved lengths and KV bytes behind their values; costs of options where code lenses are off. */
export function registerHints(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range) => {
      const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      const lensesShown = vscode.workspace.getConfiguration('editor', document).get('codeLens', true);
      return hints(analyses.of(document), from, to, { lensesShown, before: analyses.before(document) }).map(
        ({ offset, text, tooltip }) => {
          const hint = new vscode.InlayHint(document.positionAt(offset), text);
          hint.paddingLeft = true;
          hint.tooltip = new vscode.MarkdownString(tooltip);
          return hint;
        },
      );
    },
  };
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('editor.codeLens')) changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(SELECTOR, provider),
  );
}
