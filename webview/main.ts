import { evaluate } from '../src/engine/questions/evaluate.js';
import * as l10n from '../src/l10n/l10n.js';
import type { FromPage } from '../src/contract/fromPage.js';
import {
  readToPage,
  type PlanMessage,
  type PlanProblem,
  type Portfolio,
  type ShowMessage,
} from '../src/contract/toPage.js';
import type { ChartFormat, Tab } from '../src/contract/vocabulary.js';
import { createAnalyst } from './analyst.js';
import { pageBackend, workerBackend, workerScript } from './backend.js';
import { watchTheme } from './charts/theme.js';
import { createShell } from './shell.js';
import { readState, toggled, type ViewState } from './state.js';
import { staleBanner } from '../src/report/words/sentences.js';
import { createAttachRateView } from './views/attachRate.js';
import { createBreakEvenView } from './views/breakEven.js';
import { createMemoryView } from './views/memory.js';
import { createMlaView } from './views/mla.js';
import { createOverview } from './views/overview.js';
import { createSensitivityView } from './views/sensitivity.js';
import { createUncertaintyView } from './views/uncertainty.js';
import { createPreview, type Answered } from './preview.js';
import { createWhatIf } from './whatIf.js';
import { readWords } from './words.js';
import type { Exportable } from './charts/host.js';
import type { Page, View } from './view.js';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: ViewState): void;
};

const words = readWords();
l10n.config(words);
const api = acquireVsCodeApi();
let view = readState(api.getState());
let message: PlanMessage | null = null;
/** The last plan that could be read, with its result. */
let good: ({ readonly source: string } & Answered) | null = null;
let frame: number | null = null;
/** Where the cursor stands: a workload or an option. */
let focus: string | null = null;
let portfolio: Portfolio | null = null;
/** The moved value is on its way into the file. */
let writing = false;
let lastId = 0;

const preview = createPreview();
const charts = new Map<string, Exportable>();
const analyst = createAnalyst(schedule);
const shell = createShell({
  onTab: selectTab,
  onGoTo: goTo,
  onValidation: () => api.postMessage({ type: 'validation' }),
  onPin: (locked) => api.postMessage({ type: 'pin', locked }),
});
const whatIf = createWhatIf({
  setView,
  onMove: (lever, setting) => {
    preview.move(lever, setting, message?.version ?? 0);
    writing = false;
    schedule();
    analyseSoon();
  },
  onCommit: writeMoved,
  onCancel: forgetMoved,
});
const page: Page = {
  setView,
  askPortfolio: () => api.postMessage({ type: 'askPortfolio', id: (lastId += 1) }),
  openPlan: (uri) => api.postMessage({ type: 'openPlan', uri }),
  isHidden: (series) => view.hidden.includes(series),
  setHidden: (series, hidden) => setView({ hidden: toggled(view.hidden, series, hidden) }),
  isOpen: (name) => view.open.includes(name),
  setOpen: (name, open) => saveView({ open: toggled(view.open, name, open) }),
  reveal: (path) => api.postMessage({ type: 'reveal', source: good?.source ?? '', path }),
  isPreview: () => preview.moved() !== null,
  focused: () => focus,
  zoomOf: (chart) => view.zoom[chart] ?? null,
  setZoom: (chart, zoom) => {
    const { [chart]: _before, ...others } = view.zoom;
    setView({ zoom: zoom ? { ...others, [chart]: zoom } : others });
  },
  register: (name, chart) => charts.set(name, chart),
  copy: (text) => api.postMessage({ type: 'copy', text }),
  save: (name, format, data) => api.postMessage({ type: 'save', name, format, data }),
};
const views: Partial<Record<Tab, View>> = {};
const MAKERS: Readonly<Record<Tab, (page: Page) => View>> = {
  overview: createOverview,
  memory: createMemoryView,
  mla: createMlaView,
  breakEven: createBreakEvenView,
  attachRate: createAttachRateView,
  sensitivity: createSensitivityView,
  uncertainty: createUncertaintyView,
};

