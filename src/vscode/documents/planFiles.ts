import * as vscode from 'vscode';
import { parsePlan } from '../../plan/document.js';
import type { TextEdit } from '../../plan/edits.js';
import { analyzeDocument, filesNeeded, type Analysis } from '../../report/answers/analysis.js';
import { bookAt } from './books.js';
import { readReferencedFiles } from './configFiles.js';
import { writeEdits } from './writing.js';

/** A plan's text as it stands: in its editor where it is open, else as it is stored. Throws where it cannot be read. */
export async function planText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  return new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri));
}

/** Analyses a text as the plan at `uri`, with the files that it names read. */
export async function analyzeAt(uri: vscode.Uri, text: string): Promise<Analysis> {
  const document = parsePlan(text);
  return analyzeDocument(document, await readReferencedFiles(uri, filesNeeded(document)), await bookAt(uri));
}

/** All plans of the workspace, or of a folder of it, in order of their paths. */
export async function workspacePlans(
  token?: vscode.CancellationToken,
  folder?: vscode.Uri,
): Promise<vscode.Uri[]> {
  const pattern = '**/*.decodeplan';
  const where = folder ? new vscode.RelativePattern(folder, pattern) : pattern;
  const found = await vscode.workspace.findFiles(where, '**/node_modules/**', undefined, token);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** Applies one change to a plan's text, and shows the plan; says why where it cannot. */
export async function applyToPlan(document: vscode.TextDocument, edit: TextEdit): Promise<void> {
  const refused = await writeEdits(document, [edit]);
  if (refused !== null) return void vscode.window.showWarningMessage(refused);
  const at = document.positionAt(edit.start + edit.newText.length);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
