import * as vscode from 'vscode';
import { isPlan } from '../documents/convert.js';

/** True while a plan is open: commands that need one are offered then. */
const OPEN = 'decodeplan.planOpen';

/** Tells menus and the palette whether there is a plan that commands could be about. */
export function registerContexts(): vscode.Disposable {
  const say = () =>
    void vscode.commands.executeCommand('setContext', OPEN, vscode.workspace.textDocuments.some(isPlan));
  say();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(say),
    vscode.workspace.onDidCloseTextDocument(say),
  );
}
