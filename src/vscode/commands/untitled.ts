import * as vscode from 'vscode';
import { LANGUAGE } from '../documents/convert.js';

/** An unsaved plan whose name is proposed when it is saved; it takes no file's place. */
export async function untitledPlan(name: string, text: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  // Only a path of this machine can be proposed: elsewhere a text without a name opens.
  if (folder?.scheme !== 'file')
    return vscode.workspace.openTextDocument({ language: LANGUAGE, content: text });
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name)).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

/** A file name that neither a file of the folder nor an unsaved plan has. */
export async function freeName(folder: vscode.Uri, name: string): Promise<string> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([file]) => file));
  for (const { uri } of vscode.workspace.textDocuments)
    if (uri.scheme === 'untitled') taken.add(uri.path.split('/').at(-1) ?? '');
  let free = `${name}.decodeplan`;
  for (let i = 2; taken.has(free); i++) free = `${name}-${i}.decodeplan`;
  return free;
}
