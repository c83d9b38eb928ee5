import * as vscode from 'vscode';
import type { Analyses } from '../documents/analyses.js';
import { createChartsPage, type ChartsPage, type ShownFirst } from './chartsPage.js';
import { isPlan } from '../documents/convert.js';
import { wantedCurrency } from '../documents/currency.js';
import { createTimers } from '../documents/timers.js';
import { createFold } from './fold.js';
import { createKeptOverviews, type KeptOverviews } from './keptOverviews.js';
import type { ShowMessage } from '../../contract/toPage.js';
import { TABS, type Tab } from '../../contract/vocabulary.js';
import { createScenarioStore } from './scenarios.js';
import { readFirstFiles, type FirstFiles } from './panelHtml.js';
import { isLockedTitle, panelTitle } from './planMessage.js';

const VIEW_TYPE = 'decodeplan.charts';
/** True while the charts in front are pinned: the menu says so. */
const PINNED_CONTEXT = 'decodeplan.chartsPinned';
/** True while there are charts to pin or to export. */
const OPEN_CONTEXT = 'decodeplan.chartsOpen';

/** What a plan comes to is kept for the next window once it has rested so long, in milliseconds. */
const KEPT_MS = 2000;

/** The charts beside the text: one panel that follows the active plan, and any number pinned to theirs. */
export interface ChartsPanel {
  readonly dispose: () => void;
  /** Opens the following panel beside the editor, or uses the one there is, for a plan. */
  readonly open: (
    document: vscode.TextDocument,
    show?: ShowMessage | null,
    option?: string | null,
  ) => ChartsPage;
  /** Whether a panel that follows is there, also one that was not shown since the window was loaded. */
  readonly isOpen: () => boolean;
  /** Charts are shown that nobody has taken up: of a window that is still restored, or of an extension host that died. */
  readonly isLeftAlone: () => boolean;
  /** Opens one more panel, pinned to a plan. */
  readonly openLocked: (document: vscode.TextDocument) => void;
  /** Pins the charts in front to their plan, or lets them follow again. */
  readonly togglePin: () => void;
  /** The charts in front, else any of a plan. */
  readonly current: (document?: vscode.TextDocument) => ChartsPage | null;
}

export function createChartsPanel(context: vscode.ExtensionContext, analyses: Analyses): ChartsPanel {
  const pages = new Set<ChartsPage>();
  const scenarios = createScenarioStore(context.workspaceState);
  const overviews = overviewsOf(context);
  const fold = createFold(context.globalState);
  let files: Promise<FirstFiles> | null = null;
  const firstFiles = () => (files ??= readFirstFiles(context.extensionUri));
  const following = () => [...pages].find((page) => !page.isLocked()) ?? null;
  const front = () => [...pages].find(({ panel }) => panel.active) ?? null;
  const sayPinned = () =>
    void vscode.commands.executeCommand('setContext', PINNED_CONTEXT, front()?.isLocked() ?? false);

  const adopt = (panel: vscode.WebviewPanel, first: ShownFirst): ChartsPage => {
    const { extensionUri } = context;
    const parts = { extensionUri, firstFiles, analyses, scenarios, overviews, fold };
    const page = createChartsPage(panel, parts, first);
    pages.add(page);
    sayOpen(pages);
    panel.onDidDispose(() => pages.delete(page) && sayOpen(pages));
    panel.onDidChangeViewState(sayPinned);
    return page;
  };

  const create = (first: ShownFirst): ChartsPage => {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const title = panelTitle(first.source, first.locked);
    return adopt(vscode.window.createWebviewPanel(VIEW_TYPE, title, place), first);
  };

  const follow = (document: vscode.TextDocument | undefined) => {
    if (!document || !isPlan(document)) return;
    for (const page of pages) if (!page.isLocked() && page.source() !== document) page.show(document);
  };

  /** Tabs of charts that follow and were not loaded yet: more than the panels that are known. */
  const waitingTabs = () => (following() ? [] : chartTabs().filter(({ label }) => !isLockedTitle(label)));

  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor((editor) => follow(editor?.document)),
    ...keepUp(pages),
    analyses.onDidChange((document) => {
      for (const page of pages) if (isSame(page.source(), document)) page.show(document);
      if (following()?.source() === null) follow(document);
    }),
    keepResting(pages, analyses, overviews),
    takeUpRestored(adopt, firstFiles),
  ];

  return {
    isOpen: () => following() !== null || waitingTabs().length > 0,
    isLeftAlone: () => waitingTabs().some(({ isActive }) => isActive),
    open: (document, show, option) => {
      // Until it is shown, a restored panel is a tab that nothing can be sent to: its place is taken.
      if (!following()) void vscode.window.tabGroups.close(waitingTabs().filter(({ isActive }) => !isActive));
      const known = following();
      const page = known ?? create({ source: document, locked: false });
      const tab = known || show ? null : firstTab(document);
      if (tab) page.post({ type: 'show', tab, variable: null });
      if (page.source() !== document) page.show(document);
      page.panel.reveal(undefined, true);
      if (show) page.post(show);
      if (option != null) page.post({ type: 'focus', source: document.uri.toString(), name: option });
      return page;
    },
    openLocked: (document) => {
      create({ source: document, locked: true });
    },
    togglePin: () => {
      const page = front() ?? following() ?? [...pages][0];
      page?.setLocked(!page.isLocked());
      sayPinned();
    },
    current: (document) =>
      front() ?? [...pages].find((page) => !document || page.source() === document) ?? null,
    dispose: () => {
      subscriptions.forEach((subscription) => void subscription.dispose());
      pages.forEach(({ panel }) => void panel.dispose());
    },
  };
}

