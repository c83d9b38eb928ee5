import * as vscode from 'vscode';
import type { Problem } from '../plan/document.js';
import type { Analysis } from '../report/analysis.js';
import type { Analyses } from './analyses.js';
import { isPlan, toRange } from './convert.js';
import {
  readFromPage,
  type FromPage,
  type PlanMessage,
  type PlanProblem,
  type ShowMessage,
} from './messages.js';
import { panelHtml } from './panelHtml.js';

const VIEW_TYPE = 'decodeplan.charts';

/** The charts beside the text. */
export interface ChartsPanel {
  readonly dispose: () => void;
  /** Opens the panel beside the editor, or brings it to the front, for a plan. */
  readonly open: (document: vscode.TextDocument, show?: ShowMessage) => void;
}

/** One panel that follows the active plan, and is restored with the window. */
export function createChartsPanel(context: vscode.ExtensionContext, analyses: Analyses): ChartsPanel {
  let panel: vscode.WebviewPanel | null = null;
  let source: vscode.TextDocument | null = null;
  let pending: ShowMessage | null = null;

  const post = () => {
    if (!panel) return;
    panel.title = titleOf(source);
    void panel.webview.postMessage(source ? planMessage(source, analyses.of(source)) : NO_PLAN);
  };

  const follow = (document: vscode.TextDocument | undefined) => {
    if (!panel || !document || !isPlan(document) || document === source) return;
    source = document;
    post();
  };

  const adopt = (adopted: vscode.WebviewPanel) => {
    panel = adopted;
    adopted.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icons', 'charts.svg');
    adopted.webview.options = {
      enableScripts: true,
      localResourceRoots: ['dist', 'media'].map((folder) =>
        vscode.Uri.joinPath(context.extensionUri, folder),
      ),
    };
    adopted.webview.onDidReceiveMessage((data: unknown) => {
      const message = readFromPage(data);
      if (message) receive(message);
    });
    adopted.onDidDispose(() => {
      if (panel === adopted) panel = null;
    });
    adopted.webview.html = panelHtml(adopted.webview, context.extensionUri);
  };

  const receive = (message: FromPage) => {
    if (message.type === 'ready') {
      post();
      if (pending) void panel?.webview.postMessage(pending);
      pending = null;
      return;
    }
    if (message.type === 'validation')
      return void vscode.commands.executeCommand('decodeplan.showValidation');
    const document = vscode.workspace.textDocuments.find((d) => d.uri.toString() === message.source);
    if (!document) return;
    if (message.type === 'goTo')
      return void reveal(
        document,
        new vscode.Range(message.line - 1, message.column - 1, message.line - 1, message.column - 1),
      );
    void reveal(document, toRange(document, analyses.of(document).document.rangeOf(message.path)));
  };

  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor((editor) => follow(editor?.document)),
    analyses.onDidChange((document) => {
      if (document === source) post();
      else if (!source) follow(document);
    }),
    analyses.onDidClose((document) => {
      if (document !== source) return;
      // Closing the text leaves the charts; another open plan takes its place when it becomes active.
      source =
        vscode.workspace.textDocuments.find(
          (d) => d.uri.toString() === document.uri.toString() && !d.isClosed,
        ) ?? source;
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (restored, state: unknown) => {
        source = (await restoredSource(state)) ?? vscode.window.activeTextEditor?.document ?? null;
        if (source && !isPlan(source)) source = null;
        adopt(restored);
      },
    }),
  ];

  return {
    open: (document, show) => {
      source = document;
      if (panel) {
        panel.reveal(undefined, true);
        post();
        if (show) void panel.webview.postMessage(show);
        return;
      }
      pending = show ?? null;
      adopt(
        vscode.window.createWebviewPanel(VIEW_TYPE, titleOf(document), {
          viewColumn: vscode.ViewColumn.Beside,
          preserveFocus: true,
        }),
      );
    },
    dispose: () => {
      subscriptions.forEach((subscription) => void subscription.dispose());
      panel?.dispose();
    },
  };
}

const NO_PLAN: PlanMessage = {
  type: 'plan',
  source: '',
  version: 0,
  title: '',
  plan: null,
  problems: [],
  stale: false,
  locked: false,
};

function planMessage(document: vscode.TextDocument, analysis: Analysis): PlanMessage {
  return {
    type: 'plan',
    source: document.uri.toString(),
    version: document.version,
    title: analysis.plan?.title ?? nameOf(document),
    plan: analysis.plan,
    problems: analysis.problems.map((problem) => planProblem(problem, analysis)),
    stale: analysis.problems.length > 0,
    locked: false,
  };
}

function planProblem({ severity, message, range, path }: Problem, { document }: Analysis): PlanProblem {
  return { severity, message, path, ...document.positionAt(range.start) };
}

function titleOf(source: vscode.TextDocument | null): string {
  return source ? `Charts: ${nameOf(source)}` : 'Decode Plan';
}

function nameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? 'plan';
}

/** The plan a restored page was showing, if it can still be opened. */
async function restoredSource(state: unknown): Promise<vscode.TextDocument | null> {
  const source = typeof state === 'object' && state !== null && 'source' in state ? state.source : null;
  if (typeof source !== 'string' || source === '') return null;
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(source, true));
  } catch {
    return null;
  }
}

async function reveal(document: vscode.TextDocument, range: vscode.Range): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const column = visible?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
