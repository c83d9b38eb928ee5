import * as vscode from 'vscode';
import type { TextRange } from '../plan/yaml.js';

export const LANGUAGE = 'decodeplan';

/** Any document in this language, wherever it is stored. */
export const SELECTOR: vscode.DocumentSelector = { language: LANGUAGE };

export function toRange(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function isPlan(document: vscode.TextDocument): boolean {
  return document.languageId === LANGUAGE;
}
