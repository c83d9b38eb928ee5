import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { fixAll, fixes } from '../../language/fixes/fixes.js';
import { rewrites } from '../../language/rewrites.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange, toWorkspaceEdit } from '../documents/convert.js';
import { codeOf } from './diagnostics.js';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('decodeplan');
const REWRITE = vscode.CodeActionKind.RefactorRewrite;

/** Quick fixes that edit the file, all sure ones at once, and quantities in other units. */
export function registerFixes(analyses: Analyses): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, selection, context) => [
      ...(wants(context, vscode.CodeActionKind.QuickFix)
        ? quickFixes(analyses, document, selection, context)
        : []),
      ...(wants(context, FIX_ALL, 'asked') ? allFixes(analyses, document) : []),
      ...(wants(context, REWRITE) ? unitRewrites(analyses, document, selection) : []),
    ],
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL, REWRITE],
  });
}

/** Source actions only come where they are asked for. */
function wants({ only }: vscode.CodeActionContext, kind: vscode.CodeActionKind, when?: 'asked'): boolean {
  return only ? only.contains(kind) : when !== 'asked';
}

function quickFixes(
  analyses: Analyses,
  document: vscode.TextDocument,
  selection: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const [from, to] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  return fixes(analyses.of(document), from, to).map(({ title, edits, problem, preferred }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    const range = toRange(document, problem.range);
    action.edit = toWorkspaceEdit(document, edits);
    action.diagnostics = diagnostics.filter(
      (one) => codeOf(one) === problem.code && one.range.isEqual(range),
    );
    action.isPreferred = preferred;
    return action;
  });
}

function allFixes(analyses: Analyses, document: vscode.TextDocument): vscode.CodeAction[] {
  const edits = fixAll(analyses.of(document));
  if (edits.length === 0) return [];
  const action = new vscode.CodeAction(l10n.t('Fix all auto-fixable problems of the plan'), FIX_ALL);
  action.edit = toWorkspaceEdit(document, edits);
  return [action];
}

function unitRewrites(
  analyses: Analyses,
  document: vscode.TextDocument,
  selection: vscode.Range,
): vscode.CodeAction[] {
  return rewrites(analyses.of(document), document.offsetAt(selection.end)).map(({ title, edit }) => {
    const action = new vscode.CodeAction(title, REWRITE);
    action.edit = toWorkspaceEdit(document, [edit]);
    return action;
  });
}