/** Views are made when first looked at: a chart needs its place on the page to know its size. */
function viewOf(tab: Tab): View {
  const known = views[tab];
  if (known) return known;
  const made = MAKERS[tab](page);
  views[tab] = made;
  shell.panels[tab].append(made.element);
  return made;
}

function saveView(change: Partial<ViewState>): void {
  view = { ...view, ...change };
  api.setState(view);
}

function setView(change: Partial<ViewState>): void {
  saveView(change);
  schedule();
}

function selectTab(tab: Tab): void {
  if (tab === view.tab) return;
  saveView({ scroll: { ...view.scroll, [view.tab]: window.scrollY }, tab });
  draw();
  window.scrollTo(0, view.scroll[tab] ?? 0);
}

function showTab({ tab, variable }: ShowMessage): void {
  if (variable !== null) saveView({ variable });
  if (tab === view.tab) schedule();
  else selectTab(tab);
}

function goTo({ line, column }: PlanProblem): void {
  api.postMessage({ type: 'goTo', source: message?.source ?? '', line, column });
}

/** Slow questions are asked about the moved plan only when the hand rests. */
const REST_MS = 120;
let analysing: ReturnType<typeof setTimeout> | undefined;

function analyseSoon(): void {
  clearTimeout(analysing);
  analysing = setTimeout(() => {
    if (!good) return;
    analyst.setPlan(preview.over(good).plan);
    schedule();
  }, REST_MS);
}

/** A page can outlive the extension that made it, and a write is then heard by nobody. */
const ANSWER_MS = 5000;
let answerDue: ReturnType<typeof setTimeout> | undefined;

/** Puts the moved value into the file: one message, once. */
function writeMoved(): void {
  const moved = preview.moved();
  if (!moved || !good || writing) return;
  if (message?.written[moved.path] === moved.setting.text) {
    forgetMoved();
    return;
  }
  writing = true;
  const { path, version, setting } = moved;
  api.postMessage({ type: 'set', id: (lastId += 1), source: good.source, version, path, text: setting.text });
  answerDue = setTimeout(() => {
    forgetMoved();
    const { title, text } = unanswered();
    whatIf.say(`${title} ${text}`);
  }, ANSWER_MS);
}

function forgetMoved(): void {
  clearTimeout(analysing);
  clearTimeout(answerDue);
  preview.clear();
  writing = false;
  if (good) analyst.setPlan(good.plan);
  schedule();
}

/** Draws with the next frame; many reasons to draw make one drawing. */
function schedule(): void {
  document.body.dataset['settled'] = 'false';
  frame ??= requestAnimationFrame(() => {
    frame = null;
    draw();
  });
}

function receive(next: PlanMessage): void {
  const sameSource = message?.source === next.source;
  if (sameSource && message && next.version < message.version) return;
  const changed = !sameSource || next.version !== message?.version;
  message = next;
  if (!sameSource || next.locked !== view.locked) saveView({ source: next.source, locked: next.locked });
  if (!sameSource) focus = null;
  if (!sameSource && good?.source !== next.source) good = null;
  if (!sameSource || (writing && changed)) {
    clearTimeout(answerDue);
    preview.clear();
    writing = false;
  }
  if (next.plan) {
    good = { source: next.source, plan: next.plan, result: evaluate(next.plan, { breakEven: false }) };
    clearTimeout(analysing);
    analyst.setPlan(preview.over(good).plan);
  }
  schedule();
}

function draw(): void {
  if (!message) return;
  const problem = message.problems.find(({ severity }) => severity === 'error') ?? null;
  const stale = good !== null && (message.plan === null || message.stale);
  shell.setTitle(message.title, message.locked);
  shell.setBanner(stale ? staleBanner(problem, message.plan !== null) : null, problem);
  shell.setDimmed(stale && message.plan === null);
  shell.setNotice(good ? null : noticeOf(message));
  if (good) {
    shell.selectTab(view.tab);
    analyst.beginRound();
    whatIf.update({
      ...good,
      view,
      written: message.written,
      shared: message.shared,
      moved: preview.moved(),
      enabled: message.plan !== null,
    });
    viewOf(view.tab).update({ ...preview.over(good), view, analyst, portfolio });
    restoreScroll();
  } else whatIf.update(null);
  document.body.dataset['version'] = String(message.version);
  document.body.dataset['settled'] = String(analyst.isIdle());
  document.body.dataset['moved'] = preview.moved()?.path ?? '';
  document.body.dataset['focus'] = focus ?? '';
}

