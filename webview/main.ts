import type { FromPage } from '../src/contract/fromPage.js';
import { readToPage, type ToPage } from '../src/contract/toPage.js';
import type { Tab } from '../src/contract/vocabulary.js';
import * as l10n from '../src/l10n/l10n.js';
import { createAnalyst } from './background/analyst.js';
import { pageBackend, workerBackend, workerScript } from './background/backend.js';
import { watchTheme } from './charts/theme.js';
import { draw, framed } from './drawing.js';
import { createRunner } from './effects.js';
import { createExporter } from './exporter.js';
import { createPage } from './page.js';
import { watchHistory } from './history.js';
import { firstTimeOnly, watchScroll } from './scroll.js';
import { ANSWER_MS, changesOf } from './session/moving.js';
import { createPreview } from './session/preview.js';
import { sessionOf } from './session/session.js';
import { createStore } from './session/store.js';
import { createShell } from './shell.js';
import { readState, type ViewState } from './state.js';
import { createTabViews } from './tabs.js';
import { createWhatIf } from './whatIf/whatIf.js';
import { readWords } from './words.js';
import { settings } from './settings.js';
import { readCurrency, showMoneyIn, shownCurrency } from '../src/units/shownMoney.js';

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

/** The first plan is on the screen before more code is asked for, in milliseconds. */
const REST_AFTER_MS = 50;

// What is known, and what follows from it.
const store = createStore(sessionOf(readState(api.getState())), (effect) => run(effect));
const { session, dispatch } = store;
const preview = createPreview();
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
const whatIf = createWhatIf({
  setView: page.setView,
  onMove: ([first, ...others]) => {
    if (!first) return;
    const { path, text, value } = first;
    dispatch({ type: 'moved', path, setting: { text, value }, others });
  },
  onShare: (paths) => {
    const { message } = session();
    if (message) post({ type: 'share', source: message.source, version: message.version, paths });
  },
  onWrite: () => dispatch({ type: 'meant' }),
  onKeep: keepTried,
  onCommit: () => dispatch({ type: 'released' }),
  onCancel: () => dispatch({ type: 'cancelled' }),
});

// How it is drawn.
const schedule = framed(drawNow);
const analyst = createAnalyst(schedule);
const views = createTabViews(page, shell.panels, tabLoaded);
/** Where a tab is to be scrolled to whose code is still to come. */
let scrollLater: number | null = null;
/** With the first plan on the screen there is time for what it did not need. */
const loadRest = firstTimeOnly(() => void setTimeout(() => void views.loadAll(), REST_AFTER_MS));
const restoreScroll = firstTimeOnly(() => {
  const { tab, scroll } = session().view;
  window.scrollTo(0, scroll[tab] ?? 0);
});

function drawNow(): void {
  draw(session(), { shell, whatIf, analyst, preview, views });
  const { good, view } = session();
  if (!good) return;
  if (views.of(view.tab)) restoreScroll();
  loadRest();
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
    if (views.of(session().view.tab)) window.scrollTo(0, scroll);
    else scrollLater = scroll;
  },
  analyse: () => {
    const { good, moved } = session();
    if (good) analyst.setPlan(preview.over(good.plan, moved).plan);
  },
  say: (text) => whatIf.say(text),
});

/** Keeps what is tried beside the plan, where the overview compares it. */
function keepTried(): void {
  const { message, moved } = session();
  if (!message || !moved) return;
  const names = new Set(message.scenarios.map(({ name }) => name));
  const numbers = Array.from({ length: names.size + 1 }, (_, i) =>
    l10n.t('Scenario {number}', { number: i + 1 }),
  );
  const name = numbers.find((one) => !names.has(one)) ?? '';
  page.keepScenarios([...message.scenarios, { name, changes: changesOf(moved) }]);
  dispatch({ type: 'cancelled' });
  whatIf.say(l10n.t('{name} is kept: Overview compares it with the plan.', { name }), 'plain');
}

function receive({ data }: MessageEvent<unknown>): void {
  const message = readToPage(data);
  if (!message) return;
  if (message.type === 'listCharts' || message.type === 'exportChart')
    void views.loaded(session().view.tab).then(() => answerCharts(message));
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
  shell.strip.append(whatIf.element);
  document.body.append(shell.element);
  shell.setTitle('', false);
  window.addEventListener('message', receive);
  watchScroll((scroll) => dispatch({ type: 'scrolled', scroll }));
  watchTheme(schedule);
  watchHistory((redo) => post({ type: 'history', source: session().message?.source ?? '', redo }));
  void workerScript().then((script) => {
    const inPage = () => analyst.setBackend(pageBackend);
    if (script === null) inPage();
    else
      analyst.setBackend((onAnswer) =>
        workerBackend(script, { words, currency: shownCurrency() }, onAnswer, inPage),
      );
  });
  post({ type: 'ready' });
  setTimeout(() => dispatch({ type: 'unheard' }), ANSWER_MS);
}

start();
