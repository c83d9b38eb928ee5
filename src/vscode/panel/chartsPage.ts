import * as vscode from 'vscode';
import { entryAt } from '../../language/names.js';
import type { Analyses } from '../documents/analyses.js';
import { readFromPage, type ChartSummary, type FromPage, type ToPage } from '../../contract/messages.js';
import { serve } from './pageRequests.js';
import { panelHtml } from './panelHtml.js';
import { NO_PLAN, planMessage, titleOf } from './planMessage.js';
import { workspacePortfolio } from '../commands/summaryCommand.js';

/** One panel with charts: it follows the active plan, or is pinned to one. */
export interface ChartsPage {
  readonly panel: vscode.WebviewPanel;
  readonly source: () => vscode.TextDocument | null;
  readonly isLocked: () => boolean;
  readonly setLocked: (locked: boolean) => void;
  /** Shows a plan from now on. */
  readonly show: (document: vscode.TextDocument | null) => void;
  /** Sends the plan as it now stands. */
  readonly refresh: () => void;
  /** Sends a message, once the page has loaded. */
  readonly post: (message: ToPage) => void;
  /** Tells the page where the cursor stands. */
  readonly follow: (editor: vscode.TextEditor) => void;
  /** The charts of the tab that is shown. */
  readonly charts: () => Promise<readonly ChartSummary[]>;
}

/** What a page shows first. */
export interface Shown {
  readonly source: vscode.TextDocument | null;
  readonly locked: boolean;
}

/** Makes a panel into a page of charts. Its script asks with `ready` on every load and gets the full state then. */
export function createChartsPage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  analyses: Analyses,
  first: Shown,
): ChartsPage {
  let { source, locked } = first;
  let loaded = false;
  let waiting: ToPage[] = [];
  let focus: string | null = null;
  let onCharts: ((charts: readonly ChartSummary[]) => void) | null = null;

  const send = (message: ToPage) => void panel.webview.postMessage(message);
  const refresh = () => {
    panel.title = titleOf(source, locked);
    send(source ? planMessage(source, analyses.of(source), locked) : { ...NO_PLAN, locked });
  };
  const post = (message: ToPage) => {
    if (loaded) send(message);
    else waiting.push(message);
  };
  const setLocked = (wanted: boolean) => {
    locked = wanted;
    refresh();
  };

  const receive = async (message: FromPage) => {
    if (message.type === 'ready') {
      loaded = true;
      focus = null;
      refresh();
      waiting.forEach(send);
      waiting = [];
      return;
    }
    if (message.type === 'pin') {
      setLocked(message.locked);
      return;
    }
    if (message.type === 'charts') {
      onCharts?.(message.charts);
      return;
    }
    if (message.type === 'askPortfolio') {
      const portfolio = await workspacePortfolio();
      if (portfolio) send(portfolio);
      return;
    }
    const reason = await serve(message, analyses);
    if (reason === null) return;
    refresh();
    send({ type: 'refused', reason });
  };

  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'charts.svg');
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder)),
  };
  panel.webview.onDidReceiveMessage((data: unknown) => {
    const message = readFromPage(data);
    if (message) void receive(message);
  });
  panel.webview.html = panelHtml(panel.webview, extensionUri);
  panel.title = titleOf(source, locked);

  return {
    panel,
    source: () => source,
    isLocked: () => locked,
    setLocked,
    show: (document) => {
      // The page forgets what it brought to the front when it gets another plan.
      if (document?.uri.toString() !== source?.uri.toString()) focus = null;
      source = document;
      refresh();
    },
    refresh,
    post,
    follow: ({ document, selection }) => {
      if (document !== source || !loaded) return;
      const name = entryAt(analyses.of(document).document, document.offsetAt(selection.active));
      if (name === focus) return;
      focus = name;
      send({ type: 'focus', source: document.uri.toString(), name });
    },
    charts: () =>
      new Promise((resolve) => {
        onCharts = resolve;
        post({ type: 'listCharts' });
      }),
  };
}
