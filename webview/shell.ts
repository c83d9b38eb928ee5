import * as l10n from '../src/l10n/l10n.js';
import type { PlanProblem } from '../src/contract/toPage.js';
import { TABS, type Tab } from '../src/contract/vocabulary.js';
import { button } from './controls.js';
import { element, linkButton, resize, setAttribute, setText, show } from './dom.js';

/** What tabs are called. */
export const TAB_NAMES: Readonly<Record<Tab, string>> = {
  get overview() {
    return l10n.t('Overview');
  },
  get request() {
    return l10n.t('Request');
  },
  get memory() {
    return l10n.t('Memory');
  },
  mla: 'MLA',
  get breakEven() {
    return l10n.t('Break-even');
  },
  get attachRate() {
    return l10n.t('Attach rate');
  },
  get sensitivity() {
    return l10n.t('Sensitivity');
  },
  get uncertainty() {
    return l10n.t('Uncertainty');
  },
  get evidence() {
    return l10n.t('Evidence');
  },
  get claims() {
    return l10n.t('Claims');
  },
};

export interface Shell {
  readonly element: HTMLElement;
  /** Where each tab's view goes. */
  readonly panels: Readonly<Record<Tab, HTMLElement>>;
  /** Place above the views for what concerns all of them. */
  readonly strip: HTMLElement;
  readonly selectTab: (tab: Tab) => void;
  readonly setTitle: (title: string, locked: boolean) => void;
  readonly setBanner: (text: string | null, problem: PlanProblem | null) => void;
  /** Shows a message in place of the tabs; `null` shows the tabs. */
  readonly setNotice: (notice: Notice | null) => void;
  readonly setDimmed: (dimmed: boolean) => void;
}

export interface Notice {
  readonly title: string;
  readonly text: string;
  readonly problems: readonly PlanProblem[];
  /** Offers ways to begin a plan. */
  readonly begins: boolean;
}

export interface ShellEvents {
  readonly onTab: (tab: Tab) => void;
  readonly onGoTo: (problem: PlanProblem) => void;
  readonly onValidation: () => void;
  /** Begin a plan. */
  readonly onBegin: (way: 'newPlan' | 'openExample') => void;
  /** Keep showing this plan, or follow the active one again. */
  readonly onPin: (locked: boolean) => void;
}

/** The frame around the views: title, banner, tabs. */
export function createShell(events: ShellEvents): Shell {
  const title = element('h1');
  const strip = element('div', { class: 'strip' });
  const pinned = element('button', { class: 'pin', type: 'button' }, l10n.t('Pin'));
  pinned.addEventListener('click', () => events.onPin(pinned.getAttribute('aria-pressed') !== 'true'));
  const header = element('div', { class: 'title-bar' }, title, pinned);
  const { element: banner, set: setBanner } = createBanner(events.onGoTo);
  const tabs = createTabs(events.onTab);
  const skip = linkButton(l10n.t('Skip to the charts'), () => {
    Object.values(tabs.panels)
      .find(({ hidden }) => !hidden)
      ?.focus();
  });
  skip.classList.add('skip');
  strip.append(skip);
  const { element: notice, set: setNotice } = createNotice(events);
  const root = element(
    'main',
    {},
    element('div', { class: 'head' }, header, banner, tabs.list, strip),
    notice,
    ...Object.values(tabs.panels),
    element('footer', {}, linkButton(l10n.t('How well does this match measurements?'), events.onValidation)),
  );
  return {
    element: root,
    panels: tabs.panels,
    strip,
    selectTab: tabs.select,
    setTitle: (text, locked) => {
      setText(title, text);
      show(header, text !== '');
      setText(pinned, locked ? l10n.t('Pinned') : l10n.t('Pin'));
      setAttribute(pinned, 'aria-pressed', String(locked));
      setAttribute(
        pinned,
        'title',
        locked ? l10n.t('Follow the active plan again') : l10n.t('Keep showing this plan'),
      );
    },
    setBanner,
    setNotice: (wanted) => {
      setNotice(wanted);
      show(tabs.list, wanted === null);
      setAttribute(root, 'data-notice', wanted === null ? null : 'true');
    },
    setDimmed: (dimmed) => setAttribute(root, 'data-stale', dimmed ? 'true' : null),
  };
}

function createBanner(onGoTo: (problem: PlanProblem) => void) {
  let current: PlanProblem | null = null;
  const text = element('span');
  const action = button(l10n.t('Go to line'), () => current && onGoTo(current));
  const banner = element(
    'div',
    { class: 'banner', role: 'status' },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, '⚠'),
    text,
    action,
  );
  const set = (message: string | null, problem: PlanProblem | null) => {
    current = problem;
    setText(text, message ?? '');
    show(banner, message !== null);
    show(action, problem !== null);
  };
  set(null, null);
  return { element: banner, set };
}

