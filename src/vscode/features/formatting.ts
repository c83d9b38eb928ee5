import * as vscode from 'vscode';
import { formatEdits } from '../../language/format/formatting.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** Formats a plan, or the part of it that is selected, with small edits. */
export function registerFormatting(): vscode.Disposable {
  const edits = (document: vscode.TextDocument) =>
    formatEdits(document.getText()).map((edit) =>
      vscode.TextEdit.replace(toRange(document, edit), edit.newText),
    );
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
      provideDocumentFormattingEdits: edits,
    }),
  );
}
