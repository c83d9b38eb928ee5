import * as vscode from 'vscode';
import { symbols, type PlanSymbol } from '../../language/symbols.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** The outline. */
export function registerSymbols(analyses: Analyses): vscode.Disposable {
  const convert = (document: vscode.TextDocument, symbol: PlanSymbol): vscode.DocumentSymbol => {
    const kind = symbol.children.length > 0 ? vscode.SymbolKind.Module : vscode.SymbolKind.Property;
    const made = new vscode.DocumentSymbol(
      symbol.name,
      symbol.detail,
      kind,
      toRange(document, symbol.range),
      toRange(document, symbol.selection),
    );
    made.children = symbol.children.map((child) => convert(document, child));
    return made;
  };
  return vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
    provideDocumentSymbols: (document) =>
      symbols(analyses.of(document).document.root, document.getText()).map((symbol) =>
        convert(document, symbol),
      ),
  });
}
