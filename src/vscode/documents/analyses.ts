import * as vscode from 'vscode';
import { NO_BOOK } from '../../catalog/entries/book.js';
import { parsePlan } from '../../plan/document.js';
import { analyzeDocument, filesNeeded, type Analysis } from '../../report/answers/analysis.js';
import { createBooks, type Books, type OpenBook } from './books.js';
import { createConfigFiles } from './configFiles.js';
import { isPlan } from './convert.js';
import { followCurrency } from './currency.js';
import { createTimers } from './timers.js';

/** Keeps the analysis of every open plan up to date with its text. */
export interface Analyses {
  readonly dispose: () => void;
  /** The analysis of the text as it stands. */
  readonly of: (document: vscode.TextDocument) => Analysis;
  /** The last analysis of a plan that had no errors; `null` where it never had none. */
  readonly before: (document: vscode.TextDocument) => Analysis | null;
  /** The price books that plans count with, those of plans in documents and lists among them. */
  readonly books: Pick<Books, 'known' | 'of' | 'onDidChange'>;
  /** The price book that a plan counts with; `null` where it has none. */
  readonly bookOf: (document: vscode.TextDocument) => Promise<OpenBook | null>;
  /** A plan was opened, edited, or a file that it names was read. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /** Typing has paused after a change: the time for what takes an evaluation. Open plans settle at the start, too. */
  readonly onDidSettle: vscode.Event<vscode.TextDocument>;
  readonly onDidClose: vscode.Event<vscode.TextDocument>;
}

/** Pauses shorter than this are typing. */
const PAUSE_MS = 80;

interface Kept {
  readonly version: number;
  readonly analysis: Analysis;
}

export function createAnalyses(): Analyses {
  const kept = new Map<string, Kept>();
  const good = new Map<string, Analysis>();
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const settled = new vscode.EventEmitter<vscode.TextDocument>();
  const closed = new vscode.EventEmitter<vscode.TextDocument>();
  const files = createConfigFiles();
  const books = createBooks();

  const analyse = (document: vscode.TextDocument): Analysis => {
    const parsed = parsePlan(document.getText());
    const needed = filesNeeded(parsed);
    const known = files.known(document.uri, needed);
    const book = books.known(document.uri);
    if (!known || !book) void loadAndRepeat(document, needed);
    return analyzeDocument(parsed, known ?? new Map(), book ?? NO_BOOK);
  };

  const loadAndRepeat = async (document: vscode.TextDocument, needed: readonly string[]) => {
    await Promise.all([files.load(document.uri, needed), books.of(document.uri)]);
    if (document.isClosed) return;
    kept.delete(document.uri.toString());
    changed.fire(document);
  };

  const of = (document: vscode.TextDocument): Analysis => {
    const key = document.uri.toString();
    const found = kept.get(key);
    if (found?.version === document.version) return found.analysis;
    const analysis = analyse(document);
    kept.set(key, { version: document.version, analysis });
    if (analysis.plan && analysis.problems.length === 0) good.set(key, analysis);
    return analysis;
  };

  const { later, stop } = createTimers();
  // Fires once a document has not been told to settle again for a while.
  const settle = (document: vscode.TextDocument) => later(document, PAUSE_MS, () => settled.fire(document));
  const anew = (...others: readonly Map<string, unknown>[]) => {
    [kept, ...others].forEach((all) => all.clear());
    openPlans().forEach((document) => changed.fire(document));
  };

  const subscriptions = [
    changed,
    settled,
    closed,
    changed.event(settle),
    files,
    books,
    vscode.workspace.onDidOpenTextDocument((document) => isPlan(document) && changed.fire(document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isPlan(document) && contentChanges.length > 0) changed.fire(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const key = document.uri.toString();
      [kept, good].forEach((all) => all.delete(key));
      stop(key);
      if (isPlan(document)) closed.fire(document);
    }),
    files.onDidChange(() => anew()),
    books.onDidChange(() => anew()),
    followCurrency(() => anew(good)),
  ];
  openPlans().forEach(settle);
  return {
    of,
    before: (document) => good.get(document.uri.toString()) ?? null,
    books,
    bookOf: (document) => books.of(document.uri),
    onDidChange: changed.event,
    onDidSettle: settled.event,
    onDidClose: closed.event,
    dispose: () => {
      stop(null);
      subscriptions.forEach((subscription) => void subscription.dispose());
    },
  };
}

function openPlans(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(isPlan);
}
