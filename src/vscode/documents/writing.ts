import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { TextEdit } from '../../plan/edits.js';
import { toWorkspaceEdit } from './convert.js';

/** Changes a plan's text, in one step that one undo takes back. The answer is a reason where nothing was written. */
export async function writeEdits(
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
): Promise<string | null> {
  if (await isReadOnly(document.uri)) return l10n.t('The file is read-only, so nothing was written.');
  const taken = await vscode.workspace.applyEdit(toWorkspaceEdit(document, edits));
  return taken ? null : l10n.t('The editor did not take the change.');
}

/** The editor itself would put a change into the text of such a file, which could then not be saved. */
async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // Never saved, or deleted since: it can be.
    return false;
  }
}
