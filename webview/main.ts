import type { FromPage } from '../src/contract/fromPage.js';
import { readToPage, type ToPage } from '../src/contract/toPage.js';
import type { Tab } from '../src/contract/vocabulary.js';
import * as l10n from '../src/l10n/l10n.js';
import { watchTheme } from './charts/theme.js';
import { createRunner } from './effects.js';
import { createExporter } from './exporter.js';
import { drawFirst } from './firstLook.js';
import { framed } from './frames.js';
import { createPage } from './page.js';
import { watchHistory } from './history.js';
import { watchScroll } from './scroll.js';
import { ANSWER_MS } from './session/moving.js';
import { sessionOf } from './session/session.js';
import { createStore } from './session/store.js';
import { createShell } from './shell.js';
import { readState, type ViewState } from './state.js';
import { createOverviewSheet } from './views/overviewSheet.js';
import { readWords } from './words.js';
import type { Workings } from './workings.js';
import { settings } from './settings.js';
import { readCurrency, showMoneyIn } from '../src/units/shownMoney.js';

/** Entry of the panel's page: what there is, and who hears whom. */

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: ViewState): void;
};

// Before anything is written in words.
const words = readWords();
l10n.config(words);
showMoneyIn(readCurrency(settings.currency));

const api = acquireVsCodeApi();
const post = (message: FromPage) => api.postMessage(message);

// What is known, and what follows from it.
const store = createStore(sessionOf(readState(api.getState())), (effect) => run(effect));
const { session, dispatch } = store;
const exporter = createExporter();

// What is seen.
const shell = createShell({
  onTab: (tab) => dispatch({ type: 'tabChosen', tab, scroll: window.scrollY }),
  onGoTo: ({ line, column }) => post({ type: 'goTo', source: session().message?.source ?? '', line, column }),
  onValidation: () => post({ type: 'validation' }),
  onBegin: (way) => post({ type: way }),
  onPin: (locked) => post({ type: 'pin', locked }),
});
const page = createPage(store, exporter, post);
const sheet = createOverviewSheet(page);
shell.panels.overview.append(sheet.element);

// How it is drawn.
const schedule = framed(drawNow);
let workings: Workings | null = null;
let coming: Promise<Workings> | null = null;
/** Where a tab is to be scrolled to whose code is still to come. */
let scrollLater: number | null = null;

/** Has come what the first picture can do without. */
function wholePage(): Promise<Workings> {
  coming ??= import('./workings.js').then(({ createWorkings }) => {
    workings = createWorkings({ ...store, post, shell, page, sheet, schedule, onTab: tabLoaded, words });
    drawNow();
    return workings;
  });
  return coming;
}

function drawNow(): void {
  if (workings) {
    workings.draw();
    return;
  }
  const drawn = drawFirst(session(), { shell, sheet });
  // What was drawn is on the screen before more is asked for.
  if (drawn === 'drawn') setTimeout(() => void wholePage());
  else if (drawn === 'needs workings') void wholePage();
}

/** Draws a tab that was waited for. */
function tabLoaded(tab: Tab): void {
  if (tab !== session().view.tab) return;
  drawNow();
  if (scrollLater !== null) window.scrollTo(0, scrollLater);
  scrollLater = null;
}

// What is done about what happens.
const run = createRunner({
  post,
  keep: (view) => api.setState(view),
  view: () => session().view,
  dispatch,
  schedule,
  drawNow,
  scrollTo: (scroll) => {
    if (workings?.views.of(session().view.tab)) window.scrollTo(0, scroll);
    else scrollLater = scroll;
  },
  analyse: (restMs) => workings?.analyse(restMs),
  say: (text) => void wholePage().then(({ say }) => say(text)),
});

function receive({ data }: MessageEvent<unknown>): void {
  const message = readToPage(data);
  if (!message) return;
  if (message.type === 'listCharts' || message.type === 'exportChart')
    void wholePage()
      .then(({ views }) => views.loaded(session().view.tab))
      .then(() => answerCharts(message));
  else dispatch({ type: 'told', message, scroll: window.scrollY });
}

/** What the extension asks of the charts that are shown. */
function answerCharts(message: ToPage & { readonly type: 'listCharts' | 'exportChart' }): void {
  if (message.type === 'listCharts') {
    const charts = exporter.within(shell.panels[session().view.tab]);
    post({ type: 'charts', id: message.id, charts });
  } else post({ type: 'chart', id: message.id, file: exporter.file(message.chart, message.format) });
}

function start(): void {
  document.body.append(shell.element);
  shell.setTitle('', false);
  window.addEventListener('message', receive);
  watchScroll((scroll) => dispatch({ type: 'scrolled', scroll }));
  watchTheme(schedule);
  watchHistory((redo) => post({ type: 'history', source: session().message?.source ?? '', redo }));
  post({ type: 'ready' });
  // Any other tab is drawn by what comes later.
  if (session().view.tab !== 'overview') void wholePage();
  setTimeout(() => dispatch({ type: 'unheard' }), ANSWER_MS);
}

start();
