import { evaluate } from '../src/engine/evaluate.js';
import type { PlanResult } from '../src/engine/result.js';
import type { ResolvedPlan } from '../src/catalog/resolvedPlan.js';
import {
  readToPage,
  type FromPage,
  type PlanMessage,
  type PlanProblem,
  type ShowMessage,
} from '../src/vscode/messages.js';
import { createAnalyst } from './analyst.js';
import { pageBackend, workerBackend, workerScript } from './backend.js';
import { watchTheme } from './charts/theme.js';
import { createShell } from './shell.js';
import { readState, toggled, type Tab, type ViewState } from './state.js';
import { staleBanner } from '../src/report/sentences.js';
import { createBreakEvenView } from './views/breakEven.js';
import { createMemoryView } from './views/memory.js';
import { createMlaView } from './views/mla.js';
import { createOverview } from './views/overview.js';
import type { Page, View } from './view.js';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: ViewState): void;
};

const api = acquireVsCodeApi();
let view = readState(api.getState());
let message: PlanMessage | null = null;
/** The last plan that could be read, with its result. */
let good: { readonly source: string; readonly plan: ResolvedPlan; readonly result: PlanResult } | null = null;
let frame: number | null = null;

const analyst = createAnalyst(schedule);
const shell = createShell({
  onTab: selectTab,
  onGoTo: goTo,
  onValidation: () => api.postMessage({ type: 'validation' }),
});
const page: Page = {
  setView,
  isHidden: (series) => view.hidden.includes(series),
  setHidden: (series, hidden) => setView({ hidden: toggled(view.hidden, series, hidden) }),
  isOpen: (name) => view.open.includes(name),
  setOpen: (name, open) => saveView({ open: toggled(view.open, name, open) }),
  reveal: (path) => api.postMessage({ type: 'reveal', source: good?.source ?? '', path }),
};
const views: Partial<Record<Tab, View>> = {};
const MAKERS: Readonly<Record<Tab, (page: Page) => View>> = {
  overview: createOverview,
  memory: createMemoryView,
  mla: createMlaView,
  breakEven: createBreakEvenView,
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

/** Draws with the next frame; many reasons to draw make one drawing. */
function schedule(): void {
  frame ??= requestAnimationFrame(() => {
    frame = null;
    draw();
  });
}

function receive(next: PlanMessage): void {
  const sameSource = message?.source === next.source;
  if (sameSource && message && next.version < message.version) return;
  message = next;
  if (!sameSource) saveView({ source: next.source });
  if (!sameSource && good?.source !== next.source) good = null;
  if (next.plan) {
    good = { source: next.source, plan: next.plan, result: evaluate(next.plan, { breakEven: false }) };
    analyst.setPlan(next.plan);
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
    viewOf(view.tab).update({ plan: good.plan, result: good.result, view, analyst });
    restoreScroll();
  }
  document.body.dataset['version'] = String(message.version);
  document.body.dataset['settled'] = String(analyst.isIdle());
}

let scrollRestored = false;

/** After a reload the page starts where it was left; heights are reserved, so one step is enough. */
function restoreScroll(): void {
  if (scrollRestored) return;
  scrollRestored = true;
  window.scrollTo(0, view.scroll[view.tab] ?? 0);
}

function noticeOf({ source, problems }: PlanMessage) {
  if (source === '') {
    return {
      title: 'No plan is open',
      text: 'Open a .decodeplan file, or make one with “Decode Plan: New Plan…”.',
      problems: [],
    };
  }
  if (problems.length === 0) {
    return {
      title: 'This plan is empty',
      text: 'Name a model, workloads and options in the file; the charts appear as you type.',
      problems,
    };
  }
  return {
    title: 'This plan cannot be read yet',
    text: 'The charts appear once these are put right:',
    problems,
  };
}

function start(): void {
  document.body.append(shell.element);
  shell.setTitle('', false);
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const received = readToPage(data);
    if (received?.type === 'plan') receive(received);
    if (received?.type === 'show') showTab(received);
  });
  window.addEventListener('scroll', keepScroll, { passive: true });
  document.addEventListener('visibilitychange', keepScroll);
  watchTheme(schedule);
  void workerScript().then((script) => {
    const inPage = () => analyst.setBackend(pageBackend);
    if (script === null) inPage();
    else analyst.setBackend((onAnswer) => workerBackend(script, onAnswer, inPage));
  });
  api.postMessage({ type: 'ready' });
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
