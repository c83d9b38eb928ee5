import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { complete, documentationOf, type Completion } from '../../language/completion/completion.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  unit: vscode.CompletionItemKind.Unit,
  plan: vscode.CompletionItemKind.Snippet,
};

/** Completion of keys, catalogue ids, words and units. */
export function registerCompletion(analyses: Analyses): vscode.Disposable {
  const origins = new WeakMap<vscode.CompletionItem, Completion>();
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: (document, position) =>
      complete(analyses.of(document), document.offsetAt(position)).map((completion) => {
        const item = toItem(document, completion);
        origins.set(item, completion);
        return item;
      }),
    resolveCompletionItem: (item) => {
      const origin = origins.get(item);
      if (origin) item.documentation = new vscode.MarkdownString(documentationOf(origin));
      return item;
    },
  };
  return vscode.languages.registerCompletionItemProvider(SELECTOR, provider, ' ', ':', '{', ',', '[');
}

function toItem(document: vscode.TextDocument, completion: Completion): vscode.CompletionItem {
  const { label, detail, kind, snippet, start, end, wordEnd, sortText, asksForValue } = completion;
  const item = new vscode.CompletionItem({ label, description: detail }, KINDS[kind]);
  item.insertText = new vscode.SnippetString(snippet);
  item.range = {
    inserting: toRange(document, { start, end }),
    replacing: toRange(document, { start, end: wordEnd }),
  };
  item.sortText = sortText;
  item.filterText = label;
  if (asksForValue)
    item.command = { command: 'editor.action.triggerSuggest', title: l10n.t('Choose a value') };
  return item;
}
