import * as vscode from 'vscode';
import { hints } from '../../language/hints.js';
import type { Analyses } from '../analyses.js';
import { SELECTOR } from '../convert.js';

/** Resolved lengths and KV bytes behind their values. */
export function registerHints(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range) =>
      hints(analyses.of(document), document.offsetAt(range.start), document.offsetAt(range.end)).map(
        ({ offset, text, tooltip }) => {
          const hint = new vscode.InlayHint(document.positionAt(offset), text);
          hint.paddingLeft = true;
          hint.tooltip = new vscode.MarkdownString(tooltip);
          return hint;
        },
      ),
  };
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(() => {
      changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(SELECTOR, provider),
  );
}
