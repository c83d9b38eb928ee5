import { TABS, type Tab } from '../src/contract/vocabulary.js';
import type { Page, View } from './view.js';

type Maker = (page: Page) => View;

/** The code of other tabs than the first comes when it is wanted. */
const LATER: Readonly<Record<Exclude<Tab, 'overview'>, () => Promise<Maker>>> = {
  request: async () => (await import('./views/request.js')).createRequestView,
  memory: async () => (await import('./views/memory.js')).createMemoryView,
  mla: async () => (await import('./views/mla.js')).createMlaView,
  breakEven: async () => (await import('./views/breakEven.js')).createBreakEvenView,
  attachRate: async () => (await import('./views/attachRate.js')).createAttachRateView,
  sensitivity: async () => (await import('./views/sensitivity.js')).createSensitivityView,
  uncertainty: async () => (await import('./views/uncertainty.js')).createUncertaintyView,
  evidence: async () => (await import('./views/evidence.js')).createEvidenceView,
  claims: async () => (await import('./views/claims.js')).createClaimsView,
};

/** The tabs' contents. */
export interface TabViews {
  /** The view of a tab; `null` while its code is on the way, which this asks for. */
  readonly of: (tab: Tab) => View | null;
  /** Ends when the code of a tab is there. */
  readonly loaded: (tab: Tab) => Promise<void>;
  /** Has the code of all tabs come, one after the other. */
  readonly loadAll: () => Promise<void>;
}

/**
 * Views are made when first looked at: a chart needs its place on the page to know its size. `onLoaded` hears that the
 * code of a tab has come.
 */
export function createTabViews(
  page: Page,
  panels: Readonly<Record<Tab, HTMLElement>>,
  overview: Maker,
  onLoaded: (tab: Tab) => void,
): TabViews {
  const makers = new Map<Tab, Maker>([['overview', overview]]);
  const coming = new Map<Tab, Promise<void>>();
  const views = new Map<Tab, View>();
  const loaded = (tab: Tab): Promise<void> => {
    if (tab === 'overview') return Promise.resolve();
    const known = coming.get(tab);
    if (known) return known;
    const asked = LATER[tab]().then((maker) => {
      makers.set(tab, maker);
      onLoaded(tab);
    });
    coming.set(tab, asked);
    return asked;
  };
  return {
    of: (tab) => {
      const known = views.get(tab);
      if (known) return known;
      const made = makers.get(tab)?.(page);
      if (!made) {
        void loaded(tab);
        return null;
      }
      views.set(tab, made);
      // The first may be on the screen already.
      if (!made.element.isConnected) panels[tab].append(made.element);
      return made;
    },
    loaded,
    loadAll: async () => {
      for (const tab of TABS) await loaded(tab);
    },
  };
}
