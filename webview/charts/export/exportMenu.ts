import * as l10n from '../../../src/l10n/l10n.js';
import type { DataTable } from '../../../src/report/figures/figure.js';
import {
  dataCsv,
  dataJson,
  dataName,
  originLine,
  type ChartOrigin,
} from '../../../src/report/writers/figureData.js';
import { chartMarkdown } from '../../../src/report/words/table.js';
import { PICTURE_LOOKS, type ChartFormat, type Look } from '../../../src/contract/vocabulary.js';
import { element, setAttribute, show, uniqueId } from '../../dom.js';
import type { ChartHost, Exportable } from '../host.js';
import type { Picture, Shot } from './picture.js';
import { settings } from '../../settings.js';
import type { TableSpec } from '../tableTwin.js';

/** What can be taken away from a chart. */
interface Content {
  readonly title: () => string;
  readonly subtitle: () => string;
  /** `null` while there is nothing to draw. */
  readonly picture: () => Picture | null;
  readonly table: () => TableSpec | null;
  /** The same as numbers. */
  readonly data: () => DataTable | null;
}

/** How pictures of the page's charts are taken, until another way is chosen. */
const taken: { look: Look; transparent: boolean } = { look: settings.exportTheme, transparent: false };

const LOOK_NAMES: Readonly<Record<Look, string>> = {
  get shown() {
    return l10n.t('Colours as shown');
  },
  get light() {
    return l10n.t('Light colours');
  },
  get dark() {
    return l10n.t('Dark colours');
  },
};

const LABELS: Readonly<Record<ChartFormat, string>> = {
  get png() {
    return l10n.t('Save as PNG…');
  },
  get svg() {
    return l10n.t('Save as SVG…');
  },
  get csv() {
    return l10n.t('Save data as CSV…');
  },
  get md() {
    return l10n.t('Save data as Markdown…');
  },
  get json() {
    return l10n.t('Save data as JSON…');
  },
};

/** The small menu of a chart: copy and save, as picture and as data. */
export function createExportMenu(name: string, host: ChartHost, content: Content): HTMLElement {
  const chart = exportable(name, host, content);
  host.register(name, chart);
  const save = (format: ChartFormat) => host.save(chart.fileName(), format, chart.data(format));
  const id = uniqueId('menu');
  const handle = element(
    'button',
    { class: 'menu-button', type: 'button', 'aria-haspopup': 'menu', 'aria-controls': id },
    '⋯',
  );
  handle.setAttribute('aria-label', l10n.t('Copy or save this chart'));
  handle.title = l10n.t('Copy or save this chart');
  const menu = element('div', { class: 'menu', role: 'menu', id, hidden: '' });
  const root = element('div', { class: 'menu-owner' }, handle, menu);
  const add = (label: string, run: () => void) => {
    const item = element('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, label);
    item.addEventListener('click', () => {
      open(false);
      handle.focus();
      run();
    });
    menu.append(item);
  };
  const addChoice = (label: string, role: string, checked: boolean, run: () => void) => {
    const item = element(
      'button',
      { type: 'button', role, tabindex: '-1', 'aria-checked': String(checked) },
      label,
    );
    item.addEventListener('click', () => {
      const at = [...menu.children].indexOf(item);
      run();
      fill();
      focusItem(menu, at);
    });
    menu.append(item);
  };
  const open = (wanted: boolean) => {
    if (wanted) fill();
    show(menu, wanted);
    setAttribute(handle, 'aria-expanded', String(wanted));
    if (wanted) focusItem(menu, 0);
  };
  const fill = () => {
    menu.replaceChildren();
    const picture = content.picture();
    if (picture)
      add(l10n.t('Copy as Image'), () =>
        copyImage(picture.png(shotOf(name, host, content)), () => save('png')),
      );
    add(l10n.t('Copy as Table'), () => host.copy(chart.data('md')));
    for (const format of chart.formats()) add(LABELS[format], () => save(format));
    if (!picture) return;
    for (const look of PICTURE_LOOKS)
      addChoice(LOOK_NAMES[look], 'menuitemradio', taken.look === look, () => (taken.look = look));
    addChoice(l10n.t('Transparent'), 'menuitemcheckbox', taken.transparent, () => {
      taken.transparent = !taken.transparent;
    });
  };
  open(false);
  handle.addEventListener('click', () => open(menu.hasAttribute('hidden')));
  root.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) open(false);
  });
  root.addEventListener('keydown', (event) => {
    if (menu.hidden) return;
    const at = [...menu.children].findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape') {
      open(false);
      handle.focus();
    } else if (event.key === 'ArrowDown') focusItem(menu, at + 1);
    else if (event.key === 'ArrowUp') focusItem(menu, at - 1);
    else if (event.key === 'Home') focusItem(menu, 0);
    else if (event.key === 'End') focusItem(menu, -1);
    else return;
    event.preventDefault();
  });
  return root;
}

function focusItem(menu: HTMLElement, index: number): void {
  const count = menu.children.length;
  const item = menu.children.item((index + count) % Math.max(1, count));
  if (item instanceof HTMLElement) item.focus();
}

function provenanceOf(name: string, host: ChartHost, title: string): ChartOrigin {
  // The reader's own day, as in 2027-01-31.
  return { chart: name, title, ...host.about(), date: new Date().toLocaleDateString('sv') };
}

function shotOf(name: string, host: ChartHost, { title, subtitle }: Content): Shot {
  const of = provenanceOf(name, host, title());
  return { ...taken, title: of.title, subtitle: subtitle(), origin: originLine(of) };
}

function exportable(name: string, host: ChartHost, content: Content): Exportable {
  const { title, picture, table, data } = content;
  const none: DataTable = { columns: [], rows: [] };
  return {
    title,
    fileName: () => dataName({ plan: host.about().plan, chart: name }),
    formats: () => [...(picture() ? (['png', 'svg'] as const) : []), 'csv', 'md', 'json'],
    data: (format) => {
      const shot = () => shotOf(name, host, content);
      if (format === 'png') return (picture()?.png(shot()).toDataURL('image/png') ?? '').replace(/^.*,/, '');
      if (format === 'svg') return picture()?.svg(shot()) ?? '';
      if (format === 'csv') return dataCsv(data() ?? none);
      if (format === 'json') return dataJson(provenanceOf(name, host, title()), data() ?? none);
      const { columns = [], rows = [] } = table() ?? {};
      const texts = rows.map((cells) => cells.map(({ text }) => text));
      return chartMarkdown(title(), { columns, rows: texts });
    },
  };
}

/** Pages may be refused the clipboard for pictures: then the picture is saved instead. */
function copyImage(picture: HTMLCanvasElement, orElse: () => void): void {
  picture.toBlob((blob) => {
    if (!blob) {
      orElse();
      return;
    }
    try {
      const item = new ClipboardItem({ 'image/png': blob });
      navigator.clipboard.write([item]).catch(orElse);
    } catch {
      orElse();
    }
  });
}
