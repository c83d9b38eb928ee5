import * as vscode from 'vscode';
import { entryPlace, readBook, type PlacedFault } from '../../catalogCheck/book.js';
import { BOOK_NAME } from '../../catalogCheck/bookFile.js';
import { cataloguedAt } from '../../language/reading/catalogued.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** Where a book has the entries that a catalogue of the plan's members offers. */
const LISTS = {
  models: ['models'],
  accelerators: ['racks', 'accelerators'],
  acceptance: ['acceptance'],
  hosted: ['hosted'],
} as const;

/** What is wrong with a price book stands in its own text; a plan's names lead to their entries in it. */
export function registerBooks(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('decodeplan price book');
  const publish = (document: vscode.TextDocument) => {
    if (!isBookDocument(document)) return;
    const { faults } = readBook(document.getText(), BOOK_NAME);
    collection.set(
      document.uri,
      faults.map((fault) => toDiagnostic(document, fault)),
    );
  };
  vscode.workspace.textDocuments.forEach(publish);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(publish),
    vscode.workspace.onDidChangeTextDocument(({ document }) => publish(document)),
    vscode.workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: async (document, position) => {
        const found = cataloguedAt(analyses.of(document).document, document.offsetAt(position));
        const book = found && (await analyses.bookOf(document));
        if (!book) return null;
        const lists = Object.entries(LISTS).find(([name]) => name === found.catalogue)?.[1] ?? [];
        const ranges = lists.flatMap((list) => entryPlace(book.text, list, found.value) ?? []);
        const [range] = ranges;
        if (!range) return null;
        const target = await vscode.workspace.openTextDocument(book.uri);
        return new vscode.Location(book.uri, toRange(target, range));
      },
    }),
  );
}

/** A book by its name, or the file that the setting names. */
function isBookDocument({ uri, languageId }: vscode.TextDocument): boolean {
  if (languageId === 'decodeplan') return false;
  if (uri.path.endsWith(`/${BOOK_NAME}`)) return true;
  const named = vscode.workspace.getConfiguration('decodeplan', uri).get<string>('catalog', '').trim();
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  return (
    named !== '' &&
    root !== undefined &&
    vscode.Uri.joinPath(root, named.replace(/\\/g, '/')).toString() === uri.toString()
  );
}

function toDiagnostic(document: vscode.TextDocument, fault: PlacedFault): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(document, fault),
    fault.message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Decode Plan';
  return diagnostic;
}
