import * as vscode from 'vscode';
import { readFromPage, type FromPage } from '../../contract/fromPage.js';
import { entryAt } from '../../language/reading/names.js';
import type { Analyses } from '../documents/analyses.js';
import { createPageLink, type PageLink } from './pageLink.js';
import { serve } from './pageRequests.js';
import type { Fold } from './fold.js';
import type { KeptOverviews } from './keptOverviews.js';
import { panelHtml, type FirstFiles } from './panelHtml.js';
import type { ScenarioStore } from './scenarios.js';
import { NO_PLAN, planMessage, panelTitle } from './planMessage.js';

/** One panel with charts: it follows the active plan, or is pinned to one. */
export interface ChartsPage extends Pick<PageLink, 'post' | 'charts' | 'chart'> {
  readonly panel: vscode.WebviewPanel;
  readonly source: () => vscode.TextDocument | null;
  readonly isLocked: () => boolean;
  readonly setLocked: (locked: boolean) => void;
  /** Shows a plan from now on. */
  readonly show: (document: vscode.TextDocument | null) => void;
  /** Sends the plan as it now stands. */
  readonly refresh: () => void;
  /** Loads the page anew, as settings are now; it comes back where it was. */
  readonly reload: () => void;
  /** Tells the page what is looked at: where the cursor stands, or the text is scrolled to. */
  readonly follow: (editor: vscode.TextEditor) => void;
}

/** What a page shows first. */
export interface ShownFirst {
  readonly source: vscode.TextDocument | null;
  readonly locked: boolean;
}

/** What a page is made from. */
export interface PageParts {
  readonly extensionUri: vscode.Uri;
  readonly firstFiles: () => Promise<FirstFiles>;
  readonly analyses: Analyses;
  readonly scenarios: ScenarioStore;
  readonly fold: Fold;
  readonly overviews: Pick<KeptOverviews, 'of'>;
}

/** Makes a panel into a page of charts. Its script asks with `ready` on every load and gets the full state then. */
export function createChartsPage(
  panel: vscode.WebviewPanel,
  parts: PageParts,
  first: ShownFirst,
): ChartsPage {
  const { analyses, scenarios, overviews, fold } = parts;
  let { source, locked } = first;
  let focus: string | null = null;
  const link = createPageLink((message) => void panel.webview.postMessage(message));
  const name = () => (panel.title = panelTitle(source, locked));
  const tell = (begins: boolean) => {
    name();
    if (!source) {
      link.send({ ...NO_PLAN, locked });
      return;
    }
    const key = source.uri.toString();
    const analysis = analyses.of(source);
    const first = begins ? overviews.of(key, analysis) : null;
    link.send(planMessage(source, analysis, { locked, scenarios: scenarios.of(key), first }));
  };
  /** A page that is still to ask for all gets no part of it before: it could not draw that, and would wait for what can. */
  const refresh = () => {
    if (link.isLoaded()) tell(false);
    else name();
  };
  const setLocked = (wanted: boolean) => {
    locked = wanted;
    refresh();
  };
  const receive = async (message: FromPage) => {
    if (link.takeAnswer(message)) return;
    if (message.type === 'ready') {
      focus = null;
      tell(true);
      link.loaded();
    } else if (message.type === 'pin') setLocked(message.locked);
    else
      await serve(message, {
        ...{ analyses, refresh, send: link.send, refocus: () => panel.reveal() },
        ...{ keepScenarios: scenarios.keep, keepFold: fold.keep },
      });
  };
  listen(panel, link, (message) => void receive(message));
  const load = () => void loadPage(panel, parts);
  load();
  name();

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
    reload: () => {
      link.unloaded();
      load();
    },
    follow: (editor) => {
      const { document } = editor;
      if (document !== source || !link.isLoaded()) return;
      const name = entryAt(analyses.of(document).document, document.offsetAt(lookedAt(editor)));
      if (name === focus) return;
      focus = name;
      link.send({ type: 'focus', source: document.uri.toString(), name });
    },
    post: link.post,
    charts: link.charts,
    chart: link.chart,
  };
}

/** Where the cursor stands; where that is out of sight, the middle of what is seen. */
function lookedAt({ selection, visibleRanges }: vscode.TextEditor): vscode.Position {
  const [first] = visibleRanges;
  const isSeen = visibleRanges.some((range) => range.contains(selection.active));
  if (!first || isSeen) return selection.active;
  return new vscode.Position(Math.floor((first.start.line + first.end.line) / 2), 0);
}

/** Hears what the page says, when it goes out of sight, and when it is closed. */
function listen(panel: vscode.WebviewPanel, link: PageLink, receive: (message: FromPage) => void): void {
  panel.webview.onDidReceiveMessage((data: unknown) => {
    const message = readFromPage(data);
    if (message) receive(message);
  });
  panel.onDidChangeViewState(() => {
    if (!panel.visible) link.unloaded();
  });
  panel.onDidDispose(link.end);
}

/** Puts the page into its panel. */
async function loadPage(
  panel: vscode.WebviewPanel,
  { extensionUri, firstFiles, fold }: PageParts,
): Promise<void> {
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'charts.svg');
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder)),
  };
  const closed = new AbortController();
  const closing = panel.onDidDispose(() => closed.abort());
  const first = await firstFiles();
  closing.dispose();
  if (!closed.signal.aborted)
    panel.webview.html = panelHtml(panel.webview, extensionUri, { first, whatIf: fold.isOpen() });
}
