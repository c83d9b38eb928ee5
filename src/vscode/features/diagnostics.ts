import * as vscode from 'vscode';
import type { Severity } from '../../plan/document.js';
import type { Analyses } from '../analyses.js';
import { toRange } from '../convert.js';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Shows what is wrong with open plans, and what their numbers say, in the Problems panel. */
export function registerDiagnostics(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('decodeplan');
  const publish = (document: vscode.TextDocument) => {
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
  return vscode.Disposable.from(
    collection,
    analyses.onDidSettle(publish),
    analyses.onDidClose((document) => collection.delete(document.uri)),
  );
}
