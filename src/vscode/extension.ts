import * as vscode from 'vscode';
import * as l10n from '../l10n/l10n.js';
import { createAnalyses } from './documents/analyses.js';
import { createChanges } from './documents/changes.js';
import { registerCommands } from './commands/commands.js';
import { isPlan } from './documents/convert.js';
import { registerBooks } from './features/books.js';
import { registerCompletion } from './features/completion.js';
import { registerContexts } from './features/contexts.js';
import { registerDiagnostics, registerExplanation } from './features/diagnostics.js';
import { registerFixes } from './features/fixes.js';
import { registerFormatting } from './features/formatting.js';
import { registerHints } from './features/hints.js';
import { registerHover } from './features/hover.js';
import { registerLenses } from './features/lenses.js';
import { registerLinks } from './features/links.js';
import { markdownExtension, type MarkdownExtension } from './features/markdown.js';
import { registerNames } from './features/names.js';
import { createPlansView } from './features/plansView.js';
import { registerSelection } from './features/selection.js';
import { registerStatus } from './features/status.js';
import { registerSymbols } from './features/symbols.js';
import { registerTokens } from './features/tokens.js';
import { registerMcp } from './features/mcp.js';
import { registerTools } from './features/lmTools.js';
import { createChartsPanel, type ChartsPanel } from './panel/panel.js';
import { createReports } from './documents/reports.js';

/** What the editor's own extensions ask of this one: the preview of Markdown, how plans in documents are drawn. */
interface Exports {
  readonly extendMarkdownIt: MarkdownExtension;
}

export function activate(context: vscode.ExtensionContext): Exports {
  // Before anything is written in words.
  l10n.config(vscode.l10n.bundle ?? null);
  const analyses = createAnalyses();
  const changes = createChanges(analyses);
  const panel = createChartsPanel(context, analyses);
  const reports = createReports();
  const plans = createPlansView(analyses);
  context.subscriptions.push(
    analyses,
    changes,
    panel,
    reports,
    plans,
    registerDiagnostics(analyses),
    registerExplanation(context, (uri) => reports.open(uri)),
    registerCompletion(analyses),
    registerHover(analyses),
    registerLenses(analyses, changes),
    registerFixes(analyses),
    registerSymbols(analyses),
    registerHints(analyses),
    registerNames(analyses),
    registerBooks(analyses),
    registerLinks(analyses),
    registerFormatting(),
    registerSelection(analyses),
    registerTokens(analyses),
    registerStatus(analyses, changes),
    registerCommands(context, analyses, panel, reports, plans),
    registerContexts(),
    registerTools(),
    registerMcp(context),
    openAutomatically(panel),
  );
  return { extendMarkdownIt: markdownExtension(analyses) };
}

/** By then a window has given its panels back; those of an extension host that died come back never. */
const RESTORED_MS = 5000;

/** Opens the charts with the first plan that is shown, where the user wants that. */
function openAutomatically(panel: ChartsPanel): vscode.Disposable {
  let done = false;
  let late: ReturnType<typeof setTimeout> | undefined;
  const consider = (editor: vscode.TextEditor | undefined) => {
    if (done || !editor || !isPlan(editor.document)) return;
    if (
      !vscode.workspace
        .getConfiguration('decodeplan', editor.document)
        .get<boolean>('charts.openAutomatically', false)
    )
      return;
    done = true;
    // One that the window restores follows the plan by itself.
    if (!panel.isOpen()) panel.open(editor.document);
    else
      late = setTimeout(() => {
        if (panel.isLeftAlone()) panel.open(editor.document);
      }, RESTORED_MS);
  };
  consider(vscode.window.activeTextEditor);
  return vscode.Disposable.from(vscode.window.onDidChangeActiveTextEditor(consider), {
    dispose: () => clearTimeout(late),
  });
}
