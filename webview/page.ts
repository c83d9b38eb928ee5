import type { FromPage } from '../src/contract/fromPage.js';
import type { Exporter } from './exporter.js';
import type { Store } from './session/store.js';
import { toggled, type ViewState } from './state.js';
import type { Page } from './view.js';

/** A plan's file without folders and ending. */
function planName(source: string): string {
  const [last = ''] = decodeURIComponent(source).split('/').slice(-1);
  return last.replace(/\.decodeplan$/, '');
}

/** What views and charts may do: choose, ask the editor, and read what was chosen. */
export function createPage(
  { session, dispatch }: Store,
  exporter: Exporter,
  post: (message: FromPage) => void,
): Page {
  const view = () => session().view;
  const choose = (change: Partial<ViewState>, drawn = true) => dispatch({ type: 'chosen', change, drawn });
  return {
    setView: (change) => choose(change),
    showTab: (tab) => dispatch({ type: 'tabChosen', tab, scroll: window.scrollY }),
    askPortfolio: () => dispatch({ type: 'portfolioWanted' }),
    tryChanges: (changes) => dispatch({ type: 'tried', changes }),
    applyChanges: (changes) => {
      dispatch({ type: 'tried', changes });
      dispatch({ type: 'meant' });
    },
    keepScenarios: (scenarios) => dispatch({ type: 'kept', scenarios }),
    openPlan: (uri) => post({ type: 'openPlan', uri }),
    isHidden: (series) => view().hidden.includes(series),
    setHidden: (series, hidden) => choose({ hidden: toggled(view().hidden, series, hidden) }),
    isOpen: (name) => view().open.includes(name),
    setOpen: (name, open) => choose({ open: toggled(view().open, name, open) }, false),
    scrolledTo: (path) => post({ type: 'scrolledTo', source: session().good?.source ?? '', path }),
    reveal: (path) => post({ type: 'reveal', source: session().good?.source ?? '', path }),
    isPreview: () => session().moved !== null,
    focused: () => session().focus,
    zoomOf: (chart) => view().zoom[chart] ?? null,
    setZoom: (chart, zoom) => {
      const { [chart]: _before, ...others } = view().zoom;
      choose({ zoom: zoom ? { ...others, [chart]: zoom } : others });
    },
    register: exporter.register,
    about: () => ({
      plan: planName(session().good?.source ?? ''),
      model: session().good?.plan.model.name ?? '',
    }),
    copy: (text) => post({ type: 'copy', text }),
    save: (name, format, data) => post({ type: 'save', name, format, data }),
  };
}
