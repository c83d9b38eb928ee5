import * as vscode from 'vscode';
import type { TextEdit } from '../../plan/edits.js';
import type { TextRange } from '../../plan/yaml.js';

export const LANGUAGE = 'decodeplan';

/** Any document in this language, wherever it is stored. */
export const SELECTOR: vscode.DocumentSelector = { language: LANGUAGE };

export function toRange(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function toWorkspaceEdit(
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const one of edits) edit.replace(document.uri, toRange(document, one), one.newText);
  return edit;
}

export function isPlan(document: vscode.TextDocument): boolean {
  return document.languageId === LANGUAGE;
}
