import type { FromPage } from '../src/contract/fromPage.js';
import type { Tab } from '../src/contract/vocabulary.js';
import * as l10n from '../src/l10n/l10n.js';
import { shownCurrency } from '../src/units/shownMoney.js';
import { createAnalyst } from './background/analyst.js';
import { pageBackend, workerBackend, workerScript } from './background/backend.js';
import { draw } from './drawing.js';
import { firstTimeOnly } from './scroll.js';
import { changesOf } from './session/moving.js';
import { createPreview } from './session/preview.js';
import type { Store } from './session/store.js';
import type { Session } from './session/types.js';
import type { Shell } from './shell.js';
import { createTabViews, type TabViews } from './tabs.js';
import type { Page } from './view.js';
import { createOverview } from './views/overview.js';
import type { OverviewSheet } from './views/overviewSheet.js';
import { createWhatIf } from './whatIf/whatIf.js';
import type { readWords } from './words.js';

/** What the page works out and draws by itself: the engine, the sliders, and all tabs. It comes after the first picture. */
export interface Workings {
  readonly draw: () => void;
  /** Gives the plan, as it is drawn, to those who answer slow questions once it rests so many milliseconds. */
  readonly analyse: (restMs: number) => void;
  /** Says a sentence beside the sliders. */
  readonly say: (text: string) => void;
  readonly views: Pick<TabViews, 'of' | 'loaded'>;
}

/** What they work with. */
export interface Frame extends Store {
  readonly post: (message: FromPage) => void;
  readonly shell: Shell;
  readonly page: Page;
  readonly sheet: OverviewSheet;
  /** Draws with the next frame. */
  readonly schedule: () => void;
  /** Hears that the code of a tab has come. */
  readonly onTab: (tab: Tab) => void;
  readonly words: ReturnType<typeof readWords>;
}

/** The first plan is on the screen before the code of other tabs is asked for, in milliseconds. */
const REST_AFTER_MS = 50;

export function createWorkings(frame: Frame): Workings {
  const { session, shell, page, sheet, schedule } = frame;
  const preview = createPreview();
  const whatIf = createSliders(frame);
  shell.strip.append(whatIf.element);
  keepStrip(frame);
  const analyst = createAnalyst(schedule);
  const views = createTabViews(page, shell.panels, () => createOverview(page, sheet), frame.onTab);
  /** With the first plan on the screen there is time for what it did not need. */
  const loadRest = firstTimeOnly(() => void setTimeout(() => void views.loadAll(), REST_AFTER_MS));
  const restoreScroll = firstTimeOnly(() => {
    const { tab, scroll } = session().view;
    window.scrollTo(0, scroll[tab] ?? 0);
  });
  const analyse = (restMs: number) => {
    const { good, moved } = session();
    // What is drawn is worked out with its frame: of plans that come faster than frames, the last alone.
    if (good) analyst.setPlan(preview.planOver(good.plan, moved), restMs);
  };
  analyse(0);
  void workerScript().then((script) => {
    const inPage = () => analyst.setBackend(pageBackend);
    if (script === null) inPage();
    else {
      const manner = { words: frame.words, currency: shownCurrency() };
      analyst.setBackend((onAnswer) => workerBackend(script, manner, onAnswer, inPage));
    }
  });
  return {
    draw: () => {
      shell.strip.style.minHeight = '';
      draw(session(), { shell, whatIf, analyst, preview, views });
      const { good, view } = session();
      if (!good) return;
      if (views.of(view.tab)) restoreScroll();
      loadRest();
    },
    analyse,
    say: (text) => whatIf.say(text),
    views,
  };
}

/** Notes how much room the sliders take, for the page that is restored before they are there. */
function keepStrip({ session, dispatch, shell }: Frame): void {
  // To ask for its height after each drawing would have the page laid out once more.
  new ResizeObserver(() => {
    const { moved, good, view } = session();
    const strip = Math.round(shell.strip.offsetHeight);
    if (!moved && good && strip !== view.strip) dispatch({ type: 'chosen', change: { strip }, drawn: false });
  }).observe(shell.strip);
}

function createSliders(frame: Frame) {
  const { session, dispatch, page, post } = frame;
  const whatIf = createWhatIf({
    setView: page.setView,
    onFold: (open) => {
      page.setView({ whatIf: open });
      post({ type: 'whatIf', open });
    },
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
    onKeep: () => {
      const name = keepTried(session(), frame);
      if (name !== null)
        whatIf.say(l10n.t('{name} is kept: Overview compares it with the plan.', { name }), 'plain');
    },
    onCommit: () => dispatch({ type: 'released' }),
    onCancel: () => dispatch({ type: 'cancelled' }),
  });
  return whatIf;
}

/** Keeps what is tried beside the plan, where the overview compares it; its name, `null` where nothing is tried. */
function keepTried({ message, moved }: Session, { page, dispatch }: Frame): string | null {
  if (!message || !moved) return null;
  const names = new Set(message.scenarios.map(({ name }) => name));
  const numbers = Array.from({ length: names.size + 1 }, (_, i) =>
    l10n.t('Scenario {number}', { number: i + 1 }),
  );
  const name = numbers.find((one) => !names.has(one)) ?? '';
  page.keepScenarios([...message.scenarios, { name, changes: changesOf(moved) }]);
  dispatch({ type: 'cancelled' });
  return name;
}
