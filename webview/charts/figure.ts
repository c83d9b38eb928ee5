import type { Figure as Composed, FigureHead } from '../../src/report/figures/figure.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, linkButton, setAttribute, setText, setTitle, show, uniqueId } from '../dom.js';
import { figureData } from '../../src/report/figures/data/data.js';
import { createExportMenu } from './export/exportMenu.js';
import type { ChartHost } from './host.js';
import type { Picture } from './export/picture.js';
import { createTableTwin, type TableSpec } from './tableTwin.js';

/** A composed figure as the page shows it: cells of its table may also lead somewhere. */
export type Shown<F extends FigureHead> = F extends FigureHead
  ? Omit<F, 'table'> & { readonly table: TableSpec }
  : never;

export interface Figure {
  readonly element: HTMLElement;
  /** Place for controls, beside the title. */
  readonly tools: HTMLElement;
  readonly plot: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly legend: HTMLElement;
  readonly update: (text: Shown<Composed>) => void;
  /** Offers to see the whole axis again; `null` where all of it is seen. */
  readonly setReset: (onReset: (() => void) | null) => void;
}

/** A card with a chart: title, menu, canvas with reserved height, legend and table twin. */
export function createFigure(name: string, host: ChartHost, picture: Picture): Figure {
  const id = uniqueId('finding');
  const title = element('h3', { id });
  const subtitle = element('p', { class: 'subtitle' });
  const tools = element('div', { class: 'tools' });
  const canvas = element('canvas', { role: 'img' });
  const missing = element('p', { class: 'missing' });
  const plot = element('div', { class: `plot plot-${name}` }, canvas);
  const legend = element('div', { class: 'legend', role: 'group', 'aria-label': l10n.t('Series shown') });
  let onReset: (() => void) | null = null;
  const reset = linkButton(l10n.t('Whole axis'), () => onReset?.());
  tools.append(reset);
  show(reset, false);
  const twin = createTableTwin((isOpen) => host.setOpen(name, isOpen));
  twin.details.open = host.isOpen(name);
  let latest: Shown<Composed> | null = null;
  const menu = createExportMenu(name, host, {
    title: () => latest?.finding ?? name,
    subtitle: () => latest?.subtitle ?? '',
    picture: () => (latest?.missing === null ? picture : null),
    data: () => latest && figureData(latest),
    table: () => latest?.table ?? null,
  });
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': id, 'data-figure': name },
    element('header', {}, title, tools, menu),
    subtitle,
    plot,
    missing,
    legend,
    twin.element,
  );
  const update = (text: Shown<Composed>) => {
    latest = text;
    setTitle(title, text.finding);
    setText(subtitle, text.subtitle);
    setAttribute(canvas, 'aria-label', text.summary);
    setText(missing, text.missing ?? '');
    show(missing, text.missing !== null);
    show(plot, text.missing === null);
    show(legend, text.missing === null);
    show(twin.details, text.missing === null);
    show(menu, text.missing === null);
    setAttribute(card, 'aria-busy', text.pending ? 'true' : null);
    twin.update(text.table);
  };
  const setReset = (wanted: (() => void) | null) => {
    onReset = wanted;
    show(reset, wanted !== null);
  };
  return { element: card, tools, plot, canvas, legend, update, setReset };
}

/** A chart with what it was given last. */
interface Card {
  readonly element: HTMLElement;
  readonly missing: string | null;
}

/** Of cards that are empty for one and the same reason, the first says it; the others give way to what is known. */
export function showOnceAReason(cards: readonly Card[]): void {
  const said = new Set<string>();
  for (const { element, missing } of cards) {
    show(element, missing === null || !said.has(missing));
    if (missing !== null) said.add(missing);
  }
}
