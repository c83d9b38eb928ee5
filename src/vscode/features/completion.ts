import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import {
  asksForFile,
  complete,
  documentationOf,
  type Completion,
} from '../../language/completion/completion.js';
import type { Analyses } from '../documents/analyses.js';
import { fileOf } from '../documents/configFiles.js';
import { SELECTOR, toRange } from '../documents/convert.js';
import { relativePath } from '../documents/paths.js';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  unit: vscode.CompletionItemKind.Unit,
  file: vscode.CompletionItemKind.File,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Completion of keys, catalogue ids, words and units. */
export function registerCompletion(analyses: Analyses): vscode.Disposable {
  const origins = new WeakMap<vscode.CompletionItem, Completion>();
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position) => {
      const [analysis, offset] = [analyses.of(document), document.offsetAt(position)];
      const files = asksForFile(analysis, offset) ? await filesBeside(document.uri) : [];
      return complete(analysis, offset, files).map((completion) => {
        const item = toItem(document, completion);
        origins.set(item, completion);
        return item;
      });
    },
    resolveCompletionItem: (item) => {
      const origin = origins.get(item);
      if (origin) item.documentation = new vscode.MarkdownString(documentationOf(origin));
      return item;
    },
  };
  return vscode.languages.registerCompletionItemProvider(SELECTOR, provider, ' ', ':', '{', ',', '[');
}

/** More than these are no list to choose from. */
const MOST_FILES = 200;

/** Files of the workspace that may describe a model, as a plan names them. */
async function filesBeside(plan: vscode.Uri): Promise<string[]> {
  if (plan.scheme === 'untitled') return [];
  const found = await vscode.workspace.findFiles('**/*.json', '**/node_modules/**', MOST_FILES);
  const folder = vscode.Uri.joinPath(plan, '..').path;
  const names = found.map(({ path }) => relativePath(folder, path)).filter((path) => fileOf(plan, path));
  return names.sort((a, b) => a.length - b.length || a.localeCompare(b));
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
