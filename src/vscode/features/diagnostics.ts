import * as vscode from 'vscode';
import { sectionOf } from '../../language/problemPage.js';
import type { Problem, Severity } from '../../plan/document.js';
import type { Analysis } from '../../report/answers/analysis.js';
import type { Analyses } from '../documents/analyses.js';
import { isPlan, toRange } from '../documents/convert.js';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

const FINDINGS = 'decodeplan.findings';

/** Errors of the text always, and as much of what the numbers say as the user wants to read. */
function shown(document: vscode.TextDocument, { problems, diagnostics }: Analysis): readonly Problem[] {
  const wanted = vscode.workspace.getConfiguration('decodeplan', document).get<string>('findings', 'all');
  if (wanted === 'none') return problems;
  const all = diagnostics();
  return wanted === 'warnings' ? all.filter(({ severity }) => severity !== 'information') : all;
}

/** Shows what is wrong with open plans, and what their numbers say, in the Problems panel. */
export function registerDiagnostics(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('decodeplan');
  const publish = (document: vscode.TextDocument) => {
    const problems = shown(document, analyses.of(document));
    collection.set(
      document.uri,
      problems.map((problem) => toDiagnostic(document, problem)),
    );
  };
  return vscode.Disposable.from(
    collection,
    analyses.onDidSettle(publish),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(FINDINGS))
        vscode.workspace.textDocuments.filter(isPlan).forEach(publish);
    }),
    analyses.onDidClose((document) => collection.delete(document.uri)),
  );
}

function toDiagnostic(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const { range, message, severity, code, related } = problem;
  const diagnostic = new vscode.Diagnostic(toRange(document, range), message, SEVERITIES[severity]);
  diagnostic.code = { value: code, target: explanationOf(code) };
  diagnostic.source = 'Decode Plan';
  if (related)
    diagnostic.relatedInformation = related.map(
      (one) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(document.uri, toRange(document, one.range)),
          one.message,
        ),
    );
  return diagnostic;
}

/** A link that works wherever the extension does: its own page, shown by a command. */
function explanationOf(code: string): vscode.Uri {
  const args = encodeURIComponent(JSON.stringify([sectionOf(code)]));
  return vscode.Uri.parse(`command:decodeplan.explainProblem?${args}`);
}

/** The code of a diagnostic of ours. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code ?? '');
}

/** Opens the page about problems at a code's section. */
export function registerExplanation(
  context: vscode.ExtensionContext,
  open: (uri: vscode.Uri) => Promise<void>,
): vscode.Disposable {
  const page = vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics.md');
  return vscode.commands.registerCommand('decodeplan.explainProblem', (section: unknown) =>
    open(page.with({ fragment: typeof section === 'string' ? section : '' })),
  );
}
