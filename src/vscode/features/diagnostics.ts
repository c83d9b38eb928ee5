import * as vscode from 'vscode';
import { withoutTyping, withSeverities } from '../../language/shownProblems.js';
import { sectionOf } from '../../language/problemPage.js';
import type { Problem, Severity } from '../../plan/document.js';
import type { TextRange } from '../../plan/yaml.js';
import type { Finding } from '../../engine/questions/findings/finding.js';
import type { Analysis } from '../../report/answers/analysis.js';
import type { Analyses } from '../documents/analyses.js';
import { isPlan, toRange } from '../documents/convert.js';
import { createTimers } from '../documents/timers.js';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

const SETTINGS = ['decodeplan.findings', 'decodeplan.findingSeverities'];

/** Errors of the text always, and as much of what the numbers say as the user wants to read. */
function shown(
  document: vscode.TextDocument,
  { problems, diagnostics }: Analysis,
  before?: readonly Finding[],
): readonly Problem[] {
  const settings = vscode.workspace.getConfiguration('decodeplan', document);
  const wanted = settings.get<string>('findings', 'all');
  if (wanted === 'none') return problems;
  const all = withSeverities(diagnostics(before), settings.get<unknown>('findingSeverities'));
  return wanted === 'warnings' ? all.filter(({ severity }) => severity !== 'information') : all;
}

/** Shows what is wrong with open plans, and what their numbers say, in the Problems panel. */
export function registerDiagnostics(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('decodeplan');
  const typing = trackTyping((document) => publish(document));
  const findings = new WeakMap<vscode.TextDocument, readonly Finding[]>();
  const { later, stop } = createTimers();
  const set = (document: vscode.TextDocument, before?: readonly Finding[]) => {
    const problems = withoutTyping(shown(document, analyses.of(document), before), typing.lineOf(document));
    collection.set(
      document.uri,
      problems.map((problem) => toDiagnostic(document, problem)),
    );
  };
  const publish = (document: vscode.TextDocument) => {
    set(document);
    findings.set(document, analyses.of(document).findings());
  };
  /** What is wrong with the text is said at once, beside what the numbers said before; they take an evaluation. */
  const publishInTurn = (document: vscode.TextDocument) => {
    set(document, findings.get(document) ?? []);
    // While a line is typed in they wait for its rest, and leave the processor to what is drawn.
    if (!typing.lineOf(document)) later(document, 0, () => publish(document));
  };
  return vscode.Disposable.from(
    collection,
    typing,
    analyses.onDidSettle(publishInTurn),
    { dispose: () => stop(null) },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (SETTINGS.some((name) => event.affectsConfiguration(name)))
        vscode.workspace.textDocuments.filter(isPlan).forEach(publish);
    }),
    analyses.onDidClose((document) => collection.delete(document.uri)),
  );
}

/** A line is being typed in for so long after its last change, in milliseconds, while the caret stays there. */
const REST_MS = 400;

/** Which line of a plan is being typed in; `rested` is told when that is over. */
function trackTyping(rested: (document: vscode.TextDocument) => void) {
  let now: { readonly document: vscode.TextDocument; readonly line: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    const over = now;
    now = null;
    if (over && !over.document.isClosed) rested(over.document);
  };
  const subscription = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      const [change] = contentChanges;
      const editor = vscode.window.activeTextEditor;
      // One change of one line is typing; what commands, undo and pasted lines do is finished.
      const typed = change?.range.isSingleLine && !change.text.includes('\n') && contentChanges.length === 1;
      if (!isPlan(document) || !typed || reason !== undefined || editor?.document !== document) return;
      now = { document, line: change.range.start.line };
      clearTimeout(timer);
      timer = setTimeout(end, REST_MS);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      if (now?.document === textEditor.document && selections[0]?.active.line !== now.line) end();
    }),
    vscode.window.onDidChangeActiveTextEditor(end),
  );
  return {
    lineOf: (document: vscode.TextDocument): TextRange | null => {
      if (now?.document !== document || now.line >= document.lineCount) return null;
      const { range } = document.lineAt(now.line);
      return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    },
    dispose: () => {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
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
