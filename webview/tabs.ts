import type { Tab } from '../src/contract/vocabulary.js';
import { createAttachRateView } from './views/attachRate.js';
import { createBreakEvenView } from './views/breakEven.js';
import { createEvidenceView } from './views/evidence.js';
import { createMemoryView } from './views/memory.js';
import { createMlaView } from './views/mla.js';
import { createOverview } from './views/overview.js';
import { createRequestView } from './views/request.js';
import { createSensitivityView } from './views/sensitivity.js';
import { createUncertaintyView } from './views/uncertainty.js';
import type { Page, View } from './view.js';

const MAKERS: Readonly<Record<Tab, (page: Page) => View>> = {
  overview: createOverview,
  memory: createMemoryView,
  request: createRequestView,
  mla: createMlaView,
  breakEven: createBreakEvenView,
  attachRate: createAttachRateView,
  sensitivity: createSensitivityView,
  uncertainty: createUncertaintyView,
  evidence: createEvidenceView,
};

/** Views are made when first looked at: a chart needs its place on the page to know its size. */
export function createTabViews(page: Page, panels: Readonly<Record<Tab, HTMLElement>>): (tab: Tab) => View {
  const views: Partial<Record<Tab, View>> = {};
  return (tab) => {
    const known = views[tab];
    if (known) return known;
    const made = MAKERS[tab](page);
    views[tab] = made;
    panels[tab].append(made.element);
    return made;
  };
}