/** Takes up panels of a window that is restored; what their pages begin with is read while their plans are opened. */
function takeUpRestored(
  adopt: (panel: vscode.WebviewPanel, first: ShownFirst) => void,
  firstFiles: () => Promise<unknown>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (restored, state: unknown) => {
      void firstFiles();
      adopt(restored, await restoredState(state));
    },
  });
}

/** Overviews that are kept for the workspace, in the reader's words and currency. */
function overviewsOf(context: vscode.ExtensionContext): KeptOverviews {
  return createKeptOverviews(context.workspaceState, () => {
    const { version } = context.extension.packageJSON as { readonly version: unknown };
    return [String(version), vscode.env.language, wantedCurrency()];
  });
}

/** Keeps what plans that are shown come to, once they rest. */
function keepResting(
  pages: ReadonlySet<ChartsPage>,
  analyses: Analyses,
  overviews: KeptOverviews,
): vscode.Disposable {
  const { later, stop } = createTimers();
  const keep = (document: vscode.TextDocument) => {
    const isShown = [...pages].some((page) => isSame(page.source(), document));
    if (isShown) overviews.keep(document.uri.toString(), analyses.of(document));
  };
  return vscode.Disposable.from(
    { dispose: () => stop(null) },
    analyses.onDidSettle((document) => later(document, KEPT_MS, () => keep(document))),
  );
}

/** Pages follow cursor and scrolling of their text, and load anew where a setting of theirs changes. */
function keepUp(pages: ReadonlySet<ChartsPage>): vscode.Disposable[] {
  const follow = ({ textEditor }: { readonly textEditor: vscode.TextEditor }) => {
    if (isPlan(textEditor.document)) pages.forEach((page) => page.follow(textEditor));
  };
  return [
    vscode.window.onDidChangeTextEditorSelection(follow),
    vscode.window.onDidChangeTextEditorVisibleRanges(follow),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const matters = ['charts.samples', 'charts.exportTheme', 'currency'].some((name) =>
        change.affectsConfiguration(`decodeplan.${name}`),
      );
      if (matters) pages.forEach((page) => page.reload());
    }),
  ];
}

/** Tells menus whether there are charts. */
function sayOpen(pages: ReadonlySet<ChartsPage>): void {
  void vscode.commands.executeCommand('setContext', OPEN_CONTEXT, pages.size > 0);
}

/** The tab that a new panel opens on, where that is not its first. */
function firstTab(document: vscode.TextDocument): Tab | null {
  const wanted = vscode.workspace.getConfiguration('decodeplan', document).get<unknown>('charts.defaultTab');
  const tab = TABS.find((one) => one === wanted);
  return tab === undefined || tab === TABS[0] ? null : tab;
}

/** Tabs with charts in all groups. The editor puts a prefix of its own before the type of a view. */
function chartTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE)),
  );
}

/** Closing the text leaves the charts; opened again, it is another document of the same address. */
function isSame(shown: vscode.TextDocument | null, document: vscode.TextDocument): boolean {
  return shown === document || shown?.uri.toString() === document.uri.toString();
}

/** What a restored page was showing, if that can still be opened; else the active plan. */
async function restoredState(state: unknown): Promise<ShownFirst> {
  const fields = typeof state === 'object' && state !== null ? state : {};
  const locked = 'locked' in fields && fields.locked === true;
  const source = 'source' in fields && typeof fields.source === 'string' ? fields.source : '';
  const known = source === '' ? null : await opened(source);
  if (known) return { source: known, locked };
  const active = vscode.window.activeTextEditor?.document;
  return { source: active && isPlan(active) ? active : null, locked: false };
}

async function opened(source: string): Promise<vscode.TextDocument | null> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source, true));
    if (isPlan(document)) return document;
  } catch {
    // Moved or deleted since: as if nothing had been shown.
  }
  return null;
}