let scrollRestored = false;

/** After a reload the page starts where it was left; heights are reserved, so one step is enough. */
function restoreScroll(): void {
  if (scrollRestored) return;
  scrollRestored = true;
  window.scrollTo(0, view.scroll[view.tab] ?? 0);
}

function unanswered() {
  return {
    title: l10n.t('The editor does not answer, so nothing is written.'),
    text: l10n.t('Close these charts and open them again.'),
    problems: [],
  };
}

function noticeOf({ source, problems }: PlanMessage) {
  if (source === '') {
    return {
      title: l10n.t('No plan is open'),
      text: l10n.t('Open a .decodeplan file, or make one with “Decode Plan: New Plan…”.'),
      problems: [],
    };
  }
  if (problems.length === 0) {
    return {
      title: l10n.t('This plan is empty'),
      text: l10n.t('Name a model, workloads and options in the file; the charts appear as you type.'),
      problems,
    };
  }
  return {
    title: l10n.t('This plan cannot be read yet'),
    text: l10n.t('The charts appear once these are put right:'),
    problems,
  };
}

function start(): void {
  shell.strip.append(whatIf.element);
  document.body.append(shell.element);
  shell.setTitle('', false);
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const received = readToPage(data);
    if (received?.type === 'plan') receive(received);
    if (received?.type === 'show') showTab(received);
    if (received?.type === 'portfolio') {
      portfolio = received.portfolio ?? portfolio;
      schedule();
    }
    if (received?.type === 'listCharts') listCharts(received.id);
    if (received?.type === 'exportChart') saveChart(received.id, received.chart, received.format);
    if (received?.type === 'written' && received.reason !== null) {
      forgetMoved();
      whatIf.say(received.reason);
    }
    if (received?.type === 'refused') {
      forgetMoved();
      whatIf.say(received.reason);
    }
    if (received?.type === 'focus' && received.source === message?.source) {
      focus = received.name;
      schedule();
    }
  });
  window.addEventListener('scroll', keepScroll, { passive: true });
  document.addEventListener('visibilitychange', keepScroll);
  watchTheme(schedule);
  void workerScript().then((script) => {
    const inPage = () => analyst.setBackend(pageBackend);
    if (script === null) inPage();
    else analyst.setBackend((onAnswer) => workerBackend(script, words, onAnswer, inPage));
  });
  api.postMessage({ type: 'ready' });
  setTimeout(() => {
    if (!message) shell.setNotice(unanswered());
  }, ANSWER_MS);
}

/** Charts of the tab in front. */
function listCharts(id: number): void {
  const shown = [...charts].filter(([name]) =>
    shell.panels[view.tab].querySelector(`[data-figure="${CSS.escape(name)}"]`),
  );
  api.postMessage({
    type: 'charts',
    id,
    charts: shown.map(([name, chart]) => ({ name, title: chart.title(), formats: chart.formats() })),
  });
}

function saveChart(id: number, name: string, format: ChartFormat): void {
  const chart = charts.get(name);
  const file = chart ? { name: chart.title().slice(0, 60), format, data: chart.data(format) } : null;
  api.postMessage({ type: 'chart', id, file });
}

let scrollTimer: ReturnType<typeof setTimeout> | undefined;

function keepScroll(): void {
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(
    () => saveView({ scroll: { ...view.scroll, [view.tab]: window.scrollY } }),
    SCROLL_SAVE_MS,
  );
}

const SCROLL_SAVE_MS = 200;

start();