function createNotice({ onGoTo, onBegin }: ShellEvents) {
  const title = element('h2');
  const text = element('p');
  const list = element('ul');
  const ways = element(
    'div',
    { class: 'toolbar' },
    button(l10n.t('New Plan…'), () => onBegin('newPlan')),
    button(l10n.t('Open an Example…'), () => onBegin('openExample')),
  );
  const notice = element('div', { class: 'notice' }, title, text, ways, list);
  const set = (wanted: Notice | null) => {
    show(notice, wanted !== null);
    if (!wanted) return;
    setText(title, wanted.title);
    setText(text, wanted.text);
    show(ways, wanted.begins);
    resize(list, 0, () => element('li'));
    for (const problem of wanted.problems.slice(0, MOST_PROBLEMS)) {
      list.append(
        element(
          'li',
          {},
          linkButton(l10n.t('Line {line}', { line: problem.line }), () => onGoTo(problem)),
          `: ${problem.message}`,
        ),
      );
    }
  };
  set(null);
  return { element: notice, set };
}

const MOST_PROBLEMS = 20;

/** Tabs after the ARIA pattern: arrows move between them, Tab goes on to the panel. */
function createTabs(onTab: (tab: Tab) => void) {
  const list = element('div', { role: 'tablist', 'aria-label': l10n.t('Charts') });
  const buttons = new Map<Tab, HTMLElement>();
  for (const tab of TABS) {
    const controls = { role: 'tab', type: 'button', id: `tab-${tab}`, 'aria-controls': `panel-${tab}` };
    const handle = element('button', controls, TAB_NAMES[tab]);
    handle.addEventListener('click', () => onTab(tab));
    list.append(handle);
    buttons.set(tab, handle);
  }
  const panel = (tab: Tab) =>
    element(
      'div',
      {
        ...{ role: 'tabpanel', id: `panel-${tab}`, 'aria-labelledby': `tab-${tab}` },
        ...{ hidden: '', tabindex: '-1' },
      },
      // Titles of charts stand a level below it.
      element('h2', { class: 'visually-hidden' }, TAB_NAMES[tab]),
    );
  const panels: Record<Tab, HTMLElement> = {
    overview: panel('overview'),
    request: panel('request'),
    memory: panel('memory'),
    mla: panel('mla'),
    breakEven: panel('breakEven'),
    attachRate: panel('attachRate'),
    sensitivity: panel('sensitivity'),
    uncertainty: panel('uncertainty'),
    evidence: panel('evidence'),
    claims: panel('claims'),
  };
  let front: Tab | null = null;
  const bringFront = () => {
    const handle = front && buttons.get(front);
    if (handle) bringIntoSight(list, handle);
  };
  const select = (chosen: Tab) => {
    // A drawing asks for the same one again and again: to look for its place each time would have the page laid out twice.
    if (chosen === front) return;
    front = chosen;
    for (const tab of TABS) {
      const handle = buttons.get(tab);
      if (handle) setAttribute(handle, 'aria-selected', String(tab === chosen));
      if (handle) setAttribute(handle, 'tabindex', tab === chosen ? '0' : '-1');
      show(panels[tab], tab === chosen);
    }
    bringFront();
  };
  // Also where the strip is only now shown, or has become narrower.
  new ResizeObserver(bringFront).observe(list);
  list.addEventListener('keydown', (event) => {
    const current = TABS.findIndex((tab) => buttons.get(tab) === document.activeElement);
    const target = targetOf(event.key, current);
    if (target === undefined) return;
    event.preventDefault();
    onTab(target);
    buttons.get(target)?.focus();
  });
  return { list, panels, select };
}

/** Where the strip is narrower than its tabs, the one in front is seen. Only the strip is scrolled, not the page. */
function bringIntoSight(list: HTMLElement, { offsetLeft, offsetWidth }: HTMLElement): void {
  const left = offsetLeft - list.offsetLeft;
  const most = left - list.scrollLeft;
  if (most < 0) list.scrollLeft = left;
  else if (most + offsetWidth > list.clientWidth) list.scrollLeft = left + offsetWidth - list.clientWidth;
}

function targetOf(key: string, current: number): Tab | undefined {
  if (key === 'Home') return TABS[0];
  if (key === 'End') return TABS.at(-1);
  if (key === 'ArrowRight') return TABS[(current + 1) % TABS.length];
  if (key === 'ArrowLeft') return TABS[(current - 1 + TABS.length) % TABS.length];
  return undefined;
}
