import * as vscode from 'vscode';
import { parsePlan } from '../plan/document.js';
import { analyzeDocument, filesNeeded, type Analysis } from '../report/analysis.js';
import { createConfigFiles } from './configFiles.js';
import { isPlan } from './convert.js';

/** Keeps the analysis of every open plan up to date with its text. */
export interface Analyses {
  readonly dispose: () => void;
  /** The analysis of the text as it stands. */
  readonly of: (document: vscode.TextDocument) => Analysis;
  /** A plan was opened, edited, or a file that it names was read. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  readonly onDidClose: vscode.Event<vscode.TextDocument>;
}

interface Kept {
  readonly version: number;
  readonly analysis: Analysis;
}

export function createAnalyses(): Analyses {
  const kept = new Map<string, Kept>();
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const closed = new vscode.EventEmitter<vscode.TextDocument>();
  const files = createConfigFiles();

  const analyse = (document: vscode.TextDocument): Analysis => {
    const parsed = parsePlan(document.getText());
    const needed = filesNeeded(parsed);
    const known = files.known(document.uri, needed);
    if (!known) void loadAndRepeat(document, needed);
    return analyzeDocument(parsed, known ?? new Map());
  };

  const loadAndRepeat = async (document: vscode.TextDocument, needed: readonly string[]) => {
    await files.load(document.uri, needed);
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
    return analysis;
  };

  const forAllPlans = (action: (document: vscode.TextDocument) => void) =>
    vscode.workspace.textDocuments.filter(isPlan).forEach(action);

  const subscriptions = [
    changed,
    closed,
    files,
    vscode.workspace.onDidOpenTextDocument((document) => isPlan(document) && changed.fire(document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isPlan(document) && contentChanges.length > 0) changed.fire(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      kept.delete(document.uri.toString());
      if (isPlan(document)) closed.fire(document);
    }),
    files.onDidChange(() => {
      kept.clear();
      forAllPlans((document) => changed.fire(document));
    }),
  ];
  return {
    of,
    onDidChange: changed.event,
    onDidClose: closed.event,
    dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()),
  };
}
