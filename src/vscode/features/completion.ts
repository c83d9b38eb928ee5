import * as vscode from 'vscode';
import { complete, type Completion } from '../../language/completion.js';
import type { Analyses } from '../analyses.js';
import { SELECTOR, toRange } from '../convert.js';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  unit: vscode.CompletionItemKind.Unit,
};

/** Completion of keys, catalogue ids, words and units. */
export function registerCompletion(analyses: Analyses): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: (document, position) =>
      complete(analyses.of(document), document.offsetAt(position)).map((completion) => {
        const item = new vscode.CompletionItem(
          { label: completion.label, description: completion.detail },
          KINDS[completion.kind],
        );
        item.insertText = new vscode.SnippetString(completion.snippet);
        item.range = toRange(document, completion);
        item.sortText = completion.sortText;
        item.filterText = completion.label;
        if (completion.documentation)
          item.documentation = new vscode.MarkdownString(completion.documentation);
        return item;
      }),
  };
  return vscode.languages.registerCompletionItemProvider(SELECTOR, provider, ' ', ':', '{', ',');
}
