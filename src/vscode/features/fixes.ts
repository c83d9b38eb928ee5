import * as vscode from 'vscode';
import { fixes } from '../../language/fixes.js';
import type { Analyses } from '../analyses.js';
import { codeOf } from './diagnostics.js';
import { SELECTOR, toRange } from '../convert.js';

/** Quick fixes that edit the file. */
export function registerFixes(analyses: Analyses): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, selection, context) =>
      fixes(analyses.of(document)).flatMap((fix) => {
        const range = toRange(document, fix.range);
        if (!range.intersection(selection)) return [];
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, toRange(document, fix.edit), fix.edit.newText);
        action.diagnostics = context.diagnostics.filter(
          (diagnostic) => codeOf(diagnostic) === fix.code && diagnostic.range.isEqual(range),
        );
        action.isPreferred = fix.preferred;
        return [action];
      }),
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
