import * as vscode from 'vscode';
import { isPlan, LANGUAGE } from '../../documents/convert.js';

/** Opens a text as a plan: in the empty plan that is shown, where there is one, else as a new one that is not saved yet. */
export async function beginPlan(name: string, text: string): Promise<vscode.TextDocument> {
  const empty = vscode.window.visibleTextEditors.find(
    ({ document }) => isPlan(document) && document.getText().trim() === '',
  );
  if (!empty) return untitledPlan(name, text);
  await fill(empty.document, text);
  return empty.document;
}

/** Shows a plan where texts are: the charts may be what is active, and would be covered. */
export async function showPlan(document: vscode.TextDocument, selection?: vscode.Range): Promise<void> {
  const texts = vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  const charts = vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
  const viewColumn = texts?.viewColumn ?? (charts ? vscode.ViewColumn.One : vscode.ViewColumn.Active);
  await vscode.window.showTextDocument(document, { viewColumn, ...(selection ? { selection } : {}) });
}

async function fill(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
}

/** Where a new plan will stand once it is saved, as far as that is known: its price book is looked for from there. */
export function newPlanPlace(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const plan = vscode.Uri.from({ scheme: 'untitled', path: 'plan' });
  return folder ? vscode.Uri.joinPath(folder, 'plan.decodeplan') : plan;
}

/** An unsaved plan whose name is proposed when it is saved; it takes no file's place. */
async function untitledPlan(name: string, text: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  // Only a path of this machine can be proposed: elsewhere a text without a name opens.
  if (folder?.scheme !== 'file')
    return vscode.workspace.openTextDocument({ language: LANGUAGE, content: text });
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name)).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  await fill(document, text);
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
