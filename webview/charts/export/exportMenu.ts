import * as l10n from '../../../src/l10n/l10n.js';
import { chartText } from '../../../src/report/words/table.js';
import type { ChartFormat } from '../../../src/contract/vocabulary.js';
import { element, setAttribute, show, uniqueId } from '../../dom.js';
import type { ChartHost, Exportable } from '../host.js';
import type { Picture } from './picture.js';
import type { TableSpec } from '../tableTwin.js';

/** What can be taken away from a chart. */
export interface Content {
  readonly title: () => string;
  /** `null` while there is nothing to draw. */
  readonly picture: () => Picture | null;
  readonly table: () => TableSpec | null;
}

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
  const chart = exportable(content);
  host.register(name, chart);
  const save = (format: ChartFormat) => host.save(fileName(content.title()), format, chart.data(format));
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
  const open = (wanted: boolean) => {
    if (wanted) fill();
    show(menu, wanted);
    setAttribute(handle, 'aria-expanded', String(wanted));
    if (wanted) focusItem(menu, 0);
  };
  const fill = () => {
    menu.replaceChildren();
    const picture = content.picture();
    if (picture) add(l10n.t('Copy as Image'), () => copyImage(picture, () => save('png')));
    add(l10n.t('Copy as Table'), () => host.copy(chart.data('md')));
    for (const format of chart.formats()) add(LABELS[format], () => save(format));
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

function exportable({ title, picture, table }: Content): Exportable {
  return {
    title,
    formats: () => [...(picture() ? (['png', 'svg'] as const) : []), 'csv', 'md', 'json'],
    data: (format) => {
      if (format === 'png') return (picture()?.png().toDataURL('image/png') ?? '').replace(/^.*,/, '');
      if (format === 'svg') return picture()?.svg() ?? '';
      const { columns = [], rows = [] } = table() ?? {};
      const texts = rows.map((cells) => cells.map(({ text }) => text));
      return chartText(format, title(), { columns, rows: texts });
    },
  };
}

/** Pages may be refused the clipboard for pictures: then the picture is saved instead. */
function copyImage(picture: Picture, orElse: () => void): void {
  picture.png().toBlob((blob) => {
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

const LONGEST_NAME = 60;

function fileName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return plain.slice(0, LONGEST_NAME).trim() || 'chart';
}
