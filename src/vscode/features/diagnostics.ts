import * as vscode from 'vscode';
import type { Severity } from '../../plan/document.js';
import type { Analyses } from '../analyses.js';
import { isPlan, toRange } from '../convert.js';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Typing pauses shorter than this do not update the Problems panel. */
const PAUSE_MS = 80;

/** Shows what is wrong with open plans, and what their numbers say, in the Problems panel. */
export function registerDiagnostics(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('decodeplan');
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const publish = (document: vscode.TextDocument) => {
    timers.delete(document.uri.toString());
    if (document.isClosed) return;
    collection.set(
      document.uri,
      analyses
        .of(document)
        .diagnostics()
        .map(({ range, message, severity, code }) => {
          const diagnostic = new vscode.Diagnostic(toRange(document, range), message, SEVERITIES[severity]);
          diagnostic.code = code;
          diagnostic.source = 'Decode Plan';
          return diagnostic;
        }),
    );
  };
  const schedule = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => publish(document), PAUSE_MS),
    );
  };
  vscode.workspace.textDocuments.filter(isPlan).forEach(schedule);
  return vscode.Disposable.from(
    collection,
    analyses.onDidChange(schedule),
    analyses.onDidClose((document) => {
      clearTimeout(timers.get(document.uri.toString()));
      collection.delete(document.uri);
    }),
    { dispose: () => timers.forEach((timer) => clearTimeout(timer)) },
  );
}
